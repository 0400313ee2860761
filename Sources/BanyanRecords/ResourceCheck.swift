/// What a resource must have before it is taken in: the elements that place, date and attribute it. Not a validation of all
/// of FHIR: what Banyan does not act on passes as it came.
enum ResourceCheck {
    /// The first thing that is wrong, in words that name elements and never quote the record; `nil` when nothing is.
    static func problem(in resource: JSON, type: String) -> String? {
        if let id = resource["id"], id.string == nil { return "\(type).id is not a string" }
        if let reason = statusProblem(resource, type) { return reason }
        for element in codedElements {
            if let value = resource[element], !isObject(value) { return "\(type).\(element) has the wrong JSON type" }
        }
        for choices in required[type] ?? [] where !choices.contains(where: { resource[$0] != nil }) {
            return "\(type).\(choices.count == 1 ? choices[0] : "medication[x]") is missing"
        }
        return dateProblem(resource, type)
    }

    private static let codedElements = [
        "code", "vaccineCode", "medicationCodeableConcept", "medicationReference", "clinicalStatus", "verificationStatus", "class",
        "serviceProvider", "encounter", "device", "valueQuantity", "valueCodeableConcept",
    ]

    private static let required: [String: [[String]]] = [
        "MedicationRequest": [["medicationCodeableConcept", "medicationReference"]],
        "MedicationStatement": [["medicationCodeableConcept", "medicationReference"]], "Immunization": [["vaccineCode"]],
        "Observation": [["code"]], "DiagnosticReport": [["code"]], "DeviceUseStatement": [["device"]],
    ]

    private static func isObject(_ value: JSON) -> Bool {
        if case .object = value { true } else { false }
    }

    // MARK: Status

    private static func statusProblem(_ resource: JSON, _ type: String) -> String? {
        guard let allowed = statuses[type] else { return nil }
        guard let status = resource["status"] else { return optionalStatus.contains(type) ? nil : "\(type).status is missing" }
        guard let code = status.string else { return "\(type).status has the wrong JSON type" }
        return allowed.contains(code) ? nil : "\(type).status is not a code of FHIR R4"
    }

    private static let optionalStatus: Set<String> = ["Device"]

    private static let statuses: [String: Set<String>] = [
        "MedicationRequest": ["active", "on-hold", "cancelled", "completed", "entered-in-error", "stopped", "draft", "unknown"],
        "MedicationStatement": ["active", "completed", "entered-in-error", "intended", "stopped", "on-hold", "unknown", "not-taken"],
        "Immunization": ["completed", "entered-in-error", "not-done"],
        "Observation": ["registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown"],
        "DiagnosticReport": [
            "registered", "partial", "preliminary", "final", "amended", "corrected", "appended", "cancelled", "entered-in-error", "unknown",
        ],
        "Procedure": ["preparation", "in-progress", "not-done", "on-hold", "stopped", "completed", "entered-in-error", "unknown"],
        "Encounter": ["planned", "arrived", "triaged", "in-progress", "onleave", "finished", "cancelled", "entered-in-error", "unknown"],
        "CarePlan": ["draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"],
        "ServiceRequest": ["draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"],
        "Appointment": [
            "proposed", "pending", "booked", "arrived", "fulfilled", "cancelled", "noshow", "entered-in-error", "checked-in", "waitlist",
        ],
        "Device": ["active", "inactive", "entered-in-error", "unknown"],
        "DeviceUseStatement": ["active", "completed", "entered-in-error", "intended", "stopped", "on-hold"],
        "Consent": ["draft", "proposed", "active", "rejected", "inactive", "entered-in-error"],
    ]

    // MARK: Dates

    private static let dateElements: Set<String> = [
        "recordedDate", "authoredOn", "dateAsserted", "issued", "created", "start", "end", "recorded", "recordedOn", "lastOccurrence",
        "expirationDate", "manufactureDate", "dateTime",
    ]

    private static func dateProblem(_ resource: JSON, _ type: String) -> String? {
        for member in resource.members where !member.name.hasPrefix("_") {
            if dateElements.contains(member.name) || member.name.hasSuffix("DateTime") {
                guard isDate(member.value) else { return "\(type).\(member.name) is not a date of FHIR R4" }
            }
            if member.name == "period" || member.name.hasSuffix("Period") {
                guard isPeriod(member.value) else { return "\(type).\(member.name) is not a period of FHIR R4" }
            }
        }
        let validity = resource["dispenseRequest"]?["validityPeriod"]
        return validity.map(isPeriod) ?? true ? nil : "\(type).dispenseRequest.validityPeriod is not a period of FHIR R4"
    }

    private static func isDate(_ value: JSON) -> Bool { value.string.flatMap(FHIRDate.init) != nil }

    private static func isPeriod(_ value: JSON) -> Bool {
        if case .array(let items) = value { return items.allSatisfy(isPeriod) }
        guard isObject(value) else { return false }
        return [value["start"], value["end"]].allSatisfy { $0.map(isDate) ?? true }
    }
}
