import BanyanCore
import BanyanCrypto
import Testing

@testable import BanyanConsent

@Suite("Rules of the verification")
struct VerificationRuleTests {
    @Test func tokenThatIsNoMessageIsMalformed() throws {
        let scene = try Scene()
        for token in [[], [0xf6], scene.item.token + [0], Array(scene.item.token.dropLast())] {
            #expect(denial(scene.replacing(token: token), in: scene.surroundings)?.code == "token-malformed")
        }
    }

    @Test func everyFlippedByteOfATokenIsDenied() throws {
        let scene = try Scene()
        for (index, token) in flips(scene.item.token) {
            #expect(denial(scene.replacing(token: token), in: scene.surroundings) != nil, "byte \(index)")
        }
    }

    @Test func everyTruncationOfATokenIsDenied() throws {
        let scene = try Scene()
        for count in scene.item.token.indices {
            #expect(denial(scene.replacing(token: Array(scene.item.token.prefix(count))), in: scene.surroundings)?.step == .decoding)
        }
    }

    @Test func tokenIsSmall() throws {
        let scene = try Scene()
        print("token of \(scene.item.claims!.sections.count) sections: \(scene.item.token.count) bytes; bundle: \(scene.file.count)")
        #expect(scene.item.token.count <= 420)
    }

    @Test func missingEnrolmentIsNotFound() throws {
        let scene = try Scene()
        var surroundings = scene.surroundings
        surroundings.enrolmentPayloads = []
        let denied = denial(scene.item, in: surroundings)
        #expect(denied?.code == "enrolment-not-replicated")
        #expect(denied?.category == .notFound)
    }

    @Test func enrolmentUnderAnotherKeyDoesNotOpen() throws {
        let scene = try Scene()
        var surroundings = scene.surroundings
        surroundings.enrolmentPayloads = [try Scene(seed: 2).enrolmentPayload]
        #expect(denial(scene.item, in: surroundings)?.code == "enrolment-unreadable")
    }

    @Test("the first enrolment payload that opens counts")
    func firstThatOpensCounts() throws {
        var scene = try Scene()
        let stranger = SigningKey.generate(using: &scene.random).publicKey
        let later = try EnrolmentEntry(
            publicKey: stranger, linkCommitment: scene.entry.linkCommitment, number: 0, custody: .device, proofing: .documents,
            identity: scene.entry.identity, releasePolicy: [], enrolledAt: day(-1))
        let shadow = try scene.opened.link.entry.seal(later, in: scene.origin.id, using: &scene.random).payload
        var surroundings = scene.surroundings
        surroundings.enrolmentPayloads = [scene.random.bytes(1024), scene.enrolmentPayload, shadow]
        #expect(denial(scene.item, in: surroundings) == nil)
        surroundings.enrolmentPayloads = [shadow, scene.enrolmentPayload]
        #expect(denial(scene.item, in: surroundings)?.code == "issuer-mismatch")
    }

    @Test func enrolmentOfAnotherLogDoesNotCount() throws {
        var scene = try Scene()
        var surroundings = scene.surroundings
        let elsewhere = try scene.opened.link.entry.seal(scene.entry, in: scene.audience.id, using: &scene.random)
        surroundings.enrolmentPayloads = [elsewhere.payload]
        #expect(denial(scene.item, in: surroundings)?.code == "enrolment-unreadable")
    }

    @Test("a key of low order is refused even where the origin enrolled it", arguments: [UInt8(0), 1])
    func unsoundIssuer(_ first: UInt8) throws {
        var scene = try Scene()
        let low = try #require(PublicKey([first] + [UInt8](repeating: 0, count: 31)))
        let entry = try EnrolmentEntry(
            publicKey: low, linkCommitment: scene.entry.linkCommitment, number: 0, custody: .device, proofing: .documents,
            identity: scene.entry.identity, releasePolicy: Section.allCases, enrolledAt: day(-1))
        var surroundings = scene.surroundings
        surroundings.enrolmentPayloads = [try scene.opened.link.entry.seal(entry, in: scene.origin.id, using: &scene.random).payload]
        let token = COSESign1.sign(scene.item.claims!.encoded, type: Label.tokenType, keyID: low.bytes, with: scene.keys.signing)
        #expect(denial(scene.replacing(token: token), in: surroundings)?.code == "issuer-unsound")
    }

