public import BanyanCore

public struct DispenseRequest: Codable, Sendable {
    /// The prescription's code.
    public var code: String
    public var mrn: String
    /// Where the prescription is looked for; `nil`: the medicines.
    public var sections: [String]?
    public var purpose: String
    public var role: String
    public var user: String
    public var overrideIdentity: String?
    public var overrideStaleness: String?
    public init(
        code: String, mrn: String, sections: [String]?, purpose: String, role: String, user: String, overrideIdentity: String?,
        overrideStaleness: String?
    ) {
        self.code = code
        self.mrn = mrn
        self.sections = sections
        self.purpose = purpose
        self.role = role
        self.user = user
        self.overrideIdentity = overrideIdentity
        self.overrideStaleness = overrideStaleness
    }
}

/// One medicine of a prescription or of a dispensing.
public struct MedicineLine: Codable, Sendable {
    public var text: String
    public var dosage: String?
    /// A number as its source wrote it.
    public var quantity: String?
    public var unit: String?
    /// Of a prescription: its FHIR status.
    public var status: String?
    public init(text: String, dosage: String? = nil, quantity: String?, unit: String?, status: String? = nil) {
        self.text = text
        self.dosage = dosage
        self.quantity = quantity
        self.unit = unit
        self.status = status
    }
}

/// A facility's word that it handed the medicines of a prescription out.
public struct DispensingLine: Codable, Sendable {
    public var facility: FacilityID
    public var name: String
    /// By that facility's clock.
    public var at: Timestamp
    public var role: String
    public var user: String
    public var items: [MedicineLine]
    /// Where its entry lies: the log's owner (the facility, or the prescriber who said it again), incarnation and index.
    public var log: FacilityID
    public var incarnation: UInt32
    public var index: UInt64
    public init(
        facility: FacilityID, name: String, at: Timestamp, role: String, user: String, items: [MedicineLine], log: FacilityID,
        incarnation: UInt32, index: UInt64
    ) {
        self.facility = facility
        self.name = name
        self.at = at
        self.role = role
        self.user = user
        self.items = items
        self.log = log
        self.incarnation = incarnation
        self.index = index
    }
}

/// `banyan dispense`.
public struct DispenseResult: Contract {
    public static let schema = "banyan.dispensing/1"
    public var code: String
    public var patient: String
    public var prescriber: FacilityID
    public var prescriberName: String
    public var at: Timestamp
    public var items: [MedicineLine]
    /// The entry's place in this facility's log.
    public var index: UInt64
    /// The same user said the same a moment ago: nothing was dispensed again.
    public var repeated: Bool
    /// As of when this node knew of no other dispensing; `nil`: it has never been in sync with a peer.
    public var knownAsOf: Timestamp?
    /// The receipts' places in this facility's log.
    public var receipts: [UInt64]
    /// FHIR R4 MedicationDispense resources, as JSON text.
    public var document: String
    public init(
        code: String, patient: String, prescriber: FacilityID, prescriberName: String, at: Timestamp, items: [MedicineLine], index: UInt64,
        repeated: Bool, knownAsOf: Timestamp?, receipts: [UInt64], document: String
    ) {
        self.code = code
        self.patient = patient
        self.prescriber = prescriber
        self.prescriberName = prescriberName
        self.at = at
        self.items = items
        self.index = index
        self.repeated = repeated
        self.knownAsOf = knownAsOf
        self.receipts = receipts
        self.document = document
    }
}

/// A prescription that was written here, or was dispensed here, and what is known of its dispensings.
public struct PrescriptionView: Contract {
    public static let schema = "banyan.prescription/1"
    public var code: String
    public var patient: String
    public var prescriber: FacilityID
    public var prescriberName: String
    /// When it was written, as its source wrote it; `nil` where only its dispensing lies here.
    public var authored: String?
    public var items: [MedicineLine]
    /// `none-known`, `dispensed`, `dispensed-twice`, or `not-published` where the patient is not enrolled, so that nobody else sees it.
    public var state: String
    /// One for each facility, in the order of their IDs.
    public var dispensings: [DispensingLine]
    /// As of when this node knows; `nil`: it has never been in sync with a peer.
    public var knownAsOf: Timestamp?
    public init(
        code: String, patient: String, prescriber: FacilityID, prescriberName: String, authored: String?, items: [MedicineLine],
        state: String, dispensings: [DispensingLine], knownAsOf: Timestamp?
    ) {
        self.code = code
        self.patient = patient
        self.prescriber = prescriber
        self.prescriberName = prescriberName
        self.authored = authored
        self.items = items
        self.state = state
        self.dispensings = dispensings
        self.knownAsOf = knownAsOf
    }
}

/// `banyan prescription list`, `banyan dispensing list`.
public struct PrescriptionList: Contract {
    public static let schema = "banyan.prescriptions/1"
    /// Newest first.
    public var prescriptions: [PrescriptionView]
    public init(prescriptions: [PrescriptionView]) { self.prescriptions = prescriptions }
}

public struct PrescriptionQuery: Codable, Sendable {
    /// One prescription.
    public var code: String?
    /// Only this patient's.
    public var mrn: String?
    /// Only those that came here, or were dispensed here, within so many days.
    public var days: Int
    /// Only those that were dispensed more than once.
    public var twice: Bool
    public init(code: String? = nil, mrn: String? = nil, days: Int = 31, twice: Bool = false) {
        self.code = code
        self.mrn = mrn
        self.days = days
        self.twice = twice
    }
}
