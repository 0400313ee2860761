import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanRecords
import Logging

/// What the vault learned again from the own log.
public struct Recovery: Sendable, Hashable {
    /// Entries of the register that were read.
    public internal(set) var entries = 0
    /// Entries under the register's tags that did not open, or whose payload nobody had.
    public internal(set) var unreadable = 0
    public internal(set) var enrolments = 0
    public internal(set) var consents = 0
    public internal(set) var peers = 0
    /// Streams whose newest snapshot was read back, and those of which it could not be.
    public internal(set) var streams = 0
    public internal(set) var unreadableStreams = 0

    public init() {}
}

extension Node {
    /// The own log's length, all incarnations together.
    func ownLogSize() async throws -> UInt64 {
        try await store.logStates().filter { $0.log.facility == me }.map(\.tree.size).reduce(0, +)
    }

    /// Learns from what came back of the own log: the register's entries, and the newest snapshots of what was published. Nothing
    /// where this disk knew all of it. Each step is a transaction that can be repeated. To be called in a turn.
    func recoverLost(_ progress: @Sendable (Int) -> Void = { _ in }) async throws -> Recovery {
        var recovery = Recovery()
        guard let mark = try await vault.load(OwnLogMark.self, OwnLogMark.subject) else { return recovery }
        if try await ownLogSize() > mark.size {
            try await recoverRegister(&recovery, progress)
            var enrolments: [EnrolmentRecord] = []
            try await vault.forEach(EnrolmentRecord.self) { enrolments.append($0) }
            for (number, enrolment) in enrolments.enumerated() {
                try await recoverStreams(of: enrolment, &recovery)
                progress(recovery.entries + number + 1)
            }
            parts.logger.notice(
                "the own log came back from peers, and the records were completed from it",
                metadata: ["enrolments": "\(recovery.enrolments)", "consents": "\(recovery.consents)", "streams": "\(recovery.streams)"])
        }
        try await store.apply([vault.removal(of: mark)])
        return recovery
    }

    /// Walks the register from the key that the vault has to the end, and takes what it does not know.
    private func recoverRegister(_ recovery: inout Recovery, _ progress: @Sendable (Int) -> Void) async throws {
        guard var state = try await vault.load(RegisterState.self, RegisterState.subject) else { return }
        while true {
            let found = try await store.find([state.key.tag], in: me)
            guard !found.isEmpty else { return }
            var changes: [RecordChange] = []
            for entry in found {
                guard let content = entry.payload.flatMap({ state.key.open($0, in: me) }), let items = RegisterItem.decode(content) else {
                    recovery.unreadable += 1
                    continue
                }
                for item in items {
                    changes += try await self.changes(taking: item, &state, &recovery)
                    // What waited here was said before.
                    changes.append(vault.removal(of: UnkeptRecord(item)))
                }
            }
            recovery.entries += 1
            state.advance()
            try await store.apply(changes + [vault.seal(state)])
            progress(recovery.entries)
        }
    }

    /// What the register kept is newer than the vault: the vault had stopped before it.
    private func changes(
        taking item: RegisterItem, _ state: inout RegisterState, _ recovery: inout Recovery
    ) async throws -> [RecordChange] {
        switch item {
        case .enrolment(let record):
            guard try await vault.load(EnrolmentRecord.self, record.subject) == nil else { return [] }
            recovery.enrolments += 1
            return [vault.seal(record)]
        case .patient(var record):
            record.resources = try await vault.load(PatientRecord.self, record.subject)?.resources ?? 0
            let name = NameRecord(
                foldedName: NameFolding.fold(record.identity.name), birthYear: String(record.identity.birthDate.prefix(4)),
                patient: record.key)
            return [vault.seal(record), vault.seal(name), vault.seal(NumberRecord(patient: record.key))]
        case .consent(let record):
            if try await vault.load(ConsentRecord.self, record.subject) == nil { recovery.consents += 1 }
            return [vault.seal(record)]
        case .peer(let peer):
            if try await take(peer) { recovery.peers += 1 }
            return [vault.seal(KnownPeer(id: peer.id))]
        case .card(let text):
            state.card = Digest.sha256(Array(text.utf8))
            return [vault.seal(KeptCard(text: text))]
        }
    }

    /// Removed stays removed, and the higher card number stays too; otherwise the later decision counts.
    /// - Returns: whether the facility was not known.
    private func take(_ peer: RegisterPeer) async throws -> Bool {
        guard let card = try? FacilityCard(text: peer.card), card.id == peer.id, card.id != me else { return false }
        return try await facilities.changing.through {
            let former = facilities[peer.id]
            guard former?.record.state != .removed else { return false }
            let keepsCard = former.map { $0.card.number > card.number } ?? false
            let record = PeerRecord(
                id: peer.id, card: keepsCard ? former?.record.card ?? peer.card : peer.card, state: peer.state, connects: peer.connects,
                addedAt: former?.record.addedAt ?? now, lastHeard: former?.record.lastHeard, lastSynced: former?.record.lastSynced)
            try await store.save(record)
            facilities.put(AcceptedPeer(record: record, card: keepsCard ? former?.card ?? card : card))
            await exchange.peersChanged(facilities.all)
            return former == nil
        }
    }
}
