import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanLedger

/// One entry of the register, sealed, and the changes that must go with it.
struct Keeping {
    var entries: [SealedEntry] = []
    var changes: [RecordChange] = []
}

extension Node {
    /// Bytes of items in one entry; the rest of it is for what surrounds them.
    private static let keptAtOnce = RegisterKey.capacity - 1024

    /// The entry that keeps these items, with what waited to be kept; empty where this node keeps no register. To be called in the
    /// turn of the append that it goes with: the entry, the step to the next key and what it describes are one transaction.
    func keeping(_ items: [RegisterItem]) async throws -> Keeping {
        guard var state = try await vault.load(RegisterState.self, RegisterState.subject) else { return Keeping() }
        var kept = items
        let card = Digest.sha256(Array(parts.card.text.utf8))
        if state.card != card { kept.append(.card(parts.card.text)) }
        var room = Self.keptAtOnce - RegisterItem.encode(kept).count
        var changes: [RecordChange] = []
        let direct = Set(items.map(\.subject))
        var earlier: [RegisterItem] = []
        try await vault.forEach(UnkeptRecord.self) { waiting in
            let isSaidAnyway = direct.contains(waiting.subject)
            let size = isSaidAnyway ? 0 : waiting.encoded.count
            guard size <= room else { return }
            room -= size
            if !isSaidAnyway { earlier.append(waiting.about) }
            changes.append(vault.removal(of: waiting))
        }
        kept = earlier + kept
        guard !kept.isEmpty else { return Keeping() }
        var random = parts.random.generator()
        let entry = try state.key.seal(RegisterItem.encode(kept), in: me, using: &random)
        state.advance()
        state.card = card
        return Keeping(entries: [entry], changes: changes + [vault.seal(state)])
    }

    /// Makes changes that append nothing by themselves, and keeps what they are about: at once where the own log may be appended to,
    /// otherwise with the next entry. To be called in a turn.
    func apply(_ changes: [RecordChange], keeping items: [RegisterItem]) async throws {
        guard await standing.isCurrent else { return try await store.apply(changes + unkept(items)) }
        let keeping = try await keeping(items)
        guard !keeping.entries.isEmpty else { return try await store.apply(changes) }
        _ = try await ownLog.append(keeping.entries, changes: changes + keeping.changes)
    }

    /// Records that the items are to be kept; none where this node keeps no register.
    func unkept(_ items: [RegisterItem]) async throws -> [RecordChange] {
        guard try await vault.load(RegisterState.self, RegisterState.subject) != nil else { return [] }
        return items.map { vault.seal(UnkeptRecord($0)) }
    }

    /// A decision about a facility waits for the next entry, or for the hour.
    func keepLater(_ peer: PeerRecord) async throws {
        try await writing.through {
            let changes = try await unkept([.peer(RegisterPeer(peer))])
            if !changes.isEmpty { try await store.apply(changes) }
        }
    }

    /// Appends what has waited: patients and consents at the next tick, decisions about facilities after an hour of running.
    func keepWaiting() async throws {
        guard await standing.isCurrent else { return }
        let isHour = now.seconds - startedAt.seconds >= 3600
        try await writing.through {
            var isDue = false
            try await vault.forEach(UnkeptRecord.self) { waiting in
                if case .peer = waiting.about { isDue = isDue || isHour } else { isDue = true }
            }
            if isHour, let state = try await vault.load(RegisterState.self, RegisterState.subject) {
                isDue = isDue || state.card != Digest.sha256(Array(parts.card.text.utf8))
            }
            guard isDue else { return }
            let keeping = try await keeping([])
            if !keeping.entries.isEmpty { _ = try await ownLog.append(keeping.entries, changes: keeping.changes) }
        }
    }
}
