import BanyanCore
import BanyanLedger
import Logging

extension Node {
    /// Waits a moment for the start-up check of the own log, without which nothing is appended (protocol section 3).
    func requireOwnLogStanding() async throws {
        guard await !parts.exchange.waitForOwnLogCheck(milliseconds: 10_000) else { return }
        throw EngineFailure(
            .unreachable, "own-log-unchecked",
            "no peer has confirmed how long this node's own log is since it started, so it must not append",
            hint: "banyan peer list; if the peers are gone for good: banyan serve --new-incarnation")
    }

    /// The node's own clockwork: until cancelled, publishes what waits and forgets what was revoked.
    public func run() async throws {
        try await settle()
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(parts.settings.tickSeconds))
            await tick()
        }
    }

    /// What an earlier run left to do: entries without a checkpoint, and patients whose changes were not published.
    private func settle() async throws {
        try await ownLog.settle()
        for enrolment in try await vault.loadAll(EnrolmentRecord.self, group: nil) { await dirty.insert(enrolment.patient) }
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
