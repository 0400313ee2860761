import BanyanCore
import BanyanTestSupport
import Foundation

/// Inputs to start from: every byte string and text of `docs/vectors`, and what is inside them.
enum Seeds {
    /// Those of `docs/vectors` that a target accepts, and its own: smallest first, without repetition.
    static func of(_ target: FuzzTarget) throws -> [[UInt8]] {
        let found = !target.takesVectors ? [] : vectors.filter { $0.count <= target.longest && (try? target.run($0)) == true }
        return Set(found + (try target.seeds())).sorted(by: order)
    }

    static let vectors: [[UInt8]] = {
        let folder = SharedFolder.repository.appending(path: "docs/vectors")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        var found: Set<[UInt8]> = []
        for name in names.sorted() where name.hasSuffix(".json") {
            guard let data = try? Data(contentsOf: folder.appending(path: name)), let root = try? JSONSerialization.jsonObject(with: data)
            else { continue }
            gather(root, into: &found)
        }
        return found.sorted(by: order)
    }()

    /// Files under a folder that is not part of the project: whole, and the strings of those that are JSON. For the fuzzer's corpus alone.
    static func files(under folder: URL, limit: Int = 64 << 10) -> [[UInt8]] {
        let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        var found: Set<[UInt8]> = []
        for path in paths.sorted() where path.hasSuffix("json") {
            guard let data = try? Data(contentsOf: folder.appending(path: path)) else { continue }
            if data.count <= limit { found.insert(Array(data)) }
            if path.hasSuffix(".ndjson") { found.formUnion(data.split(separator: 0x0A).prefix(50).map { Array($0) }) }
            if data.count <= 4 << 20, path.hasSuffix(".json"), let root = try? JSONSerialization.jsonObject(with: data) {
                gather(root, into: &found)
            }
        }
        return found.filter { $0.count <= limit }.sorted(by: order)
    }

    private static func order(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        a.count == b.count ? a.lexicographicallyPrecedes(b) : a.count < b.count
    }

    private static func gather(_ value: Any, into found: inout Set<[UInt8]>) {
        switch value {
        case let list as [Any]: for item in list { gather(item, into: &found) }
        case let object as [String: Any]: for item in object.values { gather(item, into: &found) }
        case let text as String:
            found.insert(Array(text.utf8))
            if let bytes = Hex.decode(text), !bytes.isEmpty { unfold(bytes, into: &found) }
        default: break
        }
    }

    /// What CBOR wraps in byte strings are objects of their own: payloads in signatures, certificates in cards, items in bundles.
    private static func unfold(_ bytes: [UInt8], into found: inout Set<[UInt8]>) {
        guard found.insert(bytes).inserted, let item = try? CBOR.decode(bytes, limit: bytes.count) else { return }
        walk(item, into: &found)
    }

    private static func walk(_ item: CBOR, into found: inout Set<[UInt8]>) {
        switch item {
        case .bytes(let bytes): unfold(bytes, into: &found)
        case .array(let items): for item in items { walk(item, into: &found) }
        case .map(let pairs):
            for pair in pairs {
                found.insert(pair.value.encoded)
                walk(pair.value, into: &found)
            }
        case .tagged(_, let item): walk(item, into: &found)
        default: break
        }
    }
}
