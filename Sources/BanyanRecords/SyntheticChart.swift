import BanyanCore

/// Writes one facility's FHIR R4 export, resource by resource. Addresses are `urn:uuid:` made from the facility's code and a
/// counter, so one seed gives one file.
struct SyntheticChart {
    let facility: SyntheticFacility
    private(set) var entries: [JSON] = []
    private var count = 0
    private var organization = ""
    private var practitioners: [String] = []
    /// Address of the patient whose records are being written.
    private(set) var patient = ""

    static let icd10 = "http://hl7.org/fhir/sid/icd-10"
    static let atc = "http://www.whocc.no/atc"
    private static let terminology = "http://terminology.hl7.org/CodeSystem/"

    init(facility: SyntheticFacility, doctors: [SyntheticPerson]) {
        self.facility = facility
        organization = add(
            "Organization",
            [
                .init("identifier", [["system": "urn:banyan:facility-code", "value": .string(facility.code)]]),
                .init("name", .string(facility.name)),
            ])
        for (index, doctor) in doctors.enumerated() {
            let number: JSON = ["system": .string("urn:banyan:practitioner:\(facility.code)"), "value": .string("BS-\(index + 1)")]
            practitioners.append(add("Practitioner", [.init("identifier", [number]), .init("name", [Self.name(of: doctor)])]))
        }
    }

    /// The whole export.
    var bundle: JSON { ["resourceType": "Bundle", "type": "collection", "entry": .array(entries)] }

    // MARK: The patient

    mutating func open(_ person: SyntheticPerson, number: String) {
        let identifiers: [JSON] = [
            ["use": "usual", "type": Self.identifierType("MR"), "system": .string(facility.numberSystem), "value": .string(number)],
            [
                "use": "official", "type": Self.identifierType("NI"), "system": "http://fhir.hl7.org.vn/core/sid/cccd",
                "value": .string(person.nationalID),
            ],
        ]
        patient = add(
            "Patient",
            [
                .init("identifier", .array(identifiers)), .init("active", true), .init("name", [Self.name(of: person)]),
                .init("gender", .string(person.identity.sex.rawValue)), .init("birthDate", .string(person.identity.birthDate)),
                .init("managingOrganization", ["reference": .string(organization)]),
            ])
    }

    // MARK: Encounters

    enum Setting: String {
        case ambulatory = "AMB", inpatient = "IMP"
        var name: String { self == .ambulatory ? "Khám ngoại trú" : "Điều trị nội trú" }
    }

    /// - Parameters:
    ///   - last: the day of discharge of an inpatient stay; `nil` while it lasts.
    ///   - reason: the condition treated, `nil` for a visit without one.
    mutating func encounter(
        _ setting: Setting, from first: CivilDate, to last: CivilDate?, reason: (disease: SyntheticCatalogue.Disease, address: String)?
    ) -> String {
        var period: JSON = ["start": .string(Self.time(first, "08:15"))]
        if let last { period["end"] = .string(Self.time(last, setting == .ambulatory ? "10:40" : "15:30")) }
        var members: [JSON.Member] = [
            .init("status", .string(last == nil ? "in-progress" : "finished")),
            .init("class", Self.coding("v3-ActCode", setting.rawValue)),
            .init("type", [["text": .string(setting.name)]]),
            .init("subject", ["reference": .string(patient)]),
            .init("participant", [["individual": ["reference": .string(practitioners[count % practitioners.count])]]]),
            .init("period", period),
        ]
        if let reason {
            members.append(.init("reasonCode", [Self.concept(Self.icd10, reason.disease.icd, reason.disease.name)]))
            members.append(
                .init("reasonReference", [["reference": .string(reason.address), "display": .string(reason.disease.name)]]))
        }
        if setting == .inpatient, last != nil {
            members.append(
                .init(
                    "hospitalization",
                    [
                        "dischargeDisposition": [
                            "coding": [Self.coding("discharge-disposition", "home")], "text": "Ra viện về nhà, hẹn tái khám",
                        ]
                    ]))
        }
        members.append(.init("serviceProvider", ["reference": .string(organization), "display": .string(facility.name)]))
        return add("Encounter", members)
    }

    // MARK: State

