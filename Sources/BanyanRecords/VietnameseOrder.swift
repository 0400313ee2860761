import Foundation

/// The order of the Vietnamese alphabet for names in lists: A Ă Â B C D Đ E Ê G H I K L M N O Ô Ơ P Q R S T U Ư V X Y, with F, J, W
/// and Z at their Latin places. Letters first, word by word; where two names have the same letters, their tones in the order
/// of dictionaries (level, grave, hook, tilde, acute, dot below); then capitals. What is no Latin letter comes after, by its
/// code point.
public struct VietnameseOrder: Comparable, Hashable, Sendable {
    private let letters: [UInt32]
    private let tones: [UInt8]
    private let text: String

    public init(_ text: String) {
        var letters: [UInt32] = []
        var tones: [UInt8] = []
        for scalar in text.composed.lowercased().decomposedStringWithCanonicalMapping.unicodeScalars {
            if let tone = Self.tones[scalar] {
                if let last = tones.indices.last { tones[last] = tone }
            } else if let shape = Self.shapes[scalar], let last = letters.indices.last {
                letters[last] += shape
            } else {
                letters.append(Self.place(of: scalar))
                tones.append(0)
            }
        }
        (self.letters, self.tones, self.text) = (letters, tones, text.composed)
    }

    public static func < (a: Self, b: Self) -> Bool {
        if a.letters != b.letters { return a.letters.lexicographicallyPrecedes(b.letters) }
        if a.tones != b.tones { return a.tones.lexicographicallyPrecedes(b.tones) }
        return a.text < b.text
    }

    private static let tones: [Unicode.Scalar: UInt8] = ["\u{300}": 1, "\u{309}": 2, "\u{303}": 3, "\u{301}": 4, "\u{323}": 5]
    /// Breve, circumflex, horn: what makes another letter of the one before.
    private static let shapes: [Unicode.Scalar: UInt32] = ["\u{306}": 1, "\u{302}": 2, "\u{31B}": 3]

    /// Four places a letter, so that its shapes follow it; spaces before all letters.
    private static func place(of scalar: Unicode.Scalar) -> UInt32 {
        switch scalar {
        case "a"..."z": (scalar.value - 96) * 4 + 0x100
        case "đ", "\u{F0}": 4 * 4 + 2 + 0x100
        case " ", "\u{A0}": 0x20
        default: scalar.value < 0x80 ? 0x40 + scalar.value : 0x1000 + scalar.value
        }
    }
}
