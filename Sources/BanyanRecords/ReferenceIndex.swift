/// Resolves the references of an import among all its files: by `fullUrl`, by `Type/id`, by an absolute address that ends so,
/// or by a search on an identifier (`Organization?identifier=system|value`, as bulk exports write them).
///
/// A file's own resources come first: published documents of different people use the same ids.
struct ReferenceIndex {
    enum Found {
        case none
        case one(Int)
        /// Different resources answer to the reference.
        case several([Int])
    }

    private var byFile: [[String: [Int]]] = []
    private var everywhere: [String: [Int]] = [:]
    private var byIdentifier: [String: [Int]] = [:]

    mutating func add(_ resource: ReadResource, handle: Int, file: Int) {
        while byFile.count <= file { byFile.append([:]) }
        var keys: [String] = []
        if let id = resource.id { keys.append("\(resource.type)/\(id)") }
        if let url = resource.fullUrl, url != keys.first {
            keys.append(url)
            if let local = Self.localPart(url), local != keys.first { keys.append(local) }
        }
        for key in keys {
            byFile[file][key, default: []].append(handle)
            everywhere[key, default: []].append(handle)
        }
        for identifier in resource.json.at("identifier") {
            guard let value = identifier["value"]?.string else { continue }
            let system = identifier["system"]?.string ?? ""
            byIdentifier["\(resource.type)|\(system)|\(value)", default: []].append(handle)
        }
    }

    /// - Parameter same: whether two resources are the same in other words, so that it does not matter which one is meant.
    func resolve(_ reference: String, file: Int, same: (Int, Int) -> Bool) -> Found {
        if let search = Self.search(reference) { return choose(byIdentifier[search] ?? [], same) }
        let keys = [reference, Self.localPart(reference)].compactMap { $0 }
        for key in keys {
            if file < byFile.count, let found = byFile[file][key] { return choose(found, same) }
        }
        for key in keys {
            if let found = everywhere[key] { return choose(found, same) }
        }
        return .none
    }

    func resolve(type: String, identifier: JSON, same: (Int, Int) -> Bool) -> Found {
        guard let value = identifier["value"]?.string else { return .none }
        return choose(byIdentifier["\(type)|\(identifier["system"]?.string ?? "")|\(value)"] ?? [], same)
    }

    private func choose(_ handles: [Int], _ same: (Int, Int) -> Bool) -> Found {
        guard let first = handles.first else { return .none }
        return handles.dropFirst().allSatisfy { same(first, $0) } ? .one(first) : .several(handles)
    }

    /// `Type/id` at the end of an address, a version behind it left away.
    static func localPart(_ reference: String) -> String? {
        var parts = reference.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count >= 4, parts[parts.count - 2] == "_history" { parts.removeLast(2) }
        guard parts.count >= 2, let id = parts.last, !id.isEmpty else { return nil }
        let type = parts[parts.count - 2]
        guard let first = type.utf8.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) else { return nil }
        return "\(type)/\(id)"
    }

    /// `Type|system|value` of `Type?identifier=system|value`.
    private static func search(_ reference: String) -> String? {
        guard let mark = reference.firstIndex(of: "?") else { return nil }
        let query = reference[reference.index(after: mark)...]
        guard query.hasPrefix("identifier=") else { return nil }
        let token = unescaped(query.dropFirst("identifier=".count))
        let type = reference[..<mark].split(separator: "/").last.map(String.init) ?? ""
        return token.contains("|") ? "\(type)|\(token)" : "\(type)||\(token)"
    }

    private static func unescaped(_ text: Substring) -> String {
        guard text.contains("%") else { return String(text) }
        var out: [UInt8] = []
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            if byte == UInt8(ascii: "%"), bytes.count >= 2, let value = UInt8(String(decoding: bytes.prefix(2), as: UTF8.self), radix: 16) {
                out.append(value)
                bytes = bytes.dropFirst(2)
            } else {
                out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
