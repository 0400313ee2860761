public import BanyanCore
public import BanyanLedger

/// How far a restore is.
public enum RestoreProgress: Sendable, Hashable {
    /// No peer has said yet how long the own log is.
    case waiting
    /// Entries held of those that peers show.
    case takingBack(held: UInt64, of: UInt64)
    /// Steps of completing the records.
    case completing(Int)
}

/// What a restore found.
public struct Restored: Sendable {
    /// Entries of the own log, all incarnations together.
    public let size: UInt64
    public let recovery: Recovery
    /// The own card that the register kept last; `nil` where it kept none.
    public let card: FacilityCard?
}

extension Node {
    /// Brings the facility back from its peers: its own log, verified, and with the register's first key what that keeps. The exchange
    /// must run; nothing is appended.
    /// - Parameters:
    ///   - given: the peers that were named for the restore. One that the register does not know is suspended afterwards: accepting a
    ///     facility takes its ID, by another channel.
    ///   - patience: milliseconds without any news after which it gives up.
    /// - Returns: `nil` where peers hold a later incarnation of the log, which is on the disk now: the node must be put together anew.
    /// - Throws: `EngineFailure` `own-log-unreachable`, `own-log-differs`.
    public func restore(
        from given: [FacilityID], patience: Int64, progress: @escaping @Sendable (RestoreProgress) -> Void
    ) async throws -> Restored? {
        var (held, since) = (UInt64.max, parts.stopwatch.milliseconds())
        while true {
            try Task.checkCancellation()
            let check = await exchange.checkOwnLog(timeout: 500)
            let size = try await ownLogSize()
            progress(check.peersAnswered == 0 && check.missing == 0 ? .waiting : .takingBack(held: size, of: size + check.missing))
            if size != held { (held, since) = (size, parts.stopwatch.milliseconds()) }
            if try await hasLaterIncarnation(check) { return nil }
            if check.isCurrent, check.peersAnswered > 0, try await isWhole() { break }
            guard parts.stopwatch.milliseconds() - since < patience else { throw restoreFailure(check) }
        }
        let recovery = try await writing.through { try await recoverLost { progress(.completing($0)) } }
        try await suspendUnknown(given)
        let kept = try await vault.load(KeptCard.self, KeptCard.subject)
        return Restored(size: try await ownLogSize(), recovery: recovery, card: try kept.map { try FacilityCard(text: $0.text) })
    }

    private func hasLaterIncarnation(_ check: OwnLogCheck) async throws -> Bool {
        guard let later = check.laterIncarnation else { return false }
        return try await store.logState(LogID(facility: me, incarnation: later)).tree.size > 0
    }

    /// Whether of every incarnation all is here that its checkpoint names and that a peer shows.
    private func isWhole() async throws -> Bool {
        for state in try await store.logStates() where state.log.facility == me {
            let shown = await exchange.largestShown(of: state.log)
            if max(shown, state.checkpoint?.checkpoint.size ?? 0) > state.tree.size { return false }
        }
        return true
    }

    private func restoreFailure(_ check: OwnLogCheck) -> EngineFailure {
        check.differing.isEmpty
            ? EngineFailure(
                .unreachable, "own-log-unreachable", ownLogDoubt(check),
                hint: "check that the peer runs and has this facility accepted, or name others with --peer; what came back so far is kept")
            : EngineFailure(.trust, "own-log-differs", ownLogDoubt(check), hint: "name other peers with --peer")
    }

    private func suspendUnknown(_ given: [FacilityID]) async throws {
        for id in given {
            guard try await vault.load(KnownPeer.self, KnownPeer.subject(id)) == nil else { continue }
            try await facilities.changing.through {
                guard let facility = facilities[id], facility.record.state == .active else { return }
                var record = facility.record
                record.state = .suspended
                try await store.save(record)
                facilities.put(AcceptedPeer(record: record, card: facility.card))
                await exchange.peersChanged(facilities.all)
            }
        }
    }
}
