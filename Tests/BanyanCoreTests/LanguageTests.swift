import Testing

@testable import BanyanCore

@Suite struct LanguageTests {
    @Test(
        arguments: [
            ([:], .english), (["LANG": "C"], .english), (["LANG": "vi_VN.UTF-8"], .vietnamese), (["LANG": "vi"], .vietnamese),
            (["LANG": "VI_VN"], .vietnamese), (["LANG": "vi-VN"], .vietnamese), (["LANG": "vi@x"], .vietnamese),
            (["LANG": "vie"], .english),
            (["LANG": "fr_FR.UTF-8"], .english), (["LC_ALL": "C", "LANG": "vi_VN"], .english),
            (["LC_ALL": "", "LANG": "vi_VN"], .vietnamese), (["LC_MESSAGES": "vi_VN", "LANG": "en_US"], .vietnamese),
            (["LC_ALL": "vi_VN", "LC_MESSAGES": "en_US"], .vietnamese), (["BANYAN_LANG": "en", "LC_ALL": "vi_VN"], .english),
            (["BANYAN_LANG": "vi", "LC_ALL": "C"], .vietnamese), (["BANYAN_LANG": "de", "LANG": "vi_VN"], .english),
            (["LC_CTYPE": "vi_VN"], .english),
        ] as [([String: String], Language)])
    func `the environment chooses the language`(variables: [String: String], language: Language) {
        #expect(Language(variables: variables) == language, "\(variables)")
    }
}

@Suite struct PhraseTests {
    @Test func `a phrase keeps its values apart from its pattern`() {
        let phrase: Phrase = "\(3) of \("a%2b") in \(UInt8(7)) %"
        #expect(phrase.pattern == "%1 of %2 in %3 %")
        #expect(phrase.values == ["3", "a%2b", "7"])
        #expect(phrase.description == "3 of a%2b in 7 %")
        #expect(("no value" as Phrase).values.isEmpty)
    }

    @Test func `joined phrases count their values through`() {
        let phrase: Phrase = "\("a") and " + "\("b") or \("c")" + "."
        #expect(phrase.pattern == "%1 and %2 or %3.")
        #expect(phrase.description == "a and b or c.")
    }

    @Test(
        arguments: [
            ("all", "all", []), ("%1 of %2", "3 of 4 of 5", ["3", "4 of 5"]), ("the %1", "the ", [""]),
            ("%1, line %2", "x, line 7", ["x", "7"]),
            ("a %1 b", "a x b y b", ["x b y"]), ("%1%%2", "5%6", nil), ("the %1", "a b", nil), ("%1 ends", "it ends here", nil),
            ("%1%2", "ab", nil), ("one", "ones", nil), ("", "", []), ("a %1 a", "a a", nil), ("%1 ệ %2", "x ệ y", ["x", "y"]),
        ] as [(String, String, [String]?)])
    func `a pattern knows the texts that it fits, and their values`(pattern: String, text: String, values: [String]?) {
        // `%1%%2`: a percent sign before a value is a percent sign.
        if pattern == "%1%%2" {
            #expect(Pattern(pattern).match("5%6") == ["5", "6"])
        } else {
            #expect(Pattern(pattern).match(text) == values)
        }
    }
}

@Suite struct TranslationsTests {
    private let table = Translations(
        rooms: [
            """
            the node of %1 is not running
              nút của %1 không chạy
            %1 of %2
              %2, trong đó %1
            line %1: %2
              dòng %1: %{2}
            too long
              quá dài
            %1: %2
              %{1}: %{2}
            ok
              =
            the %1 node
              nút %1
            the cut node
              nút bị cắt
            """
        ], saidOnly: ["%1 to %2\n  %1 đến %2\n"])

    @Test func `a phrase is translated with its values, in the order of the translation`() {
        #expect(table.text("the node of \("/a b") is not running") == "nút của /a b không chạy")
        #expect(table.text("\(1) of \(2)") == "2, trong đó 1")
        #expect(table.text("ok") == "ok")
    }

    @Test func `what is not in the table stays English, value and all`() {
        #expect(table.text("unknown \(3) text") == "unknown 3 text")
        #expect(table.text(english: "unknown 3 text") == "unknown 3 text")
        #expect(table.text(english: "").isEmpty)
    }

    @Test func `values are never taken for placeholders, keys or patterns`() {
        #expect(table.text("\("%2") of \("too long")") == "too long, trong đó %2")
        #expect(table.text("the node of \("%1") is not running") == "nút của %1 không chạy")
    }

    @Test func `a value that is a sentence itself is translated where the translation says so`() {
        #expect(table.text("line \(3): \("too long")") == "dòng 3: quá dài")
        #expect(table.text(english: "line 3: too long") == "dòng 3: quá dài")
        #expect(table.text(english: "line 3: line 4: too long") == "dòng 3: dòng 4: quá dài")
    }

    @Test func `a text without its values is recognised, by the pattern that says most`() {
        #expect(table.text(english: "the node of /x is not running") == "nút của /x không chạy")
        #expect(table.text(english: "the cut node") == "nút bị cắt")
        #expect(table.text(english: "the other node") == "nút other")
        #expect(table.text("\(1) to \(2)") == "1 đến 2")
        #expect(table.text(english: "1 to 2") == "1 to 2", "what comes as a phrase alone is not looked for in texts")
        #expect(table.text(english: "the node of a: b is not running") == "nút của a: b không chạy")
    }

    @Test func `causes are looked into a few times, not without end`() {
        let deep = String(repeating: "line 1: ", count: 200) + "too long"
        #expect(table.text(english: deep).hasPrefix("dòng 1: dòng 1: "))
    }

    @Test func `lines, indentation and gaps are kept`() {
        #expect(table.text("\n  ok   too long\ntoo long\n") == "\n  ok   quá dài\nquá dài\n")
        #expect(table.text(english: "  too long \n\n  - x") == "  quá dài \n\n  - x")
        let values: Phrase = "\("a")  \(1) of \(2)\n\(3) of \(4)"
        #expect(table.text(values) == "a  2, trong đó 1\n4, trong đó 3")
    }

    @Test func `the keys of a text are its lines and columns`() {
        #expect(Translations.keys(of: "\nNext:\n  do %1      for %2 and %1\n") == ["Next:", "do %1", "for %1 and %2"])
        #expect(Translations.keys(of: "a b\n").count == 1)
        #expect(Translations.keys(of: "  ").isEmpty)
    }

    @Test func `English needs no table`() {
        #expect(("the node of \("x") is not running" as Phrase).text(in: .english) == "the node of x is not running")
    }
}
