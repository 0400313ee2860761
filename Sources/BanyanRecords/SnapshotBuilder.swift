public import BanyanCore

/// The plaintext of one snapshot: all that a section holds, or an event section in one month.
public struct Snapshot: Sendable, Hashable {
    public let section: Section
    /// The calendar month of an event section's stream; `nil` for state sections.
    public let month: CivilMonth?
    /// Resources of the section, those not counted that come along because they are referred to.
    public let count: Int
    /// A FHIR R4 Bundle of type `collection`. The same records give the same bytes.
    public let json: [UInt8]

    /// Larger than protocol section 6 allows: it can't be published as it is.
    public var isTooLarge: Bool { json.count > Limits.snapshot }
}

/// Makes the snapshots of a patient's records: resources in the shapes of the International Patient Summary, which are those
/// of FHIR R4, without what is made anew when a summary is composed (narrative) or must not leave (see `SnapshotShape`).
public enum SnapshotBuilder {
    /// One snapshot for each state section, with no entries where there is nothing, and one for each month of an event section
    /// that has resources; in the order of sections and months.
    ///
    /// - Parameters:
    ///   - publishedAt: the time of publication, for what `SectionTable` decides by it.
    ///   - dispensing: the dispensing secret of a prescription, base64; `nil` for one of another facility.
    public static func snapshots(
        of patient: StoredPatient, publishedAt: Timestamp, sensitive: SensitiveCodes,
        dispensing: (PrescriptionCode) -> String? = { _ in nil }
    ) -> [Snapshot] {
        let placement = RecordPlacement(patient, publishedAt: publishedAt, sensitive: sensitive)
        var parts: [Part: [ImportedResource]] = [:]
        for section in Section.allCases where section.kind == .state { parts[Part(section: section, month: nil)] = [] }
        for resource in patient.resources {
            guard case .section(let section, let month, _) = placement.place(resource) else { continue }
            parts[Part(section: section, month: month), default: []].append(resource)
        }
        return parts.keys.sorted().map { snapshot($0, parts[$0] ?? [], placement, dispensing) }
    }

    private struct Part: Hashable, Comparable {
        let section: Section
        let month: CivilMonth?

        static func < (a: Self, b: Self) -> Bool { (a.section.rawValue, a.month?.index ?? -1) < (b.section.rawValue, b.month?.index ?? -1) }
    }

    private static func snapshot(
        _ part: Part, _ members: [ImportedResource], _ placement: RecordPlacement, _ dispensing: (PrescriptionCode) -> String?
    ) -> Snapshot {
        var shape = SnapshotShape(section: part.section, members: Set(members.map(\.reference)), placement: placement)
        let sorted = members.sorted { ($0.type, $0.id) < ($1.type, $1.id) }
        var entries = sorted.map { member in
            let shaped = shape.shaped(member)
            let secret = Prescription.code(of: shaped).flatMap(dispensing)
            return entry(member.reference, secret.map { DispensingMark.marked(shaped, $0) } ?? shaped)
        }
        entries += shape.sharedResources().map { entry($0.reference, $0.json) }
        let bundle: [JSON.Member] = [JSON.Member("resourceType", "Bundle"), JSON.Member("type", "collection")]
        let body = entries.isEmpty ? bundle : bundle + [JSON.Member("entry", .array(entries))]
        return Snapshot(section: part.section, month: part.month, count: members.count, json: JSON.object(body).serialized)
    }

    private static func entry(_ reference: String, _ resource: JSON) -> JSON {
        ["fullUrl": .string("urn:banyan:\(reference)"), "resource": resource]
    }
}
