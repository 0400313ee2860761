import BanyanCore
import BanyanCrypto
import Testing

@testable import BanyanConsent

/// An input that one step alone denies.
private struct Violation {
    let item: ConsentItem
    let surroundings: Surroundings
    let code: String
    /// Which step catches it when this one is left out; `nil` when it is permitted then.
    var thenDeniedBy: VerificationStep?
}

@Suite("Each step of the verification")
struct VerificationStepTests {
    @Test("denies what it is for, and what it denies passes when it is left out", arguments: VerificationStep.allCases)
    func stepIsNeeded(_ step: VerificationStep) throws {
        let violation = try violation(of: step)
        let denied = denial(violation.item, in: violation.surroundings)
        #expect(denied?.step == step)
        #expect(denied?.code == violation.code)
        let without = denial(violation.item, in: violation.surroundings, skipping: [step])
        #expect(without?.step == violation.thenDeniedBy)
        if let second = violation.thenDeniedBy {
            #expect(denial(violation.item, in: violation.surroundings, skipping: [step, second]) == nil)
            #expect(denial(violation.item, in: violation.surroundings, skipping: [second])?.step == step)
        }
    }

    @Test("permits the unchanged consent, in either role")
    func unchangedIsPermitted() throws {
        let scene = try Scene()
        #expect(denial(scene.item, in: scene.surroundings) == nil)
        let asked = try #require(ConsentItem(token: scene.item.token, recomputedFrom: scene.opened.link))
        var surroundings = scene.surroundings
        surroundings.me = scene.origin.id
        surroundings.role = .origin(asker: scene.audience.id)
        #expect(denial(asked, in: surroundings) == nil)
    }

    private func violation(of step: VerificationStep) throws -> Violation {
        switch step {
        case .decoding: try oversized()
        case .type: try otherType()
        case .claims: try extraClaim()
        case .enrolment: try otherIssuer()
        case .signature: try brokenSignature()
        case .parties: try otherAudience()
        case .keyList: try otherKeys()
        case .scope: try sectionNotGranted()
        case .times: try expired()
        case .revocation: try revoked()
        case .custody: try longCustodialToken()
        case .purpose: try otherPurpose()
        }
    }

    /// A header of 5,000 bytes can't be a token's, so the type step, which knows the headers, would catch it next.
    private func oversized() throws -> Violation {
        let scene = try Scene()
        let message = try COSESign1(scene.item.token, limit: Limits.token)
        let padded = CBOR.sortedMap([CBOR.Pair(.int(99), .bytes([UInt8](repeating: 0, count: 5000)))])
        let token = CBOR.tagged(
            18,
            .array([
                .bytes(message.protected.encoded), padded, .bytes(message.payload), .bytes(message.signature),
            ])
        ).encoded
        return Violation(
            item: scene.replacing(token: token), surroundings: scene.surroundings, code: "token-too-large", thenDeniedBy: .type)
    }

    private func otherType() throws -> Violation {
        let scene = try Scene()
        let payload = try COSESign1(scene.item.token, limit: Limits.token).payload
        let key = scene.keys.signing
        let token = COSESign1.sign(payload, type: "application/banyan-other+cwt", keyID: key.publicKey.bytes, with: key)
        return Violation(item: scene.replacing(token: token), surroundings: scene.surroundings, code: "token-type")
    }

    private func extraClaim() throws -> Violation {
        let scene = try Scene()
        let payload = try COSESign1(scene.item.token, limit: Limits.token).payload
        let pairs = try #require(try CBOR.decode(payload, limit: Limits.token).pairs)
        let more = CBOR.sortedMap(pairs + [CBOR.Pair(.int(-70_002), .bool(true))])
        let key = scene.keys.signing
        let token = COSESign1.sign(more.encoded, type: Label.tokenType, keyID: key.publicKey.bytes, with: key)
        return Violation(item: scene.replacing(token: token), surroundings: scene.surroundings, code: "token-claims")
    }

    private func otherIssuer() throws -> Violation {
        var scene = try Scene()
        let stranger = SigningKey.generate(using: &scene.random)
        return Violation(item: scene.item(signedBy: stranger) { _ in }, surroundings: scene.surroundings, code: "issuer-mismatch")
    }

    private func brokenSignature() throws -> Violation {
        let scene = try Scene()
        var token = scene.item.token
        token[token.count - 1] ^= 1
        return Violation(item: scene.replacing(token: token), surroundings: scene.surroundings, code: "bad-signature")
    }

    private func otherAudience() throws -> Violation {
        var scene = try Scene()
        let elsewhere: FacilityID = scene.random.fixed()
        return Violation(item: scene.item { $0.audience = elsewhere }, surroundings: scene.surroundings, code: "wrong-audience")
    }

    /// Keys of another patient in place of the granted ones.
    private func otherKeys() throws -> Violation {
        let scene = try Scene()
        let other = try Scene(seed: 2)
        return Violation(
            item: scene.replacing(token: scene.item.token, keyList: other.item.keyList), surroundings: scene.surroundings,
            code: "key-list-hash")
    }

    private func sectionNotGranted() throws -> Violation {
        let scene = try Scene()
        var surroundings = scene.surroundings
        surroundings.requestedSections = [.hiv]
        return Violation(item: scene.item, surroundings: surroundings, code: "not-granted")
    }

    private func expired() throws -> Violation {
        let scene = try Scene()
        var surroundings = scene.surroundings
        surroundings.now = day(7)
        return Violation(item: scene.item, surroundings: surroundings, code: "expired")
    }

    private func revoked() throws -> Violation {
        var scene = try Scene()
        let secret = RevocationSecret(key: scene.keys.revocation, token: scene.grant.tokens[0].id)
        let anywhere: FacilityID = scene.random.fixed()
        var surroundings = scene.surroundings
        surroundings.revocations = [
            FoundRevocation(log: anywhere, payload: try Revocation.entry(for: secret, in: anywhere, using: &scene.random).payload)
        ]
        return Violation(item: scene.item, surroundings: surroundings, code: "revoked")
    }

    private func longCustodialToken() throws -> Violation {
        let scene = try Scene(terms: GrantTerms(expires: day(7, 1)), custody: .facilityCard)
        return Violation(item: scene.item, surroundings: scene.surroundings, code: "custody-lifetime")
    }

    private func otherPurpose() throws -> Violation {
        let scene = try Scene()
        var surroundings = scene.surroundings
        surroundings.requestedPurpose = .research
        return Violation(item: scene.item, surroundings: surroundings, code: "wrong-purpose")
    }
}
