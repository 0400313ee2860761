public import BanyanCore

/// A facility as a summary names it.
public struct SourceFacility: Hashable, Sendable {
    /// The facility ID in its text form (`FacilityID.description`).
    public let id: String
    public let name: String
    public let kind: FacilityKind
    /// `MA_CSKCB`.
    public let code: String

    public init(id: String, name: String, kind: FacilityKind, code: String) {
        self.id = id
        self.name = name
        self.kind = kind
        self.code = code
    }

    /// How resources of the document name it in `meta.source`.
    public var uri: String { "urn:banyan:facility:\(id)" }
}

/// The person at the desk, as the reading facility has registered them.
public struct LocalPatient: Sendable {
    public let key: PatientKey
    public let identity: Identity
    /// The FHIR Patient resource of the local registration.
    public let demographics: JSON

    public init(key: PatientKey, identity: Identity, demographics: JSON) {
        self.key = key
        self.identity = identity
        self.demographics = demographics
    }
}

/// What was read of one source: one enrolment of the patient at one facility.
public struct SourceReading: Sendable {
    public var facility: SourceFacility
    /// Entries of the facility's log that this replica holds.
    public var logSize: UInt64
    /// Time of the newest checkpoint held; `nil` where there is none.
    public var asOf: Timestamp?
    /// When the facility was last heard from, directly or through peers; `nil` for never.
    public var lastHeard: Timestamp?
    /// One for each section of the closed list, in its order.
    public var sections: [SectionReading]
    /// Why nothing of it was opened; `nil` where it was read.
    public var denied: SourceDenial?

    public init(
        facility: SourceFacility, logSize: UInt64, asOf: Timestamp?, lastHeard: Timestamp?, sections: [SectionReading],
        denied: SourceDenial? = nil
    ) {
        self.facility = facility
        self.logSize = logSize
        self.asOf = asOf
        self.lastHeard = lastHeard
        self.sections = sections
        self.denied = denied
    }
}

/// Why nothing of a source is shown.
public struct SourceDenial: Hashable, Sendable {
    public let code: String
    /// For people; says nothing of the patient.
    public let message: String

    public init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}

/// What was read of one section of one source.
public struct SectionReading: Sendable {
    public var section: Section
    /// What the reader found out before it looked inside. `nil`, or one of listed, stated none and not recorded, leaves it
    /// to the resources. With `notReplicated` or `unreadable` the snapshots that could be read are shown all the same; with
    /// `notPublished`, `notGranted`, `notRequested`, `superseded` or `erased` none is.
    public var state: SectionState?
    /// JSON bytes, each a FHIR Bundle of type collection.
    public var snapshots: [[UInt8]]
    /// The months that the patient granted, ascending, where that is not all of them. What lies outside is not looked for, so
    /// the state says nothing of it.
    public var months: [ClosedRange<CivilMonth>]?
    /// What is known of the dispensings of this source's prescriptions.
    public var dispensings: [PrescriptionCode: DispensingNote] = [:]

    public init(
        section: Section, state: SectionState? = nil, snapshots: [[UInt8]] = [], months: [ClosedRange<CivilMonth>]? = nil
    ) {
        self.section = section
        self.state = state
        self.snapshots = snapshots
        self.months = months
    }
}

/// What a reader is shown: a FHIR document and the same content as plain lines.
public struct Summary: Sendable {
    /// FHIR R4 Bundle of type `document`, its Composition first.
    public let document: JSON
    public let patient: Identity
    public let composed: Timestamp
    /// In the order given; `sections[].statements` are in the same order.
    public let sources: [SummarySource]
    /// All of the closed list, in its order.
    public let sections: [SummarySection]

    /// The words that stand in every summary.
    public var notice: Bilingual { SummaryGlossary.notice }
}

/// How far this replica has one source's log.
public struct SummarySource: Hashable, Sendable {
    public let facility: SourceFacility
    public let logSize: UInt64
    public let asOf: Timestamp?
    public let lastHeard: Timestamp?
}

public struct SummarySection: Hashable, Sendable {
    public let section: Section
    public let title: Bilingual
    /// One for each source, so that nothing missing looks absent.
    public let statements: [SectionStatement]
}

/// What one source says in one section.
public struct SectionStatement: Hashable, Sendable {
    public let facility: SourceFacility
    public let state: SectionState
    /// The granted months that the state is about; `nil` for all.
    public let months: [ClosedRange<CivilMonth>]?
    /// Newest first, undated last. In the section of problems the past ones are marked and come after the active ones.
    public let rows: [SummaryRow]
}

/// One resource as a line.
public struct SummaryRow: Hashable, Sendable {
    /// The FHIR resource type.
    public let type: String
    /// A FHIR date or dateTime as written.
    public let date: String?
    public let text: String
    /// A FHIR status code; `SummaryGlossary.phrase(forStatus:)` says it in words.
    public let status: String?
    /// A result with its unit, a dosage, a reaction: what the text alone leaves open. Numbers as the source wrote them.
    public let value: String?
    /// A condition that is over.
    public let isPast: Bool
}
