import BanyanCore
import Foundation
import Testing

/// The table of translations is whole: it holds what the sources say, and nothing else.
@Suite struct TranslationTests {
    private static let table = Translations.vietnamese

    /// Every key of the sources, with where it stands first.
    private static let spoken: [String: String] = {
        var keys: [String: String] = [:]
        for file in SourceTree.files {
            for (key, line) in SpokenText.keys(of: file) where keys[key] == nil { keys[key] = "\(file.path):\(line)" }
        }
        return keys
    }()

    @Test func `everything that the sources say is in the table`() throws {
        #expect(Self.spoken.count > 500)
        let missing = Self.spoken.filter { !Self.table.contains($0.key) }.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
        for (key, place) in missing { Issue.record("\(place) says what the table lacks: \(key)") }
        // What is missing, in the form of the table, to be filled in (docs/language.md).
        guard let path = ProcessInfo.processInfo.environment["BANYAN_WRITE_UNTRANSLATED"] else { return }
        try missing.map { "\($0.key)\n  \n" }.joined().write(toFile: path, atomically: true, encoding: .utf8)
    }

    @Test func `the table holds nothing that no source says`() {
        for entry in Translations(rooms: Vietnamese.rooms).entries where Self.spoken[entry.key] == nil {
            Issue.record("no source says this any more: \(entry.key)")
        }
    }

    @Test func `a key stands in the table once`() {
        let written = Translations(rooms: Vietnamese.rooms + Vietnamese.foreign).entries
        let counts = Dictionary(written.map { ($0.key, 1) }, uniquingKeysWith: +)
        for (key, count) in counts.sorted(by: { $0.key < $1.key }) where count > 1 { Issue.record("\(count) times: \(key)") }
    }

    @Test func `a key is translated, or said to be the same in both languages`() {
        for line in (Vietnamese.rooms + Vietnamese.foreign).flatMap({ $0.split(separator: "\n") }) where line.hasPrefix("  ") {
            #expect(!line.dropFirst(2).isEmpty && line.dropFirst(2).first != " ", "\(line)")
        }
        for entry in Self.table.entries { #expect(Translations.keys(of: entry.key) == [entry.key], "is no key: \(entry.key)") }
    }

    @Test func `a translation has the values of its key, each of them`() {
        for entry in Self.table.entries where entry.placeholders.key != entry.placeholders.translation {
            Issue.record("\(entry.key) -> \(entry.translation)")
        }
    }

    /// What comes over the socket, or from another module, comes without its values set apart. It must find its own translation, not
    /// that of a sentence that is like it.
    @Test func `a sentence is recognised as its own`() {
        for entry in Self.table.entries where entry.isHeard {
            let values = entry.placeholders.key.map { "v\($0)x" }
            let phrase = Phrase(pattern: entry.key, values: values)
            let recognised = Self.table.text(english: phrase.description)
            if recognised != phrase.text(in: .vietnamese) { Issue.record("\(phrase) -> \(recognised)") }
        }
    }
}

/// The reading of literals itself.
@Suite struct LiteralReadingTests {
    private func patterns(_ text: String) -> [String] { LiteralReader.literals(of: text).map(\.pattern) }

    @Test func `each form of a literal is read as the compiler reads it`() {
        #expect(patterns(#"let a = "one" // "not this""#) == ["one"])
        #expect(patterns(##"f(#"say "it" \(now) \#(value)"#)"##) == [#"say "it" \(now) %1"#])
        #expect(patterns("let a = \"\"\"\n    one\n      two \\\n    goes on\n    \"\"\"\n") == ["one\n  two goes on"])
        #expect(patterns(#"let a = "tab\tline\nquote\"\u{2026}""#) == ["tab\tline\nquote\"…"])
        #expect(patterns(#"let a = "" + "b""#) == ["b"])
    }

    @Test func `values are numbered as a phrase numbers them`() {
        let (a, b) = (1, 2)
        let phrase: Phrase = "first \(a) then \(b)" + " and \(a)"
        #expect(patterns(#"let x = "first \(a) then \(b)" + " and \(a)""#) == [phrase.pattern])
        #expect(phrase.description == "first 1 then 2 and 1")
    }

    @Test func `a literal within an interpolation is one of its own`() {
        #expect(patterns(#"f("a \(g(x, "b \(y)")) c")"#).sorted() == ["a %1 c", "b %1"])
    }

    @Test func `a literal knows the call that it is given to`() {
        let literals = LiteralReader.literals(of: #"throw CLIFailure(.usage, "code", "a b", hint: "c d \(Words.list(["e f"]))")"#)
        #expect(
            Dictionary(uniqueKeysWithValues: literals.map { ($0.pattern, $0.call) })
                == ["code": "CLIFailure", "a b": "CLIFailure", "c d %1": "CLIFailure", "e f": "Words.list"])
        #expect(literals.filter { $0.label == "hint" }.map(\.pattern) == ["c d %1"])
    }

    @Test(arguments: ["banyan peer list", "--key-file PATH", "--node SOCKET --json", "BANYAN_KEY_FILE=x banyan serve", "chmod 600 %1"])
    func `a command is not a message`(key: String) { #expect(SpokenText.isCommand(key)) }

    @Test(arguments: [
        "banyan wallet new, or pass --wallet FILE", "ask for a new one, then: banyan peer add FILE", "the node is ready",
        "--watch goes without paths",
    ])
    func `a sentence with a command in it is one`(key: String) { #expect(!SpokenText.isCommand(key)) }

    @Test func `what is not for people is left out, and the same text elsewhere is not`() {
        func keys(_ text: String) -> [String] { LiteralReader.literals(of: text).flatMap { SpokenText.keys(of: $0) } }
        #expect(keys(#"precondition(x, "a data key is 32 bytes")"#).isEmpty)
        #expect(keys(#"logger.error("a batch was refused")"#).isEmpty)
        #expect(keys(#"db.execute(sql: "SELECT a FROM b")"#).isEmpty)
        #expect(keys(#"throw E("a data key is 32 bytes")"#) == ["a data key is 32 bytes"])
        #expect(keys(#"f("name")"#).isEmpty)
        #expect(keys(#"said("name")"#) == ["name"])
    }
}

/// A table is of no use to a text that is printed past it.
@Suite struct SaidTests {
    @Test func `what the command line says goes through the table`() {
        for file in SourceTree.files where ["BanyanCLI", "banyan"].contains(file.module) {
            for literal in SpokenText.printedPastTheTable(in: file) {
                Issue.record("\(file.path):\(literal.line) is not handed to said(): \(literal.pattern)")
            }
        }
    }

    @Test func `a text that is printed as it stands is noticed`() {
        func past(_ text: String) -> Int {
            SpokenText.printedPastTheTable(in: SourceTree.File(module: "banyan", path: "Sources/banyan/X.swift", text: text)).count
        }
        #expect(past(#"console.out("the node is ready")"#) == 1)
        #expect(past(#"let text = "\(a) is ready""#) == 1)
        #expect(past(#"console.out(said("the node is ready"))"#) == 0)
        #expect(past(#"throw CLIFailure(.usage, "x", "the node is ready", hint: "wait for it")"#) == 0)
        #expect(past(#"pairs.append(("Own log", said("\(a) entries")))"#) == 0)
    }
}