    @Test func tokenWithoutKeyIDIsNotOfTheType() throws {
        let scene = try Scene()
        let token = COSESign1.sign(scene.item.claims!.encoded, type: Label.tokenType, with: scene.keys.signing)
        #expect(denial(scene.replacing(token: token), in: scene.surroundings)?.code == "token-type")
    }

    @Test func suspendedOriginIsRefused() throws {
        let scene = try Scene()
        var surroundings = scene.surroundings
        surroundings.otherPartyIsActive = false
        #expect(denial(scene.item, in: surroundings)?.code == "facility-not-active")
    }

    @Test func originRefusesTokensAboutOthersAndForOthers() throws {
        var scene = try Scene()
        let asked = try #require(ConsentItem(token: scene.item.token, recomputedFrom: scene.opened.link))
        var surroundings = scene.surroundings
        surroundings.me = scene.origin.id
        surroundings.role = .origin(asker: scene.random.fixed())
        #expect(denial(asked, in: surroundings)?.code == "wrong-audience")
        surroundings.me = scene.random.fixed()
        surroundings.role = .origin(asker: scene.audience.id)
        #expect(denial(asked, in: surroundings)?.code == "wrong-origin")
    }

    @Test("the origin recomputes the keys from its own link")
    func originRecomputes() throws {
        let scene = try Scene()
        let other = try Scene(seed: 2)
        let digest = other.item.keyList.digest
        let lying = scene.item { $0.keyListDigest = digest }
        let asked = try #require(ConsentItem(token: lying.token, recomputedFrom: scene.opened.link))
        var surroundings = scene.surroundings
        surroundings.me = scene.origin.id
        surroundings.role = .origin(asker: scene.audience.id)
        #expect(denial(asked, in: surroundings)?.code == "key-list-hash")
    }

    @Test("keys of another cover than the token's are refused though their hash is right")
    func widenedScope() throws {
        let scene = try Scene()
        let scope = scene.item.keyList.scope
        let wider = [
            GrantScope(sections: scope.sections + [.hiv], months: scope.months, generation: 0, expiry: scope.expiry),
            GrantScope(sections: scope.sections, months: CivilMonth.first...CivilMonth.last, generation: 0, expiry: scope.expiry),
            GrantScope(sections: scope.sections, months: scope.months, generation: 1, expiry: scope.expiry),
            GrantScope(sections: scope.sections, months: scope.months, generation: 0, expiry: .last),
        ]
        for scope in wider {
            let list = try #require(scene.opened.link.keyList(scope))
            let changed = scene.item { $0.keyListDigest = list.digest }
            let item = scene.replacing(token: changed.token, keyList: list)
            #expect(denial(item, in: scene.surroundings)?.code == "key-list-cover")
        }
    }

    @Test func policyWithholds() throws {
        let scene = try Scene(policy: [.allergies, .hiv])
        let consent = try permit(verify(scene.item, in: scene.surroundings))
        #expect(consent.sections == [.allergies])
        #expect(consent.withheldByPolicy == Section.preset.filter { $0 != .allergies })
        #expect(consent.notGranted == [.hiv, .mentalHealth, .reproductive, .genetic])
        var surroundings = scene.surroundings
        surroundings.requestedSections = [.results]
        #expect(denial(scene.item, in: surroundings)?.code == "not-published")
    }

    @Test func requestNarrows() throws {
        let scene = try Scene()
        var surroundings = scene.surroundings
        surroundings.requestedSections = [.hiv, .results, .allergies]
        let consent = try permit(verify(scene.item, in: surroundings))
        #expect(consent.sections == [.allergies, .results])
        #expect(consent.notGranted == [.hiv])
        #expect(consent.withheldByPolicy.isEmpty)
    }

