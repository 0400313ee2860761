public import BanyanCore

/// The steps of the one verification, in their order (protocol section 7).
public enum VerificationStep: String, CaseIterable, Sendable, Hashable {
    /// Size and strict decode.
    case decoding
    /// `typ` and the protected header.
    case type
    /// Exactly the claims of this version.
    case claims
    /// Enrolment entry found and opened, issuer's key sound and equal to it.
    case enrolment
    case signature
    /// Audience and origin.
    case parties
    /// Key list hash and cover.
    case keyList = "key-list"
    /// Sections asked for, granted and released.
    case scope
    case times
    case revocation
    /// Rules for keys that a facility keeps.
    case custody
    case purpose
}

/// Why consent does not permit: shared by command line, API, pages and audit. Says nothing of the patient.
public struct Denial: Failure, Hashable {
    public let step: VerificationStep
    public let category: FailureCategory
    public let code: String
    public let message: String
    public let hint: String?

    init(_ step: VerificationStep, _ code: String, _ message: String, hint: String? = nil) {
        self.init(step, .denied, code, message, hint: hint)
    }

    init(_ step: VerificationStep, _ category: FailureCategory, _ code: String, _ message: String, hint: String? = nil) {
        self.step = step
        self.category = category
        self.code = code
        self.message = message
        self.hint = hint
    }
}

/// What verification answers: a permit for one read, or a denial with its reason.
public enum ConsentDecision: ~Copyable, Sendable {
    case permit(VerifiedConsent)
    case deny(Denial)
}
