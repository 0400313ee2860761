/// The sections of a patient's summary: a closed list (protocol section 6). A resource lies in exactly one.
public enum Section: UInt8, CaseIterable, Sendable, Hashable, Comparable {
    case allergies = 1
    case problems = 2
    case medications = 3
    case devices = 4
    case directives = 5
    case immunizations = 16
    case results = 17
    case procedures = 18
    case encounters = 19
    case vitals = 20
    case social = 21
    case plan = 22
    case hiv = 32
    case mentalHealth = 33
    case reproductive = 34
    case genetic = 35

    /// How a section's streams are cut.
    public enum Kind: Sendable {
        /// One stream per publication month, each snapshot the whole current state.
        case state
        /// One stream per calendar month of the clinical date.
        case event
    }

    public var kind: Kind {
        switch self {
        case .immunizations, .results, .procedures, .encounters, .vitals, .social, .plan: .event
        default: .state
        }
    }

    /// Closed sections: no preset includes them, a grant must name them.
    public var isSensitive: Bool { rawValue >= 32 }

    /// What a grant holds when the patient names no section: all but the sensitive ones.
    public static var preset: [Section] { allCases.filter { !$0.isSensitive } }

    /// The same for an audience of this kind: a pharmacy gets prescriptions and medicines, and allergies.
    public static func preset(for kind: FacilityKind) -> [Section] { kind == .pharmacy ? pharmacy : preset }

    /// What a pharmacy is granted, and opens, when nobody names a section.
    public static let pharmacy: [Section] = [.allergies, .medications]

    /// The name in commands, files and JSON.
    public var name: String {
        switch self {
        case .mentalHealth: "mental-health"
        default: "\(self)"
        }
    }

    public init?(name: String) {
        guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// What a reader knows of one section of one source. Nothing missing may look absent: every section of every source is in
/// exactly one of these states, in the table, the page and the document alike (protocol section 7).
public enum SectionState: Sendable, Hashable {
    /// Entries are listed.
    case listed(count: Int)
    /// The source recorded that there is none, and when it said so (a FHIR date or dateTime as written, if it gave one).
    case statedNone(when: String?)
    /// The source published the section and holds nothing for it.
    case notRecorded
    /// The source's release policy keeps the section.
    case notPublished
    /// The patient's consent does not cover it.
    case notGranted
    /// The reader did not ask for it this time.
    case notRequested
    /// This replica lacks entries that exist or may exist; it has the source's log as of the time given.
    case notReplicated(asOf: Timestamp?)
    /// A newer generation exists, for which this reader has no keys.
    case superseded
    /// The source erased it.
    case erased
    /// It was found and could not be opened or decoded.
    case unreadable

    /// The code in JSON and in the FHIR extension.
    public var code: String {
        switch self {
        case .listed: "listed"
        case .statedNone: "stated-none"
        case .notRecorded: "not-recorded"
        case .notPublished: "not-published"
        case .notGranted: "not-granted"
        case .notRequested: "not-requested"
        case .notReplicated: "not-replicated"
        case .superseded: "superseded"
        case .erased: "erased"
        case .unreadable: "unreadable"
        }
    }
}

/// Why data are asked for: codes of HL7 v3 PurposeOfUse (http://terminology.hl7.org/CodeSystem/v3-ActReason).
public enum Purpose: String, CaseIterable, Sendable, Hashable {
    case treatment = "TREAT"
    case emergencyTreatment = "ETREAT"
    case patientRequest = "PATRQT"
    case careManagement = "CAREMGT"
    case payment = "HPAYMT"
    case research = "HRESCH"
    case publicHealth = "PUBHLTH"
}
