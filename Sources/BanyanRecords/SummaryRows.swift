/// Makes the line of a resource: what it is, when, its status, and the value that the name leaves open.
///
/// Reads whatever shape it is given and never fails: a member that is missing or of another type leaves its place empty.
struct RowReader {
    let resource: JSON
    /// The resource that a reference of this one points to, within its snapshot.
    let target: (String) -> JSON?

    var row: SummaryRow {
        let type = resource["resourceType"]?.string ?? ""
        let parts: (date: String?, text: String?, value: String?) =
            switch type {
            case "AllergyIntolerance": (date("onset", "recordedDate", "lastOccurrence"), name("code"), allergyDetail)
            case "Condition": (date("onset", "recordedDate"), name("code"), conditionDetail)
            case "MedicationRequest":
                (date("authoredOn"), medication, joined([dosage("dosageInstruction"), claim, prescription].compactMap { $0 }))
            case "MedicationStatement": (date("effective", "dateAsserted"), medication, dosage("dosage"))
            case "Immunization": (date("occurrence", "recorded"), name("vaccineCode"), resource["lotNumber"]?.string)
            case "Observation": (date("effective", "issued"), name("code"), observationDetail)
            case "DiagnosticReport": (date("effective", "issued"), name("code"), resource["conclusion"]?.string ?? names("conclusionCode"))
            case "Procedure": (date("performed"), name("code"), names("outcome"))
            case "Encounter": (date("period"), encounterName, encounterDetail)
            case "CarePlan": (date("period", "created"), resource["title"]?.string ?? names("category"), carePlanDetail)
            case "ServiceRequest": (date("occurrence", "authoredOn"), name("code"), names("reasonCode"))
            case "Appointment": (date("start", "requestedPeriod", "created"), appointmentName, names("reasonCode"))
            case "Device": (date("manufactureDate"), deviceName(resource), nil)
            case "DeviceUseStatement": (date("timing", "recordedOn"), usedDevice, names("bodySite"))
            case "Consent": (date("dateTime"), names("provision", "code") ?? names("category"), resource.text("provision", "type"))
            default: (nil, name("code"), nil)
            }
        return SummaryRow(
            type: type, date: parts.date, text: parts.text ?? SummaryGlossary.unnamed.joined, status: status, value: parts.value,
            isPast: isPastCondition(resource))
    }

    // MARK: Elements

    /// The status that matters most to a reader: a doubt about the statement itself, else its clinical or workflow state.
    private var status: String? {
        let verification = resource.text("verificationStatus", "coding", "code")
        if let verification, verification != "confirmed" { return verification }
        return resource.text("clinicalStatus", "coding", "code") ?? resource["status"]?.string ?? verification
    }

    /// The first of the elements that holds a time, in any of FHIR's shapes (`onsetDateTime`, `effectivePeriod`, ...).
    private func date(_ elements: String...) -> String? {
        for element in elements {
            for suffix in ["", "DateTime", "Date", "Period", "Instant", "String", "Timing"] {
                guard let value = resource[element + suffix] else { continue }
                let found = value.string ?? value.text("start") ?? value.text("end") ?? value.text("event")
                if let found { return found }
            }
        }
        return nil
    }

    private func name(_ element: String) -> String? { resource[element].flatMap(conceptName) }

    /// All concepts at the path, joined; `nil` where there is none.
    private func names(_ path: String...) -> String? { joined(resource.at(path).compactMap(conceptName)) }

    /// The prescription's code, and what is known of its dispensings.
    private var prescription: String? {
        guard let code = Prescription.code(of: resource) else { return nil }
        let state = DispensingNote.text(in: resource).map { ", \($0)" } ?? ""
        return "\(SummaryGlossary.prescription.joined) \(code)\(state)"
    }

    private var medication: String? {
        if let name = name("medicationCodeableConcept") { return name }
        guard let reference = resource["medicationReference"] else { return nil }
        return reference["reference"]?.string.flatMap(target)?["code"].flatMap(conceptName) ?? reference["display"]?.string
    }

    func dosage(_ element: String) -> String? {
        joined(resource.at(element).compactMap { $0["text"]?.string ?? doseText($0) }) ?? names("note")
    }

    private func doseText(_ dosage: JSON) -> String? {
        let amounts = dosage.at("doseAndRate", "doseQuantity").compactMap(quantityText)
        let timing = dosage.at("timing", "repeat").compactMap(timingText)
        return joined(amounts + timing, by: ", ")
    }

