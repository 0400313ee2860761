public import BanyanCore

/// A failure of a flow.
public struct EngineFailure: Failure {
    public let category: FailureCategory
    public let code: String
    public let message: String
    public let hint: String?

    public init(_ category: FailureCategory, _ code: String, _ message: String, hint: String? = nil) {
        self.category = category
        self.code = code
        self.message = message
        self.hint = hint
    }
}

extension EngineFailure {
    static func noPatient(_ mrn: String) -> EngineFailure {
        EngineFailure(.notFound, "no-such-patient", "no patient here has that record number", hint: "banyan patient list")
    }

    static func ambiguousPatient(_ mrn: String) -> EngineFailure {
        EngineFailure(
            .usage, "ambiguous-patient", "that record number exists under several identifier systems", hint: "name it as SYSTEM|NUMBER")
    }

    static func unknownFacility(_ id: FacilityID) -> EngineFailure {
        EngineFailure(.notFound, "unknown-facility", "this node has not accepted the facility \(id)", hint: "banyan peer list")
    }

    static let damagedRecord = EngineFailure(
        .trust, "damaged-record", "a sealed record on the disk does not open: it was altered or belongs to another key")
}
