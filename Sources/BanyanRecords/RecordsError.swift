public import BanyanCore
import BanyanXML

/// Why records could not be read, placed or turned into a snapshot. Names files, positions and elements, never their content.
public struct RecordsError: Failure, Hashable {
    public let category: FailureCategory
    public let code: String
    public let message: String
    public let hint: String?

    init(_ code: String, _ message: String, hint: String? = nil, category: FailureCategory = .failed) {
        self.category = category
        self.code = code
        self.message = message
        self.hint = hint
    }

    static func json(_ problem: JSONProblem) -> RecordsError {
        let code =
            switch problem.kind {
            case .tooLarge: "too-large"
            case .tooDeep: "too-deep"
            case .truncated: "truncated"
            default: "not-json"
            }
        return RecordsError(code, problem.description)
    }

    static func notFHIR(_ why: String) -> RecordsError {
        RecordsError("not-fhir", why, hint: "Banyan reads FHIR R4 Bundles, NDJSON and single resources as JSON")
    }

    static func otherVersion(_ version: FHIRVersion, _ why: String) -> RecordsError {
        RecordsError("other-fhir-version", "\(version.rawValue), not R4: \(why)", hint: "export as FHIR R4 (4.0.1) and import again")
    }

    static func sensitiveList(_ why: String) -> RecordsError {
        RecordsError("bad-sensitive-list", "the list of sensitive codes: \(why)", category: .configuration)
    }

    static func xml(_ failure: XMLFailure, _ what: String) -> RecordsError {
        RecordsError(failure.code, "\(what): \(failure.message)", hint: failure.hint, category: failure.category)
    }

    static func insurance(_ code: String, _ why: String, hint: String? = nil) -> RecordsError {
        RecordsError(code, why, hint: hint ?? "docs/insurance-xml.md says what is read")
    }

    static func stored(_ why: String) -> RecordsError { RecordsError("bad-stored-resource", "a stored resource: \(why)") }
}
