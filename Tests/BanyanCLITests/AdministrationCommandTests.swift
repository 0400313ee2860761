import BanyanAPI
import BanyanCore
import BanyanTestNode
import BanyanTestSupport
import Foundation
import Testing

@testable import BanyanCLI

@Suite struct AdministrationCommandTests {
    @Test(arguments: [
        (["patient", "find", "--identifier", "national-id|000167999017"], "findPatients national-id|000167999017 - -"),
        (["patient", "find", "--name", "lan", "--born", "1967"], "findPatients - lan 1967"),
        (["patient", "systems"], "identifierSystems"), (["sensitive", "list"], "sensitiveCodes -"),
        (["sensitive", "list", "--section", "hiv", "--added"], "sensitiveCodes hiv"),
        (["sensitive", "check", "B20.1"], "checkSensitive - B20.1"),
        (["sensitive", "check", "B20.1", "--system", "icd-10"], "checkSensitive icd-10 B20.1"),
        (
            ["sensitive", "add", "--section", "hiv", "--system", "icd-10", "--code", "Z29.2", "--prefix"],
            "changeSensitive + hiv icd-10 Z29.2 true"
        ),
        (["sensitive", "remove", "--section", "hiv", "--system", "words", "--code", "abc"], "changeSensitive - hiv words abc false"),
        (["sensitive", "apply"], "applySensitive"),
    ])
    func `a command asks the node once and shows the answer`(arguments: [String], heard: String) async {
        for format in [[], ["--json"]] {
            let node = RecordingNode()
            let outcome = await Bench(node: node).run(arguments + format)
            #expect(outcome.code == 0, "\(outcome.err)")
            #expect(node.calls == [heard] && !outcome.out.isEmpty)
        }
    }

    @Test(arguments: [
        ["patient", "find"], ["patient", "find", "--born", "1967"], ["patient", "find", "--name", "a", "--born", "67"],
        ["sensitive", "check"], ["sensitive", "add", "--section", "hiv", "--system", "icd-10"], ["sensitive", "remove"],
        ["sensitive", "nothing"],
    ])
    func `wrong usage asks nothing`(arguments: [String]) async {
        let node = RecordingNode()
        #expect(await Bench(node: node).run(arguments).code == 64)
        #expect(node.calls.isEmpty)
    }

    @Test func `nobody found is an answer, and exit code 6`() async {
        let node = RecordingNode()
        node.answer(PatientList(patients: []))
        let outcome = await Bench(node: node).run("patient", "find", "--name", "nobody", "--json")
        #expect(outcome.code == 6 && outcome.document["schema"] as? String == "banyan.patients/1")
    }

    @Test func `a code that is on no list is said to be open`() async {
        let node = RecordingNode()
        node.answer(SensitiveFinding(code: "I10", section: nil, entries: []))
        let outcome = await Bench(node: node).run("sensitive", "check", "I10")
        #expect(outcome.code == 0 && outcome.out.contains("not on the list"))
    }

    @Test func `certificates go with the import, and one that can't be read stops it`() async throws {
        try await Bench.with { bench in
            var bench = bench
            let node = RecordingNode()
            bench.node = node
            let file = try bench.write("a.xml", SignedInsurance.whole)
            let certificate = try bench.write("c.pem", SignedInsurance.certificate)
            #expect(await bench.run("record", "import", file, "--certificate", certificate).code == 0)
            #expect(node.calls.count == 1)
            #expect(await bench.run("record", "import", file, "--certificate", bench.path("none.pem")).code == 6)
            #expect(node.calls.count == 1)
        }
    }

    /// The confirmation names what it confirms: a script that was written for one section does not open another.
    @Test(arguments: [
        ["--sections", "allergies,hiv", "--confirm-sensitive", "genetic"], ["--sections", "allergies", "--confirm-sensitive", "hiv"],
        ["--confirm-sensitive", "hiv"], ["--sections", "hiv", "--confirm-sensitive", "hiv,allergies"],
        ["--sections", "hiv", "--confirm-sensitive", "all"], ["--sections", "hiv", "--confirm-sensitive"],
    ])
    func `a confirmation of another section is wrong usage`(options: [String]) async {
        let outcome = await Bench().run(["wallet", "grant", "--to", "a", "--from", "b", "-o", "c", "--yes"] + options)
        #expect(outcome.code == 64, "\(outcome.err)")
    }
}
