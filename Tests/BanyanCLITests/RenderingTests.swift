import BanyanAPI
import BanyanCore
import BanyanTestNode
import Foundation
import Testing

@testable import BanyanCLI

@Suite struct RenderingTests {
    /// A command, what the node should hear last, and words that the table must hold.
    struct Show: Sendable {
        let arguments: [String]
        let heard: String
        let schema: String
        let words: [String]
    }

    static let shows: [Show] = [
        Show(
            arguments: ["status"], heard: "status", schema: "banyan.status/1",
            words: [
                "Bệnh viện Bạch Mai", Samples.us.description, "the peers are 2 s ahead", "connected", "down", "1200",
                "(incarnation 1)",
                "disk-low",
                "-> make room on the disk", "48.4 GiB free",
            ]),
        Show(arguments: ["peer", "card"], heard: "card", schema: "banyan.card/1", words: ["Banyan facility card"]),
        Show(
            arguments: ["peer", "list"], heard: "peers", schema: "banyan.peers/1",
            words: ["Bệnh viện Bắc Ninh", "00271", "connected", "never", Words.short(Samples.bacNinh)]),
        Show(
            arguments: ["peer", "show", Samples.bacNinh.description], heard: "peer \(Samples.bacNinh)", schema: "banyan.peer/1",
            words: [Samples.bacNinh.description, "nothing is missing here", "agrees with this node's"]),
        Show(
            arguments: ["peer", "ping", "00271"], heard: "ping \(Samples.bacNinh)", schema: "banyan.ping/1", words: ["answered in 1.25 ms"]),
        Show(
            arguments: ["peer", "suspend", "00191"], heard: "change \(Samples.thaiNguyen) suspend", schema: "banyan.peer/1",
            words: ["State"]),
        Show(
            arguments: ["peer", "resume", Samples.otherPeer.name], heard: "change \(Samples.thaiNguyen) resume", schema: "banyan.peer/1",
            words: ["State"]),
        Show(
            arguments: ["peer", "retry", "00191"], heard: "change \(Samples.thaiNguyen) retry", schema: "banyan.peer/1", words: ["State"]),
        Show(
            arguments: ["peer", "remove", "00191", "--yes"], heard: "change \(Samples.thaiNguyen) remove", schema: "banyan.peer/1",
            words: ["State"]),
        Show(
            arguments: ["record", "publish", "00120045"], heard: "publish 00120045", schema: "banyan.publish/1",
            words: ["14 entries published for 3 patients, 6 streams unchanged"]),
        Show(
            arguments: ["record", "list", "00120045"], heard: "records 00120045", schema: "banyan.records/1",
            words: ["Observation/k1", "results", "2026-03-04", "Kali 4.10 mmol/L"]),
        Show(
            arguments: ["record", "show", "Observation/k1", "--patient", "00120045"], heard: "record 00120045 Observation/k1",
            schema: "banyan.record/1",
            words: ["{\"resourceType\":\"Observation\"}"]),
        Show(
            arguments: ["patient", "list", "--search", "lan"], heard: "patients lan", schema: "banyan.patients/1",
            words: ["Nguyễn Thị Lan", "1980-02-03", "yes"]),
        Show(
            arguments: ["patient", "show", "00120045"], heard: "patient 00120045", schema: "banyan.patient/1",
            words: ["urn:example:mrn:00101", "custody device", "allergies, problems"]),
        Show(
            arguments: ["consent", "list"], heard: "consents -", schema: "banyan.consents/1",
            words: ["010203040506", "all but sensitive", "valid", "in 7 days"]),
        Show(
            arguments: ["consent", "show", "0102"], heard: "consent 0102", schema: "banyan.consent/1",
            words: [Samples.consent.token, Samples.bacNinh.description, "1900-01 to 2027-11"]),
        Show(
            arguments: ["consent", "check", "00120045", "--sections", "allergies,hiv"], heard: "checkConsent 00120045 allergies,hiv TREAT",
            schema: "banyan.consent-check/1", words: ["PERMITTED", "[ok]     signature", "Withheld", "social", "Not granted", "hiv"]),
        Show(
            arguments: ["summary", "00120045", "--as", "pharmacist:minh"], heard: "summary 00120045 - TREAT pharmacist:minh -|-",
            schema: "banyan.summary/1",
            words: [
                "Nguyễn Thị Lan", "Dị ứng / Allergies and intolerances", "! Bản tóm tắt này", "có ghi / listed (2)",
                "Penicillin: nổi mề đay", "2024-01-03",
                "đang có / active", "NOT SHOWN (revoked): the patient withdrew this consent", "120 số mục nhật ký",
                "chưa bao giờ / never",
                "not replicated, tính đến / as of 2026-11-20 00:00", "định): người bệnh chưa cho phép / not granted", "(41)",
            ]),
        Show(
            arguments: ["dispense", "00271a1b2c3d-C", "--patient", "00120045", "--as", "pharmacist:minh"],
            heard: "dispense 00271a1b2c3d-C 00120045 - TREAT pharmacist:minh", schema: "banyan.dispensing/1",
            words: ["is recorded as dispensed, entry 17", "Metformin 500 mg, 60 viên", "No other dispensing was known here as of"]),
        Show(
            arguments: ["dispensing", "list", "--twice"], heard: "dispensings - - 31 true", schema: "banyan.prescriptions/1",
            words: ["00271a1b2c3d-C", "DISPENSED MORE THAN ONCE"]),
        Show(
            arguments: ["prescription", "show", "00271a1b2c3d-C"], heard: "prescriptions 00271a1b2c3d-C - 31 false",
            schema: "banyan.prescription/1", words: ["DISPENSED MORE THAN ONCE, by", "pharmacist minh", "its log, entry 4", "ngày 2 lần"]),
        Show(
            arguments: ["log", "verify"], heard: "verifyLog -", schema: "banyan.log-verification/1",
            words: ["every log is what its facility signed", "abababab"]),
        Show(arguments: ["log", "verify", "00101"], heard: "verifyLog \(Samples.us)", schema: "banyan.log-verification/1", words: ["ok"]),
        Show(
            arguments: ["log", "proof", Samples.us.description, "4"], heard: "proof \(Samples.us) 4", schema: "banyan.proof/1",
            words: ["4 of 41", "2 hashes", "banyan/log/x/0"]),
        Show(arguments: ["version"], heard: "-", schema: "banyan.version/1", words: ["banyan \(BanyanCLI.version)"]),
    ]

