import BanyanCore

/// The number under which a facility keeps a patient: an identifier's system and value. The system is empty where the
/// record gives none.
public struct PatientKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The system of numbers that Banyan mints for patients who come without a usable identifier.
    public static let mintedSystem = "urn:banyan:minted"

    public let system: String
    public let value: String

    public init(system: String, value: String) {
        self.system = system
        self.value = value
    }

    public static func < (a: Self, b: Self) -> Bool { (a.system, a.value) < (b.system, b.value) }

    /// `system|value`, the form of a FHIR token parameter.
    public var description: String { system.isEmpty ? value : "\(system)|\(value)" }

    /// The first identifier of type MR (medical record number, HL7 v2 table 0203), else the only identifier.
    init?(of patient: JSON) {
        let usable = patient.at("identifier").filter { $0["value"]?.string?.isEmpty == false }
        guard let chosen = usable.first(where: Self.isRecordNumber) ?? (usable.count == 1 ? usable.first : nil),
            let value = chosen["value"]?.string
        else { return nil }
        self.init(system: chosen["system"]?.string ?? "", value: value)
    }

    private static let tableOfTypes: Set<String?> = [
        nil, "http://terminology.hl7.org/CodeSystem/v2-0203", "http://hl7.org/fhir/v2/0203", "urn:oid:2.16.840.1.113883.18.108",
    ]

    private static func isRecordNumber(_ identifier: JSON) -> Bool {
        identifier.at("type", "coding").contains { coding in
            coding["code"]?.string == "MR" && tableOfTypes.contains(coding["system"]?.string)
        }
    }
}

extension PatientKey {
    /// Short enough to keep, and without characters that would act on a terminal.
    var isPlain: Bool { system.isPlain && value.isPlain }
}

extension String {
    fileprivate var isPlain: Bool {
        utf8.count <= Limits.name && !unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}

extension Identity {
    /// What a FHIR Patient says of who it is: the official name, else the usual one, else the first; its text, else the given
    /// names and the family name in that order, without prefixes. A birth date that is not given is empty, a sex that is not
    /// given is `unknown`.
    ///
    /// - Throws: which element is missing or not what FHIR R4 has there.
    init(of patient: JSON) throws(RecordsError) {
        guard let name = Self.fullName(patient.at("name")) else { throw .notFHIR("Patient.name is missing or empty") }
        guard name.isPlain else { throw .notFHIR("Patient.name is longer than \(Limits.name) bytes or has control characters") }
        let birthDate = patient["birthDate"]
        if let birthDate, birthDate.string.flatMap(FHIRDate.init)?.text.utf8.count ?? 11 > 10 {
            throw .notFHIR("Patient.birthDate is not a date")
        }
        let gender = patient["gender"]
        let sex = gender?.string.flatMap(AdministrativeGender.init)
        if gender != nil, sex == nil { throw .notFHIR("Patient.gender is not a code of administrative-gender") }
        self.init(name: name, birthDate: birthDate?.string ?? "", sex: sex ?? .unknown)
    }

    private static func fullName(_ names: [JSON]) -> String? {
        let current = names.filter { $0["use"]?.string != "old" && $0["use"]?.string != "maiden" }
        let ordered = ["official", "usual"].flatMap { use in current.filter { $0["use"]?.string == use } } + current + names
        return ordered.lazy.compactMap(text(of:)).first
    }

    private static func text(of name: JSON) -> String? {
        let parts = [name["text"]?.string].compactMap { $0 }
        let words = parts.isEmpty ? name.at("given").compactMap(\.string) + name.at("family").compactMap(\.string) : parts
        let text = words.joined(separator: " ").split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return text.isEmpty ? nil : text
    }
}