    mutating func condition(_ disease: SyntheticCatalogue.Disease, from onset: CivilDate, to end: CivilDate?) -> String {
        var members: [JSON.Member] = [
            .init("clinicalStatus", Self.concept("condition-clinical", end == nil ? "active" : "resolved")),
            .init("verificationStatus", Self.concept("condition-ver-status", "confirmed")),
            .init("code", Self.concept(Self.icd10, disease.icd, disease.name)),
            .init("subject", ["reference": .string(patient)]),
            .init("onsetDateTime", .string(onset.description)),
        ]
        if let end { members.append(.init("abatementDateTime", .string(end.description))) }
        members.append(.init("recordedDate", .string(onset.description)))
        return add("Condition", members)
    }

    mutating func allergy(_ allergy: SyntheticCatalogue.Coded, reaction: String, isHigh: Bool, recorded: CivilDate) {
        addAllergy(
            Self.concept(Self.icd10, allergy.code, allergy.name), recorded: recorded,
            more: [
                .init("criticality", isHigh ? "high" : "low"),
                .init("reaction", [["manifestation": [["text": .string(reaction)]], "severity": isHigh ? "severe" : "mild"]]),
            ])
    }

    /// The facility asked and was told that there is none.
    mutating func noKnownAllergy(recorded: CivilDate) {
        let code = Self.concept(
            "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips", "no-known-allergies", "Không có dị ứng đã biết")
        addAllergy(code, recorded: recorded, more: [])
    }

    private mutating func addAllergy(_ code: JSON, recorded: CivilDate, more: [JSON.Member]) {
        _ = add(
            "AllergyIntolerance",
            [
                .init("clinicalStatus", Self.concept("allergyintolerance-clinical", "active")),
                .init("verificationStatus", Self.concept("allergyintolerance-verification", "confirmed")),
                .init("code", code), .init("patient", ["reference": .string(patient)]),
                .init("recordedDate", .string(recorded.description)),
            ] + more)
    }

    /// - Parameter end: the last day that the prescription covers, of one that is over.
    mutating func prescription(
        _ drug: SyntheticCatalogue.Drug, on day: CivilDate, until end: CivilDate?, encounter: String, reason: String, asReference: Bool,
        code prescription: PrescriptionCode? = nil
    ) {
        let code = Self.concept(Self.atc, drug.atc, drug.name)
        let medication: JSON.Member =
            asReference
            ? .init("medicationReference", ["reference": .string(add("Medication", [.init("code", code)]))])
            : .init("medicationCodeableConcept", code)
        var members: [JSON.Member] = [
            .init("status", end == nil ? "active" : "completed"), .init("intent", "order"), medication,
            .init("subject", ["reference": .string(patient)]), .init("encounter", ["reference": .string(encounter)]),
            .init("authoredOn", .string(day.description)),
            .init("requester", ["reference": .string(practitioners[count % practitioners.count])]),
            .init("reasonReference", [["reference": .string(reason)]]),
            .init("dosageInstruction", [["text": .string(drug.dosage)]]),
        ]
        if let end {
            let period: JSON = ["start": .string(day.description), "end": .string(end.description)]
            members.append(.init("dispenseRequest", ["validityPeriod": period]))
        }
        if let prescription {
            let group: JSON = ["system": .string(IdentifierSystems.community[.prescription]), "value": .string(prescription.description)]
            members.append(.init("groupIdentifier", group))
        }
        _ = add("MedicationRequest", members)
    }

    // MARK: Events

    mutating func result(_ test: SyntheticCatalogue.Test, _ value: String, on day: CivilDate, encounter: String) -> String {
        let quantity: JSON = [
            "value": .number(value), "unit": .string(test.unit), "system": "http://unitsofmeasure.org", "code": .string(test.unit),
        ]
        return observation(
            "laboratory", Self.concept(IPSSection.loinc, test.loinc, test.name), on: day, encounter: encounter,
            [
                .init("valueQuantity", quantity)
            ])
    }

    mutating func report(_ results: [String], on day: CivilDate, encounter: String) {
        _ = add(
            "DiagnosticReport",
            [
                .init("status", "final"), .init("category", [Self.concept("v2-0074", "LAB")]),
                .init("code", ["text": "Phiếu kết quả xét nghiệm"]), .init("subject", ["reference": .string(patient)]),
                .init("encounter", ["reference": .string(encounter)]), .init("effectiveDateTime", .string(Self.time(day, "09:05"))),
                .init("result", .array(results.map { ["reference": .string($0)] })),
            ])
    }

