import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanLedger
import BanyanRecords
import Logging

extension Node {
    /// Days that the watch looks back.
    private static let watchedDays: Int64 = 31
    /// Prescriptions looked at in one tick and list.
    private static let watchedAtOnce = 8192

    /// Looks again for dispensings of what was written or dispensed here, at every tick: of tomorrow, today and yesterday, and of one
    /// earlier day in turn, so that a month is gone through in half an hour however much there is.
    ///
    /// A dispensing that another facility's log names, the prescriber says again in its own: that log every reader of the prescription
    /// carries, and so a pharmacy learns of a dispensing by one whose log it does not carry. What was dispensed more than once is
    /// written down, and logged without naming anybody.
    func watchDispensings() async throws {
        guard await standing.isCurrent else { return }
        let today = now.dayNumber
        let turn = now.seconds / max(1, parts.settings.tickSeconds)
        let days = [today + 1, today, today - 1, today - 2 - (turn % (Self.watchedDays - 2) + Self.watchedDays) % (Self.watchedDays - 2)]
        for day in days {
            let written = try await vault.loadAll(PrescriptionRecord.self, group: PrescriptionRecord.group(day: day))
            try await look(at: try await keyed(written.prefix(Self.watchedAtOnce)), saysAgain: true)
            let dispensed = try await vault.loadAll(DispensingRecord.self, group: DispensingRecord.group(day: day))
            try await look(at: dispensed.prefix(Self.watchedAtOnce).map(\.keyed), saysAgain: false)
        }
    }

    private func keyed(_ records: some Sequence<PrescriptionRecord>) async throws -> [KeyedPrescription] {
        var keyed: [KeyedPrescription] = []
        for record in records {
            guard let link = try await dispensingLink(of: record.patient) else { continue }
            keyed.append(KeyedPrescription(code: record.code, prescriber: me, key: link.dispensingKey(record.code)))
        }
        return keyed
    }

    private func look(at prescriptions: [KeyedPrescription], saysAgain: Bool) async throws {
        for (prescription, known) in zip(prescriptions, try await knownDispensings(of: prescriptions)) {
            if saysAgain, known.found.contains(where: { !known.inOwnLog.contains($0.dispenser) }) { try await sayAgain(prescription) }
            if known.found.count > 1 { try await note(twice: prescription.code) }
        }
    }

    /// Says in the own log, once for each, what other logs say of an own prescription.
    private func sayAgain(_ prescription: KeyedPrescription) async throws {
        try await writing.through {
            let known = try await knownDispensings(of: [prescription])[0]
            var random = parts.random.generator()
            let entries = try known.found.filter { !known.inOwnLog.contains($0.dispenser) && $0.dispenser != me }.map {
                try prescription.key.seal(try $0.dispensing.said(of: $0.dispenser), in: me, using: &random)
            }
            if !entries.isEmpty { _ = try await ownLog.append(entries, changes: []) }
        }
    }

    private func note(twice code: PrescriptionCode) async throws {
        try await writing.through {
            guard try await vault.load(DispensedTwiceRecord.self, DispensedTwiceRecord.subject(code)) == nil else { return }
            try await store.apply([vault.seal(DispensedTwiceRecord(code: code, noticedAt: now))])
            parts.logger.warning("a prescription was dispensed more than once")
        }
    }

    /// What `status` says of prescriptions that were found dispensed more than once within the last month.
    func dispensedTwice() async throws -> NodeStatus.Problem? {
        let since = now.adding(-Self.watchedDays * 86_400)
        let count = try await vault.loadAll(DispensedTwiceRecord.self, group: DispensedTwiceRecord.group).count { $0.noticedAt > since }
        guard count > 0 else { return nil }
        return NodeStatus.Problem(
            code: "dispensed-twice", message: "\(count) prescriptions were dispensed more than once, found within \(Self.watchedDays) days",
            hint: parts.card.kind == .pharmacy ? "banyan dispensing list --twice" : "banyan prescription list --twice", serious: false)
    }
}
