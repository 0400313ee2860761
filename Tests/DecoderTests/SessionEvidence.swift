import BanyanCore
import BanyanCrypto
@_spi(Append) import BanyanLedger

@testable import BanyanGossip

/// What peers say of each other's histories, of what they want and unasked, and what the shell answers to the engine about it.
extension GossipSession {
    func evidence(_ input: inout ByteInput) -> GossipMessage {
        switch input.number(below: 10) {
        case 0: cosignature(&input).map(GossipMessage.cosignature) ?? .prune(log(&input))
        case 1: .trace(path(&input))
        case 2: .path(path(&input), digests(&input))
        case 3: .misbehaviour(log(&input), proof: proof(&input))
        case 4: .compare(signed(&input).checkpoint)
        case 5: .checkpoint(signed(&input))
        case 6, 7: .push(number: max(1, size(&input)), batch(&input, log(&input), from: size(&input)))
        case 8: .wants(input.byte() & 1 == 0 ? nil : Self.parties.filter { _ in input.byte() & 1 == 0 }.sorted())
        default: .prune(log(&input))
        }
    }

    /// The shell's answers: true, false, late, and such as nobody asked for.
    func verdict(_ input: inout ByteInput, on id: ConnectionID?) -> GossipEvent {
        let peer = Self.parties[1 + input.number(below: 4)]
        switch input.number(below: 6) {
        case 0: return .proved(log(&input), proof: proof(&input))
        case 1: return .proofRefused(peer, log(&input), code: "proof-wrong")
        case 2: return cosignature(&input).map(GossipEvent.cosigned) ?? .tick
        case 3: return .accused(peer, code: "cosignature-wrong")
        case 4: return id.map { .reply($0, .compare(signed(&input).checkpoint)) } ?? .tick
        default: return .wants(WantSet(headers: .only(Set(Self.parties.prefix(1 + input.number(below: 5))))))
        }
    }

    func digests(_ input: inout ByteInput) -> [Digest] { (0..<input.number(below: 4)).map { .sha256([UInt8($0)]) } }

    private func proof(_ input: inout ByteInput) -> [UInt8] { [UInt8](repeating: input.byte(), count: 1 + input.number(below: 200)) }

    private func path(_ input: inout ByteInput) -> PathRequest {
        let from = min(max(1, size(&input)), Limits.logSize - 1)
        return PathRequest(log: log(&input), from: from, to: min(Limits.logSize, from + max(1, size(&input))))
    }

    /// A checkpoint over a few entries of any log.
    private func signed(_ input: inout ByteInput) -> SignedCheckpoint {
        let entries = (0...input.number(below: 4)).map { Entry(tag: .open, payload: [UInt8($0)]) }
        return Cast.checkpoint(of: entries, in: log(&input))
    }

    private func cosignature(_ input: inout ByteInput) -> Cosignature? {
        let entries = (0...input.number(below: 4)).map { Entry(tag: .open, payload: [UInt8($0)]) }
        var tree = CompactTree()
        for entry in entries { tree.append(entry.header.leaf) }
        let log = log(&input)
        let state = LogState(log: log, tree: tree, checkpoint: Cast.checkpoint(of: entries, in: log))
        let time = Cast.now.adding(Int64(input.uint16()))
        return .sign(state, as: Self.parties[input.number(below: 5)], at: time, with: Cast.keys.log)
    }
}
