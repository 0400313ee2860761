import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport

@testable import BanyanConsent

/// One consent that permits, and for each step of verification one that does not.
struct VerificationVectors {
    let cast: Cast

    private struct Case {
        let what: String
        var token: [UInt8]
        var surroundings: Surroundings
    }

    func file() throws -> VectorFile {
        let item = try cast.item(cast.claims())
        let vectors = try cases().map { try vector($0, item) }
        return VectorFile(
            name: "verification", about: "Tokens, what is known when they are judged, and the decision", section: "section 7.6",
            seed: Cast.seed + ", seeds 2 and 3 as in enrolment.json and token.json, seed 60 for revocations and another signer",
            fields: [
                "what": "what is special", "token": "the token; E and key list are those of token.json", "me": "who verifies, as reader",
                "active": "the origin is accepted and active", "enrolment": "payloads found under the enrolment tag: how many",
                "revocations": "payloads found under the revocation tag: log and payload", "log": "whose log", "payload": "payload",
                "now": "now",
                "clock_is_wrong": "the clock is known to be wrong", "asked_sections": "sections asked for; null: all granted",
                "asked_purpose": "purpose asked for",
                "permits": "what may be opened", "step": "the step that denies", "code": "the denial's code",
            ], vectors: vectors)
    }

    private func vector(_ one: Case, _ item: ConsentItem) throws -> VectorValue {
        let judged = ConsentItem(
            token: one.token, entryKey: item.entryKey, keyList: item.keyList, nextMarker: item.nextMarker, receiptSecret: item.receiptSecret
        )
        let known = one.surroundings
        let decision: [(key: String, value: VectorValue)]
        let answer = verify(judged, in: known)
        switch consume answer {
        case .permit(let consent): decision = [("permits", .sections(consent.sections))]
        case .deny(let denial): decision = [("step", .text(denial.step.rawValue)), ("code", .text(denial.code))]
        }
        return .object(
            [
                ("what", .text(one.what)), ("token", .hex(one.token)), ("me", .hex(known.me)), ("active", .bool(known.otherPartyIsActive)),
                ("enrolment", .number(known.enrolmentPayloads.count)),
                ("revocations", .list(known.revocations.map { ["log": .hex($0.log), "payload": .hex($0.payload)] })),
                ("now", .time(known.now)),
                ("clock_is_wrong", .bool(known.clockIsWrong)), ("asked_sections", known.requestedSections.map { .sections($0) } ?? .null),
                ("asked_purpose", .text(known.requestedPurpose.rawValue)),
            ] + decision)
    }

    private func cases() throws -> [Case] {
        let claims = try cast.claims()
        let good = try cast.item(claims).token
        let rs = RevocationSecret(key: cast.keys.revocation, token: claims.tokenID)
        var random = SeededRandom(seed: 60)
        let revocation = try Revocation.entry(for: rs, in: cast.origin.id, using: &random)
        var damaged = good
        damaged[damaged.count - 1] ^= 1
        func with(_ what: String, _ token: [UInt8], _ change: (inout Surroundings) -> Void = { _ in }) throws -> Case {
            var known = try cast.surroundings()
            change(&known)
            return Case(what: what, token: token, surroundings: known)
        }
        func signed(_ payload: [UInt8], type: String = Label.tokenType) -> [UInt8] {
            COSESign1.sign(payload, type: type, keyID: cast.keys.signing.publicKey.bytes, with: cast.keys.signing)
        }
        let other = try signingKey(61)
        let extra = try need(try CBOR.decode(claims.encoded, limit: 4096).pairs) + [CBOR.Pair(.int(1), .text("issuer"))]
        return [
            try with("all is well", good),
            try with("two sections asked for, one granted", good) { $0.requestedSections = [.allergies, .problems] },
            try with("truncated", Array(good.dropLast())), try with("another typ", signed(claims.encoded, type: "application/cwt")),
            try with("a claim too many", signed(CBOR.sortedMap(extra).encoded)),
            try with("enrolment not found", good) { $0.enrolmentPayloads = [] },
            try with("signed by another key", ConsentToken.sign(claims, with: other)), try with("signature altered", damaged),
            try with("presented elsewhere", good) { $0.me = cast.origin.id },
            try with("origin suspended", good) { $0.otherPartyIsActive = false },
            try with("key list of another token", try wider(claims)),
            try with("asked for what is not granted", good) { $0.requestedSections = [.problems] },
            try with("clock known to be wrong", good) { $0.clockIsWrong = true }, try with("too early", good) { $0.now = Cast.day(-1) },
            try with("five minutes early", good) { $0.now = Cast.day(0).adding(-300) },
            try with("at the expiry", good) { $0.now = Cast.day(7) },
            try with("a second before the expiry", good) { $0.now = Cast.day(7).adding(-1) },
            try with("revoked in the origin's log", good) {
                $0.revocations = [FoundRevocation(log: cast.origin.id, payload: revocation.payload)]
            },
            try with("the same payload in another log revokes nothing", good) {
                $0.revocations = [FoundRevocation(log: cast.audience.id, payload: revocation.payload)]
            }, try with("for another purpose", good) { $0.requestedPurpose = .research },
        ]
    }

    /// The token with one section more, signed again by the patient, beside the old key list.
    private func wider(_ claims: ConsentClaims) throws -> [UInt8] {
        let scope = GrantScope(sections: claims.sections + [.problems], months: claims.months, generation: 0, expiry: claims.expires.month)
        let wide = ConsentClaims(
            tokenID: claims.tokenID, origin: claims.origin, audience: claims.audience, sections: scope.sections, months: claims.months,
            purpose: claims.purpose, issued: claims.issued, notBefore: claims.notBefore, expires: claims.expires, eraseBy: claims.eraseBy,
            capacity: claims.capacity, method: claims.method, keyListDigest: try need(cast.keys.link.keyList(scope)).digest,
            revocationHash: claims.revocationHash, generation: 0)
        return ConsentToken.sign(wide, with: cast.keys.signing)
    }
}
