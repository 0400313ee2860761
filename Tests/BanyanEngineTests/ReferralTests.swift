import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanRecords
import Foundation
import Testing

@testable import BanyanEngine

/// Referrals between whole nodes, and what somebody else could try with them.
@Suite struct ReferralFlowTests {
    private let mrn = "000000000001"

    /// Two facilities and a third; the patient is enrolled at the first and known at all.
    private func withReferral(_ body: ([Site], Wallet) async throws -> Void) async throws {
        try await withSites(3, mutual: true) { sites in
            for site in sites { try await site.importing(patient()) }
            try await sites[0].importing(allergy("a1", "Dị ứng penicillin"), patient())
            var wallet = Wallet.fresh()
            try await sites[0].enrol(&wallet, mrn)
            for site in sites[1...] { try await site.catchUp(with: sites[0]) }
            try await body(sites, wallet)
        }
    }

    private func create(at site: Site, to other: Site, sections: [Section]? = nil) async throws -> ReferralRequest {
        let made = try await site.node.createReferral(
            CreateReferralRequest(mrn: mrn, to: other.id.description, reason: "đau ngực", sections: sections?.map(\.name)))
        return try ReferralRequest(encoded: #require(Base64.decode(Array(made.request.utf8))))
    }

    private func sign(
        _ request: ReferralRequest, _ wallet: inout Wallet, to other: Site, now: Timestamp = noon
    ) throws -> SignedReferral {
        var random = SodiumRandom()
        let (file, _) = try wallet.refer(
            request.id, from: request.origin.id, to: other.wallet, sections: request.sections, now: now, using: &random)
        return try SignedReferral(encoded: file)
    }

    @discardableResult
    private func send(_ signed: SignedReferral, _ id: ReferralID? = nil, at site: Site) async throws -> ReferralView {
        try await site.node.sendReferral(
            SendReferralRequest(id: (id ?? signed.id).description, signed: Base64.encode(signed.encoded)))
    }

    private func status(_ id: ReferralID, at site: Site) async throws -> ReferralStatus? {
        try await site.node.referrals(patient: nil).referrals.first { $0.id == id.description }?.status
    }

    private func becomes(_ status: ReferralStatus, _ id: ReferralID, at site: Site) async throws -> Bool {
        try await eventually { try await self.status(id, at: site) == status }
    }

    @Test func `a referral is sent, accepted, completed, and seen at both ends`() async throws {
        try await withReferral { sites, wallet in
            var wallet = wallet
            let (a, b) = (sites[0], sites[1])
            let request = try await create(at: a, to: b)
            try await send(try sign(request, &wallet, to: b), at: a)
            #expect(try await becomes(.received, request.id, at: a))
            _ = try await b.node.acceptReferral(AcceptReferralRequest(id: request.id.description, mrn: mrn, registers: false))
            #expect(try await b.read(mrn).texts(.allergies, of: a) == ["Dị ứng penicillin"])
            _ = try await b.node.completeReferral(
                CompleteReferralRequest(id: request.id.description, outcome: "ổn", followUp: "2026-12-08", place: nil))
            #expect(try await becomes(.completed, request.id, at: a))
            let view = try await a.node.referral(request.id.description)
            #expect(view.appointment?.day == "2026-12-08" && view.appointment?.place == b.card.name && view.outcome == "ổn")
            let plan = try await a.node.records(patient: mrn).records.filter { $0.section == "plan" }.map(\.reference)
            #expect(plan.sorted() == ["Appointment/referral-\(request.id)-follow-up", "ServiceRequest/referral-\(request.id)"])
        }
    }

    @Test func `what was signed for another term, facility or sections is refused where it is sent`() async throws {
        try await withReferral { sites, wallet in
            var wallet = wallet
            let (a, b, c) = (sites[0], sites[1], sites[2])
            let request = try await create(at: a, to: b)
            let wrong = try sign(request, &wallet, to: c)
            #expect(await failure { try await send(wrong, at: a) }?.code == "consent-not-of-referral")
            let good = try sign(request, &wallet, to: b)
            let mixed = SignedReferral(id: request.id, token: good.token, bundle: wrong.bundle)
            #expect(await failure { try await send(mixed, at: a) }?.code == "consent-not-of-referral")
            let week = try wallet.grant(to: b, from: a)
            let bundle = try SealedBundle.open(week, as: b.id, keys: b.node.kemKeys)
            let short = SignedReferral(id: request.id, token: bundle.items[0].token, bundle: week)
            #expect(await failure { try await send(short, at: a) }?.code == "consent-not-of-referral")
            let other = try await create(at: a, to: b, sections: [.allergies])
            #expect(await failure { try await send(good, other.id, at: a) }?.code == "other-referral")
            let wide = SignedReferral(id: other.id, token: good.token, bundle: good.bundle)
            #expect(await failure { try await send(wide, at: a) }?.code == "consent-not-of-referral")
            var stranger = Wallet.fresh()
            _ = try stranger.enrol(at: a.wallet, now: noon)
            #expect(await failure { try await send(try sign(request, &stranger, to: b), at: a) } != nil)
            a.clock.move(11 * day)
            #expect(await failure { try await send(good, at: a) } != nil, "it has ended")
            #expect(try await status(request.id, at: a) == .draft)
        }
    }

    /// A facility that does not check what it sends, or means harm: the receiver refuses, opens nothing, and says so.
    @Test func `a consent that is not the referral's is refused where it arrives`() async throws {
        try await withReferral { sites, wallet in
            var wallet = wallet
            let (a, b, c) = (sites[0], sites[1], sites[2])
            let request = try await create(at: a, to: b)
            let signed = try sign(request, &wallet, to: b)
            let elsewhere = try sign(try await create(at: a, to: c), &wallet, to: c)
            let week = try wallet.grant(to: b, from: a)
            for consent in [elsewhere.bundle, week, [1, 2, 3]] {
                let id = try #require(ReferralID(Array(Digest.sha256(consent).bytes.prefix(16))))
                try await post(id, consent, token: signed.token, from: a, to: b)
                #expect(try await becomes(.rejected, id, at: b))
                let accept = AcceptReferralRequest(id: id.description, mrn: mrn, registers: false)
                #expect(await failure { try await b.node.acceptReferral(accept) }?.code == "referral-state")
            }
            #expect(try await b.node.consents(patient: mrn).consents.isEmpty)
            // The right consent under another facility's name: the token that it says it checked is not of its own records.
            try await post(request.id, signed.bundle, token: signed.token, from: c, to: b)
            #expect(try await becomes(.rejected, request.id, at: b))
        }
    }

    private func post(_ id: ReferralID, _ consent: [UInt8], token: [UInt8], from site: Site, to other: Site) async throws {
        let (from, to) = (site.node.referralFacility(site.id), site.node.referralFacility(other.id))
        let order = ReferralOrder(id, reason: "x", diagnoses: [], details: [], from: from, to: to, authored: noon)
        let person: JSON = [
            "resourceType": "Patient", "name": [["text": "Nguyễn Thị Thử"]], "birthDate": "1980-02-03", "gender": "female",
        ]
        let message = ReferralMessage.request(id, order, patient: person, from: from, to: to, at: noon, isClosed: false)
        let letter = ReferralLetter(id: id, message: message, token: .sha256(token), consent: consent)
        try await site.node.parcels.send(kind: ReferralLetter.request, to: other.id, payload: letter.encoded)
    }

    /// The third one knows the referral's ID and says how it stands; nobody asked it.
    @Test func `only the receiving facility says how a referral stands, and only forward`() async throws {
        try await withReferral { sites, wallet in
            var wallet = wallet
            let (a, b, c) = (sites[0], sites[1], sites[2])
            let request = try await create(at: a, to: b)
            try await send(try sign(request, &wallet, to: b), at: a)
            #expect(try await becomes(.received, request.id, at: a))
            func say(_ status: ReferralStatus, _ site: Site) async throws {
                let message = ReferralMessage.step(
                    request.id, status, at: noon, from: site.node.referralFacility(a.id), to: site.node.referralFacility(site.id),
                    reason: "không")
                let letter = ReferralLetter(id: request.id, message: message)
                let id = try await site.node.parcels.send(kind: ReferralLetter.step, to: a.id, payload: letter.encoded)
                #expect(try await eventually { try await site.node.parcels.sent(id)?.acknowledged != nil })
            }
            try await say(.rejected, c)
            #expect(try await status(request.id, at: a) == .received)
            _ = try await b.node.refuseReferral(RefuseReferralRequest(id: request.id.description, reason: "đầy"))
            #expect(try await becomes(.rejected, request.id, at: a))
            try await say(.accepted, b)
            try await say(.received, b)
            #expect(try await status(request.id, at: a) == .rejected)
            #expect(try await a.node.referral(request.id.description).steps.map(\.status) == [.draft, .requested, .received, .rejected])
        }
    }

    @Test func `a letter that can't be read is ended without effect`() async throws {
        try await withReferral { sites, _ in
            for kind in [ReferralLetter.request, ReferralLetter.step] {
                let id = try await sites[0].node.parcels.send(kind: kind, to: sites[1].id, payload: [1, 2, 3])
                #expect(try await eventually { try await sites[0].node.parcels.sent(id)?.acknowledged != nil })
            }
            #expect(try await sites[1].node.referrals(patient: nil).referrals.isEmpty)
        }
    }

    /// The answer expires while the referring facility is away; it is told again until it knows.
    @Test func `an answer that nobody took within a week is sent again`() async throws {
        try await withReferral { sites, wallet in
            var wallet = wallet
            let (a, b) = (sites[0], sites[1])
            let request = try await create(at: a, to: b)
            try await send(try sign(request, &wallet, to: b), at: a)
            #expect(try await becomes(.received, request.id, at: a))
            try await a.stop()
            try await sites[2].stop()
            _ = try await b.node.refuseReferral(RefuseReferralRequest(id: request.id.description, reason: "đầy"))
            #expect(try await b.node.referral(request.id.description).steps.last?.delivery == "queued")
            for site in sites { site.clock.move(Limits.parcelLife + 1) }
            #expect(try await b.node.referral(request.id.description).steps.last?.delivery == "expired")
            try await b.node.sendOwedSteps()
            try await a.start()
            try await sites[2].start()
            #expect(try await becomes(.rejected, request.id, at: a))
        }
    }

    @Test func `another person than the local patient is not accepted under that number`() async throws {
        try await withReferral { sites, wallet in
            var wallet = wallet
            let (a, b) = (sites[0], sites[1])
            try await b.importing(patient("000000000002", name: "Trần Văn Khác", born: "1970-01-01"))
            let request = try await create(at: a, to: b)
            try await send(try sign(request, &wallet, to: b), at: a)
            #expect(try await becomes(.received, request.id, at: b))
            let wrong = AcceptReferralRequest(id: request.id.description, mrn: "000000000002", registers: false)
            await expectDenied("identity-mismatch") { try await b.node.acceptReferral(wrong) }
            #expect(try await status(request.id, at: b) == .received)
            #expect(try await b.node.consents(patient: nil).consents.isEmpty)
        }
    }
}
