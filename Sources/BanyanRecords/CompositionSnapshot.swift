import BanyanCore

/// One decoded snapshot: what it lists, what that refers to, and whether a part of it could not be read.
struct CompositionSnapshot {
    /// Entries of the section, in the snapshot's order.
    private(set) var listed: [JSON] = []
    /// A part that is no resource of a type that this version knows was left out.
    private(set) var isDamaged = false
    /// Resources by `Type/id` and by `fullUrl`; the first of a name counts.
    private var named: [String: JSON] = [:]

    /// `nil` for bytes that are no FHIR Bundle of type collection. A Patient inside is passed over: the person is the local
    /// patient, whose identity was compared before.
    ///
    /// Dispensing secrets are left out: nobody is shown them. What is known of a prescription's dispensings comes from `notes` alone.
    init?(_ bytes: [UInt8], notes: [PrescriptionCode: DispensingNote] = [:], keepingSecrets: Bool = false) {
        guard let bundle = try? JSON.parse(bytes, limit: Limits.snapshot), bundle["resourceType"]?.string == "Bundle",
            bundle["type"]?.string == "collection"
        else { return nil }
        if let entries = bundle["entry"], entries.items.isEmpty { isDamaged = entries != .array([]) }
        for entry in bundle["entry"]?.items ?? [] {
            guard var resource = entry["resource"], let type = resource["resourceType"]?.string else {
                isDamaged = true
                continue
            }
            if !keepingSecrets { resource = DispensingMark.removed(from: resource) }
            if let note = Prescription.code(of: resource).flatMap({ notes[$0] }) {
                resource = DispensingMark.adding(note.json, to: resource)
            }
            if type == "Patient" { continue }
            if SectionTable.clinicalTypes[type] != nil, !SectionTable.isShared(resource) {
                listed.append(resource)
            } else if !SectionTable.isShared(resource) {
                isDamaged = true
                continue
            }
            let names = [Self.name(of: resource), entry["fullUrl"]?.string].compactMap { $0 }
            for name in names where named[name] == nil { named[name] = resource }
        }
    }

    /// What a reference of this snapshot points to, if that is in it.
    func target(of reference: String) -> JSON? { named[reference] }

    /// `Type/id`.
    static func name(of resource: JSON) -> String? {
        guard let type = resource["resourceType"]?.string, let id = resource["id"]?.string else { return nil }
        return "\(type)/\(id)"
    }
}
