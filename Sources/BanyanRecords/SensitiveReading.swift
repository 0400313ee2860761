import BanyanCore

extension SensitiveCodes {
    /// The list that ships with Banyan.
    public static func starter() throws(RecordsError) -> SensitiveCodes {
        var list = SensitiveCodes()
        try list.add(PackageResources.sensitive_codes_json, .builtIn)
        return list
    }

    /// Reads a list on its own.
    public init(json bytes: [UInt8]) throws(RecordsError) { try add(bytes, .file) }

    /// This list with the entries of another one; it may use the systems named here and name new ones.
    public func adding(json bytes: [UInt8]) throws(RecordsError) -> SensitiveCodes {
        var sum = self
        try sum.add(bytes, .file)
        return sum
    }

    private mutating func add(_ bytes: [UInt8], _ origin: SensitiveRow.Origin) throws(RecordsError) {
        let list: JSON
        do throws(JSONProblem) { list = try JSON.parse(bytes, limit: Self.limit) } catch { throw .sensitiveList(error.description) }
        try Self.only(["format", "title", "systems", "entries"], in: list, "the list")
        guard list["format"]?.string == Self.format else { throw .sensitiveList("its format is not \(Self.format)") }
        for system in list["systems"]?.items ?? [] { try add(system: system) }
        guard case .array(let rows)? = list["entries"] else { throw .sensitiveList("entries is missing") }
        for row in rows { try add(entry: row, origin) }
    }

    private mutating func add(system: JSON) throws(RecordsError) {
        try Self.only(["name", "uris", "containing"], in: system, "a system")
        guard let name = system["name"]?.string, !name.isEmpty, name != SensitiveRow.words else {
            throw .sensitiveList("a system without a name, or one that is called words")
        }
        let uris = try Self.strings(system["uris"], "uris of \(name)")
        let parts = try Self.strings(system["containing"], "containing of \(name)")
        guard !uris.isEmpty || !parts.isEmpty else { throw .sensitiveList("system \(name) without URIs") }
        systems[name, default: System()].uris.formUnion(uris)
        systems[name, default: System()].containing += parts.map { $0.lowercased() }
    }

    private mutating func add(entry: JSON, _ origin: SensitiveRow.Origin) throws(RecordsError) {
        try Self.only(
            ["section", "system", "prefixes", "codes", "words", "wholeWords", "phrases", "title"], in: entry, "an entry")
        guard let section = entry["section"]?.string.flatMap(Section.init(name:)), section.isSensitive else {
            throw .sensitiveList("an entry whose section is not hiv, mental-health, reproductive or genetic")
        }
        let title = entry["title"]?.string
        let hasWords = try add(words: entry, section, title, origin)
        if hasWords, entry["system"] == nil, entry["prefixes"] == nil, entry["codes"] == nil { return }
        guard let system = entry["system"]?.string, systems[system] != nil else {
            throw .sensitiveList("an entry of a system that the list does not name")
        }
        let prefixes = try Self.strings(entry["prefixes"], "prefixes")
        guard case .array(let codes) = entry["codes"] ?? .array([]) else { throw .sensitiveList("codes is not a list") }
        guard !prefixes.isEmpty || !codes.isEmpty else { throw .sensitiveList("an entry without codes and prefixes") }
        for prefix in prefixes {
            add(SensitiveRow(section: section, system: system, code: prefix, isPrefix: true, title: title, origin: origin))
        }
        for code in codes {
            try Self.only(["code", "display"], in: code, "a code")
            guard let text = code["code"]?.string, !text.isEmpty else { throw .sensitiveList("a code that is empty") }
            let words = code["display"]?.string ?? title
            add(SensitiveRow(section: section, system: system, code: text, isPrefix: false, title: words, origin: origin))
        }
    }

    /// - Returns: whether there are any.
    private mutating func add(words entry: JSON, _ section: Section, _ title: String?, _ origin: SensitiveRow.Origin)
        throws(RecordsError) -> Bool
    {
        let beginnings = try Self.strings(entry["words"], "words")
        let whole = try Self.strings(entry["wholeWords"], "wholeWords")
        let phrases = try Self.strings(entry["phrases"], "phrases")
        guard (beginnings + whole).allSatisfy({ SensitiveTexts.pattern($0)?.count == 1 }) else {
            throw .sensitiveList("a word that is not three letters or digits or more")
        }
        guard phrases.allSatisfy({ SensitiveTexts.pattern($0)?.count ?? 0 > 1 }) else {
            throw .sensitiveList("a phrase that is not two to eight words of letters and digits")
        }
        for (words, isPrefix) in [(beginnings, true), (whole, false), (phrases, false)] {
            for word in words {
                add(
                    SensitiveRow(
                        section: section, system: SensitiveRow.words, code: word, isPrefix: isPrefix, title: title, origin: origin))
            }
        }
        return !(beginnings.isEmpty && whole.isEmpty && phrases.isEmpty)
    }

    /// Adds a row that was checked.
    mutating func add(_ row: SensitiveRow) {
        rows.append(row)
        guard row.system != SensitiveRow.words else {
            texts.add(row.code, isPrefix: row.isPrefix, section: row.section)
            return
        }
        let code = Self.normal(row.code)
        var listed = entries[row.system] ?? Entries()
        if row.isPrefix {
            listed.prefixes[code] = min(listed.prefixes[code] ?? row.section, row.section)
            listed.lengths.insert(code.utf8.count)
        } else {
            listed.codes[code] = min(listed.codes[code] ?? row.section, row.section)
        }
        entries[row.system] = listed
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
