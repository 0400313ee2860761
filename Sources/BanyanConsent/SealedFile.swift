internal import BanyanCore
public import BanyanCrypto

/// One of a facility's X-Wing keys with the number of its certificate: the current one, and former ones while they are kept.
public struct RecipientKey: Sendable {
    public let number: UInt64
    public let key: KEMPrivateKey
    public init(number: UInt64, key: KEMPrivateKey) {
        self.number = number
        self.key = key
    }
}

/// A file for one facility: CBOR `[label, facility, certificate number, HPKE envelope]`. The first three are in clear, so that a
/// wrong recipient is told so, and are what the envelope is bound to: `info` is the array of just these three.
struct SealedFile {
    enum Kind {
        case enrolment
        case bundle

        var label: String { self == .enrolment ? Label.enrolmentFile : Label.bundleFile }
        var limit: Int { self == .enrolment ? Limits.smallFile : Limits.bundle }
        /// Prefix of error codes, and what people call it.
        var name: String { self == .enrolment ? "enrolment" : "bundle" }
    }

    let kind: Kind
    let recipient: FacilityID
    let number: UInt64

    private var header: [CBOR] { [.text(kind.label), .bytes(recipient), .unsigned(number)] }
    private var info: [UInt8] { CBOR.array(header).encoded }

    func seal(_ plaintext: [UInt8], to key: KEMPublicKey) throws(ConsentFailure) -> [UInt8] {
        let envelope: [UInt8]
        do { envelope = try HPKEnvelope.seal(plaintext, to: key, info: info) } catch {
            throw ConsentFailure(.failed, error.code, error.message, hint: error.hint)
        }
        let file = CBOR.array(header + [.bytes(envelope)]).encoded
        guard file.count <= kind.limit else {
            throw ConsentFailure(.failed, "\(kind.name)-too-large", "the \(kind.name) would be larger than \(kind.limit) bytes")
        }
        return file
    }

    static func parse(_ file: [UInt8], _ kind: Kind) throws(ConsentFailure) -> (header: SealedFile, envelope: [UInt8]) {
        guard file.count <= kind.limit else {
            throw ConsentFailure(.failed, "\(kind.name)-too-large", "this is no \(kind.name): it is larger than \(kind.limit) bytes")
        }
        guard let items = (try? CBOR.decode(file, limit: kind.limit))?.items, items.count == 4, items[0].string == kind.label,
            let recipient = items[1].fixed(FacilityID.self), let number = items[2].uint, let envelope = items[3].byteString
        else {
            throw ConsentFailure(
                .trust, "\(kind.name)-malformed", "this file is no \(kind.name), or was cut or altered",
                hint: "copy the file from the wallet again")
        }
        return (SealedFile(kind: kind, recipient: recipient, number: number), envelope)
    }

    static func open(_ file: [UInt8], _ kind: Kind, as me: FacilityID, keys: [RecipientKey]) throws(ConsentFailure) -> [UInt8] {
        let (header, envelope) = try parse(file, kind)
        guard header.recipient == me else {
            throw ConsentFailure(
                .denied, "\(kind.name)-other-recipient",
                "this \(kind.name) is sealed to another facility: \(header.recipient)", hint: "make it again with this facility's card")
        }
        guard let key = keys.first(where: { $0.number == header.number })?.key else {
            throw ConsentFailure(
                .trust, "\(kind.name)-unknown-key",
                "this \(kind.name) is sealed to key number \(header.number), which this facility does not hold",
                hint: "give the patient this facility's current card: banyan peer card")
        }
        guard let plaintext = HPKEnvelope.open(envelope, with: key, info: header.info) else {
            throw ConsentFailure(
                .trust, "\(kind.name)-altered", "this \(kind.name) was altered, or sealed to another key",
                hint: "copy the file from the wallet again")
        }
        return plaintext
    }
}
