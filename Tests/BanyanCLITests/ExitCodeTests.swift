import BanyanAPI
import BanyanCore
import BanyanHTTP
import BanyanTestNode
import Foundation
import Logging
import Testing

@testable import BanyanCLI

@Suite struct ExitCodeTests {
    @Test(arguments: FailureCategory.allCases) func aFailureOfTheNodeIsSaidAndItsCategoryIsTheExitCode(category: FailureCategory) async {
        let node = RecordingNode()
        node.fail(with: APIError(category, "some-code", "this went wrong", hint: "banyan status"))
        for arguments in [["status"], ["summary", "7"], ["peer", "list"]] {
            let outcome = await Bench(node: node).run(arguments)
            #expect(outcome.code == category.rawValue)
            #expect(outcome.out.isEmpty)
            #expect(outcome.err == "banyan: error: this went wrong\nbanyan: hint: banyan status\n")
            let json = await Bench(node: node).run(arguments + ["--json"])
            #expect(json.code == category.rawValue)
            let error =
                #"{"category":\#(category.rawValue),"code":"some-code","hint":"banyan status","message":"this went wrong"}"#
            #expect(json.out == #"{"error":\#(error),"schema":"banyan.error/1"}"# + "\n")
            #expect(json.err == outcome.err)
        }
    }

    @Test func aNodeThatIsNotThereIsSaidAtOnceWithTheNextCommand() async throws {
        try await Bench.with { bench in
            let nothing = await bench.run("status", "--data", bench.path("none"))
            #expect(nothing.code == 3)
            #expect(nothing.err.contains("banyan: hint: banyan init --data \(bench.path("none"))"))
            _ = try await bench.makeNode("node", code: "00101")
            let stopped = await bench.run("status", "--data", bench.path("node"))
            #expect(stopped.code == 3)
            #expect(stopped.err.hasSuffix("banyan: hint: banyan serve --data \(bench.path("node"))\n"))
        }
    }

    @Test func aNodeThatDoesNotAnswerTimesOut() async throws {
        try await Bench.with { bench in
            try await serving(HangingNode(), bench.path("run/banyan.sock")) {
                let outcome = await bench.run("status", "--data", bench.directory, "--timeout", "1s")
                #expect(outcome.code == 8)
                #expect(outcome.err.contains("did not answer within 1 s"))
            }
        }
    }

    @Test func aPartialImportShowsTheProblemsAndExitsWith7() async throws {
        let node = RecordingNode()
        node.answer(Samples.partlyImported)
        try await Bench.with(node: node) { bench in
            let file = try bench.write("a.json", "{}")
            let outcome = await bench.run("record", "import", file)
            #expect(outcome.code == 7)
            #expect(outcome.out.contains("effectiveDateTime is not a FHIR date"))
            #expect(outcome.err.hasPrefix("banyan: error: 1 problem in the files"))
            let json = await bench.run("record", "import", file, "--json")
            #expect(json.code == 7)
            #expect(json.document["schema"] as? String == "banyan.import/1")
        }
    }

    @Test func aDeniedCheckExplainsItselfAndExitsWith4() async {
        let node = RecordingNode()
        node.answer(Samples.deniedCheck)
        let outcome = await Bench(node: node).run("consent", "check", "00120045")
        #expect(outcome.code == 4)
        #expect(outcome.out.contains("DENIED: the only consent was revoked"))
        #expect(outcome.out.contains("[DENIED] revocation"))
        #expect(outcome.out.contains("[  -   ] purpose"))
        #expect(outcome.err.contains("banyan: error: the only consent was revoked"))
    }

    @Test func aBrokenLogExitsWith5() async {
        let node = RecordingNode()
        node.answer(Samples.brokenVerification)
        let outcome = await Bench(node: node).run("log", "verify")
        #expect(outcome.code == 5)
        #expect(outcome.out.contains("DIFFERS"))
        #expect(outcome.out.contains("damaged entries 3, 5"))
        #expect(!outcome.out.contains("every log is"))
    }

    @Test func statusFailsTheCheckOnlyForSeriousProblems() async {
        let node = RecordingNode()
        #expect(await Bench(node: node).run("status").code == 0)
        let failing = await Bench(node: node).run("status", "--check")
        #expect(failing.code == 1)
        #expect(failing.err == "banyan: error: less than 1 GiB is free\nbanyan: hint: make room on the disk\n")
        var mild = Samples.status
        mild.problems.removeAll(where: \.serious)
        node.answer(mild)
        #expect(await Bench(node: node).run("status", "--check").code == 0)
    }
}

/// Answers a status never, or only when the test is over.
private struct HangingNode: NodeForwarding {
    let base = RecordingNode()
    func status() async throws -> NodeStatus {
        try await Task.sleep(for: .seconds(3600))
        return Samples.status
    }
}
