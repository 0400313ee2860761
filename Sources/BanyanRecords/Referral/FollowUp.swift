public import BanyanCore

/// The day on which a patient is to come again (giấy hẹn khám lại), as a FHIR R4 Appointment and XML14 say it.
public struct FollowUp: Hashable, Sendable {
    public let day: CivilDate
    /// Where.
    public let place: String
    /// `MA_CSKCB` of that place, where it is a facility's.
    public let code: String?
    /// When it was written.
    public let created: CivilDate

    public init(day: CivilDate, place: String, code: String?, created: CivilDate) {
        self.day = day
        self.place = place.composed
        self.code = code
        self.created = created
    }

    static let title = Bilingual("Hẹn khám lại", "follow-up appointment")

    /// A day without an hour is a wish, not a booking: FHIR's `start` needs the hour.
    func appointment(_ id: ReferralID, reason: [JSON]) -> JSON {
        let location: JSON = .record([
            ("type", "Location"),
            (
                "identifier",
                code.map { ["system": .string(IdentifierSystems.community[.facility]), "value": .string($0)] }
            ), ("display", .string(place)),
        ])
        return .record([
            ("resourceType", "Appointment"), ("id", .string(Self.resourceID(id))), ("status", "proposed"), ("reasonCode", .array(reason)),
            ("description", .string(Self.title.joined)), ("created", .string(created.description)),
            (
                "participant",
                [
                    ["actor": ["reference": .string(Demographics.patientReference)], "status": "accepted"],
                    ["actor": location, "status": "accepted"],
                ]
            ), ("requestedPeriod", [["start": .string(day.description), "end": .string(day.description)]]),
        ])
    }

    static func resourceID(_ id: ReferralID) -> String { "referral-\(id)-follow-up" }

    /// From an Appointment that another facility sent. - Returns: `nil` where it does not say the day and the place.
    init?(_ appointment: JSON, _ id: ReferralID) {
        guard appointment["resourceType"]?.string == "Appointment", appointment["id"]?.string == Self.resourceID(id),
            let day = appointment.text("requestedPeriod", "start").flatMap({ CivilDate($0) }),
            let created = appointment["created"]?.string.flatMap({ CivilDate($0) }),
            let location = appointment.at("participant", "actor").first(where: { $0["type"]?.string == "Location" }),
            let place = location["display"]?.string, (1...Limits.name).contains(place.utf8.count)
        else { return nil }
        let code = location["identifier"]?["value"]?.string
        guard code.map({ FacilityCode($0) != nil }) ?? true else { return nil }
        self.init(day: day, place: place, code: code, created: created)
    }
}
