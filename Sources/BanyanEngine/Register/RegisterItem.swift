import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanRecords

/// One thing that the register keeps: what a node can't compute anew from its keys and its log.
///
/// Content of a register entry: CBOR `[1, [[kind, content]...]]`. Kinds: 1 enrolment, 2 patient, 3 consent (the maps that also lie
/// in the node's vault), 4 peer (`[ID, card text, state, connects 0 or 1]`), 5 the own card's text.
enum RegisterItem: Sendable {
    case enrolment(EnrolmentRecord)
    case patient(PatientRecord)
    case consent(ConsentRecord)
    case peer(RegisterPeer)
    case card(String)

    /// Demographics beyond this are left out; name, birth date and sex stay.
    private static let demographics = 64 << 10

    /// What the item is about: a later item of the same subject takes the place of one that waits.
    var subject: [CBOR] {
        switch self {
        case .enrolment(let record): [.unsigned(kind)] + record.subject
        case .patient(let record): [.unsigned(kind)] + record.subject
        case .consent(let record): [.unsigned(kind)] + record.subject
        case .peer(let peer): [.unsigned(kind), .bytes(peer.id)]
        case .card: [.unsigned(kind)]
        }
    }

    private var kind: UInt64 {
        switch self {
        case .enrolment: 1
        case .patient: 2
        case .consent: 3
        case .peer: 4
        case .card: 5
        }
    }

    private var content: CBOR {
        switch self {
        case .enrolment(let record): .bytes(record.encoded)
        case .patient(let record): .bytes(Self.fitting(record).encoded)
        case .consent(let record): .bytes(record.encoded)
        case .peer(let peer): peer.item
        case .card(let text): .text(text)
        }
    }

    private static func fitting(_ record: PatientRecord) -> PatientRecord {
        guard record.demographics.count > demographics else { return record }
        var short = record
        let patient: JSON = [
            "resourceType": "Patient", "id": "patient", "name": .array([["text": .string(record.identity.name)]]),
            "gender": .string(record.identity.sex.rawValue), "birthDate": .string(record.identity.birthDate),
        ]
        short.demographics = patient.serialized
        return short
    }

    var item: CBOR { .array([.unsigned(kind), content]) }

    init?(_ item: CBOR) {
        guard let parts = item.items, parts.count == 2 else { return nil }
        switch (parts[0].uint, parts[1]) {
        case (1, .bytes(let bytes)):
            guard let record = try? EnrolmentRecord(encoded: bytes) else { return nil }
            self = .enrolment(record)
        case (2, .bytes(let bytes)):
            guard let record = try? PatientRecord(encoded: bytes) else { return nil }
            self = .patient(record)
        case (3, .bytes(let bytes)):
            guard let record = try? ConsentRecord(encoded: bytes) else { return nil }
            self = .consent(record)
        case (4, let item):
            guard let peer = RegisterPeer(item) else { return nil }
            self = .peer(peer)
        case (5, .text(let text)) where text.utf8.count <= Limits.smallFile: self = .card(text)
        default: return nil
        }
    }

    static func encode(_ items: [RegisterItem]) -> [UInt8] { CBOR.array([.unsigned(1), .array(items.map(\.item))]).encoded }

    /// - Returns: `nil` for anything but exactly such a list.
    static func decode(_ content: [UInt8]) -> [RegisterItem]? {
        guard let parts = (try? CBOR.decode(content, limit: Limits.payload))?.items, parts.count == 2, parts[0].uint == 1,
            let list = parts[1].items
        else { return nil }
        let items = list.compactMap { RegisterItem($0) }
        return items.count == list.count ? items : nil
    }
}

/// What the admin decided about a facility, as the register keeps it.
struct RegisterPeer: Sendable, Hashable {
    let id: FacilityID
    let card: String
    let state: PeerState
    let connects: Bool

    init(_ record: PeerRecord) { (id, card, state, connects) = (record.id, record.card, record.state, record.connects) }

    var item: CBOR { .array([.bytes(id), .text(card), .text(state.rawValue), .unsigned(connects ? 1 : 0)]) }

    init?(_ item: CBOR) {
        guard let parts = item.items, parts.count == 4, let id = parts[0].byteString.flatMap({ FacilityID($0) }),
            let card = parts[1].string, card.utf8.count <= Limits.smallFile,
            let state = parts[2].string.flatMap({ PeerState(rawValue: $0) }),
            let connects = parts[3].uint, connects <= 1
        else { return nil }
        (self.id, self.card, self.state, self.connects) = (id, card, state, connects == 1)
    }
}
