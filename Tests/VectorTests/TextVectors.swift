import BanyanCore
import BanyanTestSupport

/// Encodings: CBOR, text that people type, padding.
enum TextVectors {
    static func checkedText() throws -> VectorFile {
        var random = SeededRandom(seed: 10)
        var vectors: [VectorValue] = []
        for bytes in [[], [0], [0xff], [UInt8](0..<5), [UInt8](repeating: 0, count: 32), random.octets(16), random.octets(32)] {
            vectors.append(["bytes": .hex(bytes), "text": .text(CheckedText.encode(bytes)), "base32": .text(CheckedText.base32(bytes))])
        }
        let bytes = random.octets(16)
        let text = CheckedText.encode(bytes)
        for typed in [text.lowercased(), text.replacing("-", with: " "), text.replacing("0", with: "o").replacing("1", with: "L")] {
            guard try CheckedText.decode(typed, count: 16) == bytes else { throw Missing() }
            vectors.append(["bytes": .hex(bytes), "typed": .text(typed)])
        }
        for typed in try refused(text) { vectors.append(try refusal(typed)) }
        return VectorFile(
            name: "checked-text", about: "Bytes as text with a check character a group, as it is written and as it is typed",
            section: "section 2.3",
            seed: "SplitMix64 with seed 10",
            fields: [
                "bytes": "the bytes", "text": "how they are written", "base32": "the compact form, without check characters and hyphens",
                "typed": "what a person typed; with bytes: it stands for them, with problem: it is refused",
                "count": "how many bytes it should stand for",
                "problem": "why: length, character, or group", "group": "the group that is named, from 1",
            ], vectors: vectors)
    }

    /// One wrong character in group 2, two characters of group 3 swapped, groups 4 and 5 swapped, a character too few, one that isn't in use.
    private static func refused(_ text: String) throws -> [String] {
        let groups = text.split(separator: "-").map { Array($0) }
        func joined(_ change: (inout [[Character]]) -> Void) -> String {
            var groups = groups
            change(&groups)
            return groups.map { String($0) }.joined(separator: "-")
        }
        return [
            joined { $0[1][2] = $0[1][2] == "7" ? "8" : "7" }, joined { $0[2].swapAt(0, $0[2][0] == $0[2][1] ? 2 : 1) },
            joined { $0.swapAt(3, 4) },
            String(text.dropLast()), joined { $0[0][0] = "U" },
        ]
    }

    private static func refusal(_ typed: String) throws -> VectorValue {
        do throws(CheckedText.Problem) {
            _ = try CheckedText.decode(typed, count: 16)
            return .null
        } catch {
            switch error {
            case .wrongLength: return ["typed": .text(typed), "count": 16, "problem": "length"]
            case .wrongCharacter(let group): return ["typed": .text(typed), "count": 16, "problem": "character", "group": .number(group)]
            case .wrongGroup(let group): return ["typed": .text(typed), "count": 16, "problem": "group", "group": .number(group)]
            }
        }
    }

    static func cbor() throws -> VectorFile {
        let accepted: [(String, String)] = [
            ("17", "23"), ("1818", "24"), ("1a00010000", "65536"), ("1bffffffffffffffff", "18446744073709551615"), ("20", "-1"),
            ("3bffffffffffffffff", "-18446744073709551616"), ("4401020304", "h'01020304'"), ("63e1baad", "\"ậ\""),
            ("83010203", "[1, 2, 3]"), ("a201020304", "{1: 2, 3: 4}"), ("a20a002001", "{10: 0, -1: 1}"),
            ("d28441a0a0430102034101", "18([h'a0', {}, h'010203', h'01'])"),
            ("f5", "true"), ("f6", "null"),
        ]
        let refused: [(String, String)] = [
            ("1817", "not the shortest head"), ("190018", "not the shortest head"), ("1b00000000ffffffff", "not the shortest head"),
            ("5f4101ff", "indefinite length"), ("9fff", "indefinite length"), ("bfff", "indefinite length"),
            ("a203040102", "keys not sorted"),
            ("a220010a00", "keys not sorted by their encoding"), ("a201020103", "a key twice"), ("6180", "not UTF-8"),
            ("62e1baad", "not UTF-8 and too long"),
            ("f93c00", "floating point"), ("f7", "undefined"), ("e0", "simple value"), ("f818", "simple value"), ("44010203", "truncated"),
            ("9bffffffffffffffff", "longer than what is there"), ("0000", "bytes behind the end"), ("", "nothing"),
            (String(repeating: "81", count: 17) + "00", "deeper than 16"), ("1c", "reserved head"),
        ]
        var vectors: [VectorValue] = []
        for (hex, meaning) in accepted {
            let bytes = try need(Hex.decode(hex))
            guard try CBOR.decode(bytes, limit: bytes.count).encoded == bytes else { throw Missing() }
            vectors.append(["item": .text(hex), "diagnostic": .text(meaning)])
        }
        for (hex, reason) in refused {
            let bytes = try need(Hex.decode(hex))
            guard (try? CBOR.decode(bytes, limit: bytes.count)) == nil else { throw Missing() }
            vectors.append(["item": .text(hex), "refused": .text(reason)])
        }
        return VectorFile(
            name: "cbor", about: "What the deterministic profile takes and what it refuses", section: "section 2.1",
            seed: "none: written by hand",
            fields: ["item": "the encoding", "diagnostic": "its meaning (RFC 8949 section 8)", "refused": "why it is refused"],
            vectors: vectors)
    }
}
