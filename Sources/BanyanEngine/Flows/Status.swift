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
                peers: peers, snapshot, statistics, clock,
                quarantines: try await vault.loadAll(QuarantineRecord.self, group: QuarantineRecord.group),
                oversized: try await vault.count(OversizedRecord.self)) + [try await dispensedTwice()].compactMap { $0 },
            witnesses: try await store.cosignatures().filter { $0.checkpoint.log.facility == me }.map {
                NodeStatus.Witness(
                    facility: $0.witness, name: name(of: $0.witness), incarnation: $0.checkpoint.log.incarnation, size: $0.checkpoint.size,
                    at: $0.time)
            }, parcels: try await parcels.counts())
    }

    private func problems(
        peers: [PeerView], _ exchange: ExchangeStatus, _ statistics: StoreStatistics, _ clock: ConsentClock,
        quarantines: [QuarantineRecord], oversized: Int
    ) async -> [NodeStatus.Problem] {
        var problems: [NodeStatus.Problem] = []
        if clock.isWrong { problems.append(clockProblem(clock, peers: peers)) }
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
                    message: "\(ownLogDoubt(await standing.last)): it does not append until then",
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
        problems += historyProblems(exchange, quarantines)
        for facility in await self.exchange.slowedFacilities() {
            problems.append(
                .init(
                    code: "quota-used",
                    message: "\(name(of: facility)) appended more than this node takes in a day: the rest of its log comes slowly",
                    hint: "ask the facility; if it is right: banyan peer retry \(facility)", serious: false))
        }
        for (peer, wait) in exchange.servedTooOften {
            problems.append(
                .init(
                    code: "asked-again",
                    message: "\(name(of: peer)) asked again and again for entries that it was sent: it waits for \(wait / 60_000 + 1) min",
                    hint: "if it lost its disk more than once: banyan peer retry \(peer)", serious: false))
        }
        if exchange.strangersRefused > 0 {
            problems.append(
                .init(
                    code: "unknown-facility-refused",
                    message: "a facility that was never added tried to connect (\(exchange.strangersRefused) times)",
                    hint: "if one is expected, take its card and ID: banyan peer add FILE --id ID", serious: false))
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

    /// With one witness nobody can tell which clock is wrong.
    private func clockProblem(_ clock: ConsentClock, peers: [PeerView]) -> NodeStatus.Problem {
        let witnesses = peers.filter { $0.state == "active" && $0.clockOffset != nil }
        var message = "this clock is behind what this node wrote down itself"
        var hint = "set the clock (timedatectl), then: banyan status"
        if let offset = clock.offset {
            message = "this clock is \(Self.span(offset)) the peers'"
            if witnesses.count == 1 {
                let difference = Self.span(offset, isDirected: false)
                message = "this clock and that of \(witnesses[0].name) differ by \(difference): one of both is wrong"
                hint = "compare both with a third clock and set the wrong one (timedatectl), then: banyan status"
            }
        }
        return .init(code: "clock-wrong", message: "\(message); nothing is opened or published", hint: hint, serious: true)
    }

    /// A difference of clocks, in a unit that a person can read.
    private static func span(_ offset: Int64, isDirected: Bool = true) -> String {
        let seconds = offset.magnitude
        let amount =
            switch seconds {
            case ..<7_200: "\(seconds) s"
            case ..<172_800: "\(seconds / 3_600) hours"
            default: "\(seconds / 86_400) days"
            }
        return isDirected ? "\(amount) \(offset > 0 ? "behind" : "ahead of")" : amount
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
