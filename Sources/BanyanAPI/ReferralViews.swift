public import BanyanCore

/// One referral as a node knows it.
public struct ReferralView: Contract {
    public static let schema = "banyan.referral/1"

    /// What happened, by whom and when.
    public struct Step: Codable, Sendable {
        public var status: ReferralStatus
        /// By the clock of who did it, and when it came to be known here.
        public var at: Timestamp
        public var notedAt: Timestamp
        public var by: FacilityID
        public var byName: String
        public var text: String?
        /// Of what this node sent: `queued`, `handed-over`, `acknowledged`, `expired`; absent where it sent nothing.
        public var delivery: String?
        public var deliveredAt: Timestamp?

        public init(
            status: ReferralStatus, at: Timestamp, notedAt: Timestamp, by: FacilityID, byName: String, text: String?, delivery: String?,
            deliveredAt: Timestamp?
        ) {
            self.status = status
            self.at = at
            self.notedAt = notedAt
            self.by = by
            self.byName = byName
            self.text = text
            self.delivery = delivery
            self.deliveredAt = deliveredAt
        }
    }

    public struct Appointment: Codable, Sendable {
        /// `yyyy-MM-dd`.
        public var day: String
        public var place: String
        public var code: String?
        public init(day: String, place: String, code: String?) {
            self.day = day
            self.place = place
            self.code = code
        }
    }

    public var id: String
    /// `sent` or `received`.
    public var direction: String
    /// The other facility.
    public var facility: FacilityID
    public var facilityName: String
    /// The patient's number here; absent until a received one is accepted.
    public var patient: String?
    public var patientName: String
    public var birthDate: String
    public var sex: AdministrativeGender
    public var status: ReferralStatus
    public var reason: String
    public var diagnoses: [String]
    public var notes: [String]
    public var sections: [String]
    public var steps: [Step]
    public var outcome: String?
    public var appointment: Appointment?

    public init(
        id: String, direction: String, facility: FacilityID, facilityName: String, patient: String?, patientName: String,
        birthDate: String, sex: AdministrativeGender, status: ReferralStatus, reason: String, diagnoses: [String], notes: [String],
        sections: [String], steps: [Step], outcome: String?, appointment: Appointment?
    ) {
        self.id = id
        self.direction = direction
        self.facility = facility
        self.facilityName = facilityName
        self.patient = patient
        self.patientName = patientName
        self.birthDate = birthDate
        self.sex = sex
        self.status = status
        self.reason = reason
        self.diagnoses = diagnoses
        self.notes = notes
        self.sections = sections
        self.steps = steps
        self.outcome = outcome
        self.appointment = appointment
    }
}

/// `banyan referral create`.
public struct ReferralCreated: Contract {
    public static let schema = "banyan.referral-created/1"
    public var referral: ReferralView
    /// The file that the patient signs, base64.
    public var request: String
    public init(referral: ReferralView, request: String) {
        self.referral = referral
        self.request = request
    }
}

public struct ReferralList: Contract {
    public static let schema = "banyan.referrals/1"
    public var referrals: [ReferralView]
    public init(referrals: [ReferralView]) { self.referrals = referrals }
}

/// `banyan referral export`.
public struct ReferralPaper: Contract {
    public static let schema = "banyan.referral-paper/1"
    /// `xml13` or `xml14`.
    public var paper: String
    /// The file, UTF-8.
    public var text: String
    public init(paper: String, text: String) {
        self.paper = paper
        self.text = text
    }
}

extension ControlRoutes {
    public static let createReferral = ControlRoute<CreateReferralRequest, ReferralCreated>("/v1/referrals/create")
    public static let sendReferral = ControlRoute<SendReferralRequest, ReferralView>("/v1/referrals/send")
    public static let referrals = ControlRoute<PatientQuery, ReferralList>("/v1/referrals")
    public static let referral = ControlRoute<ReferralQuery, ReferralView>("/v1/referrals/show")
    public static let acceptReferral = ControlRoute<AcceptReferralRequest, ReferralView>("/v1/referrals/accept")
    public static let refuseReferral = ControlRoute<RefuseReferralRequest, ReferralView>("/v1/referrals/refuse")
    public static let completeReferral = ControlRoute<CompleteReferralRequest, ReferralView>("/v1/referrals/complete")
    public static let exportReferral = ControlRoute<ExportReferralRequest, ReferralPaper>("/v1/referrals/export")
}
