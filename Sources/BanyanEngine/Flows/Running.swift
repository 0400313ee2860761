import BanyanCore
import BanyanLedger
import Logging

extension Node {
    /// Waits a moment for the start-up check of the own log, without which nothing is appended (protocol section 3).
    func requireOwnLogStanding() async throws {
        guard await !standing.wait(milliseconds: 10_000) else { return }
        let check = await standing.last
        throw EngineFailure(
            .unreachable, "own-log-unchecked",
            check?.laterIncarnation == nil
                ? "no peer has confirmed how long this node's own log is since it started, so it must not append"
                : "peers hold a later incarnation of this node's log: this data directory is an old copy",
            hint: "banyan peer list; where that can't be mended: banyan serve --new-incarnation")
    }

    /// The node's own clockwork, until cancelled: the check of the own log, then at every tick publishing what waits and
    /// forgetting what was revoked.
    public func run() async throws {
        guard try await settle() else { return }
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(parts.settings.tickSeconds))
            if !Task.isCancelled { await tick() }
        }
    }

    /// - Returns: `false` when cancelled before the own log could be checked.
    private func settle() async throws -> Bool {
        for enrolment in try await vault.loadAll(EnrolmentRecord.self, group: nil) { await dirty.insert(enrolment.patient) }
        if parts.settings.opensIncarnation { try await openIncarnation() }
        while await !standing.isCurrent {
            await standing.set(await exchange.checkOwnLog(timeout: 5_000))
            if Task.isCancelled { return false }
        }
        // Only now: what an earlier run appended without living to sign it might lie behind what peers already hold.
        try await writing.through { try await ownLog.settle() }
        return true
    }

    /// The root key says that the log goes on in a new incarnation, and what is known of the former one.
    private func openIncarnation() async throws {
        let former = try await store.logState(LogID(facility: me, incarnation: ownLog.log.incarnation - 1))
        let notice = IncarnationNotice(log: ownLog.log, formerSize: former.tree.size, formerRoot: former.tree.root)
        try await writing.through { try await ownLog.append(open: notice.signed(by: parts.keys.root)) }
        parts.logger.warning("a new incarnation of the own log was opened", metadata: ["incarnation": "\(ownLog.log.incarnation)"])
    }

    private func tick() async {
        do { try await forgetRevoked() } catch { parts.logger.error("looking for revocations failed", metadata: ["error": "\(error)"]) }
        let waiting = await dirty.take()
        guard !waiting.isEmpty else { return }
        do {
            _ = try await publish(waiting, .daily)
        } catch {
            for key in waiting { await dirty.insert(key) }
            parts.logger.error("publishing failed and will be tried again", metadata: ["error": "\(error)"])
        }
    }
}
