import BanyanCore
import BanyanCrypto
import BanyanEngine
import BanyanLedger
import BanyanTestSupport
import Foundation
import GRDB
import Testing

@testable import BanyanStore

/// A directory that goes with the last reference to it.
final class TemporaryDirectory: Sendable {
    let url: URL
    init() throws {
        var template = Array((FileManager.default.temporaryDirectory.path + "/banyan-store-XXXXXX").utf8CString)
        let made = try #require(mkdtemp(&template) != nil ? template : nil)
        url = URL(fileURLWithPath: String(decoding: made.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self), isDirectory: true)
    }
    deinit { try? FileManager.default.removeItem(at: url) }

    /// All bytes of all files.
    func bytes() throws -> Data {
        try FileManager.default.contentsOfDirectory(atPath: url.path).sorted().reduce(into: Data()) {
            $0.append(try Data(contentsOf: url.appendingPathComponent($1)))
        }
    }

    func mode(_ name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: name.isEmpty ? url.path : url.appendingPathComponent(name).path)
        return try #require((attributes[.posixPermissions] as? NSNumber)?.intValue)
    }
}

let noon = Timestamp(seconds: 1_800_000_000)

func digest(_ text: String) -> Digest { .sha256(Array(text.utf8)) }
func facility(_ name: String) -> FacilityID { FacilityID(digest(name)) }
func logID(_ name: String, _ incarnation: UInt32 = 0) -> LogID { LogID(facility: facility(name), incarnation: incarnation) }

func tag(_ random: inout SeededRandom) throws -> BanyanCore.Tag { try tag(random.bytes(16)) }

func tag(_ bytes: [UInt8]) throws -> BanyanCore.Tag {
    let tag = BanyanCore.Tag(bytes)
    return try #require(tag)
}

/// Entries with random tags and payloads of 1 to `size` bytes.
func entries(_ count: Int, size: Int = 64, seed: UInt64) throws -> [Entry] {
    var random = SeededRandom(seed: seed)
    return try (0..<count).map { _ in Entry(tag: try tag(&random), payload: random.bytes(random.number(1...size))) }
}

/// A facility with its own store, from which batches come as they come from a peer.
struct Origin {
    let directory: TemporaryDirectory
    let store: SQLiteStore
    let log: LogID
    let key: SigningKey

    init(_ name: String, incarnation: UInt32 = 0) throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore.open(directory: directory.url)
        log = logID(name, incarnation)
        var random = SeededRandom(seed: 7)
        key = SigningKey.generate(using: &random)
    }

    @discardableResult
    func append(_ entries: [Entry]) async throws -> SignedCheckpoint {
        let checkpoint = SignedCheckpoint.sign(try await store.append(entries, to: log, changes: [], at: noon), with: key)
        try await store.record(checkpoint, at: noon)
        return checkpoint
    }

    /// A verified batch for a node that knows `state`; `withPayloads: false` carries headers alone.
    func batch(after state: LogState, count: Int, withPayloads: Bool = true) async throws -> VerifiedBatch {
        let start = state.tree.size
        var entries = try await store.entries(in: log, from: start, count: count, maxBytes: .max)
        if !withPayloads { entries = try entries.map { try Entry(header: $0.header, payload: nil) } }
        let own = try await store.logState(log)
        let checkpoint = try #require(own.checkpoint)
        let end = start + UInt64(entries.count)
        let proof = end == own.tree.size ? [] : try await store.consistencyProof(in: log, from: end, to: own.tree.size)
        return try verify(
            Batch(log: log, start: start, entries: entries, checkpoint: checkpoint, consistency: proof), after: state, key: key.publicKey)
    }

    /// Brings `replica` up to date in batches of `step`.
    func replicate(to replica: SQLiteStore, step: Int, withPayloads: Bool = true) async throws {
        let size = try await store.logState(log).tree.size
        while true {
            let state = try await replica.logState(log)
            guard state.tree.size < size else { return }
            try await replica.store(try await batch(after: state, count: step, withPayloads: withPayloads), at: noon)
        }
    }
}

extension SQLiteStore {
    /// What no caller of the store can do: SQL.
    func execute(_ sql: String) async throws { try await write { db in try db.execute(sql: sql) } }
}

/// The code of the `StoreFailure` that `body` throws; `nil` when it throws none.
func failure(_ body: () async throws -> Void) async -> String? {
    do { try await body() } catch { return (error as? StoreFailure)?.code ?? "\(error)" }
    return nil
}
