public import BanyanCore

/// What two facilities send each other about a referral: a FHIR R4 Bundle of type collection with the Task that says how it stands, and
/// at first the patient and the ServiceRequest, at last the follow-up Appointment.
public enum ReferralMessage {
    private static let taskCode: JSON = [
        "coding": [["system": "http://hl7.org/fhir/CodeSystem/task-code", "code": "fulfill"]]
    ]

    static func taskID(_ id: ReferralID) -> String { "referral-\(id)-task" }

    /// The Task of one step.
    static func task(
        _ id: ReferralID, _ status: ReferralStatus, at time: Timestamp, from origin: ReferralFacility, to audience: ReferralFacility,
        reason: String? = nil, outcome: String? = nil
    ) -> JSON {
        .record([
            ("resourceType", "Task"), ("id", .string(taskID(id))),
            ("identifier", [["system": "urn:banyan:referral", "value": .string(id.description)]]), ("status", .string(status.rawValue)),
            ("statusReason", reason.map { ["text": .string($0.composed)] }), ("intent", "order"), ("code", taskCode),
            ("focus", ["reference": .string("ServiceRequest/\(ReferralOrder.resourceID(id))")]),
            ("for", ["reference": .string(Demographics.patientReference)]), ("lastModified", .string(time.iso8601)),
            ("requester", origin.reference), ("owner", audience.reference),
            ("output", outcome.map { [["type": ["text": "Kết quả / outcome"], "valueString": .string($0.composed)]] }),
        ])
    }

    /// The message that sends a referral.
    /// - Parameter isClosed: whether it belongs to a closed section, which the patient has granted: then it says so there too.
    public static func request(
        _ id: ReferralID, _ order: ReferralOrder, patient: JSON, from origin: ReferralFacility, to audience: ReferralFacility,
        at time: Timestamp, isClosed: Bool
    ) -> [UInt8] {
        bundle([
            Demographics.trimmed(patient), isClosed ? order.request : order.untagged,
            task(id, .requested, at: time, from: origin, to: audience),
        ])
    }

    /// The message that says how a referral stands.
    public static func step(
        _ id: ReferralID, _ status: ReferralStatus, at time: Timestamp, from origin: ReferralFacility, to audience: ReferralFacility,
        reason: String? = nil, outcome: String? = nil, followUp: FollowUp? = nil, order: ReferralOrder? = nil
    ) -> [UInt8] {
        let task = task(id, status, at: time, from: origin, to: audience, reason: reason, outcome: outcome)
        let appointment = followUp.map { $0.appointment(id, reason: order?.request.at("reasonCode") ?? []) }
        return bundle([task] + [appointment].compactMap { $0 })
    }

    private static func bundle(_ resources: [JSON]) -> [UInt8] {
        let bundle: JSON = .record([
            ("resourceType", "Bundle"), ("type", "collection"), ("entry", .array(resources.map { ["resource": $0] })),
        ])
        return bundle.serialized
    }

    /// A referral that another facility sent.
    public struct Received: Sendable {
        public let identity: Identity
        /// The Patient, trimmed to what a summary shows; its id is `patient`.
        public let patient: JSON
        public let order: ReferralOrder
    }

    /// - Throws: `RecordsError` where it is not such a message, or one about another referral.
    public static func received(
        _ bytes: [UInt8], _ id: ReferralID, from origin: ReferralFacility, to audience: ReferralFacility
    ) throws(RecordsError) -> Received {
        let resources = try resources(bytes)
        guard let patient = resources.first(where: { $0["resourceType"]?.string == "Patient" }),
            let request = resources.first(where: { $0["resourceType"]?.string == "ServiceRequest" }),
            let order = ReferralOrder(received: request, id, from: origin, to: audience),
            try status(resources, id).status == .requested
        else { throw .notFHIR("a referral has a Patient, a ServiceRequest and a Task") }
        return Received(identity: try Identity(of: patient), patient: Demographics.trimmed(patient), order: order)
    }

    /// What the receiving facility said.
    public struct Step: Sendable, Hashable {
        public let status: ReferralStatus
        /// Why it was refused.
        public let reason: String?
        public let outcome: String?
        public let followUp: FollowUp?
    }

    public static func step(_ bytes: [UInt8], _ id: ReferralID) throws(RecordsError) -> Step {
        let resources = try resources(bytes)
        let (status, task) = try status(resources, id)
        let appointment = resources.first { $0["resourceType"]?.string == "Appointment" }
        let followUp = appointment.flatMap { FollowUp($0, id) }
        guard (appointment == nil) == (followUp == nil) else { throw .notFHIR("the appointment of a referral says a day and a place") }
        let texts = (task.text("statusReason", "text"), task.text("output", "valueString"))
        guard [texts.0, texts.1].allSatisfy({ ($0?.utf8.count ?? 0) <= Limits.referralText }) else {
            throw .notFHIR("a text of a referral is too long")
        }
        return Step(status: status, reason: texts.0, outcome: texts.1, followUp: followUp)
    }

    private static func resources(_ bytes: [UInt8]) throws(RecordsError) -> [JSON] {
        let bundle: JSON
        do throws(JSONProblem) { bundle = try JSON.parse(bytes, limit: Limits.referral) } catch { throw .json(error) }
        guard bundle["resourceType"]?.string == "Bundle", bundle["type"]?.string == "collection" else {
            throw .notFHIR("a referral is a Bundle of type collection")
        }
        return bundle.at("entry", "resource")
    }

    private static func status(_ resources: [JSON], _ id: ReferralID) throws(RecordsError) -> (status: ReferralStatus, task: JSON) {
        guard let task = resources.first(where: { $0["resourceType"]?.string == "Task" }), task["id"]?.string == taskID(id),
            let status = task["status"]?.string.flatMap({ ReferralStatus(rawValue: $0) })
        else { throw .notFHIR("a referral has a Task with its state") }
        return (status, task)
    }
}

/// What a referral leaves in the patient's record, and so in the section `plan` of the summary.
public enum ReferralEntries {
    /// - Parameter steps: what happened, one line each.
    public static func resources(
        _ id: ReferralID, _ order: ReferralOrder, _ status: ReferralStatus, steps: [String], followUp: FollowUp?
    ) throws(RecordsError) -> [ImportedResource] {
        let appointment = followUp.map { $0.appointment(id, reason: order.request.at("reasonCode")) }
        var out: [ImportedResource] = []
        for resource in [order.with(status, notes: steps), appointment].compactMap({ $0 }) {
            out.append(try ImportedResource(bytes: resource.serialized))
        }
        return out
    }
}

/// The person whom a stored Patient resource names.
public struct ReferralPerson: Sendable {
    public let identity: Identity

    public init(_ patient: [UInt8]) throws(RecordsError) {
        let resource: JSON
        do throws(JSONProblem) { resource = try JSON.parse(patient, limit: Limits.resource) } catch { throw .json(error) }
        identity = try Identity(of: resource)
    }
}
