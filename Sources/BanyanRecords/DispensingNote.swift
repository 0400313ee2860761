public import BanyanCore

/// What this node knows of a prescription's dispensings, for a summary's row and document.
public struct DispensingNote: Hashable, Sendable {
    /// One facility's word that it handed the medicines out.
    public struct Dispensed: Hashable, Sendable {
        /// The facility ID in its text form.
        public let facility: String
        public let name: String
        public let at: Timestamp

        public init(facility: String, name: String, at: Timestamp) {
            self.facility = facility
            self.name = name
            self.at = at
        }
    }

    /// One for each facility; two or more: it was dispensed twice.
    public let dispensed: [Dispensed]
    /// As of when this node knows; `nil` where it has never been in sync with a peer.
    public let asOf: Timestamp?

    public init(dispensed: [Dispensed], asOf: Timestamp?) {
        self.dispensed = dispensed
        self.asOf = asOf
    }

    /// The code in JSON and in the FHIR extension.
    public var state: String {
        switch dispensed.count {
        case 0: "none-known"
        case 1: "dispensed"
        default: "dispensed-twice"
        }
    }

    /// The extension of the MedicationRequest in the composed document.
    var json: JSON {
        var parts: [JSON] = [["url": "state", "valueCode": .string(state)], ["url": "text", "valueString": .string(text)]]
        if let asOf { parts.append(["url": "asOf", "valueDateTime": .string(asOf.iso8601)]) }
        parts += dispensed.map { one in
            [
                "url": "dispensing",
                "extension": [
                    ["url": "facility", "valueString": .string(one.facility)], ["url": "name", "valueString": .string(one.name)],
                    ["url": "when", "valueDateTime": .string(one.at.iso8601)],
                ],
            ]
        }
        return ["url": .string(DispensingMark.stateURL), "extension": .array(parts)]
    }

    /// The words of the note that a resource of a composition bears.
    static func text(in resource: JSON) -> String? {
        resource.at("extension").first { $0["url"]?.string == DispensingMark.stateURL }?.at("extension")
            .first { $0["url"]?.string == "text" }?["valueString"]?.string
    }

    /// In words, for a row.
    private var text: String {
        let by = dispensed.map { "\($0.name), \($0.at.iso8601)" }.joined(separator: "; ")
        switch dispensed.count {
        case 0:
            let asOf = asOf.map { " (\(SummaryGlossary.asOf.joined) \($0.iso8601))" } ?? ""
            return SummaryGlossary.noDispensingKnown.joined + asOf
        case 1: return "\(SummaryGlossary.dispensed.joined): \(by)"
        default: return "\(SummaryGlossary.dispensedTwice.joined): \(by)"
        }
    }
}

extension SummaryGlossary {
    public static let prescription = Bilingual("đơn thuốc", "prescription")
    public static let noDispensingKnown = Bilingual("ở đây chưa biết lần cấp phát nào", "no dispensing known here")
    public static let dispensed = Bilingual("đã cấp phát", "dispensed")
    public static let dispensedTwice = Bilingual("ĐÃ CẤP PHÁT NHIỀU LẦN", "DISPENSED MORE THAN ONCE")
}

/// What a dispensing is in FHIR R4: one MedicationDispense for each medicine of the prescription.
public enum MedicationDispenses {
    /// - Parameters:
    ///   - prescription: as it was read.
    ///   - handedOver: when.
    ///   - role: of the user, with the pseudonym the performer.
    ///   - facility: the dispenser.
    /// - Returns: a Bundle of type collection.
    public static func bundle(
        of prescription: Prescription, handedOver: Timestamp, role: String, pseudonym: String, facility: SourceFacility
    ) -> JSON {
        let entries = prescription.items.map { item -> JSON in
            let quantity: JSON? = item.quantity.map { value in
                var out: JSON = ["value": .number(value)]
                out["unit"] = item.unit.map(JSON.string)
                return out
            }
            var dispense: JSON = [
                "resourceType": "MedicationDispense", "id": .string("dispense-\(item.id)"), "status": "completed",
            ]
            dispense[item.medication.name] = item.medication.value
            dispense["subject"] = ["reference": .string(Demographics.patientReference)]
            dispense["performer"] = [
                ["function": ["text": .string(role)], "actor": ["display": .string("\(pseudonym), \(facility.name) (\(facility.code))")]]
            ]
            dispense["authorizingPrescription"] = [["type": "MedicationRequest", "identifier": item.identifier]]
            dispense["quantity"] = quantity
            dispense["whenHandedOver"] = .string(handedOver.iso8601)
            return ["fullUrl": .string("urn:banyan:MedicationDispense/dispense-\(item.id)"), "resource": dispense]
        }
        return ["resourceType": "Bundle", "type": "collection", "entry": .array(entries)]
    }
}