    @Test(arguments: shows) func aTableForPeopleFitsAHundredColumns(show: Show) async {
        let node = RecordingNode()
        let outcome = await Bench(node: node).run(show.arguments)
        #expect(outcome.code == 0)
        #expect(outcome.err.isEmpty)
        #expect(node.calls.last ?? "-" == show.heard)
        let text = outcome.out.replacing(/\n +/, with: " ")
        for word in show.words { #expect(text.contains(word), "\(word) in\n\(outcome.out)") }
        guard show.arguments.first != "log" else { return }
        for line in outcome.out.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
        #expect(!outcome.out.split(separator: "\n").contains { $0.hasSuffix(" ") })
    }

    @Test(arguments: shows) func aProgramGetsOneDocumentWithASchema(show: Show) async {
        let outcome = await Bench(node: RecordingNode()).run(show.arguments + ["--json"])
        #expect(outcome.code == 0)
        #expect(outcome.err.isEmpty)
        #expect(outcome.out.split(separator: "\n").count == 1)
        #expect(outcome.document["schema"] as? String == show.schema)
        #expect(outcome.document["data"] is [String: Any])
    }

    @Test func theFHIRDocumentIsPrintedWithItsNumbersAsWritten() async {
        let outcome = await Bench(node: RecordingNode()).run("summary", "00120045", "--format", "fhir")
        #expect(outcome.out == "{\"resourceType\":\"Bundle\",\"total\":1.10}\n")
    }

    @Test func theReaderIsTheUserWhereNobodyIsNamed() async {
        let node = RecordingNode()
        _ = await Bench(node: node).run("summary", "7", "--sections", "hiv", "--override-identity", "papers were seen")
        #expect(node.calls == ["summary 7 hiv TREAT clinician:lan.test papers were seen|-"])
    }

    @Test func whatComesFromElsewhereCanNotSteerTheTerminal() {
        #expect(printable("a\u{1b}[31mb\u{202e}c\u{85}d") == "a [31mb c d")
        #expect(printable("Nguyễn Thị Lan") == "Nguyễn Thị Lan")
    }

    @Test func aLastColumnWithoutRoomGoesOnLinesOfItsOwn() {
        var table = TextTable(["Reference", "What"], flexible: 1)
        table.rows = [[String(repeating: "r", count: 30), "one two three four five six seven"]]
        let lines = table.text(columns: 40).split(separator: "\n").map(String.init)
        #expect(lines == ["Reference", "    What", String(repeating: "r", count: 30), "    one two three four five six seven"])
    }

    @Test func aLongCellWrapsAndAWordLongerThanTheLineIsCut() {
        var table = TextTable(["Key", "Text"], flexible: 1)
        table.rows = [["a", "one two three four five six"], ["b", String(repeating: "x", count: 30)]]
        let lines = table.text(columns: 24).split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 24 })
        #expect(lines.count == 1 + 2 + 2)
    }

    @Test(
        arguments: [
            (0, "now"), (-1, "now"), (-5, "5 s ago"), (-119, "119 s ago"), (-120, "2 min ago"), (7200, "in 2 h"), (172_800, "in 2 days"),
            (-864_000, "10 days ago"),
        ] as [(Int64, String)])
    func timesAreSaidInOneUnit(offset: Int64, words: String) {
        #expect(Words.relative(Samples.now.adding(offset), to: Samples.now) == words)
        #expect(Words.relative(Timestamp(seconds: .min), to: Timestamp(seconds: .max)) == "long ago")
    }
}
