import BanyanCore
import Testing

@testable import BanyanXML

private let caps = XMLCaps(size: 1 << 20, depth: 8, elements: 100, attributes: 4, text: 1000)

private func read(_ text: String) throws(XMLFailure) -> XMLElement { try XMLReader.read(Array(text.utf8), caps: caps) }

private func failure(_ bytes: [UInt8]) -> XMLFailure.Kind? {
    do throws(XMLFailure) {
        _ = try XMLReader.read(bytes, caps: caps)
        return nil
    } catch { return error.kind }
}

private func failure(_ text: String) -> XMLFailure.Kind? { failure(Array(text.utf8)) }

@Suite struct XMLReaderTests {
    @Test func `elements, texts, lines and the order of both are kept`() throws {
        let root = try read(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<A>\n<B>một &amp; hai<!-- x --> &#x110;</B>\n<C/><B><![CDATA[<3>]]></B></A>\n")
        #expect(root.name == "A" && root.line == 2)
        #expect(root.children.map(\.name) == ["B", "C", "B"])
        #expect(root.children.map(\.text) == ["một & hai Đ", "", "<3>"])
        #expect(root.children.map(\.line) == [3, 4, 4])
        #expect(root["C"] == root.children[1] && root["D"] == nil)
    }

    @Test(arguments: ["", "\u{FEFF}", "\n  ", "\u{FEFF}<?xml version='1.0' encoding='UTF-8' standalone='yes'?>", "<?xml version=\"1.0\"?>"])
    func `a byte order mark, a declaration of UTF-8 or neither stands before the root`(start: String) throws {
        #expect(try read(start + "<A>x</A>").text == "x")
    }

    @Test func `a namespace is told from a prefix`() throws {
        let root = try read("<A xmlns:ds=\"urn:x\"><ds:Signature/><Signature/></A>")
        #expect(root.children.map(\.name) == ["Signature", "Signature"])
        #expect(root.children.map(\.namespace) == ["urn:x", nil])
    }

    @Test(
        arguments: [
            "<!DOCTYPE A><A/>", "<!DOCTYPE A [<!ENTITY a \"x\">]><A>&a;</A>", "<!DOCTYPE A SYSTEM \"file:///etc/passwd\"><A/>",
            "<?xml version=\"1.0\"?>\n<!DOCTYPE A [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><A>&b;</A>",
            "<!DOCTYPE A [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/x\">%p;]><A/>", "<!DOCTYPE A [<!ATTLIST A b CDATA \"c\">]><A/>",
        ])
    func `a document type declaration is refused before anything in it is read`(text: String) { #expect(failure(text) == .doctype) }

    @Test func `an entity that nobody declared is refused`() { #expect(failure("<A>&nbsp;</A>") == .entity) }

    @Test func `what ends too early is refused wherever it ends`() {
        let whole = "<?xml version=\"1.0\"?><A><B>một</B><C><![CDATA[x]]></C></A>"
        #expect(failure(whole) == nil)
        for count in 0..<whole.utf8.count {
            #expect(failure(Array(whole.utf8.prefix(count))) != nil, "cut after \(count) bytes")
        }
        #expect(failure("<A><B>x</B>") == .truncated)
        #expect(failure("<A><B>x") == .truncated && failure("<A><B>x</B></") == .truncated && failure("<A><![CDATA[x") == .truncated)
    }

    @Test(
        arguments: [
            ("", XMLFailure.Kind.empty), ("   ", .empty), ("<A><B></A></B>", .mismatch), ("<A/><B/>", .malformed(5)),
        ])
    func `what is no document says so`(text: String, kind: XMLFailure.Kind) { #expect(failure(text) == kind) }

    @Test(arguments: ["x", "<A", "<A b=c/>", "<A>\u{1}</A>", "<A>]]></A>", "<A a='1' a='2'/>", "<x:A/>", "<A>&#0;</A>", "<1/>", "<A/>x"])
    func `what is not well-formed is refused`(text: String) { #expect(failure(text) != nil) }

    @Test(
        arguments: [
            Array("<?xml version=\"1.0\" encoding=\"windows-1258\"?><A/>".utf8),
            Array("<?xml version='1.0' encoding = 'UTF-16'?><A/>".utf8),
            [0xFF, 0xFE, 0x3C, 0x00, 0x41, 0x00, 0x2F, 0x00, 0x3E, 0x00], [0xFE, 0xFF, 0x00, 0x3C, 0x00, 0x41],
            Array("<A>".utf8) + [0xC3, 0x28] + Array("</A>".utf8), Array("<A>".utf8) + [0xED, 0xA0, 0x80] + Array("</A>".utf8),
        ] as [[UInt8]])
    func `anything but UTF-8 is refused`(bytes: [UInt8]) { #expect(failure(bytes) == .notUTF8) }

    @Test func `caps are exact`() {
        func nested(_ levels: Int) -> String { String(repeating: "<A>", count: levels) + String(repeating: "</A>", count: levels) }
        func wide(_ count: Int) -> String { "<R>" + String(repeating: "<A/>", count: count - 1) + "</R>" }
        #expect(failure(nested(8)) == nil && failure(nested(9)) == .tooDeep(limit: 8))
        #expect(failure(wide(100)) == nil && failure(wide(101)) == .tooManyElements(limit: 100))
        #expect(failure("<A a='1' b='2' xmlns:c='u' xmlns='v'/>") == nil)
        #expect(failure("<A a='1' b='2' c='3' xmlns:c='u' xmlns='v'/>") == .tooManyAttributes(limit: 4))
        let text = String(repeating: "x", count: 1000)
        #expect(failure("<A>\(text)</A>") == nil && failure("<A>\(text)x</A>") == .textTooLong(limit: 1000))
        #expect(failure([UInt8](repeating: 0x20, count: 1 << 20 + 1)) == .tooLarge(limit: 1 << 20))
    }

    @Test func `a bomb of elements ends at its cap, however large it is`() {
        let bomb = Array(String(repeating: "<A>", count: 300_000).utf8)
        #expect(failure(bomb) == .tooDeep(limit: 8))
    }

    @Test func `text longer than a piece arrives whole`() throws {
        let text = String(repeating: "đ0123456789", count: 60_000)
        let large = XMLCaps(size: 4 << 20, depth: 2, elements: 3, attributes: 0, text: 4 << 20)
        #expect(try XMLReader.read(Array("<A><B>\(text)</B></A>".utf8), caps: large)["B"]?.text == text)
    }

    @Test func `messages name the line and quote nothing`() {
        #expect(throws: XMLFailure.self) { try read("<A>\n<BI_MAT>x</KHAC>\n</A>") }
        do throws(XMLFailure) { _ = try read("<A>\n<BI_MAT>x</KHAC>\n</A>") } catch {
            #expect(error.line == 2 && !error.message.contains("BI_MAT") && !error.message.contains("KHAC"))
        }
    }
}