    mutating func bloodPressure(_ systolic: Int, _ diastolic: Int, on day: CivilDate, encounter: String) {
        let parts: [JSON] = [("8480-6", "Tâm thu", systolic), ("8462-4", "Tâm trương", diastolic)].map { code, name, value in
            [
                "code": Self.concept(IPSSection.loinc, code, name),
                "valueQuantity": [
                    "value": .number(String(value)), "unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]",
                ],
            ]
        }
        _ = observation(
            "vital-signs", Self.concept(IPSSection.loinc, "85354-9", "Huyết áp"), on: day, encounter: encounter,
            [
                .init("component", .array(parts))
            ])
    }

    mutating func smoking(_ status: String, on day: CivilDate, encounter: String) {
        let code = Self.concept(IPSSection.loinc, "72166-2", "Tình trạng hút thuốc")
        _ = observation("social-history", code, on: day, encounter: encounter, [.init("valueCodeableConcept", ["text": .string(status)])])
    }

    private mutating func observation(
        _ category: String, _ code: JSON, on day: CivilDate, encounter: String, _ value: [JSON.Member]
    ) -> String {
        add(
            "Observation",
            [
                .init("status", "final"), .init("category", [Self.concept("observation-category", category)]), .init("code", code),
                .init("subject", ["reference": .string(patient)]), .init("encounter", ["reference": .string(encounter)]),
                .init("effectiveDateTime", .string(Self.time(day, "08:40"))),
            ] + value)
    }

    mutating func immunization(_ vaccine: SyntheticCatalogue.Coded, on day: CivilDate) {
        _ = add(
            "Immunization",
            [
                .init("status", "completed"), .init("vaccineCode", Self.concept(Self.atc, vaccine.code, vaccine.name)),
                .init("patient", ["reference": .string(patient)]), .init("occurrenceDateTime", .string(day.description)),
            ])
    }

    mutating func procedure(_ procedure: SyntheticCatalogue.Coded, on day: CivilDate, encounter: String?) {
        var members: [JSON.Member] = [
            .init("status", "completed"),
            .init("code", Self.concept("http://hl7.org/fhir/sid/icd-9-cm", procedure.code, procedure.name)),
            .init("subject", ["reference": .string(patient)]),
        ]
        if let encounter { members.append(.init("encounter", ["reference": .string(encounter)])) }
        _ = add("Procedure", members + [.init("performedDateTime", .string(day.description))])
    }

    mutating func appointment(_ what: String, on day: CivilDate) {
        let participant: JSON = ["actor": ["reference": .string(patient)], "status": "accepted"]
        _ = add(
            "Appointment",
            [
                .init("status", "booked"), .init("description", .string(what)), .init("start", .string(Self.time(day, "07:30"))),
                .init("end", .string(Self.time(day, "08:00"))), .init("participant", [participant]),
            ])
    }

    mutating func referral(_ what: String, on day: CivilDate, encounter: String) {
        _ = add(
            "ServiceRequest",
            [
                .init("status", "active"), .init("intent", "order"), .init("code", ["text": .string(what)]),
                .init("subject", ["reference": .string(patient)]), .init("encounter", ["reference": .string(encounter)]),
                .init("authoredOn", .string(day.description)),
            ])
    }

    // MARK: Shapes

    private mutating func add(_ type: String, _ members: [JSON.Member]) -> String {
        count += 1
        let id = CompositionNames.uuid(of: "synthetic\n\(facility.code)\n\(count)")
        let resource = JSON.object([.init("resourceType", .string(type)), .init("id", .string(id))] + members)
        entries.append(["fullUrl": .string("urn:uuid:\(id)"), "resource": resource])
        return "urn:uuid:\(id)"
    }

    private static func name(of person: SyntheticPerson) -> JSON {
        [
            "use": "official", "text": .string(person.identity.name), "family": .string(person.family),
            "given": .array(person.given.map(JSON.string)),
        ]
    }

    private static func identifierType(_ code: String) -> JSON { ["coding": [coding("v2-0203", code)]] }
    private static func coding(_ system: String, _ code: String) -> JSON {
        ["system": .string(terminology + system), "code": .string(code)]
    }
    private static func concept(_ system: String, _ code: String) -> JSON { ["coding": [coding(system, code)]] }
    private static func concept(_ system: String, _ code: String, _ name: String) -> JSON {
        ["coding": [["system": .string(system), "code": .string(code), "display": .string(name)]], "text": .string(name)]
    }

    /// A dateTime in Vietnam's time zone.
    private static func time(_ day: CivilDate, _ clock: String) -> String { "\(day)T\(clock):00+07:00" }
}
