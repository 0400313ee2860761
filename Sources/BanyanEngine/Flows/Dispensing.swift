public import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanRecords

/// A prescription that may be dispensed, as it was read.
private struct Dispensable: Sendable {
    let prescription: Prescription
    let keyed: KeyedPrescription
    let receipts: [UInt64]
}

extension Node {
    /// Seconds within which the same word of the same user is the same act, whose answer was lost.
    private static let repetition: Int64 = 900

    /// Records in the own log that a prescription's medicines were handed out (protocol section 7.8), all of them: a prescription is
    /// dispensed as a whole or not at all. Refused where any log that this node holds says that it was dispensed. The entry and what is
    /// kept of it are one transaction.
    public func dispense(_ request: DispenseRequest) async throws -> DispenseResult {
        guard let code = PrescriptionCode(request.code) else {
            throw EngineFailure(
                .usage, "not-a-prescription-code", "a prescription code has 14 characters, such as 00901abc1234-C",
                hint: "read it from the prescription; capitals and small letters differ")
        }
        let patient = try await record(ofPatient: request.mrn)
        if let former = try await vault.load(DispensingRecord.self, DispensingRecord.subject(code)) {
            return try await repeated(former, patient, request)
        }
        let source = try await dispensable(code, patient, request)
        try check(source.prescription)
        try await requireOwnLogStanding()
        try await requireRightClock()
        return try await writing.through {
            if let former = try await vault.load(DispensingRecord.self, DispensingRecord.subject(code)) {
                return try await repeated(former, patient, request)
            }
            try await requireNotDispensed(source.keyed)
            return try await record(dispensing: source, for: patient, request)
        }
    }

    private func record(
        dispensing source: Dispensable, for patient: PatientRecord, _ request: DispenseRequest
    ) async throws -> DispenseResult {
        let (prescription, prescriber, at) = (source.prescription, source.keyed.prescriber, now)
        let dispensing = try Dispensing(
            code: prescription.code, prescriber: prescriber, at: at, role: request.role, pseudonym: request.user,
            items: prescription.items.compactMap(Dispensing.Item.handedOut))
        let document = MedicationDispenses.bundle(
            of: prescription, handedOver: at, role: request.role, pseudonym: request.user, facility: facility(me)
        ).serialized
        guard document.count <= DispensingRecord.document else {
            throw EngineFailure(.failed, "prescription-too-large", "the prescription is too large to be recorded as dispensed")
        }
        var random = parts.random.generator()
        let entry = try source.keyed.key.seal(dispensing, in: me, using: &random)
        let record = DispensingRecord(dispensing: dispensing, patient: patient.key, key: source.keyed.key, document: document)
        let durable = try await ownLog.append([entry], changes: [vault.seal(record)])
        return result(record, index: durable.positions.lowerBound, repeated: false, asOf: await lastSync(), receipts: source.receipts)
    }

    private func result(
        _ record: DispensingRecord, index: UInt64, repeated: Bool, asOf: Timestamp?, receipts: [UInt64]
    ) -> DispenseResult {
        DispenseResult(
            code: record.dispensing.code.description, patient: record.patient.value, prescriber: record.dispensing.prescriber,
            prescriberName: name(of: record.dispensing.prescriber), at: record.dispensing.at,
            items: record.dispensing.items.map(MedicineLine.init), index: index, repeated: repeated, knownAsOf: asOf, receipts: receipts,
            document: String(decoding: record.document, as: UTF8.self))
    }

    // MARK: What was dispensed before

    /// The same word again, whose answer was lost, is answered as it was; another act of dispensing is refused here as anywhere.
    private func repeated(_ former: DispensingRecord, _ patient: PatientRecord, _ request: DispenseRequest) async throws -> DispenseResult {
        let said = former.dispensing
        let known = try await knownDispensings(of: [former.keyed])[0]
        let age = now.seconds.subtractingReportingOverflow(said.at.seconds).partialValue
        guard former.patient == patient.key, said.role == request.role, said.pseudonym == request.user, (0...Self.repetition).contains(age),
            let own = known.found.first(where: { $0.dispenser == me })
        else { throw alreadyDispensed(said.code, known.found) }
        return result(former, index: own.position.index, repeated: true, asOf: await lastSync(), receipts: [])
    }

    private func requireNotDispensed(_ prescription: KeyedPrescription) async throws {
        let known = try await knownDispensings(of: [prescription])[0]
        guard known.found.isEmpty else { throw alreadyDispensed(prescription.code, known.found) }
        guard !known.lacksPayload else {
            throw EngineFailure(
                .denied, "dispensing-not-replicated",
                "something was recorded of the prescription \(prescription.code) that has not arrived here in full",
                hint: "wait for the network, then try again: banyan status")
        }
    }

    private func alreadyDispensed(_ code: PrescriptionCode, _ found: [KnownDispensing]) -> EngineFailure {
        let by = found.map { "\(name(of: $0.dispenser)) at \($0.dispensing.at.iso8601)" }.joined(separator: " and by ")
        return EngineFailure(
            .denied, "already-dispensed", "the prescription \(code) was dispensed by \(by.isEmpty ? parts.card.name : by)",
            hint: "hand nothing out; if that is wrong, the prescriber writes a new prescription")
    }

