import BanyanCore
import BanyanCrypto
import BanyanGossip
import BanyanLedger

/// The disk and the post of a node in a fuzzed session: they answer when the input says so, and say anything.
struct FuzzedPost {
    private static let parties: [FacilityID] = (0..<5).map { FacilityID(.sha256([$0])) }
    private var waiting: [ParcelDirective] = []
    private var names: [ParcelName] = []

    /// Parcels that came and are not answered.
    var openings: Int {
        waiting.count {
            switch $0 {
            case .keep, .open: true
            default: false
            }
        }
    }

    mutating func take(_ directive: ParcelDirective) {
        switch directive {
        case .read, .keep, .open: waiting.append(directive)
        case .handed, .settle, .expire: break
        }
    }

    /// The answer to something that was asked, or news of an own parcel.
    mutating func answer(_ input: inout ByteInput) -> ParcelEvent? {
        guard !waiting.isEmpty, input.byte() & 3 != 0 else { return news(&input) }
        let index = input.number(below: waiting.count)
        switch waiting.remove(at: index) {
        case .read(let id, let name):
            let parcel = made(&input)
            return .read(id, name, input.byte() & 3 == 0 ? nil : parcel)
        case .keep(let id, let parcel, _): return .kept(id, parcel.name, input.byte() & 3 != 0)
        case .open(let id, let peer, let parcel):
            let verdict = ParcelVerdict.allCases[input.number(below: ParcelVerdict.allCases.count)]
            return .opened(id, parcel.name, parcel.id, verdict, tell: [peer, Self.parties[1 + input.number(below: 4)]])
        default: return nil
        }
    }

    private mutating func news(_ input: inout ByteInput) -> ParcelEvent {
        if input.byte() & 1 == 0 {
            let receipt = ParcelReceipt(secret: .sha256([input.byte() & 7]))
            return .taken(SettledParcel(receipt: receipt, expires: Cast.now.adding(1_000), bringers: [Self.parties[1], Self.parties[2]]))
        }
        return .posted(ParcelHolding(made(&input), bringer: nil, copies: 1 + input.number(below: Limits.parcelCopies)))
    }

    mutating func parcel(_ input: inout ByteInput) -> GossipMessage {
        .parcel(made(&input), copies: 1 + input.number(below: Limits.parcelCopies))
    }

    mutating func verdict(_ input: inout ByteInput) -> GossipMessage {
        let name = names.isEmpty ? made(&input).name : names[input.number(below: names.count)]
        return .parcelVerdict(name, ParcelVerdict.allCases[input.number(below: ParcelVerdict.allCases.count)])
    }

    /// One of few, so that parcels meet again.
    private mutating func made(_ input: inout ByteInput) -> Parcel {
        let receipt = ParcelReceipt(secret: .sha256([input.byte() & 7]))
        let life: Int64 = input.byte() & 15 == 0 ? -1 : Int64(input.byte()) * 600
        let recipient = Self.parties[input.number(below: 5)]
        guard
            let parcel = Parcel(
                recipient: recipient, id: receipt.parcel, expires: Cast.now.adding(100_000 + life), sealed: [input.byte() & 1])
        else { fatalError("a byte is a parcel") }
        if names.count < 64 { names.append(parcel.name) }
        return parcel
    }
}
