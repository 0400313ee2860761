import BanyanCore
import BanyanCrypto
import Foundation
import Testing

@testable import BanyanConsent

@Suite("Enrolment")
struct EnrolmentTests {
    private struct Parties {
        var random: Seeded
        let facility: TestFacility
        let keys: PairwiseKeys

        init(_ seed: UInt64 = 1) {
            var random = Seeded(seed)
            facility = TestFacility("Bac Ninh", &random)
            keys = PairwiseKeys(seed: SecretBytes(randomCount: 32, using: &random), facility: facility.id, number: 4)
            self.random = random
        }

        func open(_ file: [UInt8], now: Timestamp = day(0)) throws(ConsentFailure) -> OpenedEnrolment {
            try EnrolmentRequest.open(file, as: facility.id, keys: facility.keys, now: now)
        }

        /// A file whose content is `fields`, sealed as a wallet would.
        func seal(_ fields: CBOR) throws -> [UInt8] {
            try SealedFile(kind: .enrolment, recipient: facility.id, number: 3).seal(fields.encoded, to: facility.kem.publicKey)
        }

        func proof(
            facility: FacilityID? = nil, number: UInt32 = 4, commitment: Digest? = nil, at: Timestamp = day(0), kid: [UInt8]? = nil,
            key: SigningKey? = nil, type: String = Label.proofType
        ) -> [UInt8] {
            let statement = EnrolmentRequest.Statement(
                facility: facility ?? self.facility.id, number: number, commitment: commitment ?? keys.link.commitment, at: at)
            return COSESign1.sign(
                statement.encoded, type: type, keyID: kid ?? keys.signing.publicKey.bytes, with: key ?? keys.signing)
        }

        func fields(_ publicKey: PublicKey? = nil, proof: [UInt8]) -> CBOR {
            .record([
                1: .bytes(publicKey ?? keys.signing.publicKey), 2: .bytes(keys.link.secret.exposed), 3: .unsigned(4), 4: .bytes(proof),
            ])
        }
    }

    @Test func opensWhatTheWalletMade() throws {
        var random = Seeded(1)
        let facility = TestFacility("Bac Ninh", &random)
        var wallet = Wallet(using: &random)
        for number in 0..<3 as Range<UInt32> {
            let file = try wallet.enrol(at: facility.card, now: day(0))
            let opened = try EnrolmentRequest.open(file, as: facility.id, keys: facility.keys, now: day(1))
            #expect(opened.number == number && opened.requestedAt == day(0))
            let keys = wallet.keys(facility.id, number)
            #expect(opened.publicKey == keys.signing.publicKey && opened.link.commitment == keys.link.commitment)
        }
    }

    @Test func anotherFacilityIsTold() throws {
        let parties = Parties()
        let file = try parties.seal(parties.fields(proof: parties.proof()))
        let other = Parties(2).facility
        #expect(code { try EnrolmentRequest.open(file, as: other.id, keys: other.keys, now: day(0)) } == "enrolment-other-recipient")
        let expired = [RecipientKey(number: 4, key: parties.facility.kem)]
        #expect(code { try EnrolmentRequest.open(file, as: parties.facility.id, keys: expired, now: day(0)) } == "enrolment-unknown-key")
        let wrong = [RecipientKey(number: 3, key: other.kem)]
        #expect(code { try EnrolmentRequest.open(file, as: parties.facility.id, keys: wrong, now: day(0)) } == "enrolment-altered")
    }

