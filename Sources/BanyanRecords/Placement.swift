public import BanyanCore

/// Where a resource goes when its patient's records are published.
public enum Placement: Hashable, Sendable {
    /// To a section; for event sections with the calendar month whose stream holds it. `date` is the element that gave the
    /// month or decided that a medicine is recent, `nil` where the record gives no date.
    case section(Section, month: CivilMonth?, date: String?)
    /// To every snapshot that refers to it.
    case shared
    case notPublished(Reason)

    public enum Reason: Hashable, Sendable, CustomStringConvertible {
        /// The type is not in the table.
        case notInTable
        /// `status` or `verificationStatus` is entered-in-error.
        case enteredInError
        /// A medicine that is a draft or was cancelled.
        case status
        /// A medicine that ended more than twelve months before publication.
        case ended
        /// A Consent that is no advance directive.
        case otherConsent

        public var description: String {
            switch self {
            case .notInTable: "its type belongs to no section"
            case .enteredInError: "entered in error"
            case .status: "a draft or cancelled"
            case .ended: "ended more than twelve months ago"
            case .otherConsent: "a consent that is no advance directive"
            }
        }
    }

    public var section: Section? {
        if case .section(let section, _, _) = self { section } else { nil }
    }
}
