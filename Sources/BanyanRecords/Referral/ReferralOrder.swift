public import BanyanCore

/// A facility as a referral names it.
public struct ReferralFacility: Hashable, Sendable {
    public let id: FacilityID
    /// `MA_CSKCB`.
    public let code: String
    public let name: String

    public init(id: FacilityID, code: String, name: String) {
        self.id = id
        self.code = code
        self.name = name
    }

    var reference: JSON {
        [
            "type": "Organization", "identifier": ["system": .string(IdentifierSystems.community[.facility]), "value": .string(code)],
            "display": .string(name),
        ]
    }
}

/// A diagnosis that a referral names.
public struct ReferralDiagnosis: Hashable, Sendable {
    /// ICD-10.
    public let code: String
    public let text: String?

    public init(code: String, text: String?) {
        self.code = code
        self.text = text
    }
}

/// A referral as a FHIR R4 ServiceRequest, free of references to anything that does not travel with it.
public struct ReferralOrder: Hashable, Sendable {
    /// The ServiceRequest. Its subject is `Patient/patient`.
    public let request: JSON

    /// `Type/id` in a patient's record.
    public static func resourceID(_ id: ReferralID) -> String { "referral-\(id)" }

    private static let identifierSystem = "urn:banyan:referral"
    /// Of a ServiceRequest that comes from outside, or out of a record, only these are taken over.
    private static let taken: Set<String> = [
        "meta", "identifier", "priority", "code", "category", "authoredOn", "requester", "reasonCode", "supportingInfo", "note",
    ]
    static let title = Bilingual("Chuyển cơ sở khám bệnh, chữa bệnh", "referral to another facility")

    /// Made here, from what a person typed.
    /// - Parameters:
    ///   - details: findings, course, treatment so far; each becomes a note.
    ///   - authored: when, UTC.
    public init(
        _ id: ReferralID, reason: String, diagnoses: [ReferralDiagnosis], details: [String], from origin: ReferralFacility,
        to audience: ReferralFacility, authored: Timestamp
    ) {
        var reasons: [JSON] = [["text": .string(reason.composed)]]
        if !diagnoses.isEmpty {
            let codings = diagnoses.map { InsuranceDiagnosis.coding($0.code.uppercased()) }
            let words = diagnoses.compactMap(\.text).joined(separator: "; ")
            reasons.append(
                .record([("coding", .array(codings)), ("text", words.isEmpty ? nil : .string(words.composed))]))
        }
        self.init(
            [
                ("authoredOn", .string(authored.iso8601)), ("reasonCode", .array(reasons)),
                ("note", .array(details.map { ["text": .string($0.composed)] })),
            ], id, from: origin, to: audience)
    }

    /// Made of a ServiceRequest in the patient's record, such as XML13 becomes.
    /// - Returns: `nil` where it is none.
    public init?(_ id: ReferralID, of request: JSON, from origin: ReferralFacility, to audience: ReferralFacility) {
        guard request["resourceType"]?.string == "ServiceRequest" else { return nil }
        self.init(Self.own(request), id, from: origin, to: audience)
    }

    /// Read from what another facility sent: the members that a referral has, and no others.
    init?(received request: JSON, _ id: ReferralID, from origin: ReferralFacility, to audience: ReferralFacility) {
        guard request["resourceType"]?.string == "ServiceRequest", request["id"]?.string == Self.resourceID(id) else { return nil }
        self.init(Self.own(request), id, from: origin, to: audience)
    }

    private init(_ members: [(String, JSON?)], _ id: ReferralID, from origin: ReferralFacility, to audience: ReferralFacility) {
        let mine: JSON = ["system": .string(Self.identifierSystem), "value": .string(id.description)]
        let former = (members.first { $0.0 == "identifier" }?.1?.items ?? []).filter { $0["system"] != mine["system"] }
        let rest = members.filter { !["identifier", "code", "supportingInfo"].contains($0.0) }
        request = .record(
            [
                ("resourceType", "ServiceRequest"), ("id", .string(Self.resourceID(id))), ("identifier", .array([mine] + former)),
                ("status", "active"), ("intent", "order"), ("code", ["text": .string(Self.title.joined)]),
                ("subject", ["reference": .string(Demographics.patientReference)]), ("performer", [audience.reference]),
                ("supportingInfo", [origin.reference]),
            ] + rest)
    }

    /// What may be taken over, without references to resources of the record.
    private static func own(_ request: JSON) -> [(String, JSON?)] {
        request.members.filter { taken.contains($0.name) }.map { member in
            // Of `meta` only what says that it may tell something sensitive.
            let value: JSON = member.name == "meta" ? .record([("tag", member.value["tag"])]) : member.value
            return (member.name, unlinked(value))
        }
    }

    /// The order without the tags that keep it in its closed section: they name diagnoses that it does not.
    var untagged: JSON {
        var out = request
        out["meta"] = nil
        return out
    }

    private static func unlinked(_ value: JSON) -> JSON {
        switch value {
        case .object(let members): .object(members.filter { $0.name != "reference" }.map { JSON.Member($0.name, unlinked($0.value)) })
        case .array(let items): .array(items.map(unlinked))
        default: value
        }
    }

    /// The order with another status, and with what became of it as further notes.
    func with(_ status: ReferralStatus, notes: [String]) -> JSON {
        var out = request
        out["status"] = .string(Self.requestStatus(status))
        let former = request.at("note")
        out["note"] = .array(former + notes.map { ["text": .string($0)] })
        return out
    }

    private static func requestStatus(_ status: ReferralStatus) -> String {
        switch status {
        case .draft: "draft"
        case .requested, .received, .accepted: "active"
        case .rejected: "revoked"
        case .completed: "completed"
        }
    }

    // MARK: Reading

    /// Why, in one line: every reason's text, else its codes.
    public var reason: String {
        let parts = request.at("reasonCode").map { reason -> String in
            reason["text"]?.string ?? reason.at("coding", "code").compactMap(\.string).joined(separator: ", ")
        }
        return parts.filter { !$0.isEmpty }.joined(separator: "; ")
    }

    public var diagnoses: [String] {
        request.at("reasonCode", "coding").filter { $0["system"]?.string == InsuranceCode.icd10 }.compactMap { $0["code"]?.string }
    }

    public var notes: [String] { request.at("note").compactMap { $0["text"]?.string } }
    public var authored: String? { request["authoredOn"]?.string }

    /// Whether a resource of a record is a referral that XML13 became.
    public static func isPaper(_ resource: JSON) -> Bool {
        resource["resourceType"]?.string == "ServiceRequest"
            && resource.at("category", "coding").contains {
                $0["system"]?.string == InsuranceCode.system("table") && $0["code"]?.string == "XML13"
            }
    }

    /// The code of the facility that a ServiceRequest names as its performer.
    public static func destination(of resource: JSON) -> String? {
        resource.at("performer", "identifier").first { $0["system"]?.string.flatMap(IdentifierSystems.community.kind(of:)) == .facility }?[
            "value"]?.string
    }
}