    private func timingText(_ timing: JSON) -> String? {
        guard let frequency = timing["frequency"]?.numberText, let period = timing["period"]?.numberText,
            let unit = timing["periodUnit"]?.string
        else { return nil }
        return "\(frequency) × / \(period) \(unit)"
    }

    private var allergyDetail: String? {
        let severity = resource["criticality"]?.string.map { [$0] } ?? []
        return joined(resource.at("reaction", "manifestation").compactMap(conceptName) + severity)
    }

    private var conditionDetail: String? {
        joined([resource["abatementDateTime"]?.string.map { "→ \($0)" } ?? names("severity"), claim].compactMap { $0 })
    }

    /// That a statement is an insurance claim's, and what it is not.
    private var claim: String? {
        let system = InsuranceCode.system(InsuranceCode.claim)
        return resource.at("category").first { $0.at("coding").contains { $0["system"]?.string == system } }.flatMap(conceptName)
    }

    private var observationDetail: String? {
        let own = valueText(resource)
        let parts = resource.at("component").compactMap { part -> String? in
            guard let value = valueText(part) else { return nil }
            return part["code"].flatMap(conceptName).map { "\($0): \(value)" } ?? value
        }
        let reading = joined([own].compactMap { $0 } + parts) ?? names("dataAbsentReason")
        guard let reading, let interpretation = names("interpretation") else { return reading }
        return "\(reading) (\(interpretation))"
    }

    private var encounterName: String? {
        names("type") ?? resource.text("class", "display") ?? names("serviceType") ?? resource.text("class", "code")
    }

    private var encounterDetail: String? {
        joined([names("reasonCode"), names("hospitalization", "dischargeDisposition")].compactMap { $0 })
    }

    private var carePlanDetail: String? {
        joined(resource.at("activity", "detail", "code").compactMap(conceptName)) ?? resource["description"]?.string
    }

    private var appointmentName: String? { resource["description"]?.string ?? names("serviceType") ?? names("appointmentType") }

    private var usedDevice: String? {
        let reference = resource["device"]
        return reference?["reference"]?.string.flatMap(target).flatMap(deviceName) ?? reference?["display"]?.string
    }

    private func deviceName(_ device: JSON) -> String? {
        device.text("deviceName", "name") ?? device["type"].flatMap(conceptName) ?? device["modelNumber"]?.string
    }
}

// MARK: - FHIR data types as text

/// The words of a CodeableConcept: what its author wrote, else a coding's display, else its code. An Annotation's text reads
/// the same way.
func conceptName(_ concept: JSON) -> String? {
    let words = [concept["text"]] + concept.at("coding", "display") + concept.at("coding", "code")
    return words.lazy.compactMap { $0?.string }.first { !$0.isEmpty }
}

/// A Quantity with the source's own digits: `1.10 mmol/L`.
func quantityText(_ quantity: JSON) -> String? {
    guard let value = quantity["value"]?.numberText else { return quantity["unit"]?.string }
    let unit = quantity["unit"]?.string ?? quantity["code"]?.string
    let text = (quantity["comparator"]?.string ?? "") + value
    return unit.map { "\(text) \($0)" } ?? text
}

/// The `value[x]` of an Observation or of one of its components.
func valueText(_ holder: JSON) -> String? {
    for member in holder.members where member.name.hasPrefix("value") {
        let value = member.value
        switch member.name {
        case "valueQuantity": return quantityText(value)
        case "valueCodeableConcept": return conceptName(value)
        case "valueString", "valueDateTime", "valueTime": return value.string
        case "valueBoolean": return value.boolean.map { $0 ? "có / yes" : "không / no" }
        case "valueInteger": return value.numberText
        case "valueRange": return spanText(value["low"], value["high"], by: " – ")
        case "valueRatio": return spanText(value["numerator"], value["denominator"], by: " : ")
        case "valuePeriod": return joined([value["start"]?.string, value["end"]?.string].compactMap { $0 }, by: " – ")
        default: continue
        }
    }
    return nil
}

private func spanText(_ first: JSON?, _ second: JSON?, by separator: String) -> String? {
    joined([first, second].compactMap { $0.flatMap(quantityText) }, by: separator)
}

private func joined(_ parts: [String], by separator: String = "; ") -> String? {
    parts.isEmpty ? nil : parts.joined(separator: separator)
}
