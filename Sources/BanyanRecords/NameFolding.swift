public import BanyanCore
import Foundation

/// Names made comparable: what two clerks write differently for one person folds to one text.
///
/// Compatibility-decomposed (Unicode NFKD), diacritics dropped (so that `Hòa` and `Hoà` agree), the letter Đ read as D, case
/// folded, dashes and commas read as spaces, other punctuation dropped, spaces collapsed. The eth (U+00D0), which legacy
/// Vietnamese encodings leave in place of Đ, reads as D too. Marks of scripts in which they are letters of their own
/// (Devanagari, Thai, Arabic) stay.
public enum NameFolding {
    /// The folded words in the order written, joined by single spaces; empty where nothing but punctuation was written.
    public static func fold(_ name: String) -> String { words(name).joined(separator: " ") }

    /// The folded name with its words turned so that it no longer says which end the family name stood at.
    ///
    /// Of all rotations the lexicographically least: `Trần Thị Lụa` and `Thị Lụa Trần` have one key, and so have
    /// `Trần Thị Lụa` and `Lụa Trần Thị`. Other permutations keep their own: the order of middle and given name is part of
    /// a Vietnamese name, and `Trần Văn An` is not `Trần An Văn`. For the blind index and for `IdentityMatch`.
    public static func key(_ name: String) -> String {
        let words = words(name)
        let turns = words.indices.map { (words[$0...] + words[..<$0]).joined(separator: " ") }
        return turns.min() ?? ""
    }

    /// The folded words, none empty.
    public static func words(_ name: String) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        for scalar in name.decomposedStringWithCompatibilityMapping.unicodeScalars {
            switch role(of: scalar) {
            case .letter: append(scalar, to: &word)
            case .gap:
                if !word.isEmpty { words.append(String(word)) }
                word.removeAll()
            case .nothing: continue
            }
        }
        if !word.isEmpty { words.append(String(word)) }
        return words
    }

    private enum Role { case letter, gap, nothing }

    private static func role(of scalar: Unicode.Scalar) -> Role {
        switch scalar.properties.generalCategory {
        case .spaceSeparator, .lineSeparator, .paragraphSeparator, .dashPunctuation, .connectorPunctuation: .gap
        case .nonspacingMark, .enclosingMark: isDiacritic(scalar) ? .nothing : .letter
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .spacingMark,
            .decimalNumber, .letterNumber, .otherNumber:
            .letter
        default: "\t\n\r,;/".unicodeScalars.contains(scalar) ? .gap : .nothing
        }
    }

    /// Full case folding, scalar by scalar so that no letter depends on its neighbours: to upper case, then to lower.
    private static func append(_ scalar: Unicode.Scalar, to word: inout String.UnicodeScalarView) {
        switch scalar {
        case "Đ", "đ", "\u{D0}", "\u{F0}": word.append("d")
        default:
            for upper in scalar.properties.uppercaseMapping.unicodeScalars {
                for lower in upper.properties.lowercaseMapping.unicodeScalars where !isDiacritic(lower) { word.append(lower) }
            }
        }
    }

    /// The blocks of combining marks that no script counts among its letters.
    private static func isDiacritic(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0300...0x036F, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE20...0xFE2F: true
        default: false
        }
    }
}

/// One of the three things by which two facilities know that they mean one person.
public enum IdentityElement: String, CaseIterable, Sendable, Hashable {
    case name
    case birthDate = "birth-date"
    case sex
}

/// The comparison before anything clinical shows: birth date and sex equal, folded full name equal (protocol section 7).
public enum IdentityMatch {
    /// What differs, in the order name, birth date, sex; empty for a match.
    ///
    /// Names are compared by `NameFolding.key`: family name first and family name last are one name. A name that folds to
    /// nothing and a birth date that is no FHIR date match nothing, themselves included: what is not known proves no
    /// identity. Birth dates of different precision differ.
    public static func compare(local: Identity, enrolled: Identity) -> [IdentityElement] {
        var differing: [IdentityElement] = []
        let name = NameFolding.key(local.name)
        if name.isEmpty || name != NameFolding.key(enrolled.name) { differing.append(.name) }
        if !isDate(local.birthDate) || local.birthDate != enrolled.birthDate { differing.append(.birthDate) }
        if local.sex != enrolled.sex { differing.append(.sex) }
        return differing
    }

    /// `yyyy`, `yyyy-MM` or `yyyy-MM-dd`.
    private static func isDate(_ text: String) -> Bool {
        switch text.utf8.count {
        case 4: CivilDate(text + "-01-01") != nil
        case 7: CivilDate(text + "-01") != nil
        default: CivilDate(text) != nil
        }
    }
}

extension String {
    /// In composed characters (Unicode NFC), as names are kept.
    var composed: String { precomposedStringWithCanonicalMapping }
}
