import ArgumentParser
import BanyanAPI
import BanyanCore
import BanyanTestNode
import Foundation
import Testing

@testable import BanyanCLI

@Suite struct LanguageTests {
    private func failing() -> RecordingNode {
        let node = RecordingNode()
        node.fail(
            with: APIError(
                .notFound, "no-such-patient", "no patient here has that record number", hint: "name it as SYSTEM|NUMBER"))
        return node
    }

    private static let english = "banyan: error: no patient here has that record number\nbanyan: hint: name it as SYSTEM|NUMBER\n"
    private static let vietnamese = "banyan: lỗi: tại đây không có người bệnh nào mang mã đó\nbanyan: gợi ý: ghi theo dạng HỆ_THỐNG|MÃ\n"

    @Test(
        arguments: [
            ([:], [], english), (["LANG": "vi_VN.UTF-8"], [], vietnamese), (["LANG": "vi_VN.UTF-8"], ["--lang", "en"], english),
            ([:], ["--lang", "vi"], vietnamese), (["BANYAN_LANG": "vi"], [], vietnamese), (["BANYAN_LANG": "vi"], ["--lang=en"], english),
            (["BANYAN_LANG": "xx"], [], english),
        ] as [([String: String], [String], String)])
    func `an error of the node is said in the language that was chosen`(
        variables: [String: String], options: [String], words: String
    ) async {
        var bench = Bench(node: failing())
        bench.variables = variables
        for arguments in [["patient", "show", "7"] + options, options + ["patient", "show", "7"]] {
            let outcome = await bench.run(arguments)
            #expect(outcome.code == 6)
            #expect(outcome.err == words)
        }
    }

    @Test func `documents for programs are the same in both languages`() async throws {
        var bench = Bench(node: failing())
        let english = await bench.run("patient", "show", "7", "--json")
        bench.variables = ["LANG": "vi_VN.UTF-8"]
        let vietnamese = await bench.run("patient", "show", "7", "--json")
        #expect(vietnamese.out == english.out && english.out.contains("no patient here has that record number"))
        #expect(vietnamese.err == Self.vietnamese)
    }

    @Test func `a table is in the language that was chosen`() async throws {
        let node = RecordingNode()
        node.answer(PeerList(peers: []))
        let outcome = await Bench(node: node).run("peer", "list", "--lang", "vi")
        #expect(outcome.code == 0)
        #expect(outcome.out == "không có: chấp nhận một cơ sở bằng `banyan peer add THẺ`\n")
    }

    @Test(arguments: [["--lang", "fr"], ["--lang=de"], ["--lang"], ["--lang", "VI"]])
    func `another language is refused, and both are named`(options: [String]) async {
        let outcome = await Bench(node: failing()).run(["status"] + options)
        #expect(outcome.code == 64)
        #expect(outcome.err.contains("vi (Vietnamese) or en (English)"))
        let json = await Bench(node: failing()).run(["status", "--json"] + options)
        #expect((json.document["error"] as? [String: Any])?["code"] as? String == "usage")
    }

    @Test func `behind -- there are no options`() throws {
        let choice = try LanguageChoice(["a", "--lang", "vi", "--", "--lang", "fr"], otherwise: .english)
        #expect(choice.language == .vietnamese)
        #expect(choice.arguments == ["a", "--", "--lang", "fr"])
        #expect(try LanguageChoice(["--", "--lang", "fr"], otherwise: .english).arguments == ["--", "--lang", "fr"])
        #expect(try LanguageChoice(["a"], otherwise: .vietnamese).language == .vietnamese)
        #expect(try LanguageChoice(["--lang", "vi", "--lang", "en", "a"], otherwise: .vietnamese).language == .english)
    }

    /// Whatever the parser of arguments says to a person.
    @Test(
        arguments: [
            (["status", "--unknown"], "Không có tùy chọn '--unknown'"), (["consent", "show"], "Thiếu đối số '<"),
            (["status", "more"], "Thừa đối số 'more'"), (["status", "--data"], "Thiếu giá trị cho '--data"),
            (["status", "--timeout", "x"], "Giá trị 'x' không hợp lệ cho '--timeout <time>'"),
            (["summary", "7", "--format", "x"], "Giá trị 'x' không hợp lệ cho '--format <format>'. Hãy dùng một trong"),
            (["record", "import"], "nêu tệp hoặc thư mục, hoặc --watch THƯ_MỤC"),
        ] as [([String], String)])
    func `wrong usage is said in the language that was chosen`(arguments: [String], words: String) async {
        let outcome = await Bench(node: failing()).run(arguments + ["--lang", "vi"])
        #expect(outcome.code == 64)
        #expect(outcome.err.contains(words), "\(outcome.err)")
    }

    private static let helped: [[String]] =
        [[]]
        + BanyanCLI.nodeCommands.filter { $0 != SimulateCommand.self }.flatMap { command -> [[String]] in
            let name = command._commandName
            return [[name]] + command.configuration.subcommands.map { [name, $0._commandName] }
        }

    @Test(arguments: helped) func `help has no English sentence left`(command: [String]) async throws {
        let bench = Bench(node: failing())
        let english = await bench.run(command + ["--help"])
        let vietnamese = await bench.run(command + ["--help", "--lang", "vi"])
        #expect(english.code == 0 && vietnamese.code == 0)
        #expect(vietnamese.out.contains("CÁCH DÙNG:") && !vietnamese.out.contains("USAGE"))
        for line in vietnamese.out.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
        for word in ["the", "with", "which", "for", "not"] {
            let words = vietnamese.out.split { !$0.isLetter && $0 != "." && $0 != "-" }
            // In names of commands and options, and in examples of files, English words stay.
            #expect(!words.contains(Substring(word)), "\(word): \(vietnamese.out)")
        }
        // Names and commands are the same.
        for example in english.out.split(separator: "\n") where example.hasPrefix("  banyan ") {
            #expect(vietnamese.out.contains(example))
        }
    }

    @Test func `what a person must type is accepted in both languages`() async {
        for answer in ["yes", "có", "CÓ"] {
            let node = RecordingNode()
            node.answer(Samples.peer)
            let outcome = await Bench(node: node).run(
                ["peer", "remove", Samples.bacNinh.description, "--lang", "vi"], answers: [answer])
            #expect(outcome.questions.first?.hasPrefix("Gỡ hẳn ") == true, "\(outcome)")
            #expect(outcome.code == 0)
        }
        let refused = await Bench(node: failing()).run(["peer", "remove", Samples.bacNinh.description, "--lang", "vi"], answers: ["không"])
        #expect(refused.code != 0)
    }
}
