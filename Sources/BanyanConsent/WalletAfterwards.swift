public import BanyanCore
internal import BanyanCrypto

/// Where the receipts of one token may lie in the audience's log, and what opens them.
public struct ReceiptLookup: Sendable {
    public let origin: FacilityID
    /// The origin's name as the wallet knows it.
    public let originName: String
    public let token: TokenID
    public let key: ReceiptKey
    /// The tags of counters 0, 1, 2, ...
    public let tags: [Tag]
}

extension Wallet {
    /// The slip that revokes a grant, as text to print.
    /// - Returns: `nil` when the wallet has no such grant.
    public func slip(_ id: GrantID) -> String? {
        guard let grant = grants.first(where: { $0.id == id }), let ends = grant.tokens.map(\.expires).max() else { return nil }
        let codes = grant.tokens.map { token in
            SlipCode(
                origin: name(of: token.origin),
                secret: RevocationSecret(key: keys(token.origin, token.enrolment).revocation, token: token.id))
        }
        return RevocationSlip(audience: "\(grant.audienceName) (\(grant.audienceKind.rawValue))", codes: codes)
            .text(given: grant.created, ends: ends)
    }

    /// What to ask a node for that carries the audience's log, to list who read what under a grant. Receipts of other grants to
    /// the same audience lie under the same tags; `Receipt.tokenID` tells them apart.
    /// - Parameter count: how many receipts to look for; ask again with more while the last is found.
    public func receiptLookups(_ grant: WalletGrant, count: Int) -> [ReceiptLookup] {
        grant.tokens.map { token in
            let key = keys(token.origin, token.enrolment).link.receiptKey(reader: grant.audience)
            return ReceiptLookup(
                origin: token.origin, originName: name(of: token.origin), token: token.id, key: key,
                tags: (0..<UInt64(max(0, count))).map { key.tag($0) })
        }
    }

    private func name(of facility: FacilityID) -> String { enrolment(at: facility)?.name ?? facility.description }
}
