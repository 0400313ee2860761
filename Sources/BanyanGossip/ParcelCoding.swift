internal import BanyanCore
internal import BanyanLedger

/// The fields of the messages that carry parcels.
extension Parcel {
    var fields: [CBOR] { [.bytes(recipient), .bytes(id), .int(expires.seconds), .bytes(sealed)] }
}

extension MessageFields {
    func parcel() throws(GossipFailure) -> (Parcel, copies: Int) {
        try only { fields in
            guard let recipient = fields.bytes().flatMap({ FacilityID($0) }), let id = fields.bytes().flatMap({ ParcelID($0) }),
                let expires = fields.clock(), let sealed = fields.bytes(),
                let parcel = Parcel(recipient: recipient, id: id, expires: expires, sealed: sealed),
                let copies = fields.number().flatMap({ Int(exactly: $0) }), (1...Limits.parcelCopies).contains(copies)
            else { return nil }
            return (parcel, copies)
        }
    }

    func parcelVerdict() throws(GossipFailure) -> (ParcelName, ParcelVerdict) {
        try only { fields in
            guard let name = fields.bytes().flatMap({ ParcelName($0) }),
                let verdict = fields.number().flatMap({ ParcelVerdict(rawValue: $0) })
            else { return nil }
            return (name, verdict)
        }
    }
}
