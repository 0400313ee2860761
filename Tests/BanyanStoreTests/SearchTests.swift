import BanyanCore
import BanyanCrypto
import BanyanEngine
import BanyanLedger
import BanyanTestSupport
import Testing

@testable import BanyanStore

struct SearchTests {
    let directory: TemporaryDirectory
    let store: SQLiteStore
    let here = logID("Bac Ninh thu")
    let later = logID("Bac Ninh thu", 1)
    let there = logID("Thai Nguyen thu")

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore.open(directory: directory.url)
    }

    /// Appends noise around an entry under `tag` and returns its index.
    func append(_ tag: BanyanCore.Tag, _ payload: [UInt8], to log: LogID, seed: UInt64) async throws -> UInt64 {
        let noise = try entries(10, seed: seed)
        let done = try await store.append(noise + [Entry(tag: tag, payload: payload)] + noise, to: log, changes: [], at: noon)
        return done.positions.lowerBound + 10
    }

    @Test func aTagIsFoundInEveryLogAndOnlyWhereAskedFor() async throws {
        var random = SeededRandom(seed: 1)
        let wanted = try tag(&random)
        var positions: [EntryPosition] = []
        for (seed, log) in [there, here, later, here].enumerated() {
            positions.append(EntryPosition(log: log, index: try await append(wanted, [UInt8(seed)], to: log, seed: UInt64(20 + seed))))
        }
        let everywhere = try await store.find([wanted], in: nil)
        #expect(everywhere.map(\.position) == positions.sorted())
        #expect(everywhere.allSatisfy { $0.tag == wanted })
        let atHome = try await store.find([wanted, wanted], in: here.facility)
        #expect(atHome.map(\.position) == positions.dropFirst().sorted(), "all incarnations, and each entry once")
        #expect(atHome.map(\.payload) == [[1], [3], [2]])
        #expect(try await store.find([wanted], in: facility("unknown")).isEmpty)
        #expect(try await store.find([], in: nil).isEmpty)
    }

    @Test(arguments: [0, 8, 15])
    func aTagThatDiffersInOneByteIsNotFound(byte: Int) async throws {
        var random = SeededRandom(seed: 2)
        let stored = try tag(&random)
        _ = try await append(stored, [1], to: here, seed: 30)
        var bytes = stored.bytes
        bytes[byte] ^= 1
        #expect(try await store.find([try tag(bytes)], in: nil).isEmpty)
        #expect(try await store.find([stored], in: nil).count == 1)
    }

    @Test func tagsWithOnePrefixAreKeptApart() async throws {
        let prefix: [UInt8] = [255, 1, 2, 3, 4, 5, 6, 7]
        let twins = try (0..<3).map { try tag(prefix + [UInt8](repeating: $0, count: 8)) }
        for (n, twin) in twins.enumerated() { _ = try await append(twin, [UInt8(n)], to: here, seed: UInt64(40 + n)) }
        #expect(try await store.find([twins[1]], in: nil).map(\.payload) == [[1]])
        #expect(try await store.find(twins, in: here.facility).map(\.payload) == [[0], [1], [2]])
    }

    @Test func openEntriesAreFoundUnderTheirTag() async throws {
        _ = try await append(.open, [9], to: here, seed: 50)
        _ = try await append(.open, [8], to: there, seed: 51)
        #expect(try await Set(store.find([.open], in: nil).map(\.payload)) == [[8], [9]])
    }

    @Test func aSearchHasABound() async throws {
        let payload = [UInt8](repeating: 0, count: Limits.payload)
        var random = SeededRandom(seed: 3)
        let (flooded, quiet) = (try tag(&random), try tag(&random))
        for _ in 0...(SQLiteStore.searchBytes / Limits.payload / 64) {
            let flood = (0..<64).map { _ in Entry(tag: flooded, payload: payload) }
            _ = try await store.append(flood, to: there, changes: [], at: noon)
        }
        _ = try await append(quiet, [1], to: here, seed: 60)
        _ = try await append(flooded, [2], to: here, seed: 61)
        #expect(await failure { _ = try await store.find([flooded], in: nil) } == "search-too-large")
        #expect(
            try await store.find([flooded, quiet], in: here.facility).map(\.payload) == [[1], [2]], "another facility's flood costs nothing"
        )
    }
}
