public import BanyanCore

/// One patient of an import, with everything of theirs that the section table knows.
public struct ImportedPatient: Sendable {
    public let key: PatientKey
    public let identity: Identity
    /// The Patient resource, trimmed to what a summary shows; its id is `patient`.
    public let demographics: JSON
    /// The patient's own resources, in the order of the files.
    public let resources: [ImportedResource]
    /// Practitioners, organisations, medications, places and equipment that those refer to, directly or through each other.
    public let shared: [ImportedResource]
    /// Where the Patient resource stood.
    public let position: RecordPosition
    /// The encounters of insurance files that `resources` come from: each takes the place of what an earlier file of it became.
    public let encounters: [InsuranceEncounter]
}

/// A FHIR resource as the node keeps it: references to what was imported with it are `Type/id`, the patient's own is
/// `Patient/patient`.
public struct ImportedResource: Hashable, Sendable {
    public let type: String
    /// Stable within the patient and type: the resource's id, else the last part of its `fullUrl`, else made of its content.
    public let id: String
    /// With `resourceType` and `id` as above.
    public let json: JSON

    init(type: String, id: String, json: JSON) {
        self.type = type
        self.id = id
        self.json = json
    }

    /// `Type/id`.
    public var reference: String { "\(type)/\(id)" }

    /// The resource as JSON text, for the sealed store.
    public var bytes: [UInt8] { json.serialized }

    /// Reads what `bytes` wrote: larger and deeper than what an import may hold, by the words that rewriting added.
    public init(bytes: [UInt8]) throws(RecordsError) {
        do throws(JSONProblem) {
            json = try JSON.parse(bytes, limit: Limits.resource * 2, depth: Limits.jsonDepth * 2)
        } catch { throw .json(error) }
        guard let type = json["resourceType"]?.string, let id = json["id"]?.string else { throw .stored("no resourceType or id") }
        self.type = type
        self.id = id
    }
}

/// What a patient's demographics are kept for: the header of a summary and the comparison with papers.
public enum Demographics {
    private static let shown: Set<String> = [
        "identifier", "name", "telecom", "gender", "birthDate", "deceasedBoolean", "deceasedDateTime", "address", "maritalStatus",
        "communication",
    ]

    static func trimmed(_ patient: JSON) -> JSON {
        let kept = patient.members.filter { shown.contains($0.name) }
        return .object([JSON.Member("resourceType", "Patient"), JSON.Member("id", .string(patientID))] + kept)
    }

    /// The id of the patient in every stored and published resource.
    static let patientID = "patient"
    static let patientReference = "Patient/patient"
}
