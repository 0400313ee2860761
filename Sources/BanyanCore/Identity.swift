/// Who a person is, as far as two facilities compare it: the three things that an enrolment entry carries and that must
/// match the local patient before anything clinical shows (protocol sections 5 and 7).
public struct Identity: Hashable, Sendable {
    /// The full name as one string, as written.
    public let name: String
    /// A FHIR date: `yyyy`, `yyyy-MM` or `yyyy-MM-dd`.
    public let birthDate: String
    public let sex: AdministrativeGender

    public init(name: String, birthDate: String, sex: AdministrativeGender) {
        self.name = name
        self.birthDate = birthDate
        self.sex = sex
    }
}

/// A person never prints by accident: interpolation and debugging show that there is one, not who.
extension Identity: CustomStringConvertible, CustomDebugStringConvertible {
    public var description: String { "Identity(redacted)" }
    public var debugDescription: String { description }
}

/// FHIR R4 `administrative-gender`.
public enum AdministrativeGender: String, CaseIterable, Sendable, Codable {
    case male, female, other, unknown
}
