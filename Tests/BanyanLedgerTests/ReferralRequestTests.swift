import BanyanCore
import BanyanCrypto
import Testing

@testable import BanyanLedger

/// What a facility asks a patient to sign.
struct ReferralRequestTests {
    private let origin: TestFacility
    private let audience: TestFacility
    private let id = ReferralID([UInt8](repeating: 7, count: 16))!
    private let now = TestFacility.start.adding(60)

    init() throws {
        origin = try TestFacility(seed: 5)
        audience = try TestFacility(seed: 6)
    }

    private func signed(
        to card: FacilityCard? = nil, sections: [Section] = [.plan, .allergies], reason: String = "đau ngực", by key: SigningKey? = nil
    ) throws -> [UInt8] {
        try ReferralRequest.sign(
            id, from: origin.card(), to: card ?? audience.card(name: "Bệnh viện nhận"), sections: sections, reason: reason, at: now,
            with: key ?? origin.keys.log)
    }

    @Test func itSaysByWhomToWhomAndWhy() throws {
        let read = try ReferralRequest(encoded: signed())
        #expect(read.id == id && read.origin.id == origin.keys.id && read.audience.name == "Bệnh viện nhận")
        #expect(read.sections == [.allergies, .plan] && read.reason == "đau ngực" && read.created == now)
    }

    @Test func whatTheFacilityDidNotSignIsRefused() throws {
        let good = try signed()
        #expect(throws: LedgerFailure.self) { try signed(by: audience.keys.log) }
        for place in stride(from: 8, to: good.count, by: 37) {
            var altered = good
            altered[place] ^= 1
            #expect(throws: LedgerFailure.self, "byte \(place)") { try ReferralRequest(encoded: altered) }
        }
        #expect(throws: LedgerFailure.self) { try ReferralRequest(encoded: good.dropLast()) }
        #expect(throws: LedgerFailure.self) { try ReferralRequest(encoded: good + [0]) }
    }

    @Test func whatNoRequestMaySayIsRefused() throws {
        #expect(throws: LedgerFailure.self) { try signed(sections: []) }
        #expect(throws: LedgerFailure.self) { try signed(reason: "") }
        #expect(throws: LedgerFailure.self) { try signed(reason: String(repeating: "a", count: Limits.referralText + 1)) }
        #expect(throws: LedgerFailure.self, "to itself") { try signed(to: origin.card()) }
    }

    @Test(arguments: [[UInt8](), [0x80], [0xff], Array("banyan".utf8)])
    func otherBytesAreNoLetter(bytes: [UInt8]) { #expect(ReferralLetter(encoded: bytes) == nil) }

    @Test func aLetterComesBack() {
        let letter = ReferralLetter(id: id, message: [1], token: .sha256([1]), consent: [2])
        #expect(ReferralLetter(encoded: letter.encoded) == letter)
        #expect(ReferralLetter(encoded: Array(letter.encoded.dropLast())) == nil)
        let large = ReferralLetter(id: id, message: [UInt8](repeating: 0, count: Limits.referral + 1))
        #expect(ReferralLetter(encoded: large.encoded) == nil)
    }
}
