/// A FHIR version that is not R4, as told by what only it has. R4B shares the shapes that Banyan reads.
public enum FHIRVersion: String, Sendable, Hashable, CaseIterable {
    case dstu2 = "FHIR DSTU2"
    case stu3 = "FHIR STU3"
    case r5 = "FHIR R5"

    /// The other version that a resource shows unmistakably, and by which element; `nil` for what may be R4.
    static func hint(in resource: JSON) -> (version: FHIRVersion, why: String)? {
        guard let type = resource["resourceType"]?.string else { return nil }
        if let version = ownTypes[type] { return (version, "the resource type \(type) is not one of R4") }
        if let version = declared(resource) { return (version, "\(type) declares that version") }
        for shape in shapesByType[type] ?? [] {
            if let value = resource[shape.element], shape.matches(value) {
                return (shape.version, "\(type).\(shape.element) \(shape.why)")
            }
        }
        return nil
    }

    /// Profiles of the base specification and `fhirVersion` name their version.
    private static func declared(_ resource: JSON) -> FHIRVersion? {
        if let number = resource["fhirVersion"]?.string { return of(number: number) }
        for profile in resource.at("meta", "profile").compactMap(\.string) {
            for base in ["http://hl7.org/fhir/", "https://hl7.org/fhir/"] where profile.hasPrefix(base) {
                let rest = profile.dropFirst(base.count)
                if let folder = rest.split(separator: "/").first, let version = of(folder: String(folder)) { return version }
                if rest.hasPrefix("StructureDefinition/"), let bar = rest.lastIndex(of: "|"),
                    let version = of(number: String(rest[rest.index(after: bar)...]))
                {
                    return version
                }
            }
        }
        return nil
    }

    private static func of(folder: String) -> FHIRVersion? {
        switch folder.uppercased() {
        case "DSTU2": .dstu2
        case "STU3": .stu3
        case "R5": .r5
        case let number where number.contains("."): of(number: number)
        default: nil
        }
    }

    private static func of(number: String) -> FHIRVersion? {
        if number.hasPrefix("1.0") { return .dstu2 }
        if number.hasPrefix("3.0") { return .stu3 }
        if number.hasPrefix("5.0") { return .r5 }
        return nil
    }

    private static let ownTypes: [String: FHIRVersion] = {
        let lists: [(FHIRVersion, [String])] = [
            (
                .dstu2,
                [
                    "MedicationOrder", "DiagnosticOrder", "DeviceUseRequest", "ImagingObjectSelection", "Conformance", "Order",
                    "OrderResponse",
                ]
            ),
            (
                .stu3,
                [
                    "BodySite", "ProcedureRequest", "ReferralRequest", "EligibilityRequest", "EligibilityResponse", "ImagingManifest",
                    "DataElement", "ExpansionProfile", "ProcessRequest", "ProcessResponse", "ServiceDefinition", "DeviceComponent",
                    "Sequence",
                ]
            ),
            (
                .r5,
                [
                    "MedicationUsage", "DeviceUsage", "DeviceAssociation", "DeviceDispense", "EncounterHistory", "GenomicStudy",
                    "ImagingSelection", "InventoryItem", "InventoryReport", "NutritionIntake", "Transport", "Permission", "Requirements",
                    "ActorDefinition", "ArtifactAssessment", "BiologicallyDerivedProductDispense", "FormularyItem", "TestPlan",
                ]
            ),
        ]
        return Dictionary(lists.flatMap { version, types in types.map { ($0, version) } }, uniquingKeysWith: { first, _ in first })
    }()

    // MARK: Shapes

    /// An element that exists, or has that form, in one other version only.
    private struct Shape {
        let version: FHIRVersion
        let types: Set<String>
        let element: String
        var why = "is no element of R4"
        var matches: @Sendable (JSON) -> Bool = { _ in true }
    }

    private static func isArray(_ value: JSON) -> Bool {
        if case .array = value { true } else { false }
    }

    private static func isObject(_ value: JSON) -> Bool {
        if case .object = value { true } else { false }
    }

