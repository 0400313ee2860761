public import BanyanCore

/// The logs that a node carries (protocol section 8). Its own are always among them: peers hold what its disk may lose.
public struct WantSet: Hashable, Sendable {
    public enum Scope: Hashable, Sendable {
        /// Every accepted facility's logs: the default of hospitals.
        case everyAccepted
        /// These facilities' alone, where they are accepted.
        case only(Set<FacilityID>)

        func contains(_ facility: FacilityID) -> Bool {
            switch self {
            case .everyAccepted: true
            case .only(let some): some.contains(facility)
            }
        }
    }

    /// Whose logs are replicated at all.
    public var headers: Scope
    /// Whose payloads come with them; beyond `headers` it has no meaning.
    public var payloads: Scope

    public init(headers: Scope = .everyAccepted, payloads: Scope = .everyAccepted) {
        self.headers = headers
        self.payloads = payloads
    }
}
