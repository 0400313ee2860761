import BanyanCore
import BanyanCrypto
import BanyanTestSupport

@testable import BanyanConsent

/// From a wallet's seed to every tag, and the tree of months.
enum KeyVectors {
    static func derivations(_ cast: Cast) throws -> VectorFile {
        let keys = cast.keys
        let link = keys.link.secret
        let token = try cast.claims().tokenID
        let rs = RevocationSecret(key: keys.revocation, token: token)
        let rh = SecretBytes(copying: rs.hash.bytes)
        let reader: [CBOR] = [.bytes(cast.audience.id)]
        var vectors: [VectorValue] = [
            [
                "what": "wallet to pairwise keys", "wallet_seed": .hex(cast.walletSeed), "facility": .hex(cast.origin.id), "number": 0,
                "p_seed": .hex(keys.signing.seed.exposed), "p": .hex(keys.signing.publicKey), "l": .hex(link.exposed),
                "r": .hex(keys.revocation.exposed),
                "link_commitment": .hex(keys.link.commitment),
            ],
            ["what": "token to revocation", "token_id": .hex(token), "rs": .hex(rs.secret.exposed), "rh": .hex(rs.hash)],
            try slot("enrolment entry", "E", keys.link.entry.secret, [], expecting: keys.link.entry.tag),
            try slot(
                "marker of generation 1", "D(L, \"generation marker\", 1)", link.derive(Label.marker, [.unsigned(1)]), [],
                expecting: keys.link.markerTag(generation: 1)),
            try slot(
                "receipt 0 of the reader", "receipt key", link.derive(Label.receipt, reader), [0],
                expecting: keys.link.receiptKey(reader: cast.audience.id).tag(0)),
            try slot(
                "receipt 300 of the reader", "receipt key", link.derive(Label.receipt, reader), [300],
                expecting: keys.link.receiptKey(reader: cast.audience.id).tag(300)),
            try slot(
                "revocation", "D(rh, \"revocation entry\")", rh.derive(Label.revocationEntry), [], expecting: Revocation.tag(hash: rs.hash)),
        ]
        for (section, generation, month, n, part) in [
            (.allergies, 0, 1522, 0, 0), (.allergies, 1, 2047, 0, 0), (.hiv, 0, 0, 7, 0), (.results, 0, 0, 0, 0), (.results, 0, 1522, 2, 1),
            (.plan, 0, 2047, 70_000, 15),
        ] as [(Section, UInt32, Int, UInt64, Int)] {
            vectors.append(try stream(cast, section, generation, CivilMonth(clamping: month), n, part))
        }
        return VectorFile(
            name: "derivations", about: "Every derivation from a wallet's seed to the secret of an entry", section: "section 2.4",
            seed: Cast.seed,
            fields: [
                "what": "what is derived", "wallet_seed": "the wallet's seed", "facility": "the origin's ID",
                "number": "enrolment number e",
                "p_seed": "Ed25519 seed of the pairwise key", "p": "the pairwise public key P", "l": "link secret L",
                "r": "revocation key R",
                "link_commitment": "SHA-256(L)", "token_id": "the token's ID", "rs": "D(R, \"revocation secret\", token ID)",
                "rh": "SHA-256(rs)",
                "base_is": "which value the base is", "base": "the base of an entry",
                "context": "the context of tag and slot, unsigned integers",
                "tag": "first 16 bytes of D(base, \"tag\", context...)", "slot": "D(base, \"slot\", context...)",
                "content": "D(slot, \"content\")",
                "commitment": "D(slot, \"commitment\")", "section": "the section", "generation": "the generation",
                "month": "the month, 0 is January 1900",
                "root": "D(L, \"section\", section code, generation)",
            ], vectors: vectors)
    }

    /// One entry's secrets.
    private static func slot(_ what: String, _ name: String, _ base: SecretBytes, _ context: [UInt64], expecting tag: Tag) throws
        -> VectorValue
    {
        let items = context.map { CBOR.unsigned($0) }
        let slot = base.derive(Label.slot, items)
        guard EntrySlot(base, items).tag == tag else { throw Missing() }
        return [
            "what": .text(what), "base_is": .text(name), "base": .hex(base.exposed), "context": .numbers(context), "tag": .hex(tag),
            "slot": .hex(slot.exposed), "content": .hex(slot.derive(Label.content).exposed),
            "commitment": .hex(slot.deriveOpenly(Label.commitment)),
        ]
    }

