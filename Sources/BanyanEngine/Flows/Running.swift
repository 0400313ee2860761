import BanyanCore
import BanyanLedger
import Logging

extension Node {
    /// Waits a moment for the start-up check of the own log, without which nothing is appended (protocol section 3).
    func requireOwnLogStanding() async throws {
        guard await !exchange.isOwnLogQuarantined else {
            throw EngineFailure(
                .trust, "own-log-forked",
                "two histories of this node's log were signed with its key: peers take nothing more of it, so it must not append",
                hint: "find out who holds a copy of this node's keys; then: banyan serve --new-incarnation")
        }
        guard await !standing.wait(milliseconds: parts.settings.standingPatience) else { return }
        let check = await standing.last
        throw EngineFailure(
            .unreachable, "own-log-unchecked", "\(ownLogDoubt(check)), so it must not append",
            hint: "banyan peer list; a peer that is gone for good: banyan peer suspend; a log that can't be mended: "
                + "banyan serve --new-incarnation")
    }

    /// Why the own log is not known to be whole, naming who claims what.
    func ownLogDoubt(_ check: OwnLogCheck?) -> String {
        let names = { (peers: [FacilityID]) in peers.map(self.name).joined(separator: ", ") }
        guard let check else { return "this node has not yet asked its peers how long its own log is" }
        if !check.differing.isEmpty {
            return "\(names(check.differing)) holds another history of this node's log, signed with its key, or altered it"
        }
        if check.laterIncarnation != nil {
            return "peers hold a later incarnation of this node's log: this data directory is an old copy"
        }
        if check.missing > 0 { return "peers hold \(check.missing) entries of this node's log that it has not taken back yet" }
        if !check.unproved.isEmpty {
            return "\(names(check.unproved)) shows more of this node's log than is here and has not proved it, "
                + "and too few others confirm its length"
        }
        return "too few peers have confirmed how long this node's own log is since it started "
            + "(\(check.peersAnswered) of \(check.peersNeeded))"
    }

    /// The node's own clockwork, until cancelled: the check of the own log, then at every tick publishing what waits and
    /// forgetting what was revoked.
    public func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await takeParcels() }
            await runClockwork()
            group.cancelAll()
        }
    }

    private func runClockwork() async {
        guard await settle() else { return }
        while !Task.isCancelled {
            try? await parts.stopwatch.sleep(milliseconds: parts.settings.tickSeconds * 1_000)
            if !Task.isCancelled { await tick() }
        }
    }

    /// Ends when the own log may be appended to.
    /// - Returns: `false` when cancelled before.
    private func settle() async -> Bool {
        while !Task.isCancelled {
            let check = await exchange.checkOwnLog(timeout: 5_000)
            // Not before: what an earlier run appended without living to sign it might lie behind what peers already hold, and
            // an incarnation that is new to this disk might not be new to them.
            if check.isCurrent, await opened() {
                await standing.set(check)
                return true
            }
            if !check.isCurrent { await standing.set(check) }
            try? await parts.stopwatch.sleep(milliseconds: check.isCurrent ? 1_000 : 20)
        }
        return false
    }

    /// A disk that is full now may have room later; until then the node answers all the same.
    private func opened() async -> Bool {
        do { try await writing.through { try await openLog() } } catch {
            logFailure("the own log can't be opened and will be tried again", error)
            return false
        }
        return true
    }

    private func openLog() async throws {
        // First, so that no counter is used and no snapshot published that the log is already beyond.
        _ = try await recoverLost()
        try await ownLog.settle()
        guard parts.settings.opensIncarnation, try await store.logState(ownLog.log).tree.size == 0 else { return }
        // The root key says that the log goes on in a new incarnation, and what is known of the former one.
        let former = try await store.logState(LogID(facility: me, incarnation: ownLog.log.incarnation - 1))
        let notice = IncarnationNotice(log: ownLog.log, formerSize: former.tree.size, formerRoot: former.tree.root)
        try await ownLog.append(open: notice.signed(by: parts.keys.root))
        parts.logger.warning("a new incarnation of the own log was opened", metadata: ["incarnation": "\(ownLog.log.incarnation)"])
    }

    func tick() async {
        desk.arrivals.continuation.yield()
        do { try await forgetEnded() } catch { logFailure("looking for ended consents failed", error) }
        do { try await keepWaiting() } catch { logFailure("keeping what waited for the register failed and will be tried again", error) }
        do { try await watchDispensings() } catch { logFailure("looking for dispensings failed and will be tried again", error) }
        do { try await publishWaiting() } catch { logFailure("publishing failed and will be tried again", error) }
    }

    /// The code alone: a message may speak of a patient.
    func logFailure(_ what: StaticString, _ error: any Error) {
        parts.logger.error("\(what)", metadata: ["reason": "\((error as? any Failure)?.code ?? "unknown")"])
    }
}