    @Test(
        "times",
        arguments: [
            (day(0, -301), "not-yet-valid"), (day(0, -300), nil), (day(6, 86_399), nil), (day(7), "expired"), (day(4000), "expired"),
            (Timestamp(seconds: .max), "expired"), (Timestamp(seconds: .min), "not-yet-valid"),
        ] as [(Timestamp, String?)])
    func times(_ now: Timestamp, _ code: String?) throws {
        let scene = try Scene()
        var surroundings = scene.surroundings
        surroundings.now = now
        #expect(denial(scene.item, in: surroundings)?.code == code)
    }

    @Test func nothingOpensWhileTheClockIsWrong() throws {
        let scene = try Scene()
        var surroundings = scene.surroundings
        surroundings.clockIsWrong = true
        #expect(denial(scene.item, in: surroundings)?.code == "clock-wrong")
    }

    @Test("a token of more than a year, or whose times contradict each other, is refused")
    func lifetimes() throws {
        let scene = try Scene()
        let changes: [(inout ClaimsDraft) -> Void] = [
            { $0.issued = day(7 - 367) }, { $0.issued = day(0, 1) }, { ($0.notBefore, $0.issued) = (day(7), day(0)) },
        ]
        for change in changes { #expect(denial(scene.item(change), in: scene.surroundings)?.code == "token-lifetime") }
        #expect(denial(scene.item { $0.issued = day(7 - 366) }, in: scene.surroundings) == nil)
        #expect(denial(scene.item { $0.eraseBy = day(1) }, in: scene.surroundings)?.code == "erase-due")
    }

    @Test("a false revocation neither revokes nor hides a true one")
    func falseRevocations() throws {
        var scene = try Scene()
        let log: FacilityID = scene.random.fixed()
        let secret = RevocationSecret(key: scene.keys.revocation, token: scene.grant.tokens[0].id)
        let other = RevocationSecret(key: scene.keys.revocation, token: scene.random.fixed())
        let valid = try Revocation.entry(for: secret, in: log, using: &scene.random).payload
        let foreign = try Revocation.entry(for: other, in: log, using: &scene.random).payload
        let forged = try EntrySlot(SecretBytes(copying: secret.hash.bytes).derive(Label.revocationEntry))
            .seal(scene.random.bytes(32), in: log, using: &scene.random).payload
        let noise = [scene.random.bytes(1024), [], foreign, forged]
        var surroundings = scene.surroundings
        surroundings.revocations = noise.map { FoundRevocation(log: log, payload: $0) }
        surroundings.revocations.append(FoundRevocation(log: scene.origin.id, payload: valid))
        #expect(denial(scene.item, in: surroundings) == nil)
        surroundings.revocations.append(FoundRevocation(log: log, payload: valid))
        #expect(denial(scene.item, in: surroundings)?.code == "revoked")
    }

    @Test("a facility's card signs for seven days, and not in favour of its custodian")
    func custody() throws {
        let scene = try Scene(custody: .facilityCard)
        #expect(denial(scene.item, in: scene.surroundings) == nil)
        let origin = scene.origin.id
        var surroundings = scene.surroundings
        surroundings.me = origin
        let own = scene.item { $0.audience = origin }
        #expect(denial(own, in: surroundings)?.code == "custody-audience")
        #expect(denial(own, in: surroundings, skipping: [.custody]) == nil)
    }

    @Test func emergencyIsNeverGrantedByAToken() throws {
        let scene = try Scene()
        var surroundings = scene.surroundings
        surroundings.requestedPurpose = .emergencyTreatment
        #expect(denial(scene.item { $0.purpose = .emergencyTreatment }, in: surroundings)?.code == "emergency-purpose")
    }

    @Test func denialsNameNobody() throws {
        let scene = try Scene()
        var surroundings = scene.surroundings
        surroundings.requestedPurpose = .research
        let denied = try #require(denial(scene.item, in: surroundings))
        #expect(!denied.message.contains(scene.entry.identity.name))
        #expect(denied.category == .denied)
    }
}
