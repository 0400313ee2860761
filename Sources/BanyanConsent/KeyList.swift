public import BanyanCore
internal import BanyanCrypto

/// The keys of one grant at one origin: the canonical cover of its scope (protocol sections 6 and 7). For each section in
/// ascending order, a state section's chain key of the month of expiry, or an event section's minimal cover of the months.
///
/// CBOR `{1: sections, 2: [first, last month], 3: month of expiry, 4: generation, 5: [[key...]...]}`; one scope has one
/// encoding, so its SHA-256 in the token binds the keys.
public struct KeyList: Sendable {
    public let scope: GrantScope
    private let keys: [[SecretBytes]]

    /// - Returns: `nil` unless there are exactly the keys of the canonical cover.
    init?(scope: GrantScope, keys: [[SecretBytes]]) {
        guard !scope.sections.isEmpty, keys.map(\.count) == Self.shape(scope), keys.joined().allSatisfy({ $0.count == 32 }) else {
            return nil
        }
        self.scope = scope
        self.keys = keys
    }

    /// Strict: the inverse of `encoded`, and nothing else.
    /// - Returns: `nil` for any other bytes.
    public init?(encoded bytes: [UInt8]) {
        let parsed = decodeRecord(bytes, limit: Limits.bundle) { record in
            let scope = GrantScope(
                sections: try record.take(1) { $0.sections }, months: try record.take(2) { $0.months },
                generation: try record.take(4) { $0.uint32 }, expiry: try record.take(3) { $0.month })
            let keys = try record.take(5) { list in
                all(list.items, atMost: Section.allCases.count) { all($0.items, atMost: 32, Self.key) }
            }
            return KeyList(scope: scope, keys: keys)
        }
        guard let parsed, let parsed else { return nil }
        self = parsed
    }

    /// Holds secrets: to be sealed at once.
    public var encoded: [UInt8] {
        CBOR.record([
            1: .sections(scope.sections), 2: .months(scope.months), 3: .month(scope.expiry), 4: .unsigned(UInt64(scope.generation)),
            5: .array(keys.map { .array($0.map { .bytes($0.exposed) }) }),
        ]).encoded
    }

    /// What the token names.
    public var digest: Digest { .sha256(encoded) }

    /// Whether this is the canonical cover of exactly `other`. That the keys are the right ones is what `digest` shows.
    public func isCanonicalCover(of other: GrantScope) -> Bool { scope == other && keys.map(\.count) == Self.shape(other) }

    /// The key of one stream; `nil` outside the scope.
    public func streamKey(_ section: Section, month: CivilMonth) -> StreamKey? {
        guard let index = scope.sections.firstIndex(of: section) else { return nil }
        let secret: SecretBytes
        switch section.kind {
        case .state:
            guard month <= scope.expiry else { return nil }
            secret = keys[index][0].chained(Label.chain, steps: scope.expiry.index - month.index)
        case .event:
            let cover = MonthTree.cover(scope.months)
            guard let place = cover.firstIndex(where: { $0.first <= month.index && month.index <= $0.last }) else { return nil }
            secret = MonthTree.descend(keys[index][place], from: cover[place], to: MonthTree.leaf(month))
        }
        return StreamKey(section: section, generation: scope.generation, month: month, secret: secret)
    }

    /// The tags of snapshot 0, part 0, of an event section's months, in order of time. All at once, since each shares
    /// most of its derivation with its neighbours.
    func firstTags(ofEvents section: Section) -> [(month: CivilMonth, tag: Tag)] {
        guard section.kind == .event, let index = scope.sections.firstIndex(of: section) else { return [] }
        let message = CBOR.array([.text(Label.tag)] + StreamKey.context(0, 0)).encoded
        var out: [(month: CivilMonth, tag: Tag)] = []
        for (node, key) in zip(MonthTree.cover(scope.months), keys[index]) {
            MonthTree.forEachLeaf(below: key, at: node) { month, leaf in
                if let tag = Tag(Array(KeyDerivation.hmac(key: leaf, message: message).prefix(Tag.size))) { out.append((month, tag)) }
            }
        }
        return out
    }

    private static func shape(_ scope: GrantScope) -> [Int] {
        let cover = MonthTree.cover(scope.months).count
        return scope.sections.map { $0.kind == .state ? 1 : cover }
    }

    private static func key(_ item: CBOR) -> SecretBytes? {
        item.byteString.flatMap { $0.count == 32 ? SecretBytes(copying: $0) : nil }
    }
}
