public import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanLedger
import BanyanRecords

extension Node {
    /// Most days of one list.
    private static let listedDays = 366
    /// Most lines of one list.
    private static let listed = 10_000

    /// What this facility wrote, the newest first, and what is known of its dispensings.
    public func prescriptions(_ query: PrescriptionQuery) async throws -> PrescriptionList {
        var records: [PrescriptionRecord] = []
        if let text = query.code {
            guard let code = PrescriptionCode(text),
                let record = try await vault.load(PrescriptionRecord.self, PrescriptionRecord.subject(code))
            else {
                throw EngineFailure(
                    .notFound, "no-such-prescription", "this facility wrote no such prescription", hint: "banyan prescription list")
            }
            records = [record]
        } else if let mrn = query.mrn {
            let patient = try await record(ofPatient: mrn)
            for prescription in try await ownPrescriptions(of: patient.key) {
                let record = try await vault.load(PrescriptionRecord.self, PrescriptionRecord.subject(prescription.code))
                if let record, record.patient == patient.key { records.append(record) }
            }
        } else {
            for day in try days(query) {
                records += try await vault.loadAll(PrescriptionRecord.self, group: PrescriptionRecord.group(day: day))
                try requireListable(records.count)
            }
        }
        let views = try await views(of: records.sorted { ($1.recordedAt, $0.code) < ($0.recordedAt, $1.code) })
        return PrescriptionList(prescriptions: views.filter { !query.twice || $0.state == KnownDispensings.twice })
    }

    private func views(of records: [PrescriptionRecord]) async throws -> [PrescriptionView] {
        let asOf = await lastSync()
        var views: [PrescriptionView] = []
        for record in records {
            guard let prescription = try await ownPrescriptions(of: record.patient).first(where: { $0.code == record.code }) else {
                continue
            }
            var known: KnownDispensings?
            if let link = try await dispensingLink(of: record.patient) {
                let keyed = KeyedPrescription(code: record.code, prescriber: me, key: link.dispensingKey(record.code))
                known = try await knownDispensings(of: [keyed])[0]
            }
            views.append(
                PrescriptionView(
                    code: record.code.description, patient: record.patient.value, prescriber: me, prescriberName: parts.card.name,
                    authored: prescription.authored, items: prescription.items.map(MedicineLine.init),
                    state: known?.state ?? KnownDispensings.notPublished, dispensings: (known?.found ?? []).map(line), knownAsOf: asOf))
        }
        return views
    }

    /// What was dispensed here, the newest first, and who else says that it dispensed the same.
    public func dispensings(_ query: PrescriptionQuery) async throws -> PrescriptionList {
        var records: [DispensingRecord] = []
        let patient = try await query.mrn.asyncMap { try await record(ofPatient: $0).key }
        if let text = query.code {
            guard let code = PrescriptionCode(text),
                let record = try await vault.load(DispensingRecord.self, DispensingRecord.subject(code))
            else {
                throw EngineFailure(
                    .notFound, "no-such-dispensing", "nothing was dispensed here on such a prescription", hint: "banyan dispensing list")
            }
            records = [record]
        } else {
            for day in try days(query) {
                records += try await vault.loadAll(DispensingRecord.self, group: DispensingRecord.group(day: day))
                    .filter { patient == nil || $0.patient == patient }
                try requireListable(records.count)
            }
        }
        records.sort { ($1.dispensing.at, $0.dispensing.code) < ($0.dispensing.at, $1.dispensing.code) }
        let asOf = await lastSync()
        let views = zip(records, try await knownDispensings(of: records.map(\.keyed))).map { record, known in
            PrescriptionView(
                code: record.dispensing.code.description, patient: record.patient.value, prescriber: record.dispensing.prescriber,
                prescriberName: name(of: record.dispensing.prescriber), authored: nil,
                items: record.dispensing.items.map(MedicineLine.init), state: known.state, dispensings: known.found.map(line),
                knownAsOf: asOf)
        }
        return PrescriptionList(prescriptions: views.filter { !query.twice || $0.state == KnownDispensings.twice })
    }

    private func days(_ query: PrescriptionQuery) throws -> [Int64] {
        guard (1...Self.listedDays).contains(query.days) else {
            throw EngineFailure(.usage, "too-many-days", "a list goes back 1 to \(Self.listedDays) days")
        }
        // A day ahead too: the clock may have been set back since.
        let today = now.dayNumber
        return (0...Int64(query.days)).map { today + 1 - $0 }
    }

    private func requireListable(_ count: Int) throws {
        guard count <= Self.listed else {
            throw EngineFailure(
                .usage, "too-many-prescriptions", "there are more than \(Self.listed) in these days", hint: "pass fewer --days")
        }
    }

    private func line(_ known: KnownDispensing) -> DispensingLine {
        let said = known.dispensing
        return DispensingLine(
            facility: known.dispenser, name: name(of: known.dispenser), at: said.at, role: said.role, user: said.pseudonym,
            items: said.items.map(MedicineLine.init), log: known.position.log.facility, incarnation: known.position.log.incarnation,
            index: known.position.index)
    }
}
