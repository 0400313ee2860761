import BanyanCore
import BanyanCrypto
import BanyanLedger

@testable import BanyanGossip

extension Bench {
    /// A parcel as relays see it; its content opens for nobody.
    static func parcel(
        to recipient: TestFacility, _ number: UInt8 = 1, life: Int64 = Limits.parcelLife, bytes: Int = 1200
    ) -> (parcel: Parcel, receipt: ParcelReceipt) {
        let receipt = ParcelReceipt(secret: .sha256([number]))
        let sealed = [UInt8](repeating: number, count: bytes)
        return (Parcel(recipient: recipient.id, id: receipt.parcel, expires: now.adding(life), sealed: sealed)!, receipt)
    }
}

extension MessageExamples {
    static var parcels: [GossipMessage] {
        let (parcel, receipt) = Bench.parcel(to: other)
        return [.parcel(parcel, copies: 1), .parcel(parcel, copies: Limits.parcelCopies), .parcelReceipt(receipt)]
            + ParcelVerdict.allCases.map { .parcelVerdict(parcel.name, $0) }
    }
}

extension [GossipDirective] {
    var parcels: [(ConnectionID, Parcel, copies: Int)] {
        messages.compactMap { if case .parcel(let parcel, let copies) = $0.1 { ($0.0, parcel, copies) } else { nil } }
    }
    var receipts: [(ConnectionID, ParcelReceipt)] {
        messages.compactMap { if case .parcelReceipt(let receipt) = $0.1 { ($0.0, receipt) } else { nil } }
    }
    var verdicts: [ParcelVerdict] { messages.compactMap { if case .parcelVerdict(_, let verdict) = $0.1 { verdict } else { nil } } }
    private var ofParcels: [ParcelDirective] { compactMap { if case .parcel(let directive) = $0 { directive } else { nil } } }
    var parcelReads: [(ConnectionID, ParcelName)] {
        ofParcels.compactMap { if case .read(let id, let name) = $0 { (id, name) } else { nil } }
    }
    var keeping: [ParcelHolding] { ofParcels.compactMap { if case .keep(_, _, let holding) = $0 { holding } else { nil } } }
    var opening: [Parcel] { ofParcels.compactMap { if case .open(_, _, let parcel) = $0 { parcel } else { nil } } }
    var settling: [(SettledParcel, isOwn: Bool)] {
        ofParcels.compactMap { if case .settle(let settled, let isOwn) = $0 { (settled, isOwn) } else { nil } }
    }
    var handings: [Int] { ofParcels.compactMap { if case .handed(_, _, _, let copies, _) = $0 { copies } else { nil } } }
    var expirations: Int { ofParcels.count { if case .expire = $0 { true } else { false } } }
}
