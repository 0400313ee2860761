public import BanyanCore

/// One prescription: all MedicationRequests of a record that bear its code. It is never changed; a correction is a new one.
public struct Prescription: Hashable, Sendable {
    /// One medicine of it.
    public struct Item: Hashable, Sendable {
        /// The id of its MedicationRequest.
        public let id: String
        public let medicine: String
        public let dosage: String?
        /// A number as its source wrote it.
        public let quantity: String?
        public let unit: String?
        /// A FHIR status code.
        public let status: String
        /// The last day on which it may be dispensed, as written.
        public let ends: String?
        /// `medication[x]` and, where the prescription has one, the identifier with its code, as written: what a MedicationDispense repeats.
        let medication: JSON.Member
        let identifier: JSON
    }

    public let code: PrescriptionCode
    /// The same for every reader, from the prescriber's snapshot: base64 of 32 bytes; `nil` where there is none, or several that differ.
    public let dispensingSecret: String?
    /// When it was written, as written; of several dates the last.
    public let authored: String?
    /// In the order of their ids.
    public let items: [Item]

    /// Whether every medicine of it may still be dispensed by its own word on `day`.
    public func isActive() -> Bool { items.allSatisfy { $0.status == "active" } }

    /// Whether a medicine's period is over on `day`.
    public func hasEnded(on day: CivilDate) -> Bool {
        items.contains { $0.ends.flatMap(FHIRDate.init)?.lastDay.map { $0 < day } ?? false }
    }

    /// The prescriptions among these resources, by code.
    /// - Parameter target: what a reference (`Type/id`) points to.
    public static func all(in resources: [JSON], target: @escaping (String) -> JSON?) -> [Prescription] {
        let coded = resources.compactMap { resource in code(of: resource).map { ($0, resource) } }
        return Dictionary(grouping: coded, by: \.0).sorted { $0.key < $1.key }.map { code, members in
            let resources = members.map(\.1).sorted { ($0["id"]?.string ?? "") < ($1["id"]?.string ?? "") }
            let secrets = Set(resources.map { DispensingMark.secret(in: $0) })
            return Prescription(
                code: code, dispensingSecret: secrets.count == 1 ? secrets.first ?? nil : nil,
                authored: resources.compactMap { $0["authoredOn"]?.string }.max(), items: resources.map { item($0, target) })
        }
    }

    /// The prescriptions of one published snapshot; empty for what is no such snapshot.
    public static func all(in snapshot: [UInt8]) -> [Prescription] {
        guard let decoded = CompositionSnapshot(snapshot, keepingSecrets: true) else { return [] }
        return all(in: decoded.listed, target: decoded.target)
    }

    /// The code that a MedicationRequest bears: as its group identifier, or as one of its own (the two ways in use). `nil` for an
    /// identifier of any other form: it is no prescription code.
    public static func code(of resource: JSON) -> PrescriptionCode? { identifier(of: resource)?.code }

    private static func identifier(of resource: JSON) -> (code: PrescriptionCode, json: JSON)? {
        guard resource["resourceType"]?.string == "MedicationRequest" else { return nil }
        for identifier in resource.at("groupIdentifier") + resource.at("identifier") {
            if let code = identifier["value"]?.string.flatMap(PrescriptionCode.init) { return (code, identifier) }
        }
        return nil
    }

    /// Whether two MedicationRequests of one name prescribe the same: all but what may change of a prescription, its status.
    public static func isSame(_ a: JSON, _ b: JSON) -> Bool {
        let fixed = [
            "groupIdentifier", "identifier", "medicationCodeableConcept", "medicationReference", "subject", "authoredOn", "requester",
            "dosageInstruction", "dispenseRequest", "substitution", "intent",
        ]
        return fixed.allSatisfy { a[$0] == b[$0] }
    }

    private static func item(_ resource: JSON, _ target: @escaping (String) -> JSON?) -> Item {
        let reader = RowReader(resource: resource, target: target)
        let row = reader.row
        let request = resource["dispenseRequest"]
        let medication =
            resource["medicationCodeableConcept"].map { JSON.Member("medicationCodeableConcept", $0) }
            ?? JSON.Member("medicationCodeableConcept", ["text": .string(row.text)])
        let quantity = request?["quantity"]
        return Item(
            id: resource["id"]?.string ?? "", medicine: row.text, dosage: reader.dosage("dosageInstruction"),
            quantity: quantity?["value"]?.numberText, unit: quantity?["unit"]?.string ?? quantity?["code"]?.string,
            status: resource["status"]?.string ?? "unknown", ends: request?["validityPeriod"]?["end"]?.string, medication: medication,
            identifier: identifier(of: resource)?.json ?? .null)
    }
}

/// The dispensing secret inside a published prescription: an extension of its MedicationRequests. It leaves in the prescriber's
/// snapshots alone, never in a summary, a record that is shown, or another facility's snapshot.
public enum DispensingMark {
    static let url = "urn:banyan:dispensing"
    /// What is known of dispensings, as a summary says it; nobody takes it from a snapshot.
    static let stateURL = "urn:banyan:dispensing-state"

    static func secret(in resource: JSON) -> String? {
        let marks = resource.at("extension").filter { $0["url"]?.string == url }
        return marks.count == 1 ? marks[0]["valueBase64Binary"]?.string : nil
    }

    /// The resource without either extension.
    static func removed(from resource: JSON) -> JSON {
        guard case .array(let extensions)? = resource["extension"] else { return resource }
        let kept = extensions.filter { ![url, stateURL].contains($0["url"]?.string) }
        guard kept.count < extensions.count else { return resource }
        var out = resource
        out["extension"] = kept.isEmpty ? nil : .array(kept)
        return out
    }

    /// Added at the end, so that a snapshot that is read back and published again has the same bytes.
    static func adding(_ extension: JSON, to resource: JSON) -> JSON {
        var out = resource
        out["extension"] = .array((resource["extension"]?.items ?? []) + [`extension`])
        return out
    }

    /// - Parameter secret: base64.
    static func marked(_ resource: JSON, _ secret: String) -> JSON {
        adding(["url": .string(url), "valueBase64Binary": .string(secret)], to: resource)
    }
}
