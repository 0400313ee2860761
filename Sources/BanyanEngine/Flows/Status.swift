public import BanyanAPI
import BanyanCore
import BanyanLedger

extension Node {
    public func status() async throws -> NodeStatus {
        let snapshot = await exchange.snapshot()
        let states = try await store.logStates()
        let times = try await store.logTimes()
        let statistics = try await store.statistics()
        let clock = try await consentClock()
        let peers = facilities.all.map { view(of: $0, snapshot) }
        let logs = states.map {
            NodeStatus.Log(
                facility: $0.log.facility, name: name(of: $0.log.facility), incarnation: $0.log.incarnation, size: $0.tree.size,
                behind: snapshot.behind(in: $0.log), checkpointAt: times[$0.log])
        }
        return NodeStatus(
            version: parts.settings.version, facility: me, name: parts.card.name, kind: parts.card.kind, code: parts.card.code.description,
            listen: parts.settings.listen, startedAt: startedAt, now: now, clockOffset: clock.offset,
            ownLogChecked: await standing.isCurrent,
            patients: try await vault.count(PatientRecord.self), enrolments: try await vault.count(EnrolmentRecord.self),
            databaseBytes: statistics.databaseBytes, freeDiskBytes: statistics.freeDiskBytes,
            memoryBytes: ProcessMemory.resident(), peers: peers, logs: logs,
            problems: await problems(
                peers: peers, statistics, clockIsWrong: clock.isWrong, offset: clock.offset,
                quarantines: try await vault.loadAll(QuarantineRecord.self, group: QuarantineRecord.group),
                oversized: try await vault.count(OversizedRecord.self)))
    }

    private func problems(
        peers: [PeerView], _ statistics: StoreStatistics, clockIsWrong: Bool, offset: Int64?, quarantines: [QuarantineRecord],
        oversized: Int
    ) async -> [NodeStatus.Problem] {
        var problems: [NodeStatus.Problem] = []
        if clockIsWrong {
            problems.append(
                .init(
                    code: "clock-wrong",
                    message: offset.map { "this clock differs from the peers' by \($0) s: nothing is opened or published" }
                        ?? "this clock is behind what this node wrote down itself: nothing is opened or published",
                    hint: "set the clock (timedatectl), then: banyan status", serious: true))
        }
        if statistics.freeDiskBytes < 256 << 20 {
            problems.append(
                .init(
                    code: "disk-low", message: "\(statistics.freeDiskBytes >> 20) MiB are left on the disk",
                    hint: "make room: a full disk stops appends",
                    serious: true))
        }
        if await !standing.isCurrent {
            problems.append(
                .init(
                    code: "own-log-unchecked",
                    message: "no peer has confirmed yet how long this node's own log is: it does not append until then",
                    hint: "banyan peer list", serious: true))
        }
        let active = peers.filter { $0.state == "active" && $0.connects }
        if !active.isEmpty && active.allSatisfy({ !$0.connected }) {
            problems.append(.init(code: "no-peer-connected", message: "no peer is connected", hint: "banyan peer list", serious: true))
        }
        if let problem = ownCardProblem { problems.append(problem) }
        for peer in peers where peer.state == "active" && peer.cardValidUntil < now {
            problems.append(
                .init(
                    code: "card-expired", message: "the card of \(peer.name) has expired",
                    hint: "ask for a new one, then: banyan peer add FILE",
                    serious: false))
        }
        for quarantine in quarantines {
            problems.append(
                .init(
                    code: "two-histories",
                    message: "\(name(of: quarantine.log.facility)) signed two histories of one log: it is not pulled any further",
                    hint: "tell its admin; banyan log verify \(quarantine.log.facility)", serious: true))
        }
        if oversized > 0 {
            problems.append(
                .init(
                    code: "snapshot-too-large",
                    message:
                        "\(oversized) sections of patients are larger than \(Limits.snapshot >> 20) MiB: readers see them as unreadable",
                    hint: "banyan record list PATIENT", serious: false))
        }
        return problems
    }

    /// The node serves on with an expired card, but wallets and new peers refuse it.
    private var ownCardProblem: NodeStatus.Problem? {
        let end = parts.card.notAfter
        let hint = "stop the node, then: banyan renew"
        if parts.card.isExpired(at: now) {
            return .init(
                code: "own-card-expired", message: "this node's card expired at \(end.iso8601): wallets and new peers refuse it",
                hint: hint,
                serious: true)
        }
        guard end < now.adding(14 * 86_400) else { return nil }
        return .init(code: "own-card-expiring", message: "this node's card expires at \(end.iso8601)", hint: hint, serious: false)
    }
}
