import BanyanCore
import BanyanRecords

/// Facilities, a patient and snapshots for the tests of composition.
enum Fixture {
    static let now = Timestamp(seconds: 1_795_000_000)
    static let bachMai = SourceFacility(id: "BM", name: "Bach Mai", kind: .hospital, code: "00101")
    static let bacNinh = SourceFacility(id: "BN", name: "Bac Ninh", kind: .hospital, code: "00271")
    static let thaiNguyen = SourceFacility(id: "TN", name: "Thai Nguyen", kind: .hospital, code: "00191")

    static let patient = LocalPatient(
        key: PatientKey(system: "urn:banyan:mrn:00101", value: "BN-000001"),
        identity: Identity(name: "Đặng Thị Sen", birthDate: "1961-02-28", sex: .female),
        demographics: ["resourceType": "Patient", "id": "patient", "name": [["text": "Đặng Thị Sen"]]])

    /// A source in which every section is not recorded but for those given.
    static func source(_ facility: SourceFacility, _ sections: [SectionReading]) -> SourceReading {
        SourceReading(
            facility: facility, logSize: 12, asOf: now.adding(-3600), lastHeard: nil,
            sections: Section.allCases.map { section in
                sections.first { $0.section == section } ?? SectionReading(section: section)
            })
    }

    static func listing(_ section: Section, _ resources: JSON...) -> SectionReading {
        SectionReading(section: section, snapshots: [snapshot(resources)])
    }

    static func snapshot(_ resources: [JSON]) -> [UInt8] {
        let entries = resources.map { JSON.object([.init("resource", $0)]) }
        return (["resourceType": "Bundle", "type": "collection", "entry": .array(entries)] as JSON).serialized
    }

    static func compose(_ sources: SourceReading...) throws -> Summary {
        try SummaryComposer.compose(patient: patient, sources: sources, at: now, author: bachMai)
    }

    static func allergy(_ id: String, _ name: String, code: String = "Z88.0", system: String = "http://hl7.org/fhir/sid/icd-10") -> JSON {
        [
            "resourceType": "AllergyIntolerance", "id": .string(id),
            "code": ["coding": [["system": .string(system), "code": .string(code)]], "text": .string(name)],
            "patient": ["reference": "Patient/patient"], "recordedDate": "2024-05-06",
        ]
    }

    static func noKnownAllergy(_ id: String) -> JSON {
        allergy(id, "Không có", code: "no-known-allergies", system: "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips")
    }

    static func condition(_ id: String, _ name: String, status: String?) -> JSON {
        var json: JSON = [
            "resourceType": "Condition", "id": .string(id), "code": ["text": .string(name)], "subject": ["reference": "Patient/patient"],
        ]
        if let status {
            json["clinicalStatus"] = [
                "coding": [["system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": .string(status)]]
            ]
        }
        return json
    }

    static func observation(_ id: String, _ value: String) -> JSON {
        [
            "resourceType": "Observation", "id": .string(id), "status": "final", "code": ["text": "Creatinin"],
            "subject": ["reference": "Patient/patient"], "effectiveDateTime": "2025-01-02",
            "valueQuantity": ["value": .number(value), "unit": "mg/dL"],
        ]
    }
}

/// Our own check of a composed document: what general FHIR validators and the IPS profiles' ban on nesting leave open.
struct DocumentCheck {
    let document: JSON

    var composition: JSON { document.at("entry", "resource").first ?? .null }
    var sections: [JSON] { composition.at("section") }

    func section(_ code: String) -> JSON? {
        sections.first { $0.at("code", "coding", "code").contains(.string(code)) }
    }

    /// The resources that a section lists.
    func entries(_ code: String) -> [JSON] {
        let addresses = section(code)?.at("entry", "reference").compactMap(\.string) ?? []
        return addresses.flatMap { address in
            document.at("entry").filter { $0["fullUrl"]?.string == address }.compactMap { $0["resource"] }
        }
    }

    /// Every broken rule, in words; empty for a sound document.
    var faults: [String] {
        var faults: [String] = []
        if document["type"] != "document" || composition["resourceType"] != "Composition" { faults.append("no document") }
        if document["identifier"]?["system"] == nil || document["timestamp"] == nil { faults.append("bdl-9, bdl-10") }
        for section in sections {
            let title = section["title"]?.string ?? "?"
            let count = section.at("entry").count
            if section["section"] != nil { faults.append("nested section in \(title)") }
            if section["text"] == nil, count == 0 { faults.append("cmp-1 in \(title)") }
            if count > 0, section["emptyReason"] != nil { faults.append("cmp-2 in \(title)") }
            if count == 0, section["emptyReason"] == nil { faults.append("neither entry nor emptyReason in \(title)") }
        }
        for required in ["48765-2", "10160-0", "11450-4"] where section(required) == nil { faults.append("no section \(required)") }
        return faults + addressFaults
    }

    private var addressFaults: [String] {
        let addresses = document.at("entry", "fullUrl").compactMap(\.string)
        let ids = document.at("entry", "resource", "id").compactMap(\.string)
        var faults: [String] = []
        if Set(addresses).count != document.at("entry").count { faults.append("fullUrl missing or twice") }
        if Set(ids).count != document.at("entry").count { faults.append("id missing or twice") }
        let known = Set(addresses)
        for entry in document.at("entry") {
            let resource = entry["resource"] ?? .null
            let contained = Set(resource.at("contained", "id").compactMap(\.string).map { "#\($0)" })
            for reference in Self.references(in: resource) where !known.contains(reference) && !contained.contains(reference) {
                faults.append("dangling \(reference)")
            }
        }
        return faults
    }

    static func references(in value: JSON) -> [String] {
        let own = value["reference"]?.string.map { [$0] } ?? []
        return own + value.items.flatMap(references) + value.members.flatMap { references(in: $0.value) }
    }

    /// The states by source that the document's extensions tell: section code, source address, state code, once for each.
    var states: [[String]] {
        sections.flatMap { section in
            section.at("extension").filter { $0["url"] == "urn:banyan:fhir:section-state" }.map { item in
                let parts = item.at("extension")
                let source = parts.first { $0["url"] == "source" }?.text("valueReference", "reference") ?? ""
                let state = parts.first { $0["url"] == "state" }?["valueCode"]?.string ?? ""
                return [section.at("code", "coding").last?["code"]?.string ?? "", source, state]
            }
        }
    }

    /// What a composed summary says in its lines must be what it says in its document.
    static func agree(_ summary: Summary) -> Bool {
        let check = DocumentCheck(document: summary.document)
        let lines = summary.sections.flatMap { section in section.statements.map { "\(section.section.name) \($0.state.code)" } }
        return check.states.map { "\($0[0]) \($0[2])" } == lines
            && lines.count == Section.allCases.count * summary.sources.count
            && Set(check.states.map { "\($0[0]) \($0[1])" }).count == lines.count
    }
}
