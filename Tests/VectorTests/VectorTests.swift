import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport
import Foundation
import Testing

@testable @_spi(Append) import BanyanConsent

/// The published vectors: with `BANYAN_WRITE_VECTORS=1` the files are written, otherwise the code must make them byte for byte.
@Suite struct VectorTests {
    private static let cast = Result { try Cast() }

    static let names = [
        "checked-text", "cbor", "derivations", "month-tree", "padding", "facility", "log", "enrolment", "snapshots", "token", "bundle",
        "receipt",
        "revocation", "dispensing", "verification", "messages", "witness", "register",
    ]

    private static func make(_ name: String) throws -> VectorFile {
        let cast = try cast.get()
        return switch name {
        case "checked-text": try TextVectors.checkedText()
        case "cbor": try TextVectors.cbor()
        case "derivations": try KeyVectors.derivations(cast)
        case "month-tree": try KeyVectors.monthTree(cast)
        case "padding": try KeyVectors.padding()
        case "facility": try FacilityVectors.facility(cast)
        case "log": try LogVectors(cast).file()
        case "enrolment": try EnrolmentVectors.enrolment(cast)
        case "snapshots": try SnapshotVectors(cast: cast).file()
        case "token": try ConsentVectors(cast: cast).token()
        case "bundle": try ConsentVectors(cast: cast).bundle()
        case "receipt": try ConsentVectors(cast: cast).receipt()
        case "revocation": try ConsentVectors(cast: cast).revocation()
        case "dispensing": try DispensingVectors(cast: cast).file()
        case "verification": try VerificationVectors(cast: cast).file()
        case "witness": try WitnessVectors(cast: cast, log: LogVectors(cast)).file()
        case "register": try RegisterVectors.register(cast)
        default: try MessageVectors(cast: cast, log: LogVectors(cast)).file()
        }
    }

    @Test(arguments: names)
    func `the code makes the published vectors byte for byte`(name: String) throws {
        let file = try Self.make(name)
        #expect(file.name == name)
        #expect(file.unexplained.isEmpty)
        if VectorFile.isWriting {
            try FileManager.default.createDirectory(at: VectorFile.folder, withIntermediateDirectories: true)
            try Data(file.json.utf8).write(to: file.url, options: .atomic)
        }
        #expect(file.stored == file.json)
    }

    @Test(.disabled(if: VectorFile.isWriting, "the files are being written")) func `no vector file is without its test`() throws {
        let stored = try FileManager.default.contentsOfDirectory(atPath: VectorFile.folder.path)
        #expect(stored.sorted() == Self.names.map { $0 + ".json" }.sorted())
    }

    /// A reader that has the bundle, the enrolment entry and the snapshots of the files reads what was published.
    @Test func `a reader opens the published snapshots with the published bundle`() throws {
        let cast = try Self.cast.get()
        let file = try #require(VectorFile.stored("file", in: "bundle"))
        let item = try #require(try SealedBundle.open(file, as: cast.audience.id, keys: cast.audience.recipientKeys).items.first)
        guard case .permit(let consent) = verify(item, in: try cast.surroundings()) else { throw Missing() }
        let snapshots = try SnapshotVectors.all()
        var found: [FoundSnapshot] = []
        var index: UInt64 = 0
        for (number, snapshot) in snapshots.enumerated() {
            let stream = try #require(consent.streams.first { $0.section == snapshot.section && $0.month == snapshot.month })
            let sealed = try SnapshotVectors(cast: cast).sealed(number, snapshot)
            let parts = sealed.enumerated().map { part, entry -> FoundPart? in
                index += 1
                #expect(stream.tag(n: snapshot.n, part: part) == entry.tag)
                return FoundPart(position: EntryPosition(log: cast.origin.log, index: index), payload: entry.payload)
            }
            found.append(FoundSnapshot(stream: stream, n: snapshot.n, parts: parts))
        }
        var random = SeededRandom(seed: 70)
        let receipt = try consent.sealReceipt(
            entries: found.flatMap { $0.parts.joined().map(\.position) }, openedAt: Cast.day(1), role: "pharmacist", pseudonym: "ds-7",
            counter: 0,
            using: &random)
        let durable = DurableReceipt(
            position: EntryPosition(log: cast.audience.log, index: 0), digest: .sha256(receipt.entry.payload))
        let opened = try consent.open(receipt, durable: durable, found: found)
        #expect(opened.map(\.result) == snapshots.map { .json(Array($0.json.utf8)) })
    }
}
