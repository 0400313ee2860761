import BanyanCore
import BanyanLedger
import BanyanRecords

/// What an import's prescriptions find here.
struct PrescriptionStanding {
    /// MedicationRequests that would change a prescription: not taken. `Type/id`.
    var refused: Set<String> = []
    var changes: [RecordChange] = []
}

extension Node {
    /// A prescription that this facility wrote is never changed but in its status: a correction is a new prescription. Refused are a
    /// MedicationRequest that says something else than the one here, one that adds a medicine to a prescription that is here, and a
    /// code that is another patient's.
    func standing(
        ofPrescriptions incoming: [ImportedResource], beside former: [ImportedResource], _ patient: PatientKey
    ) async throws -> PrescriptionStanding {
        var standing = PrescriptionStanding()
        let here = Dictionary(former.map { ($0.reference, $0.json) }, uniquingKeysWith: { first, _ in first })
        var new: Set<PrescriptionCode> = []
        for resource in incoming where resource.type == "MedicationRequest" {
            let known = here[resource.reference]
            if let known, ownCode(of: known) != nil {
                if !Prescription.isSame(known, resource.json) { standing.refused.insert(resource.reference) }
                continue
            }
            guard let code = ownCode(of: resource.json), !new.contains(code) else { continue }
            if try await vault.load(PrescriptionRecord.self, PrescriptionRecord.subject(code)) != nil {
                standing.refused.insert(resource.reference)
            } else {
                new.insert(code)
            }
        }
        standing.changes = new.sorted().map { vault.seal(PrescriptionRecord(code: $0, patient: patient, recordedAt: now)) }
        return standing
    }

    /// The records of a patient's prescriptions that are not here: after the disk was lost.
    func missingPrescriptions(in resources: [ImportedResource], of patient: PatientKey) async throws -> [RecordChange] {
        var changes: [RecordChange] = []
        for code in Set(resources.compactMap { ownCode(of: $0.json) }).sorted()
        where try await vault.load(PrescriptionRecord.self, PrescriptionRecord.subject(code)) == nil {
            changes.append(vault.seal(PrescriptionRecord(code: code, patient: patient, recordedAt: now)))
        }
        return changes
    }

    private func ownCode(of resource: JSON) -> PrescriptionCode? {
        Prescription.code(of: resource).flatMap { $0.facility == parts.card.code ? $0 : nil }
    }
}
