import BanyanConsent
import BanyanCore
import BanyanRecords

extension Node {
    /// Prescriptions of one source whose dispensings are looked up; further ones are shown without a word on them.
    private static let noted = 2048

    /// The readings with what is known here of the dispensings of their prescriptions. Only the prescriber's own prescriptions have one:
    /// those whose code begins with the code on its card.
    func noting(_ readings: [OriginReading]) async throws -> [OriginReading] {
        let asOf = await lastSync()
        var noted: [OriginReading] = []
        for reading in readings {
            var reading = reading
            let keyed = prescriptions(in: reading)
            let known = try await knownDispensings(of: keyed)
            let notes = Dictionary(
                zip(keyed.map(\.code), known.map { note($0, asOf) }), uniquingKeysWith: { first, _ in first })
            for place in reading.source.sections.indices { reading.source.sections[place].dispensings = notes }
            noted.append(reading)
        }
        return noted
    }

    private func prescriptions(in reading: OriginReading) -> [KeyedPrescription] {
        let sections = reading.source.sections.filter { $0.section == .medications || $0.section.isSensitive }
        var seen: Set<PrescriptionCode> = []
        var keyed: [KeyedPrescription] = []
        for prescription in sections.flatMap({ $0.snapshots.flatMap { Prescription.all(in: $0) } }) {
            guard prescription.code.facility.description == reading.source.facility.code, let key = prescription.dispensingKey,
                seen.insert(prescription.code).inserted, keyed.count < Self.noted
            else { continue }
            keyed.append(KeyedPrescription(code: prescription.code, prescriber: reading.origin, key: key))
        }
        return keyed
    }

    private func note(_ known: KnownDispensings, _ asOf: Timestamp?) -> DispensingNote {
        DispensingNote(
            dispensed: known.found.map {
                .init(facility: $0.dispenser.description, name: name(of: $0.dispenser), at: $0.dispensing.at)
            }, asOf: asOf)
    }
}