    @Test func everyFlippedByteAndTruncationIsRefused() throws {
        let parties = Parties()
        let file = try parties.seal(parties.fields(proof: parties.proof()))
        _ = try parties.open(file)
        for (index, changed) in flips(file) { #expect(throws: ConsentFailure.self, "byte \(index)") { try parties.open(changed) } }
        for count in stride(from: 0, to: file.count, by: 7) {
            #expect(throws: ConsentFailure.self) { try parties.open(Array(file.prefix(count))) }
        }
        #expect(throws: ConsentFailure.self) { try parties.open(file + [0]) }
        #expect(code { try parties.open([UInt8](repeating: 0, count: Limits.smallFile + 1)) } == "enrolment-too-large")
    }

    @Test("the proof must be by P and about this facility, number and link")
    func proofs() throws {
        var parties = Parties()
        let stranger = SigningKey.generate(using: &parties.random)
        let elsewhere: FacilityID = parties.random.fixed()
        let other: Digest = parties.random.fixed()
        let cases: [([UInt8], String)] = [
            (parties.proof(facility: elsewhere), "enrolment-other-proof"), (parties.proof(number: 5), "enrolment-other-proof"),
            (parties.proof(commitment: other), "enrolment-other-proof"), (parties.proof(key: stranger), "enrolment-bad-proof"),
            (parties.proof(kid: stranger.publicKey.bytes, key: stranger), "enrolment-bad-proof"),
            (parties.proof(type: Label.tokenType), "enrolment-bad-proof"), ([], "enrolment-bad-proof"),
        ]
        for (proof, expected) in cases {
            let file = try parties.seal(parties.fields(proof: proof))
            #expect(code { try parties.open(file) } == expected)
        }
    }

    @Test(
        "the time of the proof lies within seven days of now",
        arguments: [
            (-7, true), (7, true), (0, true), (-8, false), (8, false), (4000, false), (-20_000, false),
        ] as [(Int64, Bool)])
    func freshness(_ days: Int64, _ fresh: Bool) throws {
        let parties = Parties()
        let file = try parties.seal(parties.fields(proof: parties.proof()))
        #expect(code { try parties.open(file, now: day(days)) } == (fresh ? nil : "enrolment-stale"))
    }

    @Test("a clock at the ends of time does no harm", arguments: [Int64.min, Int64.max])
    func extremeClocks(_ seconds: Int64) throws {
        let parties = Parties()
        let file = try parties.seal(parties.fields(proof: parties.proof()))
        #expect(code { try parties.open(file, now: Timestamp(seconds: seconds)) } == "enrolment-stale")
    }

    @Test("content with a field too many, too few or of another type is refused")
    func content() throws {
        let parties = Parties()
        let pairs = try #require(parties.fields(proof: parties.proof()).pairs)
        let wrong: [CBOR] = [
            .sortedMap(pairs + [CBOR.Pair(.int(5), .null)]), .map(Array(pairs.dropLast())), .array([]), .null,
            .sortedMap(pairs.dropFirst(2) + [pairs[0], CBOR.Pair(.int(2), .bytes([1]))]),
        ]
        for item in wrong {
            let file = try parties.seal(item)
            #expect(code { try parties.open(file) } == "enrolment-malformed")
        }
    }

    @Test("edge-case keys of the CCTV set are refused", .enabled(if: vectorsWanted, "no shared vectors beside the repository"))
    func edgeKeys() throws {
        struct Vector: Decodable {
            let number: Int
            let key: String
            let flags: [String]?
        }
        let folder = try #require(sharedVectors, "the shared vectors are missing")
        let data = try Data(contentsOf: folder.appendingPathComponent("cctv/ed25519vectors.json"))
        let vectors = try JSONDecoder().decode([Vector].self, from: data)
        let parties = Parties()
        var refused = 0
        var checked: Set<String> = []
        for vector in vectors where checked.insert(vector.key).inserted {
            let bad = ["low_order_A", "non_canonical_A", "low_order_component_A"].contains { vector.flags?.contains($0) == true }
            let key = try #require(Hex.decode(vector.key).flatMap { PublicKey($0) })
            #expect(key.isSound == !bad, "vector \(vector.number)")
            guard bad else { continue }
            let proof = parties.proof(kid: key.bytes)
            let file = try parties.seal(parties.fields(key, proof: proof))
            #expect(code { try parties.open(file) } == "enrolment-unsound-key", "vector \(vector.number)")
            refused += 1
        }
        #expect(refused > 0)
    }

    @Test("an enrolment entry opens as it was sealed", arguments: 0..<30 as Range<UInt64>)
    func entryRoundTrip(_ seed: UInt64) throws {
        var random = Seeded(seed)
        let link = try #require(EnrolmentLink(SecretBytes(randomCount: 32, using: &random)))
        let facility: FacilityID = random.fixed()
        let entry = try EnrolmentEntry(
            publicKey: random.fixed(), linkCommitment: link.commitment, number: UInt32(truncatingIfNeeded: random.next()),
            custody: Custody.allCases[random.below(2)], proofing: Proofing.allCases[random.below(3)],
            identity: Identity(
                name: "Trần Văn \(seed)", birthDate: ["1950", "1950-02", "1950-02-28"][random.below(3)],
                sex: AdministrativeGender.allCases[random.below(4)]),
            releasePolicy: random.sections().shuffled(using: &random), enrolledAt: day(Int64(random.below(1000))))
        let sealed = try link.entry.seal(entry, in: facility, using: &random)
        #expect(sealed.tag == link.entry.tag && sealed.payload.count == 1024)
        #expect(link.entry.open(sealed.payload, in: facility) == entry)
        #expect(link.entry.open(sealed.payload, in: random.fixed()) == nil)
        for count in entry.encoded.indices { #expect(EnrolmentEntry(encoded: Array(entry.encoded.prefix(count))) == nil) }
    }

    @Test(
        "an identity that does not fit is refused",
        arguments: [
            ("", "1950"), ("A\nB", "1950"), (String(repeating: "x", count: 257), "1950"), ("A", "1950-13"), ("A", "1950-02-30"), ("A", ""),
            ("A", "50"), ("A", "195O"), ("A", "1950-1"),
        ])
    func badIdentity(_ name: String, _ birthDate: String) {
        var random = Seeded(1)
        #expect(throws: ConsentFailure.self) {
            try EnrolmentEntry(
                publicKey: random.fixed(), linkCommitment: random.fixed(), number: 0, custody: .device, proofing: .documents,
                identity: Identity(name: name, birthDate: birthDate, sex: .female), releasePolicy: [], enrolledAt: day(0))
        }
    }
}

/// The code of the failure that `body` throws; `nil` when it throws none.
func code<T>(_ body: () throws -> T) -> String? {
    do {
        _ = try body()
        return nil
    } catch { return (error as? any Failure)?.code ?? "\(error)" }
}