    private static func isCodeableReference(_ value: JSON) -> Bool {
        (value.items.first ?? value).members.contains { member in
            member.name == "concept" || (member.name == "reference" && isObject(member.value))
        }
    }

    private static func shape(_ version: FHIRVersion, _ types: Set<String>, _ elements: [String]) -> [Shape] {
        elements.map { Shape(version: version, types: types, element: $0) }
    }

    private static let medications: Set<String> = [
        "MedicationRequest", "MedicationStatement", "MedicationAdministration", "MedicationDispense",
    ]

    private static let shapesByType: [String: [Shape]] = {
        var byType: [String: [Shape]] = [:]
        for shape in shapes {
            for type in shape.types { byType[type, default: []].append(shape) }
        }
        return byType
    }()

    private static let shapes: [Shape] = {
        var all: [Shape] = []
        all += shape(.r5, ["Bundle"], ["issues"])
        all += shape(.r5, ["Encounter"], ["actualPeriod", "plannedStartDate", "plannedEndDate", "admission"])
        all.append(Shape(version: .r5, types: ["Encounter"], element: "class", why: "is a list", matches: isArray))
        all.append(Shape(version: .dstu2, types: ["Encounter"], element: "class", why: "is a code", matches: { $0.string != nil }))
        all.append(
            Shape(
                version: .r5, types: ["Encounter"], element: "reason", why: "is no element of R4",
                matches: { !$0.at("value").isEmpty || !$0.at("use").isEmpty }))
        all += shape(.stu3, ["Encounter"], ["reason"])
        all.append(Shape(version: .r5, types: ["AllergyIntolerance"], element: "type", why: "is a CodeableConcept", matches: isObject))
        all += shape(.r5, ["AllergyIntolerance", "Condition"], ["participant"])
        all += shape(.stu3, ["AllergyIntolerance", "Condition"], ["assertedDate"])
        all.append(
            Shape(
                version: .stu3, types: ["AllergyIntolerance", "Condition"], element: "clinicalStatus", why: "is a code",
                matches: { $0.string != nil }))
        all += shape(.dstu2, ["AllergyIntolerance"], ["substance"])
        all += shape(.stu3, ["Condition", "Observation", "Procedure", "MedicationRequest", "CarePlan", "DiagnosticReport"], ["context"])
        all += shape(.stu3, ["Observation"], ["comment", "related"])
        all += shape(.dstu2, ["Observation"], ["comments"])
        all += shape(.r5, ["Observation"], ["triggeredBy"])
        all += shape(.stu3, ["Procedure"], ["notDone"])
        all += shape(.dstu2, ["Procedure"], ["notPerformed"])
        all += shape(.r5, ["Procedure"], ["occurrenceDateTime", "occurrencePeriod", "occurrenceString"])
        all += shape(.stu3, ["Immunization"], ["notGiven", "vaccinationProtocol"])
        all += shape(.dstu2, ["Immunization"], ["wasNotGiven"])
        all += shape(.stu3, ["MedicationStatement"], ["taken"])
        all += shape(.dstu2, ["MedicationStatement"], ["wasNotTaken", "medicationNotTaken"])
        all += shape(.r5, ["MedicationStatement"], ["adherence"])
        for (types, element) in [
            (medications, "medication"), (medications, "reason"), (["CarePlan"], "addresses"), (["ServiceRequest"], "code"),
            (["Procedure", "ServiceRequest", "Immunization", "Appointment"], "reason"), (["DeviceUseStatement"], "device"),
        ] as [(Set<String>, String)] {
            all.append(Shape(version: .r5, types: types, element: element, why: "is a CodeableReference", matches: isCodeableReference))
        }
        all += shape(.stu3, ["DiagnosticReport"], ["codedDiagnosis"])
        all += shape(.stu3, ["Patient"], ["animal"])
        all += shape(.dstu2, ["Patient"], ["careProvider"])
        all += shape(.stu3, ["Consent"], ["consentingParty"])
        all += shape(.r5, ["Consent"], ["decision"])
        all += shape(.stu3, ["DeviceUseStatement"], ["whenUsed"])
        all += shape(.stu3, ["Composition"], ["class"])
        return all
    }()
}