    private static func stream(
        _ cast: Cast, _ section: Section, _ generation: UInt32, _ month: CivilMonth, _ n: UInt64, _ part: Int
    ) throws -> VectorValue {
        let root = cast.keys.link.secret.derive(Label.section, [.section(section), .unsigned(UInt64(generation))])
        let key =
            section.kind == .state
            ? root.chained(Label.chain, steps: CivilMonth.count - month.index)
            : MonthTree.descend(root, from: .root, to: MonthTree.leaf(month))
        let tag = cast.keys.link.streamKey(section, generation: generation, month: month).tag(n: n, part: part)
        let slot = try slot(
            "stream entry n \(n), part \(part)", section.kind == .state ? "k_m of the state chain" : "leaf of the month tree", key,
            [n, UInt64(part)],
            expecting: tag)
        guard case .object(let pairs) = slot else { throw Missing() }
        return .object(
            [
                (key: "section", value: .text(section.name)), (key: "generation", value: .number(UInt64(generation))),
                (key: "month", value: .number(month.index)), (key: "root", value: .hex(root.exposed)),
            ] + pairs)
    }

    static func monthTree(_ cast: Cast) throws -> VectorFile {
        let root = cast.keys.link.secret.derive(Label.section, [.section(.results), .unsigned(0)])
        var vectors: [VectorValue] = []
        for (first, last) in [(0, 2047), (0, 0), (2047, 2047), (1511, 1522), (1522, 1523), (1, 2046)] {
            let months = CivilMonth(clamping: first)...CivilMonth(clamping: last)
            let nodes = MonthTree.cover(months).map { node -> VectorValue in
                [
                    "level": .number(node.level), "index": .number(node.index), "first": .number(node.first), "last": .number(node.last),
                    "key": .hex(MonthTree.descend(root, from: .root, to: node).exposed),
                ]
            }
            vectors.append(["months": .numbers([first, last]), "cover": .list(nodes)])
        }
        let months: [VectorValue] = ["1900-01", "1969-07", "2026-11", "2070-08"].compactMap { text in
            CivilMonth(text).map { ["month": .number($0.index), "text": .text(text)] }
        }
        return VectorFile(
            name: "month-tree", about: "The canonical cover of ranges of months, with the node keys of one section", section: "section 6.2",
            seed: Cast.seed + "; the section root is that of results, generation 0, in derivations.json",
            fields: [
                "months": "first and last month", "cover": "the nodes from left to right", "level": "0 is the root, 11 a leaf",
                "index": "place in its level, from 0", "first": "first month below the node", "last": "last month below the node",
                "key": "the node's key",
                "month": "a month's number", "text": "the month",
            ], vectors: vectors + months)
    }

    static func padding() throws -> VectorFile {
        let sizes = [0, 1, 947, 948, 949, 972, 1000, 1972, 4020, 10_000, 65_460, 100_000, 1_000_000, 1_032_116, 1_048_500]
        let vectors: [VectorValue] = sizes.map { ["content": .number($0), "payload": .number(Padding.padded($0 + EntrySlot.overhead))] }
        let plain: VectorValue = ["plaintext": .hex(Padding.pad([1, 2, 3], to: 12)), "holds": "010203"]
        let refused = try ["0000000a010203", "00000003010203000001", "ffffffff010203", "000000"].map { hex throws -> VectorValue in
            guard Padding.unpad(try need(Hex.decode(hex))) == nil else { throw Missing() }
            return ["plaintext": .text(hex), "holds": .null]
        }
        return VectorFile(
            name: "padding", about: "Sizes of payloads, and the plaintext's own length", section: "section 2.5", seed: "none",
            fields: [
                "content": "bytes of content", "payload": "bytes of the whole payload", "plaintext": "length, content, zeros",
                "holds": "the content; null: refused",
            ], vectors: vectors + [plain] + refused)
    }
}
