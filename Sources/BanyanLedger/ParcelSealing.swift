public import BanyanCore
internal import BanyanCrypto

/// What a parcel holds, signed by its sender.
///
/// The plaintext of the seal is a COSE_Sign1 by the sender's log key over the CBOR map `{1: sender, 2: recipient, 3: receipt secret, 4: kind,
/// 5: sent, 6: expires, 7: content}`, padded. The recipient and the expiry are signed too: what was sent to one facility can't be sealed anew to
/// another, or for longer.
public struct ParcelLetter: Hashable, Sendable {
    /// The COSE `typ`.
    public static let type = "application/banyan-parcel+cbor"

    public let sender: FacilityID
    public let recipient: FacilityID
    public let receipt: ParcelReceipt
    /// Which flow it is for: 1 to 32 lower-case letters, digits and hyphens.
    public let kind: String
    public let sent: Timestamp
    public let expires: Timestamp
    public let content: [UInt8]

    public var id: ParcelID { receipt.parcel }

    /// What is signed.
    var encoded: [UInt8] {
        CBOR.record([
            1: .bytes(sender), 2: .bytes(recipient), 3: .bytes(receipt.secret), 4: .text(kind), 5: .int(sent.seconds),
            6: .int(expires.seconds), 7: .bytes(content),
        ]).encoded
    }

    /// - Returns: `nil` for a kind or a content that no parcel may have.
    init?(
        sender: FacilityID, recipient: FacilityID, receipt: ParcelReceipt, kind: String, sent: Timestamp, expires: Timestamp,
        content: [UInt8]
    ) {
        guard Self.isKind(kind), content.count <= Limits.parcelContent else { return nil }
        self.sender = sender
        self.recipient = recipient
        self.receipt = receipt
        self.kind = kind
        self.sent = sent
        self.expires = expires
        self.content = content
    }

    public static func isKind(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }
    }

    init?(encoded payload: [UInt8]) {
        guard let decoded = try? CBOR.decode(payload, limit: Limits.parcel), var record = try? CBORRecord(decoded),
            let sender = try? record.take(1, { $0.byteString.flatMap { FacilityID($0) } }),
            let recipient = try? record.take(2, { $0.byteString.flatMap { FacilityID($0) } }),
            let secret = try? record.take(3, { $0.byteString.flatMap { Digest($0) } }), let kind = try? record.take(4, \.string),
            let sent = try? record.take(5, { Self.time($0) }), let expires = try? record.take(6, { Self.time($0) }),
            let content = try? record.take(7, \.byteString), (try? record.finish()) != nil
        else { return nil }
        self.init(
            sender: sender, recipient: recipient, receipt: ParcelReceipt(secret: secret), kind: kind, sent: sent, expires: expires,
            content: content)
    }

    /// Years 1970 to 9999.
    private static func time(_ item: CBOR) -> Timestamp? {
        item.uint.flatMap { $0 <= 253_402_300_799 ? Timestamp(seconds: Int64($0)) : nil }
    }

    /// Signs and seals a parcel to the recipient's present X-Wing key.
    /// - Parameters:
    ///   - life: seconds until it expires, at most `Limits.parcelLife`.
    ///   - secret: the receipt's, random; the randomness of the seal is the library's own.
    /// - Throws: `LedgerFailure`: `parcel-content` for a kind or content that no parcel may have, `seal-failed`.
    public static func seal(
        _ content: [UInt8], kind: String, from keys: FacilityKeys, to card: FacilityCard, at now: Timestamp,
        life: Int64 = Limits.parcelLife, secret: Digest
    ) throws(LedgerFailure) -> (parcel: Parcel, letter: ParcelLetter) {
        let expires = now.adding(min(max(life, 1), Limits.parcelLife))
        guard
            let letter = ParcelLetter(
                sender: keys.id, recipient: card.id, receipt: ParcelReceipt(secret: secret), kind: kind, sent: now, expires: expires,
                content: content)
        else {
            throw LedgerFailure(.failed, "parcel-content", "a parcel holds at most \(Limits.parcelContent >> 10) KiB of a known kind")
        }
        return (try letter.sealed(from: keys, to: card.kem), letter)
    }

    func sealed(from keys: FacilityKeys, to kem: KEMPublicKey) throws(LedgerFailure) -> Parcel {
        let signed = COSESign1.sign(encoded, type: Self.type, with: keys.log)
        let plain = Padding.pad(signed, to: Padding.padded(signed.count + 4))
        let info = CBOR.array(Parcel.header(recipient, id, expires)).encoded
        let sealed: [UInt8]
        do { sealed = try HPKEnvelope.seal(plain, to: kem, info: info) } catch {
            throw LedgerFailure(.failed, error.code, error.message, hint: error.hint)
        }
        guard let parcel = Parcel(recipient: recipient, id: id, expires: expires, sealed: sealed) else {
            throw LedgerFailure(.failed, "parcel-content", "a parcel would be larger than \(Limits.parcel >> 10) KiB")
        }
        return parcel
    }
}

extension Parcel {
    /// Opens a parcel as its recipient and checks its sender's signature.
    ///
    /// The present X-Wing key is tried first, then those former ones that still serve, the newest first: the parcel does not say which.
    /// - Parameter logKey: the log key of a facility from which parcels are taken; `nil` refuses it.
    /// - Throws: `LedgerFailure`: `parcel-other-recipient`, `parcel-altered` (it opens with no key of this facility), `parcel-malformed`,
    ///   `parcel-unknown-sender`, `parcel-signature`.
    public func open(
        with keys: FacilityKeys, at now: Timestamp, logKey: (FacilityID) -> PublicKey?
    ) throws(LedgerFailure) -> ParcelLetter {
        guard recipient == keys.id else {
            throw LedgerFailure(.trust, "parcel-other-recipient", "a parcel is for another facility")
        }
        let info = CBOR.array(Self.header(recipient, id, expires)).encoded
        let candidates = [keys.kem] + keys.formerKEMs.reversed().filter { $0.serves(at: now) }.map(\.key)
        guard let plain = candidates.lazy.compactMap({ HPKEnvelope.open(sealed, with: $0, info: info) }).first else {
            throw LedgerFailure(.trust, "parcel-altered", "a parcel was altered, or sealed to a key that this facility does not hold")
        }
        guard let signed = Padding.unpad(plain), plain.count == Padding.padded(signed.count + 4),
            let object = try? COSESign1(signed, type: ParcelLetter.type, limit: Limits.parcel),
            let letter = ParcelLetter(encoded: object.payload), letter.id == id, letter.recipient == recipient, letter.expires == expires
        else { throw LedgerFailure(.trust, "parcel-malformed", "the content of a parcel is malformed, or not what its outside says") }
        guard let key = logKey(letter.sender) else {
            throw LedgerFailure(.trust, "parcel-unknown-sender", "a parcel comes from a facility of which this node takes none")
        }
        guard object.isSigned(by: key) else {
            throw LedgerFailure(.trust, "parcel-signature", "a parcel is not signed by the facility that it names")
        }
        return letter
    }
}
