internal import BanyanCore
internal import BanyanCrypto

/// The tree of HMACs over the 2,048 months (Goldreich, Goldwasser, Micali, "How to Construct Random Functions", 1986): who
/// holds a node derives the months below it and no other.
enum MonthTree {
    static let depth = 11

    /// Node `index` from the left at `level`; level 0 is the root.
    struct Node: Hashable {
        let level: Int
        let index: Int
        var first: Int { index << (depth - level) }
        var last: Int { first + 1 << (depth - level) - 1 }
        static let root = Node(level: 0, index: 0)
    }

    /// The smallest set of nodes whose months are exactly `months`, from left to right. It is unique, and has at most 20 nodes.
    static func cover(_ months: ClosedRange<CivilMonth>) -> [Node] {
        var nodes: [Node] = []
        collect(.root, months.lowerBound.index, months.upperBound.index, &nodes)
        return nodes
    }

    private static func collect(_ node: Node, _ first: Int, _ last: Int, _ nodes: inout [Node]) {
        guard node.first <= last, node.last >= first else { return }
        if first <= node.first && node.last <= last { return nodes.append(node) }
        for side in 0...1 { collect(Node(level: node.level + 1, index: node.index * 2 + side), first, last, &nodes) }
    }

    /// The key of `target`, from the key of `node`, which is the same or stands above it.
    static func descend(_ key: SecretBytes, from node: Node, to target: Node) -> SecretBytes {
        var key = key
        for shift in stride(from: target.level - node.level - 1, through: 0, by: -1) {
            key = key.derive(Label.tree, [.unsigned(UInt64(target.index >> shift & 1))])
        }
        return key
    }

    static func leaf(_ month: CivilMonth) -> Node { Node(level: depth, index: month.index) }

    /// Calls `body` with each leaf below a node, from left to right.
    ///
    /// The keys lie in ordinary memory for as long as the call lasts: there are up to 4,095 of them, and guarded memory takes
    /// longer for each than the derivation.
    static func forEachLeaf(below key: SecretBytes, at node: Node, _ body: (CivilMonth, [UInt8]) -> Void) {
        let sides = (0...1).map { CBOR.array([.text(Label.tree), .unsigned($0)]).encoded }
        walk(key.exposed, node, sides, body)
    }

    private static func walk(_ key: [UInt8], _ node: Node, _ sides: [[UInt8]], _ body: (CivilMonth, [UInt8]) -> Void) {
        guard node.level < depth else { return body(CivilMonth(clamping: node.index), key) }
        for side in 0...1 {
            let child = KeyDerivation.hmac(key: key, message: sides[side])
            walk(child, Node(level: node.level + 1, index: node.index * 2 + side), sides, body)
        }
    }
}
