import BanyanCore
import BanyanCrypto
import BanyanEngine
import BanyanLedger
import Foundation
import GRDB
import Testing

@testable import BanyanStore

struct OpeningTests {
    let directory: TemporaryDirectory
    init() throws { directory = try TemporaryDirectory() }

    var database: String { directory.url.appendingPathComponent("banyan.db").path }

    func refusal(creating: Bool = true) -> StoreFailure? {
        do { try SQLiteStore.open(directory: directory.url, creating: creating).close() } catch { return error as? StoreFailure }
        return nil
    }

    func edit(_ sql: String) throws {
        let queue = try DatabaseQueue(path: database)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }

    func overwrite(_ bytes: [UInt8], at offset: UInt64) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: database))
        try file.seek(toOffset: offset)
        try file.write(contentsOf: Data(bytes))
        try file.close()
    }

    @Test func filesAreTheUsersAlone() async throws {
        let nested = directory.url.appendingPathComponent("a/node")
        let store = try SQLiteStore.open(directory: nested)
        _ = try await store.append(try entries(1, seed: 1), to: logID("a"), changes: [], at: noon)
        #expect(try directory.mode("a/node") == 0o700)
        for name in ["banyan.db", "banyan.db-wal", "banyan.db-shm", "lock"] {
            #expect(try directory.mode("a/node/" + name) == 0o600, "\(name)")
        }
        try store.close()
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: nested.path)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: nested.appendingPathComponent("banyan.db").path)
        try SQLiteStore.open(directory: nested).close()
        #expect(try directory.mode("a/node") == 0o700 && directory.mode("a/node/banyan.db") == 0o600)
    }

    @Test func aSharedDirectoryOfSomethingElseIsRefusedAndLeftAlone() throws {
        try Data("notes".utf8).write(to: directory.url.appendingPathComponent("notes.txt"))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: directory.url.path)
        #expect(refusal()?.code == "directory-not-private")
        #expect(try directory.mode("") == 0o755)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.url.path) == ["notes.txt"])
    }

    @Test func aMissingNodeIsAnErrorWhereNoneShallBeMade() throws {
        #expect(refusal(creating: false)?.code == "no-database")
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.url.path).isEmpty)
        #expect(refusal() == nil)
        #expect(refusal(creating: false) == nil)
        #expect(throws: StoreFailure.self) { try SQLiteStore.open(directory: directory.url.appendingPathComponent("banyan.db")) }
    }

    @Test func oneDirectoryHasOneHolder() throws {
        let first = try SQLiteStore.open(directory: directory.url)
        let second = refusal()
        #expect(second?.code == "directory-in-use")
        #expect(second?.message.contains(directory.url.path) == true && second?.message.contains("process \(getpid())") == true)
        try first.close()
        #expect(refusal() == nil)
    }

    @Test func aStoreThatIsDroppedLetsTheDirectoryGo() throws {
        do { _ = try SQLiteStore.open(directory: directory.url) }
        #expect(refusal() == nil)
    }

    @Test func everyCommitIsFlushed() async throws {
        let store = try SQLiteStore.open(directory: directory.url)
        let settings = try await store.write { db in
            try ["synchronous", "foreign_keys", "page_size", "secure_delete"].map { try Int.fetchOne(db, sql: "PRAGMA \($0)") }
        }
        #expect(settings == [2, 1, 8192, 1])
        #expect(try await store.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
    }

    @Test func aNewerDatabaseIsRefusedUntouchedAndNamesWhatItNeeds() throws {
        #expect(refusal() == nil)
        try edit("PRAGMA user_version = 99; UPDATE meta SET value = 'banyan 9.8.7'")
        let before = try Data(contentsOf: URL(fileURLWithPath: database))
        let failure = refusal()
        #expect(failure?.code == "database-newer" && failure?.category == .configuration)
        #expect(failure?.message.contains("banyan 9.8.7") == true && failure?.hint?.contains("banyan 9.8.7") == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: database)) == before)
        try edit("PRAGMA user_version = \(Schema.version)")
        #expect(refusal() == nil)
    }

    @Test func databasesOfOtherProgramsAreRefused() throws {
        try edit("CREATE TABLE songs (name TEXT)")
        #expect(refusal()?.code == "not-a-node-database")
    }

    @Test func aDatabaseNamesTheOldestBinaryThatReadsIt() async throws {
        let store = try SQLiteStore.open(directory: directory.url)
        let needed = try await store.read { try String.fetchOne($0, sql: "SELECT value FROM meta WHERE name = 'minimum-binary'") }
        #expect(needed == Schema.migrations.last?.needs)
        #expect(try await store.statistics().schemaVersion == Schema.version)
    }

    /// What was released is never edited: a changed digest here means a migration that must become a new one.
    @Test func migrationsAreWhatTheyWere() {
        let released = [
            "3443aeb809c8ac2d0b9fda81b352105ec5f816acd39b1a786f2210e753e05bea",
            "9ce035e09faf921c90e1149d8578b6053cf11ba804a627f95a19706974bc4bb5",
            "a088de4b60c360b7980319f95f69a34ac61e389f728182759179e645ed49b6cc",
        ]
        #expect(Schema.migrations.map { BanyanCore.Digest.sha256(Array($0.sql.utf8)).description } == released)
        #expect(Schema.migrations.map(\.version) == Array(1...released.count))
    }

    @Test(arguments: [("header", 0, 16), ("whole header", 0, 100), ("first page", 100, 4000)])
    func aDamagedFileIsSaidToBeDamaged(what: String, offset: UInt64, count: Int) throws {
        #expect(refusal() == nil)
        try overwrite([UInt8](repeating: 0xAA, count: count), at: offset)
        let failure = refusal()
        #expect(failure?.code == "database-damaged" && failure?.hint?.isEmpty == false, "\(what)")
    }

    @Test func aTruncatedFileIsSaidToBeDamaged() async throws {
        let store = try SQLiteStore.open(directory: directory.url)
        _ = try await store.append(try entries(500, size: 1024, seed: 4), to: logID("a"), changes: [], at: noon)
        try store.close()
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: database))
        try file.truncate(atOffset: try file.seekToEnd() / 2)
        try file.close()
        #expect(refusal()?.code == "database-damaged")
    }

    @Test func aLogWithoutItsEndIsDamaged() async throws {
        let store = try SQLiteStore.open(directory: directory.url)
        _ = try await store.append(try entries(3, seed: 2), to: logID("a"), changes: [], at: noon)
        try store.close()
        #expect(refusal() == nil)
        try edit("DROP TRIGGER entry_stays; DELETE FROM entry WHERE id & 0xFF = 2")
        #expect(refusal()?.code == "database-damaged")
    }

    @Test func statisticsTellTheDisk() async throws {
        let store = try SQLiteStore.open(directory: directory.url)
        let before = try await store.statistics()
        _ = try await store.append(try entries(500, size: 4096, seed: 3), to: logID("a"), changes: [], at: noon)
        let after = try await store.statistics()
        #expect(after.databaseBytes > before.databaseBytes + 500_000 && after.freeDiskBytes > 0)
    }
}
