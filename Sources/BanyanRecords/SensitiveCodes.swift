public import BanyanCore

/// Which codes make a resource sensitive, and for which closed section: the list that ships with Banyan, what a file of the
/// same format adds to it, and what an admin adds by command (`docs/records.md`).
public struct SensitiveCodes: Sendable, Hashable {
    /// The value of `format`.
    public static let format = "banyan-sensitive-codes/1"
    /// Bytes of one list.
    public static let limit = 1 << 20

    /// A code system as the list knows it: the URIs that mean it, and parts of URIs that do (every national ICD-10).
    struct System: Sendable, Hashable {
        var uris: Set<String> = []
        var containing: [String] = []

        func matches(_ uri: String, lowercased: String) -> Bool {
            uris.contains(uri) || containing.contains { lowercased.contains($0) }
        }
    }

    struct Entries: Sendable, Hashable {
        var codes: [String: Section] = [:]
        var prefixes: [String: Section] = [:]
        /// The lengths of the prefixes in bytes, each once.
        var lengths: Set<Int> = []

        /// The sections for a normal code, by the code itself and by its beginnings.
        func sections(_ code: String) -> [Section] {
            let bytes = code.utf8
            let beginnings = lengths.compactMap { length in
                length <= bytes.count ? String(bytes.prefix(length)).flatMap { prefixes[$0] } : nil
            }
            return [codes[code]].compactMap { $0 } + beginnings
        }
    }

    var systems: [String: System] = [:]
    var entries: [String: Entries] = [:]
    var texts = SensitiveTexts()
    /// Every entry as a person reads it, in the order of the lists.
    public internal(set) var rows: [SensitiveRow] = []

    /// The names of the systems that an entry may be of, in order; words of texts are `SensitiveRow.words`.
    public var systemNames: [String] { systems.keys.sorted() }

    /// The section for a coding; `nil` for what is not on the list. Of several the one with the lowest number.
    public func section(system: String, code: String) -> Section? {
        let lower = system.lowercased()
        var found: Section?
        var plain: String?
        for (name, kind) in systems where kind.matches(system, lowercased: lower) {
            guard let listed = entries[name] else { continue }
            let normal = plain ?? Self.normal(code)
            plain = normal
            for match in listed.sections(normal) { found = min(found ?? match, match) }
        }
        return found
    }

    /// The entries that a code meets, of one system of the list or of all; a word, or a text, meets the words in it.
    /// - Parameter system: a name of `systemNames`, or a URI.
    public func rows(for code: String, system: String? = nil) -> [SensitiveRow] {
        let plain = Self.normal(code)
        let names = system.map { name in
            systems[name] != nil ? [name] : systems.filter { $0.value.matches(name, lowercased: name.lowercased()) }.map(\.key)
        }
        return rows.filter { row in
            if row.system == SensitiveRow.words {
                return (system == nil || system == SensitiveRow.words) && SensitiveTexts(row).section(of: code) != nil
            }
            guard names?.contains(row.system) ?? true else { return false }
            let own = Self.normal(row.code)
            return row.isPrefix ? plain.utf8.starts(with: own.utf8) : plain == own
        }
    }

    /// The section for all codings anywhere in a resource, contained resources included.
    public func section(of resource: JSON) -> Section? {
        switch resource {
        case .array(let items): return items.reduce(nil) { Self.lower($0, section(of: $1)) }
        case .object(let members):
            var found: Section?
            if case .string(let code)? = resource["code"], case .string(let system)? = resource["system"] {
                found = section(system: system, code: code)
            }
            for member in members {
                switch member.value {
                case .array, .object: found = Self.lower(found, section(of: member.value))
                default: continue
                }
            }
            return found
        default: return nil
        }
    }

    /// The section for the words in a resource's texts; for what comes without codes that a list could know.
    func section(ofWordsIn resource: JSON) -> Section? {
        guard !texts.isEmpty else { return nil }
        switch resource {
        case .string(let text): return texts.section(of: text)
        case .array(let items): return items.reduce(nil) { Self.lower($0, section(ofWordsIn: $1)) }
        case .object(let members):
            return members.reduce(nil) { found, member in
                Self.wordless.contains(member.name) ? found : Self.lower(found, section(ofWordsIn: member.value))
            }
        default: return nil
        }
    }

    /// Members that hold no words of the record: addresses, ids, and what says where a resource comes from.
    private static let wordless: Set<String> = ["resourceType", "id", "meta", "reference", "system", "url", "status", "category"]

    static func lower(_ a: Section?, _ b: Section?) -> Section? {
        guard let a else { return b }
        guard let b else { return a }
        return min(a, b)
    }

    /// ICD-10 is written with and without its dot; no system tells codes apart by case here.
    static func normal(_ code: String) -> String { code.uppercased().filter { $0 != "." } }
}

/// One line of the list: what closes a resource, and for which section.
public struct SensitiveRow: Sendable, Hashable {
    /// Where a line comes from: only what was added by command can be taken away by one.
    public enum Origin: String, Sendable, CaseIterable {
        case builtIn = "built-in"
        case file
        case added
    }

    /// The name of the system under which words of texts are listed.
    public static let words = "words"

    public let section: Section
    public let system: String
    /// A code; of words, the word, or several words that follow each other.
    public let code: String
    /// Whether every code, or word, that begins so is meant.
    public let isPrefix: Bool
    public let title: String?
    public let origin: Origin

    public init(section: Section, system: String, code: String, isPrefix: Bool, title: String?, origin: Origin) {
        self.section = section
        self.system = system
        self.code = code
        self.isPrefix = isPrefix
        self.title = title
        self.origin = origin
    }
}
