import BanyanAPI
import BanyanCore
import BanyanLedger

extension Node {
    /// What is wrong with logs' histories, the proved apart from the suspected (protocol section 3.9).
    func historyProblems(_ exchange: ExchangeStatus, _ quarantines: [QuarantineRecord]) -> [NodeStatus.Problem] {
        let quarantined = Set(quarantines.map(\.log))
        return quarantines.sorted { $0.log < $1.log }.map(twoHistories)
            + exchange.altering.filter { !quarantined.contains($0.log) }.map { entriesAltered($0.log, by: $0.peer) }
            + exchange.differing.filter { !quarantined.contains($0.log) }.map { historiesDiffer($0.log, at: $0.peer) }
            + exchange.strayWitnesses.map(cosignatureDiffers)
    }

    private func twoHistories(_ quarantine: QuarantineRecord) -> NodeStatus.Problem {
        let facility = quarantine.log.facility
        let show = "banyan log misbehaviour \(facility) -o FILE"
        if facility == me {
            return .init(
                code: "two-histories",
                message: "two histories of this node's log were signed with its key: peers take nothing more of it",
                hint: "find out who holds a copy of this node's keys (\(show)); then: banyan serve --new-incarnation", serious: true)
        }
        return .init(
            code: "two-histories", message: "\(name(of: facility)) signed two histories of one log: it is not pulled any further",
            hint: quarantine.proof == nil
                ? "tell its admin; this node can't prove it to others: banyan log verify \(facility)"
                : "tell its admin, and send the others the proof: \(show)", serious: true)
    }

    private func entriesAltered(_ log: LogID, by peer: FacilityID) -> NodeStatus.Problem {
        .init(
            code: "entries-altered",
            message: "\(name(of: peer)) sent entries of \(name(of: log.facility))'s log that it did not sign: they were not taken",
            hint: "tell its admin: its disk is damaged (banyan log verify there) or its program was changed", serious: false)
    }

    private func historiesDiffer(_ log: LogID, at peer: FacilityID) -> NodeStatus.Problem {
        .init(
            code: "histories-differ",
            message: "the histories of \(name(of: log.facility))'s log here and at \(name(of: peer)) may differ: "
                + "what is held does not lead to a newer checkpoint that it signed, and \(name(of: peer)) has not shown how it does",
            hint: "compare with other admins: banyan log verify \(log.facility)", serious: true)
    }

    private func cosignatureDiffers(_ peer: FacilityID) -> NodeStatus.Problem {
        .init(
            code: "cosignature-differs", message: "\(name(of: peer)) cosigned another history of this node's log than the one that is here",
            hint: "compare with its admin: banyan log verify \(me)", serious: true)
    }
}
