import BanyanCore
@_spi(Storage) import BanyanCrypto
import BanyanEngine
import GRDB
import Testing

@testable import BanyanStore

struct RecordAndPeerTests {
    let directory: TemporaryDirectory
    let store: SQLiteStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore.open(directory: directory.url)
    }

    func record(_ kind: RecordKind, _ name: String, group: String? = nil, _ value: [UInt8] = [1]) -> SealedRecord {
        SealedRecord(key: RecordKey(kind, digest(name)), group: group.map { digest($0) }, value: Sealed(stored: value))
    }

    @Test(arguments: RecordKind.allCases)
    func aRecordComesBackAsItWas(kind: RecordKind) async throws {
        let grouped = record(kind, "a", group: "patient", [UInt8](repeating: 7, count: 100_000))
        let alone = record(kind, "b")
        try await store.apply([.put(grouped), .put(alone)])
        #expect(try await store.record(grouped.key) == grouped)
        #expect(try await store.record(alone.key) == alone)
        #expect(try await Set(store.records(kind, after: nil, limit: 10)) == [grouped, alone])
        #expect(try await store.records(kind, group: digest("patient")) == [grouped])
        #expect(try await store.records(kind, group: digest("other")).isEmpty)
        for other in RecordKind.allCases where other != kind { #expect(try await store.record(RecordKey(other, digest("a"))) == nil) }
    }

    @Test func puttingAgainReplacesAndRemovingForgets() async throws {
        let key = RecordKey(.patient, digest("a"))
        try await store.apply([.put(record(.patient, "a", group: "g")), .put(record(.patient, "b", group: "g"))])
        try await store.apply([.put(record(.patient, "a", group: "h", [2]))])
        #expect(try await store.record(key) == record(.patient, "a", group: "h", [2]))
        #expect(try await store.records(.patient, group: digest("g")).map(\.key.key) == [digest("b")])
        try await store.apply([.remove(key), .remove(RecordKey(.patient, digest("never there")))])
        #expect(try await store.record(key) == nil)
        try await store.apply([.put(record(.patient, "c")), .remove(RecordKey(.patient, digest("c")))])
        #expect(try await store.record(RecordKey(.patient, digest("c"))) == nil, "changes apply in order")
    }

    func peer(_ name: String, _ state: PeerState = .active) -> PeerRecord {
        PeerRecord(id: facility(name), card: "Banyan facility card\n\(name) Á", state: state, connects: true, addedAt: noon)
    }

    @Test func facilitiesComeBackAsTheyWere() async throws {
        var peers = [peer("Binh Duong thu"), peer("An Giang thu", .suspended), peer("Nha thuoc thu", .removed)]
        for one in peers { try await store.save(one) }
        #expect(try await store.peers() == peers.sorted { $0.id < $1.id })
        peers[0].connects = false
        peers[0].state = .suspended
        peers[0].card = "newer"
        peers[0].lastHeard = noon.adding(5)
        peers[0].lastSynced = noon.adding(-5)
        try await store.save(peers[0])
        #expect(try await store.peers().first { $0.id == peers[0].id } == peers[0])
    }

    @Test(arguments: [PeerState.active, .suspended])
    func removedStaysRemoved(next: PeerState) async throws {
        try await store.save(peer("Nha thuoc thu", next))
        try await store.save(peer("Nha thuoc thu", .removed))
        #expect(await failure { try await store.save(peer("Nha thuoc thu", next)) } == "peer-removed")
        var heard = peer("Nha thuoc thu", .removed)
        heard.lastHeard = noon
        try await store.save(heard)
        #expect(try await store.peers() == [heard])
        // The tables refuse it too, whoever asks.
        for sql in ["UPDATE peer SET state = '\(next.rawValue)'", "DELETE FROM peer"] {
            #expect(await failure { try await store.execute(sql) } == "database-error")
        }
    }
}
