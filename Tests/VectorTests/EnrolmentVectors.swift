import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport

@testable import BanyanConsent

/// The enrolment file, the enrolment entry, and snapshots.
enum EnrolmentVectors {
    static func enrolment(_ cast: Cast) throws -> VectorFile {
        let entry = try cast.enrolment()
        let sealed = try cast.sealedEnrolment()
        guard cast.keys.link.entry.open(sealed.payload, in: cast.origin.id) == entry else { throw Missing() }
        let vectors: [VectorValue] = [
            [
                "what": "enrolment file, sealed once and kept", "facility": .hex(cast.origin.id),
                "kem_seed": .hex(cast.origin.keys.kem.seed.exposed),
                "kem_number": .number(cast.origin.keys.kemNumber), "time": .time(Cast.day(-40)), "p": .hex(cast.keys.signing.publicKey),
                "l": .hex(cast.keys.link.secret.exposed), "number": 0, "statement": .hex(statement(cast).encoded),
                "file": .hex(try file(cast)),
            ],
            [
                "what": "enrolment entry", "p": .hex(entry.publicKey), "link_commitment": .hex(entry.linkCommitment), "number": 0,
                "custody": .number(Int(entry.custody.rawValue)), "proofing": .number(Int(entry.proofing.rawValue)),
                "name": .text(entry.identity.name),
                "birth_date": .text(entry.identity.birthDate), "sex": .text(entry.identity.sex.rawValue),
                "release_policy": .sections(entry.releasePolicy),
                "time": .time(entry.enrolledAt), "content": .hex(entry.encoded), "tag": .hex(sealed.tag), "payload": .hex(sealed.payload),
            ],
        ]
        return VectorFile(
            name: "enrolment", about: "The file with which a patient enrols, and the entry that the facility appends", section: "section 5",
            seed: Cast.seed + ", seed 2 for the entry's nonce; the envelope has the HPKE library's own randomness",
            fields: [
                "what": "what it is", "facility": "the origin's ID", "kem_seed": "seed of the X-Wing key that opens the file",
                "kem_number": "number of its certificate",
                "time": "time of the proof or of the entry", "p": "P", "l": "L", "number": "e", "statement": "payload of the proof",
                "file": "the file",
                "link_commitment": "SHA-256(L)", "custody": "custody class", "proofing": "how identity was proved", "name": "full name",
                "birth_date": "birth date", "sex": "sex", "release_policy": "sections that the facility releases",
                "content": "content of the entry",
                "tag": "its tag", "payload": "its payload",
            ], vectors: vectors)
    }

    private static func statement(_ cast: Cast) -> EnrolmentRequest.Statement {
        EnrolmentRequest.Statement(facility: cast.origin.id, number: 0, commitment: cast.keys.link.commitment, at: Cast.day(-40))
    }

    /// The stored file if it opens to what it must hold; a fresh one only when writing.
    private static func file(_ cast: Cast) throws -> [UInt8] {
        if let stored = VectorFile.stored("file", in: "enrolment"),
            let opened = try? EnrolmentRequest.open(stored, as: cast.origin.id, keys: cast.origin.recipientKeys, now: Cast.day(-40)),
            opened.publicKey == cast.keys.signing.publicKey, opened.link.secret.matches(cast.keys.link.secret), opened.number == 0,
            opened.requestedAt == Cast.day(-40)
        {
            return stored
        }
        guard VectorFile.isWriting else { throw Missing() }
        return try EnrolmentRequest.seal(
            signing: cast.keys.signing, link: cast.keys.link, number: 0, facility: cast.origin.id, kem: cast.origin.keys.kem.publicKey,
            kemNumber: cast.origin.keys.kemNumber, at: Cast.day(-40))
    }
}

/// Snapshots in one part and in two.
struct SnapshotVectors {
    let cast: Cast

    struct Snapshot {
        let section: Section
        let month: CivilMonth
        let n: UInt64
        let json: String
        /// Raw DEFLATE of the JSON, cut into parts.
        let chunks: [[UInt8]]
    }

    static func all() throws -> [Snapshot] {
        let allergy =
            #"{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"AllergyIntolerance","#
            + #""id":"a1","code":{"text":"Penicillin"},"clinicalStatus":{"coding":[{"code":"active"}]}}}]}"#
        let empty = #"{"resourceType":"Bundle","type":"collection"}"#
        // Stored blocks (RFC 1951 section 3.2.4): the same bytes whichever library compresses.
        let stored = stored(Array(allergy.utf8))
        // What zlib 1.3 makes of it at level 6.
        let deflated = try need(Hex.decode("ab562a4a2dce2f2d4a4e0da92c4855b252722acd4bc94955d2512a81f093f3737252934b32f3f3946a01"))
        return [
            Snapshot(section: .allergies, month: Cast.day(0).month, n: 0, json: allergy, chunks: [stored]),
            Snapshot(
                section: .allergies, month: Cast.day(0).month, n: 1, json: allergy, chunks: [Array(stored[..<100]), Array(stored[100...])]),
            Snapshot(section: .medications, month: Cast.day(0).month, n: 0, json: empty, chunks: [deflated]),
            Snapshot(
                section: .results, month: try need(CivilMonth("2026-10")), n: 0,
                json: allergy.replacing("AllergyIntolerance", with: "Observation"),
                chunks: [Self.stored(Array(allergy.replacing("AllergyIntolerance", with: "Observation").utf8))]),
        ]
    }

    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        let length = UInt16(bytes.count)
        return [1, UInt8(length & 255), UInt8(length >> 8), UInt8(~length & 255), UInt8(~length >> 8)] + bytes
    }

    func parts(of snapshot: Snapshot) -> [SnapshotPart] {
        snapshot.chunks.enumerated().map { part, chunk in
            SnapshotPart(
                publicKey: cast.keys.signing.publicKey, section: snapshot.section, month: snapshot.month, generation: 0,
                parts: snapshot.chunks.count,
                part: part, chunk: chunk)
        }
    }

    /// Part by part, with the nonces of seed 30 plus the snapshot's number in the file.
    func sealed(_ number: Int, _ snapshot: Snapshot) throws -> [SealedEntry] {
        var random = SeededRandom(seed: 30 + UInt64(number))
        let key = cast.keys.link.streamKey(snapshot.section, generation: 0, month: snapshot.month)
        return try parts(of: snapshot).map { part in
            try key.slot(n: snapshot.n, part: part.part).seal(part.encoded, in: cast.origin.id, using: &random)
        }
    }

    func file() throws -> VectorFile {
        let vectors = try Self.all().enumerated().map { number, snapshot -> VectorValue in
            let sealed = try sealed(number, snapshot)
            let parts = zip(parts(of: snapshot), sealed).map { part, entry -> VectorValue in
                ["content": .hex(part.encoded), "tag": .hex(entry.tag), "payload": .hex(entry.payload)]
            }
            return [
                "section": .text(snapshot.section.name), "month": .number(snapshot.month.index), "n": .number(snapshot.n),
                "json": .text(snapshot.json),
                "parts": .list(parts),
            ]
        }
        return VectorFile(
            name: "snapshots", about: "Snapshots of streams, each part an entry in the origin's log", section: "section 6.3",
            seed: Cast.seed + ", seeds 30, 31, ... for the nonces of each snapshot's parts",
            fields: [
                "section": "the section", "month": "publication month of a state section, clinical month of an event section",
                "n": "number in the stream",
                "json": "what it inflates to", "parts": "the entries in order", "content": "content of the entry", "tag": "its tag",
                "payload": "its payload",
            ], vectors: vectors)
    }
}