    // MARK: The prescription

    private func check(_ prescription: Prescription) throws {
        guard prescription.isActive() else {
            throw EngineFailure(
                .denied, "prescription-not-active",
                "the prescriber no longer has all medicines of the prescription \(prescription.code) as active",
                hint: "ask the prescriber for a new prescription")
        }
        // The day in Vietnam, UTC+07:00.
        guard !prescription.hasEnded(on: now.adding(7 * 3600).date) else {
            throw EngineFailure(
                .denied, "prescription-ended", "the period of the prescription \(prescription.code) is over",
                hint: "ask the prescriber for a new prescription")
        }
        guard prescription.items.count <= Dispensing.items else {
            throw EngineFailure(.failed, "prescription-too-large", "a prescription has at most \(Dispensing.items) medicines")
        }
    }

    /// The own record where this facility wrote it; else what the patient granted, opened with a receipt as any reading is.
    private func dispensable(_ code: PrescriptionCode, _ patient: PatientRecord, _ request: DispenseRequest) async throws -> Dispensable {
        if let own = try await vault.load(PrescriptionRecord.self, PrescriptionRecord.subject(code)), own.patient == patient.key,
            let prescription = try await ownPrescriptions(of: patient.key).first(where: { $0.code == code })
        {
            guard let link = try await dispensingLink(of: patient.key) else {
                throw EngineFailure(
                    .denied, "not-enrolled",
                    "the patient is not enrolled here: nobody else sees the prescription, nor that it was dispensed",
                    hint: "banyan patient enrol --mrn MRN FILE")
            }
            let keyed = KeyedPrescription(code: code, prescriber: me, key: link.dispensingKey(code))
            return Dispensable(prescription: prescription, keyed: keyed, receipts: [])
        }
        var reading = try await reading(
            SummaryRequest(
                mrn: request.mrn, sections: request.sections ?? [Section.medications.name], purpose: request.purpose, role: request.role,
                user: request.user, overrideIdentity: request.overrideIdentity, overrideStaleness: request.overrideStaleness))
        let prescribers = Set(facilities.all.filter { $0.card.code == code.facility }.map(\.record.id))
        let readings = try await openings(&reading, of: prescribers)
        for source in readings {
            let found = source.source.sections.flatMap { $0.snapshots.flatMap { Prescription.all(in: $0) } }
            for prescription in found where prescription.code == code {
                guard let key = prescription.dispensingKey else { continue }
                return Dispensable(
                    prescription: prescription, keyed: KeyedPrescription(code: code, prescriber: source.origin, key: key),
                    receipts: readings.flatMap(\.receipts))
            }
        }
        throw notFound(code, readings)
    }

    private func notFound(_ code: PrescriptionCode, _ readings: [OriginReading]) -> EngineFailure {
        let waits = readings.contains { $0.source.sections.contains { if case .notReplicated? = $0.state { true } else { false } } }
        return waits
            ? EngineFailure(
                .notFound, "prescription-not-replicated", "the prescription \(code) has not arrived here, or not all of its source has",
                hint: "banyan status")
            : EngineFailure(
                .notFound, "no-such-prescription", "no prescription \(code) of this patient is among what was granted",
                hint: "compare the code with the paper; a medicine of a closed section needs a consent that names it, and --sections")
    }
}

extension DispensingRecord {
    var keyed: KeyedPrescription { KeyedPrescription(code: dispensing.code, prescriber: dispensing.prescriber, key: key) }
}

extension Prescription {
    var dispensingKey: DispensingKey? {
        dispensingSecret.flatMap { Base64.decode($0.utf8) }.flatMap { DispensingKey(SecretBytes(copying: $0)) }
    }
}

extension Dispensing.Item {
    /// A quantity that is no plain number is left out; the MedicationDispense has it as written.
    fileprivate static func handedOut(_ item: Prescription.Item) -> Dispensing.Item? {
        let (what, unit) = (line(item.medicine), item.unit.map(line))
        return Dispensing.Item(what: what, quantity: item.quantity, unit: unit?.isEmpty == true ? nil : unit)
            ?? Dispensing.Item(what: what, quantity: nil, unit: nil)
    }

    /// One line of at most so many bytes: what does not fit is cut off.
    private static func line(_ text: String) -> String {
        var out = ""
        for character in text {
            let isControl = character.unicodeScalars.contains {
                $0.value < 0x20 || (0x7f...0x9f).contains($0.value) || $0.value == 0x2028 || $0.value == 0x2029
            }
            let next = isControl ? " " : String(character)
            guard out.utf8.count + next.utf8.count <= Limits.name else { break }
            out += next
        }
        return out
    }
}

extension MedicineLine {
    init(_ item: Dispensing.Item) { self.init(text: item.what, quantity: item.quantity, unit: item.unit) }

    init(_ item: Prescription.Item) {
        self.init(text: item.medicine, dosage: item.dosage, quantity: item.quantity, unit: item.unit, status: item.status)
    }
}
