import BanyanCore
import BanyanTestSupport
import Foundation

/// One file of `docs/vectors`: what it is about, how it came to be, what each field means, and the vectors.
struct VectorFile {
    /// The file's name without `.json`.
    let name: String
    let about: String
    /// The section of docs/protocol.md.
    let section: String
    /// What the seeded generator gave; the files share facilities and a patient (`Cast`).
    let seed: String
    let fields: KeyValuePairs<String, String>
    let vectors: [VectorValue]

    var json: String {
        let value: VectorValue = [
            "about": .text(about),
            "origin": .text("Banyan's own, made by Tests/VectorTests (`make vectors`); docs/protocol.md, \(section)"),
            "seed": .text(seed), "encoding": "byte strings are lower-case hexadecimal; times are seconds since 1970",
            "fields": .object(fields.map { (key: $0.key, value: .text($0.value)) }), "vectors": .list(vectors),
        ]
        return value.rendered() + "\n"
    }

    /// Fields that occur and are not explained, or are explained and do not occur.
    var unexplained: Set<String> { vectors.reduce(into: Set()) { $0.formUnion($1.keys) }.symmetricDifference(fields.map(\.key)) }

    static let folder = SharedFolder.repository.appending(path: "docs/vectors")
    static var isWriting: Bool { ProcessInfo.processInfo.environment["BANYAN_WRITE_VECTORS"] == "1" }

    var url: URL { Self.folder.appending(path: "\(name).json") }
    var stored: String? { try? String(contentsOf: url, encoding: .utf8) }

    /// What a file holds under a key, at whatever depth: for what can't be made twice, since the library seals with its own randomness.
    static func stored(_ key: String, in name: String) -> [UInt8]? {
        guard let data = try? Data(contentsOf: folder.appending(path: "\(name).json")),
            let root = try? JSONSerialization.jsonObject(with: data)
        else {
            return nil
        }
        return find(key, in: root).flatMap { Hex.decode($0) }
    }

    private static func find(_ key: String, in value: Any) -> String? {
        if let list = value as? [Any] { return list.lazy.compactMap { find(key, in: $0) }.first }
        guard let object = value as? [String: Any] else { return nil }
        // The meaning of the field stands under the same key.
        let rest = object.filter { $0.key != "fields" }
        return rest[key] as? String ?? rest.sorted { $0.key < $1.key }.lazy.compactMap { find(key, in: $0.value) }.first
    }
}
