public import BanyanCore

/// Which codes make a resource sensitive, and for which closed section: a starter list that ships with Banyan, and what an
/// admin adds to it in a file of the same format (`docs/records.md`).
public struct SensitiveCodes: Sendable, Hashable {
    /// The value of `format`.
    public static let format = "banyan-sensitive-codes/1"
    /// Bytes of one list.
    public static let limit = 1 << 20

    /// A code system as the list knows it: the URIs that mean it, and parts of URIs that do (every national ICD-10).
    private struct System: Sendable, Hashable {
        var uris: Set<String> = []
        var containing: [String] = []

        func matches(_ uri: String, lowercased: String) -> Bool {
            uris.contains(uri) || containing.contains { lowercased.contains($0) }
        }
    }

    private struct Entries: Sendable, Hashable {
        var codes: [String: Section] = [:]
        /// Longest first.
        var prefixes: [Prefix] = []
    }

    private struct Prefix: Sendable, Hashable {
        let text: String
        let section: Section
    }

    private var systems: [String: System] = [:]
    private var entries: [String: Entries] = [:]
    /// Beginnings of words that tell, by their first three letters.
    private var words: [[UInt8]: [Word]] = [:]

    private struct Word: Sendable, Hashable {
        let letters: [UInt8]
        let section: Section
    }

    /// Reads a list on its own.
    public init(json bytes: [UInt8]) throws(RecordsError) { try add(bytes) }

    /// This list with the entries of another one; it may use the systems named here and name new ones.
    public func adding(json bytes: [UInt8]) throws(RecordsError) -> SensitiveCodes {
        var sum = self
        try sum.add(bytes)
        return sum
    }

    /// The section for a coding; `nil` for what is not on the list. Of several the one with the lowest number.
    public func section(system: String, code: String) -> Section? {
        let lower = system.lowercased()
        var found: Section?
        for (name, kind) in systems where kind.matches(system, lowercased: lower) {
            guard let listed = entries[name] else { continue }
            let plain = Self.normal(code)
            let matches = [listed.codes[plain]] + listed.prefixes.filter { plain.hasPrefix($0.text) }.map(\.section)
            for case let match? in matches { found = min(found ?? match, match) }
        }
        return found
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
        guard !words.isEmpty else { return nil }
        switch resource {
        case .string(let text): return section(ofWordsIn: text)
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

    private func section(ofWordsIn text: String) -> Section? {
        var found: Section?
        var word: [UInt8] = []
        func look() {
            guard word.count >= 3, let listed = words[Array(word.prefix(3))] else { return }
            for entry in listed where word.starts(with: entry.letters) { found = Self.lower(found, entry.section) }
        }
        for byte in text.utf8 {
            switch byte {
            case 0x41...0x5A: word.append(byte | 0x20)
            case 0x30...0x39, 0x61...0x7A, 0x80...: word.append(byte)
            default:
                look()
                word.removeAll(keepingCapacity: true)
            }
        }
        look()
        return found
    }

    static func lower(_ a: Section?, _ b: Section?) -> Section? {
        guard let a else { return b }
        guard let b else { return a }
        return min(a, b)
    }

    /// ICD-10 is written with and without its dot; no system tells codes apart by case here.
    private static func normal(_ code: String) -> String { code.uppercased().filter { $0 != "." } }
}

// MARK: - Reading

extension SensitiveCodes {
    private mutating func add(_ bytes: [UInt8]) throws(RecordsError) {
        let list: JSON
        do throws(JSONProblem) { list = try JSON.parse(bytes, limit: Self.limit) } catch { throw .sensitiveList(error.description) }
        try Self.only(["format", "title", "systems", "entries"], in: list, "the list")
        guard list["format"]?.string == Self.format else { throw .sensitiveList("its format is not \(Self.format)") }
        for system in list["systems"]?.items ?? [] { try add(system: system) }
        guard case .array(let rows)? = list["entries"] else { throw .sensitiveList("entries is missing") }
        for row in rows { try add(entry: row) }
    }

    private mutating func add(system: JSON) throws(RecordsError) {
        try Self.only(["name", "uris", "containing"], in: system, "a system")
        guard let name = system["name"]?.string, !name.isEmpty else { throw .sensitiveList("a system without a name") }
        let uris = try Self.strings(system["uris"], "uris of \(name)")
        let parts = try Self.strings(system["containing"], "containing of \(name)")
        guard !uris.isEmpty || !parts.isEmpty else { throw .sensitiveList("system \(name) without URIs") }
        systems[name, default: System()].uris.formUnion(uris)
        systems[name, default: System()].containing += parts.map { $0.lowercased() }
    }

    private mutating func add(entry: JSON) throws(RecordsError) {
        try Self.only(["section", "system", "prefixes", "codes", "words", "title"], in: entry, "an entry")
        guard let section = entry["section"]?.string.flatMap(Section.init(name:)), section.isSensitive else {
            throw .sensitiveList("an entry whose section is not hiv, mental-health, reproductive or genetic")
        }
        let listed = try Self.strings(entry["words"], "words")
        guard listed.allSatisfy(Self.isWord) else { throw .sensitiveList("a word that is not three letters or digits of ASCII or more") }
        for word in listed.map({ Array($0.lowercased().utf8) }) {
            words[Array(word.prefix(3)), default: []].append(Word(letters: word, section: section))
        }
        if !listed.isEmpty, entry["system"] == nil, entry["prefixes"] == nil, entry["codes"] == nil { return }
        guard let system = entry["system"]?.string, systems[system] != nil else {
            throw .sensitiveList("an entry of a system that the list does not name")
        }
        let prefixes = try Self.strings(entry["prefixes"], "prefixes")
        var codes: [String] = []
        guard case .array(let rows) = entry["codes"] ?? .array([]) else { throw .sensitiveList("codes is not a list") }
        for row in rows {
            try Self.only(["code", "display"], in: row, "a code")
            guard let code = row["code"]?.string, !code.isEmpty else { throw .sensitiveList("a code that is empty") }
            codes.append(code)
        }
        guard !prefixes.isEmpty || !codes.isEmpty else { throw .sensitiveList("an entry without codes and prefixes") }
        for code in codes.map(Self.normal) {
            let known = entries[system]?.codes[code]
            entries[system, default: Entries()].codes[code] = min(known ?? section, section)
        }
        entries[system, default: Entries()].prefixes += prefixes.map { Prefix(text: Self.normal($0), section: section) }
    }

    private static func isWord(_ text: String) -> Bool {
        text.utf8.count >= 3 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) }
    }

    private static func strings(_ value: JSON?, _ what: String) throws(RecordsError) -> [String] {
        guard let value else { return [] }
        guard case .array(let items) = value else { throw .sensitiveList("\(what) is not a list") }
        let texts = items.compactMap(\.string).filter { !$0.isEmpty }
        guard texts.count == items.count else { throw .sensitiveList("\(what) holds what is no text") }
        return texts
    }

    private static func only(_ names: Set<String>, in value: JSON, _ what: String) throws(RecordsError) {
        guard case .object(let members) = value else { throw .sensitiveList("\(what) is not an object") }
        if let other = members.first(where: { !names.contains($0.name) }) {
            throw .sensitiveList("\(what) has a member \(other.name) that the format does not know")
        }
    }
}

extension SensitiveCodes {
    /// The list that ships with Banyan.
    public static func starter() throws(RecordsError) -> SensitiveCodes { try SensitiveCodes(json: PackageResources.sensitive_codes_json) }
}
