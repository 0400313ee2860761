import BanyanCore
import BanyanCrypto
import BanyanTestSupport
import Testing

@testable import BanyanLedger

/// What is inside a parcel, and who can open, make, alter or acknowledge it.
struct ParcelTests {
    private let sender: TestFacility
    private let recipient: TestFacility
    private let now = TestFacility.start.adding(3600)

    init() throws {
        sender = try TestFacility(seed: 5)
        recipient = try TestFacility(seed: 6)
    }

    private func sealed(_ content: [UInt8] = [1, 2, 3], kind: String = "referral", life: Int64 = Limits.parcelLife) throws -> (
        parcel: Parcel, letter: ParcelLetter
    ) {
        try ParcelLetter.seal(
            content, kind: kind, from: sender.keys, to: recipient.card(), at: now, life: life, secret: .sha256([9]))
    }

    private func open(_ parcel: Parcel, by keys: FacilityKeys? = nil, at time: Timestamp? = nil) -> Result<ParcelLetter, LedgerFailure> {
        Result { () throws(LedgerFailure) in
            try parcel.open(with: keys ?? recipient.keys, at: time ?? now) { $0 == sender.keys.id ? sender.keys.log.publicKey : nil }
        }
    }

    private func code(_ result: Result<ParcelLetter, LedgerFailure>) -> String? {
        if case .failure(let failure) = result { failure.code } else { nil }
    }

    @Test func theRecipientOpensItAndSeesTheSender() throws {
        let (parcel, letter) = try sealed()
        #expect(try open(parcel).get() == letter)
        #expect(letter.sender == sender.keys.id && letter.content == [1, 2, 3] && letter.expires == now.adding(7 * 86_400))
        #expect(parcel.id == letter.receipt.parcel && parcel.expires == letter.expires)
    }

    @Test(arguments: [0, 1, 300, 600, 5000, 100_000, Limits.parcelContent])
    func sizesArePadded(count: Int) throws {
        let (parcel, _) = try sealed([UInt8](repeating: 7, count: count))
        let plain = parcel.sealed.count - HPKEnvelope.overhead
        #expect(plain == Padding.padded(plain) && parcel.sealed.count <= Limits.parcel)
        #expect(try open(parcel).get().content.count == count)
    }

    @Test func moreThanAParcelHoldsIsRefused() {
        #expect(throws: LedgerFailure.self) { try sealed([UInt8](repeating: 7, count: Limits.parcelContent + 1)) }
    }

    @Test(arguments: ["", "Referral", "a b", "ä", String(repeating: "a", count: 33)])
    func aKindThatNoFlowHasIsRefused(kind: String) { #expect(throws: LedgerFailure.self) { try sealed(kind: kind) } }

    @Test func nobodyElseOpensIt() throws {
        let parcel = try sealed().parcel
        #expect(code(open(parcel, by: sender.keys)) == "parcel-other-recipient")
        let readdressed = try #require(
            Parcel(recipient: sender.keys.id, id: parcel.id, expires: parcel.expires, sealed: parcel.sealed))
        #expect(code(open(readdressed, by: sender.keys)) == "parcel-altered")
    }

    @Test func whatIsOutsideIsBoundToWhatIsInside() throws {
        let parcel = try sealed().parcel
        let other = try #require(ParcelID(parcel.id.bytes.reversed()))
        let altered = [
            Parcel(recipient: parcel.recipient, id: other, expires: parcel.expires, sealed: parcel.sealed),
            Parcel(recipient: parcel.recipient, id: parcel.id, expires: parcel.expires.adding(1), sealed: parcel.sealed),
        ]
        for parcel in altered { #expect(code(open(try #require(parcel))) == "parcel-altered") }
    }

    @Test(arguments: [0, 1, 600, 1121, 1500, -1])
    func anAlteredByteIsNoticed(place: Int) throws {
        let parcel = try sealed().parcel
        var bytes = parcel.sealed
        bytes[place < 0 ? bytes.count - 1 : place] ^= 1
        let altered = try #require(Parcel(recipient: parcel.recipient, id: parcel.id, expires: parcel.expires, sealed: bytes))
        #expect(code(open(altered)) == "parcel-altered" && altered.name != parcel.name)
    }

    @Test func aSenderThatIsNotAcceptedOrDidNotSignIsRefused() throws {
        let parcel = try sealed().parcel
        let unknown = Result { () throws(LedgerFailure) in try parcel.open(with: recipient.keys, at: now) { _ in nil } }
        #expect(code(unknown) == "parcel-unknown-sender")
        let other = Result { () throws(LedgerFailure) in
            try parcel.open(with: recipient.keys, at: now) { _ in recipient.keys.log.publicKey }
        }
        #expect(code(other) == "parcel-signature")
    }

    /// The recipient can seal what it was sent to somebody else; there it does not pass for the sender's.
    @Test func aLetterToOneFacilityIsNoLetterToAnother() throws {
        let (_, letter) = try sealed()
        let third = try TestFacility(seed: 7)
        let plain = COSESign1.sign(letter.encoded, type: ParcelLetter.type, with: sender.keys.log)
        let info = CBOR.array(Parcel.header(third.keys.id, letter.id, letter.expires)).encoded
        let forged = try HPKEnvelope.seal(
            Padding.pad(plain, to: Padding.padded(plain.count + 4)), to: third.keys.kem.publicKey, info: info)
        let parcel = try #require(Parcel(recipient: third.keys.id, id: letter.id, expires: letter.expires, sealed: forged))
        #expect(code(open(parcel, by: third.keys)) == "parcel-malformed")
    }

    @Test func aFormerKeyOpensForThirtyDaysAfterItsCertificate() throws {
        let parcel = try sealed().parcel
        var random = SeededRandom(seed: 3)
        let renewed = try recipient.keys.renewed(at: now.adding(60), using: &random)
        #expect(try open(parcel, by: renewed, at: now.adding(120)).get().content == [1, 2, 3])
        let last = renewed.formerKEMs[0].servesUntil
        #expect(code(open(parcel, by: renewed, at: last)) == nil)
        #expect(code(open(parcel, by: renewed, at: last.adding(1))) == "parcel-altered")
    }

    @Test func onlyTheSecretInsideIsAReceipt() throws {
        let (parcel, letter) = try sealed()
        #expect(ParcelReceipt(secret: letter.receipt.secret).parcel == parcel.id)
        #expect(ParcelReceipt(secret: .sha256(letter.receipt.secret.bytes)).parcel != parcel.id)
        #expect(try ParcelReceipt(secret: #require(Digest(parcel.id.bytes))).parcel != parcel.id)
    }
}
