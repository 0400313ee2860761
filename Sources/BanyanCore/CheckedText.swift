/// Bytes as text that people can read aloud and type: Crockford's base32 in groups of four characters, each followed by a
/// check character, joined by hyphens. Thirty-two bytes are thirteen groups.
///
/// The check character of group g is the sum over GF(32) (polynomial x^5 + x^2 + 1) of the characters' values times
/// 2, 4, 8, 16, plus g (from 0, modulo 32). Any one wrong character, any swap of two different characters within a group, the
/// check character among them, and any swap of two full groups within 32 are noticed, and the group is named (counted from 1;
/// of two swapped ones the first). Typing is forgiving: case, spaces and hyphens don't matter; O reads as 0, I and L as 1.
public enum CheckedText {
    /// Why text is not the bytes that it should be.
    public enum Problem: Error, Equatable, Sendable {
        case wrongLength(expectedCharacters: Int, got: Int)
        case wrongCharacter(group: Int)
        case wrongGroup(Int)

        public var message: String {
            switch self {
            case .wrongLength(let expected, let got): "expected \(expected) characters and got \(got)"
            case .wrongCharacter(let group): "group \(group) has a character that is not a letter or digit in use"
            case .wrongGroup(let group): "group \(group) is mistyped: its check character does not match"
            }
        }
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    public static func encode(_ bytes: [UInt8]) -> String {
        let values = symbols(bytes)
        return stride(from: 0, to: values.count, by: 4).map { start in
            let group = values[start..<min(start + 4, values.count)]
            return text(Array(group) + [check(group, group: start / 4)])
        }.joined(separator: "-")
    }

    /// Base32 without check characters.
    public static func base32(_ bytes: [UInt8]) -> String { text(symbols(bytes)) }

    /// Reads exactly what `base32(_:)` writes for `count` bytes: capitals only, nothing forgiven; `nil` for anything else.
    public static func decode(base32 text: String, count: Int) -> [UInt8]? {
        guard text.utf8.count == (count * 8 + 4) / 5 else { return nil }
        var values: [UInt8] = []
        for character in text.utf8 {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            values.append(UInt8(value))
        }
        return bytes(values, count: count)
    }

    /// - Parameter count: how many bytes the text must stand for.
    public static func decode(_ text: String, count: Int) throws(Problem) -> [UInt8] {
        let typed = text.utf8.filter { !($0 == UInt8(ascii: "-") || $0 == 0x20 || (0x09...0x0d).contains($0)) }
        let data = (count * 8 + 4) / 5
        let expected = data + (data + 3) / 4
        guard typed.count == expected else { throw .wrongLength(expectedCharacters: expected, got: typed.count) }
        var values: [UInt8] = []
        for (number, start) in stride(from: 0, to: typed.count, by: 5).enumerated() {
            var group: [UInt8] = []
            for character in typed[start..<min(start + 5, typed.count)] {
                guard let value = value(character) else { throw .wrongCharacter(group: number + 1) }
                group.append(value)
            }
            guard let last = group.popLast(), last == check(group[...], group: number) else { throw .wrongGroup(number + 1) }
            values += group
        }
        guard let bytes = bytes(values, count: count) else { throw .wrongGroup((values.count + 3) / 4) }
        return bytes
    }

    private static func symbols(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var buffer: UInt32 = 0
        var bits = 0
        for byte in bytes {
            buffer = (buffer << 8 | UInt32(byte)) & 0xfff
            bits += 8
            while bits >= 5 {
                bits -= 5
                out.append(UInt8(buffer >> UInt32(bits) & 31))
            }
        }
        if bits > 0 { out.append(UInt8(buffer << UInt32(5 - bits) & 31)) }
        return out
    }

    /// `nil` when the bits behind the last byte are not zero: each value has one text.
    private static func bytes(_ symbols: [UInt8], count: Int) -> [UInt8]? {
        var out: [UInt8] = []
        var buffer: UInt32 = 0
        var bits = 0
        for symbol in symbols {
            buffer = (buffer << 5 | UInt32(symbol)) & 0xfff
            bits += 5
            if bits >= 8 {
                bits -= 8
                out.append(UInt8(buffer >> UInt32(bits) & 255))
            }
        }
        let rest = buffer & (1 << UInt32(bits) - 1)
        return out.count == count && rest == 0 ? out : nil
    }

    private static func check(_ group: ArraySlice<UInt8>, group number: Int) -> UInt8 {
        var sum = UInt8(number & 31)
        var weight: UInt8 = 2
        for value in group {
            sum ^= multiply(value, weight)
            weight = multiply(weight, 2)
        }
        return sum
    }

    private static func multiply(_ a: UInt8, _ b: UInt8) -> UInt8 {
        var product: UInt8 = 0
        var a = a
        var b = b
        while b != 0 {
            if b & 1 == 1 { product ^= a }
            a = a & 16 == 0 ? a << 1 : (a << 1 ^ 0b100101) & 31
            b >>= 1
        }
        return product
    }

    private static func value(_ character: UInt8) -> UInt8? {
        let upper = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(character) ? character - 32 : character
        let read: UInt8
        switch upper {
        case UInt8(ascii: "O"): read = UInt8(ascii: "0")
        case UInt8(ascii: "I"), UInt8(ascii: "L"): read = UInt8(ascii: "1")
        default: read = upper
        }
        return alphabet.firstIndex(of: read).map { UInt8($0) }
    }

    private static func text(_ values: [UInt8]) -> String { String(decoding: values.map { alphabet[Int($0)] }, as: UTF8.self) }
}
