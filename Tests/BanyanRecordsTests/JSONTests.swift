import BanyanCore
import Testing

@testable import BanyanRecords

private func parse(_ text: String, limit: Int = 1 << 20, depth: Int = Limits.jsonDepth) throws(JSONProblem) -> JSON {
    try JSON.parse(Array(text.utf8), limit: limit, depth: depth)
}

private func kind(_ bytes: [UInt8], limit: Int = 1 << 20, depth: Int = 8) -> JSONProblem.Kind? {
    do throws(JSONProblem) {
        _ = try JSON.parse(bytes, limit: limit, depth: depth)
        return nil
    } catch { return error.kind }
}

@Suite struct JSONTests {
    @Test(arguments: [
        "1.10", "-0", "0", "0.50", "1e5", "1E+05", "1.0e-10", "123456789012345678901234567890", "3.14159265358979323846264338327950288",
    ])
    func numberTextIsKept(_ text: String) throws {
        #expect(try parse(text) == .number(text))
        #expect(try parse("{\"value\" : [\(text) ] }").serialized == Array("{\"value\":[\(text)]}".utf8))
    }

    @Test(arguments: ["01", "-", "+1", ".5", "1.", "1.e3", "1e", "0x10", "NaN", "Infinity", "--1", "1 2"])
    func whatIsNoNumberIsRefused(_ text: String) { #expect(kind(Array(text.utf8)) != nil) }

    @Test(arguments: [
        (#""""#, ""), (#""a\"b\\c\/d\b\f\n\r\t""#, "a\"b\\c/d\u{8}\u{c}\n\r\t"), (#""\u00e9\u0110""#, "éĐ"), (#""\ud83d\ude00""#, "😀"),
        (#""Nguyễn Thị Thử""#, "Nguyễn Thị Thử"), (#""0123456789abcdef\n0123456789abcdef""#, "0123456789abcdef\n0123456789abcdef"),
    ])
    func stringsAreRead(_ text: String, _ value: String) throws {
        let read = try parse(text)
        #expect(read == .string(value))
        #expect(try JSON.parse(read.serialized, limit: 1000) == read)
    }

    static let refusedTexts: [(String, JSONProblem.Kind)] = [
        (#""\x""#, .badEscape), (#""\ud83d""#, .badEscape), (#""\ude00""#, .badEscape), (#""\ud83d\u0041""#, .badEscape),
        (#""\u12g4""#, .badEscape), ("\"a\u{1}\"", .controlCharacter), ("\"abcdefgh\nabcdefgh\"", .controlCharacter),
        (#"{"a":1,"a":2}"#, .duplicateName), (#"{"a":1,"\u0061":2}"#, .duplicateName), ("{} x", .trailingBytes),
        ("[1,]", .unexpectedByte), ("{\"a\":1,}", .unexpectedByte), ("{a:1}", .unexpectedByte), ("tru", .truncated),
        ("trux", .unexpectedByte), ("", .truncated), ("'a'", .unexpectedByte), ("// x\n1", .unexpectedByte),
        ("[1 2]", .unexpectedByte), ("[[[[[[[[[1]]]]]]]]]", .tooDeep(limit: 8)), ("\u{FEFF}", .truncated),
    ]

    @Test(arguments: refusedTexts)
    func whatIsNotJSONIsRefused(_ text: String, _ problem: JSONProblem.Kind) { #expect(kind(Array(text.utf8)) == problem) }

    @Test(arguments: [[0xC3, 0x28], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xFF], [0xF4, 0x90, 0x80, 0x80]] as [[UInt8]])
    func whatIsNotUTF8IsRefused(_ bytes: [UInt8]) { #expect(kind([0x22] + bytes + [0x22]) == .badUTF8) }

    @Test func everyPrefixIsRefusedAndNoneCrashes() throws {
        let text = Array(#"{"name":"Th\u1eed \ud83d\ude00 nghi\u1ec7m é","list":[1.10,-2e+3,true,false,null,{}],"empty":[]}"#.utf8)
        #expect(kind(text) == nil)
        for length in 0..<text.count { #expect(kind(Array(text[..<length])) != nil, "\(length) bytes") }
    }

    @Test func everyChangedByteIsReadOrRefused() {
        let text = Array(#"{"name":"Th\u1eed é","list":[1.10,-2e+3,true,null,{}]}"#.utf8)
        for place in text.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = text
                changed[place] = byte
                _ = kind(changed)
            }
        }
    }

    @Test func sizeAndDepthAreCapped() {
        #expect(kind(Array("[1234]".utf8), limit: 6) == nil)
        #expect(kind(Array("[12345]".utf8), limit: 6) == .tooLarge(limit: 6))
        #expect(kind(Array("[[[[[[[[]]]]]]]]".utf8), depth: 8) == nil)
        #expect(kind(Array(repeating: UInt8(ascii: "["), count: 1 << 20), depth: 64) == .tooDeep(limit: 64))
        #expect(kind(Array(String(repeating: "{\"a\":", count: 100_000).utf8), depth: 64) == .tooDeep(limit: 64))
    }

    @Test func problemsNameTheByte() {
        #expect(throws: JSONProblem(.duplicateName, at: 7)) { try parse("{\"a\":1,\"a\":2}") }
        #expect(throws: JSONProblem(.unexpectedByte, at: 4)) { try parse("[1, x]") }
    }

    @Test func aByteOrderMarkIsPassedOver() throws { #expect(try parse("\u{FEFF}{}") == .object([])) }

    @Test func manyNamesAreComparedToo() {
        let names = (0..<40).map { "\"n\($0)\":0" }
        #expect(kind(Array("{\(names.joined(separator: ","))}".utf8)) == nil)
        #expect(kind(Array("{\((names + ["\"n3\":0"]).joined(separator: ","))}".utf8)) == .duplicateName)
    }

    @Test func membersKeepTheirOrder() throws {
        var value = try parse(#"{"z":1,"a":{"y":2,"b":3}}"#)
        #expect(value.serialized == Array(#"{"z":1,"a":{"y":2,"b":3}}"#.utf8))
        value["m"] = ["x", true]
        value["z"] = nil
        #expect(value.serialized == Array(#"{"a":{"y":2,"b":3},"m":["x",true]}"#.utf8))
    }

    @Test func pathsOpenArrays() throws {
        let value = try parse(
            #"{"code":{"coding":[{"code":"A"},{"code":"B"}]},"category":[{"coding":[{"code":"C"}]},{"coding":[{"code":"D"}]}]}"#)
        #expect(value.at("code", "coding", "code").compactMap(\.string) == ["A", "B"])
        #expect(value.at("category", "coding", "code").compactMap(\.string) == ["C", "D"])
        #expect(value.text("category", "coding", "code") == "C")
        #expect(value.at("absent", "coding").isEmpty)
    }
}
