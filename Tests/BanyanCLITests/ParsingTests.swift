import BanyanCore
import BanyanTestNode
import Foundation
import Testing

@testable import BanyanCLI

@Suite struct ParsingTests {
    @Test(arguments: [
        ["nonsense"], ["peer", "nonsense"], ["status", "--nonsense"], ["peer", "add"], ["peer", "show"], ["record", "import"],
        ["record", "show", "X/1"],
        ["patient", "enrol", "file"], ["summary"], ["summary", "7", "--format", "pdf"],
        ["summary", "7", "--sections", "allergies,nonsense"], ["dispense", "00271a1b2c3d-C"], ["dispense", "nonsense", "--patient", "7"],
        ["dispense", "00271A1B2C3D-C", "--patient", "7"], ["dispensing", "list", "--days", "0"], ["prescription", "list", "--days", "367"],
        ["dispensing", "show"], ["prescription", "show"],
        ["summary", "7", "--sections", ""], ["summary", "7", "--purpose", "FUN"], ["summary", "7", "--as", "clinician"],
        ["summary", "7", "--as", ":x"],
        ["summary", "7", "--as", "a\tb:x"], ["summary", "7", "--override-identity", " "], ["summary", "7", "--override-staleness", "a\nb"],
        ["consent", "present", "file"], ["consent", "check"], ["log", "proof", "00191"], ["log", "proof", "00191", "-1"],
        ["status", "--timeout", "5"],
        ["status", "--timeout", "0s"], ["status", "--timeout", "99999999999999999999d"], ["wallet", "grant", "--to", "a", "-o", "b"],
        ["wallet", "grant", "--to", "a", "--from", "b", "-o", "c", "--months", "2026-12..2026-11"],
        ["wallet", "grant", "--to", "a", "--from", "b", "-o", "c", "--months", "2026-13"],
        ["wallet", "grant", "--to", "a", "--from", "b", "-o", "c", "--expires", "367d"],
        ["wallet", "grant", "--to", "a", "--from", "b", "-o", "c", "--expires", "-1d"],
        ["wallet", "grant", "--to", "a", "--from", "b", "-o", "c", "--purpose", "ETREAT"],
        ["referral", "create", "--patient", "7", "--to", "00271", "-o", "c"],
        ["referral", "create", "--patient", "7", "--to", "00271", "--reason", "a", "--from-xml13", "-o", "c"],
        ["referral", "create", "--patient", "7", "--to", "00271", "--from-xml13", "--diagnosis", "I10", "-o", "c"],
        ["referral", "send", "3fa1"], ["referral", "accept", "3fa1"], ["referral", "accept", "3fa1", "--patient", "1", "--register", "2"],
        ["referral", "refuse", "3fa1"], ["referral", "complete", "3fa1"], ["referral", "export", "3fa1"],
        ["referral", "export", "3fa1", "--xml13", "--xml14"], ["wallet", "referral", "a"],
        ["wallet", "new", "--key-file", "a", "--passphrase-file", "b"], ["init"],
        ["renew", "--key-file", "a", "--passphrase-file", "b"], ["renew", "now"],
    ])
    func wrongUsageExitsWith64AndNamesTheHelp(arguments: [String]) async {
        let node = RecordingNode()
        let outcome = await Bench(node: node).run(arguments)
        #expect(outcome.code == 64)
        #expect(outcome.out.isEmpty)
        let lines = outcome.err.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first?.hasPrefix("banyan: error: ") == true)
        #expect(lines.last?.hasPrefix("banyan: hint: banyan") == true)
        #expect(lines.last?.hasSuffix("--help") == true)
        #expect(node.calls.isEmpty)
    }

    @Test func theHelpThatIsNamedIsTheSubcommands() async {
        let outcome = await Bench(node: RecordingNode()).run("peer", "add")
        #expect(outcome.err.hasSuffix("banyan: hint: banyan peer add --help\n"))
    }

    @Test func wrongUsageUnderJSONIsADocumentToo() async {
        let outcome = await Bench(node: RecordingNode()).run("peer", "add", "--json")
        let error = outcome.document["error"] as? [String: Any]
        #expect(outcome.document["schema"] as? String == "banyan.error/1")
        #expect(error?["category"] as? Int == 64)
        #expect(error?["code"] as? String == "usage")
        #expect(outcome.err.hasPrefix("banyan: error: "))
    }

    @Test(arguments: [[], ["--help"], ["peer"], ["peer", "--help"], ["wallet", "grant", "--help"], ["init", "-h"], ["help", "summary"]])
    func helpGoesToStdoutAndIsNoFailure(arguments: [String]) async {
        let outcome = await Bench(node: RecordingNode()).run(arguments)
        #expect(outcome.code == 0)
        #expect(outcome.out.contains("USAGE: banyan"))
        #expect(outcome.err.isEmpty)
    }

    @Test(arguments: CommandPaths.all) func everyCommandHasAHelpThatSaysWhatItIsFor(path: [String]) async {
        let outcome = await Bench(node: RecordingNode()).run(path + ["--help"])
        #expect(outcome.code == 0)
        #expect(outcome.out.contains("OVERVIEW: "))
        #expect(outcome.out.contains("USAGE: banyan \(path.joined(separator: " "))"))
        for part in outcome.out.replacingOccurrences(of: "\n", with: " ").components(separatedBy: "(default: ").dropFirst() {
            let shown = part.prefix { $0 != ")" }
            #expect(!shown.isEmpty && shown.allSatisfy { $0.isLetter || $0.isNumber || ",-. ".contains($0) }, "default \(shown)")
        }
    }

    @Test func theDefaultOfSectionsIsSaidAsAPersonWouldWriteIt() async {
        let outcome = await Bench(node: RecordingNode()).run("consent", "check", "--help")
        #expect(outcome.out.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains("Without it: all that is granted."))
        #expect(SectionList(Section.preset).defaultValueDescription == "all")
        #expect(SectionList([.hiv, .allergies]).defaultValueDescription == "allergies,hiv")
    }

    @Test(
        arguments: [
            ("1s", 1), ("90m", 5400), ("12h", 43_200), ("7d", 604_800), ("10000d", 864_000_000), ("0d", nil), ("-1d", nil), ("+1d", nil),
            ("d", nil), ("1", nil),
            ("1w", nil), ("", nil), ("1.5h", nil), ("10001d", nil), ("9223372036854775807d", nil),
        ] as [(String, Int64?)])
    func durations(text: String, seconds: Int64?) { #expect(DurationArgument(argument: text)?.seconds == seconds) }

    @Test(
        arguments: [
            ("2024-01..2026-11", "2024-01", "2026-11"), ("2024-01", "2024-01", "2024-01"), ("1900-01..2070-08", "1900-01", "2070-08"),
            ("2024-01..", nil, nil),
            ("..2024-01", nil, nil), ("2024-02..2024-01", nil, nil), ("2024-01..2024-02..2024-03", nil, nil), ("2024-1", nil, nil),
            ("1899-12", nil, nil),
        ] as [(String, String?, String?)])
    func monthRanges(text: String, first: String?, last: String?) {
        let range = MonthRange(argument: text)
        #expect(range?.first.description == first)
        #expect(range?.last.description == last)
    }

    @Test(
        arguments: [
            ("allergies", ["allergies"]), ("results,allergies,results", ["allergies", "results"]), ("mental-health", ["mental-health"]),
            ("all", Section.preset.map(\.name)), ("all,hiv", Section.preset.map(\.name) + ["hiv"]), ("Allergies", nil), ("allergies,", nil),
            ("", nil),
        ] as [(String, [String]?)])
    func sectionLists(text: String, names: [String]?) { #expect(SectionList(argument: text)?.names == names) }

    @Test(arguments: [("--data", "/a", "/a"), ("--data", "/a/../b/", "/b"), ("--data", "~/x", nil)] as [(String, String, String?)])
    func theDataDirectoryIsAbsolute(_: String, path: String, expected: String?) {
        let directory = DataDirectory(path: path)
        #expect(directory.path.hasPrefix("/"))
        if let expected { #expect(directory.path == expected) }
    }

    @Test(
        arguments: [
            ([:], "HOME/.local/share/banyan"), (["XDG_DATA_HOME": "/xdg"], "/xdg/banyan"),
            (["BANYAN_DATA": "/srv/n", "XDG_DATA_HOME": "/xdg"], "/srv/n"),
            (["BANYAN_DATA": ""], "HOME/.local/share/banyan"),
        ] as [([String: String], String)])
    func theDefaultDataDirectoryFollowsThePlatform(variables: [String: String], expected: String) async {
        var bench = Bench()
        bench.variables = variables
        let outcome = await bench.run("status")
        #expect(outcome.code == 3)
        #expect(outcome.err.contains(expected.replacingOccurrences(of: "HOME", with: bench.directory)))
    }
}

/// Every command of the contract but those that the executable adds.
enum CommandPaths {
    static let all: [[String]] = [
        "init", "status", "peer card", "peer add", "peer list", "peer show", "peer ping", "peer suspend", "peer resume", "peer remove",
        "peer retry",
        "record import", "record publish", "record list", "record show", "patient list", "patient show", "patient enrol", "wallet new",
        "wallet enrol",
        "wallet grant", "wallet list", "wallet slip", "wallet receipts", "consent present", "consent list", "consent show", "consent check",
        "consent revoke", "summary", "dispense", "dispensing list", "dispensing show", "prescription list", "prescription show",
        "log verify", "log proof", "renew", "version",
    ].map { $0.split(separator: " ").map(String.init) }
}
