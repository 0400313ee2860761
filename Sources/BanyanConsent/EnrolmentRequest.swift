public import BanyanCore
internal import BanyanCrypto

/// What a facility learned from an enrolment file that passed every check.
public struct OpenedEnrolment: Sendable {
    /// The pairwise key P, canonical and of prime order, whose holder made the file.
    public let publicKey: PublicKey
    public let link: EnrolmentLink
    /// The enrolment number e; a number that the facility's log already has must be refused by the caller.
    public let number: UInt32
    public let requestedAt: Timestamp
}

/// The file with which a patient enrols at a facility (protocol section 5): public P and the link secret L, sealed to the
/// facility's X-Wing key, with a proof that the holder of P meant this facility, number, link and time.
public enum EnrolmentRequest {
    /// How far the time of the proof may lie from now, seconds, either way.
    public static let freshness: Int64 = 7 * 86_400

    static func seal(
        signing: SigningKey, link: EnrolmentLink, number: UInt32, facility: FacilityID, kem: KEMPublicKey, kemNumber: UInt64, at: Timestamp
    ) throws(ConsentFailure) -> [UInt8] {
        let statement = Statement(facility: facility, number: number, commitment: link.commitment, at: at)
        let proof = COSESign1.sign(statement.encoded, type: Label.proofType, keyID: signing.publicKey.bytes, with: signing)
        let plaintext = CBOR.record([
            1: .bytes(signing.publicKey), 2: .bytes(link.secret.exposed), 3: .unsigned(UInt64(number)), 4: .bytes(proof),
        ]).encoded
        return try SealedFile(kind: .enrolment, recipient: facility, number: kemNumber).seal(plaintext, to: kem)
    }

    /// Opens a file as facility `me`.
    /// - Throws: `ConsentFailure`: another recipient or key, altered, an unsound P, a proof that is not by P or names another
    ///   facility, number or link, or a time more than seven days from `now`.
    public static func open(
        _ file: [UInt8], as me: FacilityID, keys: [RecipientKey], now: Timestamp
    ) throws(ConsentFailure) -> OpenedEnrolment {
        let plaintext = try SealedFile.open(file, .enrolment, as: me, keys: keys)
        let parsed = decodeRecord(plaintext, limit: Limits.smallFile) { record in
            (
                publicKey: try record.take(1) { $0.fixed(PublicKey.self) },
                link: try record.take(2) { $0.byteString.flatMap { $0.count == 32 ? EnrolmentLink(SecretBytes(copying: $0)) : nil } },
                number: try record.take(3) { $0.uint32 }, proof: try record.take(4) { $0.byteString }
            )
        }
        guard let parsed else { throw ConsentFailure(.trust, "enrolment-malformed", "the content of this enrolment is malformed") }
        guard parsed.publicKey.isSound else {
            throw ConsentFailure(.trust, "enrolment-unsound-key", "the enrolment's key is not a sound Ed25519 key")
        }
        let statement = try verify(parsed.proof, by: parsed.publicKey)
        guard statement.facility == me, statement.number == parsed.number, statement.commitment == parsed.link.commitment else {
            throw ConsentFailure(.trust, "enrolment-other-proof", "the enrolment's proof is about another facility, number or link")
        }
        guard abs(now.seconds.clampedDifference(statement.at.seconds)) <= freshness else {
            throw ConsentFailure(
                .denied, "enrolment-stale", "the enrolment was not made within seven days of now",
                hint: "check the clocks, and let the wallet make it again: banyan wallet enrol")
        }
        return OpenedEnrolment(publicKey: parsed.publicKey, link: parsed.link, number: parsed.number, requestedAt: statement.at)
    }

    private static func verify(_ proof: [UInt8], by key: PublicKey) throws(ConsentFailure) -> Statement {
        guard let message = try? COSESign1(proof, type: Label.proofType, limit: 1024), message.keyID == key.bytes,
            message.isSigned(by: key), let statement = Statement(encoded: message.payload)
        else { throw ConsentFailure(.trust, "enrolment-bad-proof", "the enrolment's proof of possession does not verify") }
        return statement
    }

    /// CBOR `[facility, number, SHA-256(L), time]`.
    struct Statement {
        let facility: FacilityID
        let number: UInt32
        let commitment: Digest
        let at: Timestamp

        var encoded: [UInt8] { CBOR.array([.bytes(facility), .unsigned(UInt64(number)), .bytes(commitment), .time(at)]).encoded }
    }
}

extension EnrolmentRequest.Statement {
    init?(encoded bytes: [UInt8]) {
        guard let items = (try? CBOR.decode(bytes, limit: 256))?.items, items.count == 4, let facility = items[0].fixed(FacilityID.self),
            let number = items[1].uint32, let commitment = items[2].fixed(Digest.self), let at = items[3].timestamp
        else { return nil }
        self.init(facility: facility, number: number, commitment: commitment, at: at)
    }
}

extension Int64 {
    /// Saturates instead of overflowing, and never gives `min`, whose magnitude has no `Int64`.
    fileprivate func clampedDifference(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? .max : Swift.max(difference, -.max)
    }
}
