import BanyanCore
import Testing

@testable import BanyanRecords

/// A referral as FHIR and as papers: out, over, and back.
@Suite struct ReferralTests {
    private static let id = ReferralID([UInt8](repeating: 7, count: 16))!
    private static let other = ReferralID([UInt8](repeating: 8, count: 16))!
    private static let from = ReferralFacility(
        id: FacilityID([UInt8](repeating: 1, count: 32))!, code: "00901", name: "Bệnh viện chuyển")
    private static let to = ReferralFacility(
        id: FacilityID([UInt8](repeating: 2, count: 32))!, code: "00902", name: "Bệnh viện nhận")
    private static let noon = Timestamp(seconds: 1_795_521_600)
    private static let today = CivilDate(year: 2026, month: 11, day: 24)!
    private static let person: JSON = [
        "resourceType": "Patient", "id": "patient",
        "identifier": [
            ["system": "urn:banyan:mrn:00901", "value": "A-17"],
            ["system": "http://fhir.hl7.org.vn/core/sid/cccd", "value": "000167999017"],
        ],
        "name": [["text": "Phạm Thị Thử Lan"]], "gender": "female", "birthDate": "1967-04-12",
    ]

    private var typed: ReferralOrder {
        ReferralOrder(
            Self.id, reason: "Đau ngực <&> \"gấp\"",
            diagnoses: [.init(code: "i20.9", text: "Cơn đau thắt ngực"), .init(code: "I10", text: nil)],
            details: ["ST chênh xuống ]]> V4", "Đã dùng aspirin"], from: Self.from, to: Self.to, authored: Self.noon)
    }

    private func message(_ order: ReferralOrder, isClosed: Bool = false) -> [UInt8] {
        ReferralMessage.request(
            Self.id, order, patient: Self.person, from: Self.from, to: Self.to, at: Self.noon, isClosed: isClosed)
    }

    private func received(_ bytes: [UInt8], _ id: ReferralID = id) throws -> ReferralMessage.Received {
        try ReferralMessage.received(bytes, id, from: Self.from, to: Self.to)
    }

    private func step(
        _ status: ReferralStatus = .completed, reason: String? = nil, outcome: String? = "ổn", followUp: FollowUp? = nil
    ) -> [UInt8] {
        ReferralMessage.step(
            Self.id, status, at: Self.noon, from: Self.from, to: Self.to, reason: reason, outcome: outcome, followUp: followUp, order: typed
        )
    }

    @Test func `what is sent is what arrives`() throws {
        let read = try received(message(typed))
        #expect(read.identity == Identity(name: "Phạm Thị Thử Lan", birthDate: "1967-04-12", sex: .female))
        #expect(read.order.reason == "Đau ngực <&> \"gấp\"; Cơn đau thắt ngực" && read.order.diagnoses == ["I20.9", "I10"])
        #expect(read.order.notes == ["ST chênh xuống ]]> V4", "Đã dùng aspirin"])
        #expect(ReferralOrder.destination(of: read.order.request) == "00902")
        let followUp = FollowUp(day: Self.today, place: "Phòng khám 3", code: nil, created: Self.today)
        let answer = try ReferralMessage.step(step(followUp: followUp), Self.id)
        #expect(answer == .init(status: .completed, reason: nil, outcome: "ổn", followUp: followUp))
    }

    @Test func `a message about another referral, or without its parts, is refused`() throws {
        let good = String(decoding: message(typed), as: UTF8.self)
        #expect(throws: RecordsError.self) { try received(Array(good.utf8), Self.other) }
        for (old, new) in [
            ("\"Bundle\"", "\"List\""), ("\"collection\"", "\"document\""), ("\"Task\"", "\"Tusk\""), ("\"ServiceRequest\"", "\"Basic\""),
            ("\"Patient\"", "\"Group\""), ("\"requested\"", "\"completed\""), ("\"requested\"", "\"draft2\""), ("1967-04-12", "1967-04-31"),
        ] { #expect(throws: RecordsError.self, "\(new)") { try received(Array(good.replacing(old, with: new).utf8)) } }
        #expect(throws: RecordsError.self) { try received(Array(message(typed).dropLast())) }
        #expect(throws: RecordsError.self) { try ReferralMessage.step(step(), Self.other) }
        let long = String(repeating: "a", count: Limits.referralText + 1)
        #expect(throws: RecordsError.self) { try ReferralMessage.step(step(outcome: long), Self.id) }
        let followUp = FollowUp(day: Self.today, place: "Phòng khám 3", code: nil, created: Self.today)
        let broken = String(decoding: step(followUp: followUp), as: UTF8.self).replacing("2026-11-24", with: "2026-02-30")
        #expect(throws: RecordsError.self) { try ReferralMessage.step(Array(broken.utf8), Self.id) }
    }

    @Test func `of a resource that comes along only what a referral has is taken`() throws {
        var request = typed.request
        request["encounter"] = ["reference": "Encounter/other-patient"]
        request["subject"] = ["reference": "Patient/somebody-else"]
        request["supportingInfo"] = [["reference": "Condition/9"]]
        request["requester"] = ["reference": "Practitioner/3", "display": "BS. Thử"]
        request["text"] = ["div": "<div>x</div>"]
        let order = try #require(ReferralOrder(received: request, Self.id, from: Self.from, to: Self.to))
        let text = String(decoding: order.request.serialized, as: UTF8.self)
        for gone in ["other-patient", "somebody-else", "Condition/9", "Practitioner/3", "<div>"] { #expect(!text.contains(gone)) }
        #expect(order.request["requester"]?["display"]?.string == "BS. Thử")
        #expect(order.request["subject"]?["reference"]?.string == "Patient/patient")
    }

    @Test func `tags that keep a referral closed travel only where it was granted`() throws {
        let tagged: JSON = {
            var request = typed.request
            request["meta"] = ["tag": [["system": "http://hl7.org/fhir/sid/icd-10", "code": "B20"]], "source": "x"]
            return request
        }()
        let order = try #require(ReferralOrder(Self.id, of: tagged, from: Self.from, to: Self.to))
        #expect(!String(decoding: message(order), as: UTF8.self).contains("B20"))
        let closed = try received(message(order, isClosed: true)).order
        let resource = try #require(
            try ReferralEntries.resources(Self.id, closed, .requested, steps: [], followUp: nil).first)
        let stored = StoredPatient(demographics: Self.person, resources: [resource], shared: [])
        let placement = RecordPlacement(stored, publishedAt: Self.noon, sensitive: try .starter()).place(resource)
        #expect(placement.section == .hiv)
    }

    @Test func `the record's entries lie in the plan, with the state and what happened`() throws {
        let followUp = FollowUp(day: Self.today, place: "Phòng khám 3", code: nil, created: Self.today)
        let entries = try ReferralEntries.resources(Self.id, typed, .completed, steps: ["một", "hai"], followUp: followUp)
        #expect(entries.map(\.type) == ["ServiceRequest", "Appointment"])
        #expect(entries[0].json["status"]?.string == "completed")
        #expect(entries[0].json.at("note", "text").suffix(2) == [.string("một"), .string("hai")])
        let stored = StoredPatient(demographics: Self.person, resources: entries, shared: [])
        let placement = RecordPlacement(stored, publishedAt: Self.noon, sensitive: try .starter())
        #expect(entries.allSatisfy { placement.place($0).section == .plan })
        #expect(SummaryRow(describing: entries[1].json) { _ in nil }.date == "2026-11-24")
        for (status, code) in [(ReferralStatus.requested, "active"), (.accepted, "active"), (.rejected, "revoked")] {
            #expect(try ReferralEntries.resources(Self.id, typed, status, steps: [], followUp: nil)[0].json["status"]?.string == code)
        }
    }

    // MARK: Papers

    private func papers(_ order: ReferralOrder) -> ReferralPapers {
        ReferralPapers(Self.id, order, patient: Self.person, from: Self.from, to: Self.to)
    }

    @Test func `a typed referral goes out as XML13 and comes back`() throws {
        let result = InsuranceFixture.imported([papers(typed).xml13(created: Self.today)])
        #expect(result.report.problems.isEmpty && result.report.insurance.versions == ["3176": 1])
        let patient = try #require(result.patients.first)
        #expect(patient.identity == Identity(name: "Phạm Thị Thử Lan", birthDate: "1967-04-12", sex: .female))
        #expect(patient.demographics.at("identifier", "value").compactMap(\.string) == ["A-17", "000167999017"])
        let back = try #require(patient.all("ServiceRequest").first)
        let order = try #require(ReferralOrder(Self.id, of: back, from: Self.from, to: Self.to))
        #expect(order.reason == typed.reason && order.diagnoses == typed.diagnoses)
        #expect(order.notes == ["Tóm tắt kết quả: ST chênh xuống ]]> V4\nĐã dùng aspirin"])
        #expect(order.authored == "2026-11-24T19:00:00+07:00" && typed.authored == "2026-11-24T12:00:00Z", "the same moment")
    }

    /// What XML13 becomes goes out as the same XML13: every field that is mapped.
    @Test func `an imported paper comes out as it went in`() throws {
        let fields = [
            "MA_LK": "LK-1", "SO_HOSO": "HS-1", "SO_CHUYENTUYEN": "CT-22", "GIAY_CHUYEN_TUYEN": "G-3", "MA_CSKCB": "00901",
            "MA_CSKCB_DI": "00901", "MA_CSKCB_DEN": "00902", "NGAY_RA": "202609060900", "DAU_HIEU_LS": "Sốt < 38 & ho",
            "CHAN_DOAN_RV": "Đái tháo đường típ 2", "QT_BENHLY": "Mệt 3 ngày", "TOMTAT_KQ": "Glucose 15.2", "PP_DIEUTRI": "Insulin",
            "MA_BENH_CHINH": "E11.9", "MA_BENH_KT": "I10;N18.3", "MA_BENH_YHCT": "U50.001", "TINH_TRANG_CT": "Tỉnh", "MA_LYDO_CT": "1",
            "HUONG_DIEU_TRI": "Chuyên khoa", "PHUONGTIEN_VC": "Xe cấp cứu", "MA_BAC_SI": "0001234",
        ]
        let dossier = InsuranceFixture.dossier { $0.tables["XML13"] = [fields] }
        let request = try #require(InsuranceFixture.imported(dossier).patients.first?.all("ServiceRequest").first)
        #expect(ReferralOrder.isPaper(request) && ReferralOrder.destination(of: request) == "00902")
        let order = try #require(ReferralOrder(Self.id, of: request, from: Self.from, to: Self.to))
        var written = order.paperFields
        for (field, value) in ["MA_LK": "LK-1", "MA_CSKCB": "00901", "MA_CSKCB_DI": "00901", "MA_CSKCB_DEN": "00902"] {
            written[field] = value
        }
        written["NGAY_RA"] = "202609060900"
        #expect(written == fields)
        let again = InsuranceFixture.imported([papers(order).xml13(created: Self.today)])
        let back = try #require(again.patients.first?.all("ServiceRequest").first)
        for element in ["authoredOn", "reasonCode", "note", "requester", "performer", "supportingInfo"] {
            #expect(back[element] == request[element], "\(element)")
        }
    }

    @Test func `an appointment goes out as XML14 and comes back`() throws {
        let day = CivilDate(year: 2026, month: 12, day: 8)!
        let followUp = FollowUp(day: day, place: Self.to.name, code: Self.to.code, created: Self.today)
        let result = InsuranceFixture.imported([papers(typed).xml14(followUp, created: Self.today)], facility: "00902")
        #expect(result.report.problems.isEmpty)
        let back = try #require(result.patients.first?.all("Appointment").first)
        #expect(back.text("requestedPeriod", "start") == "2026-12-08" && back["created"]?.string == "2026-11-24")
        #expect(back.at("reasonCode", "coding", "code").compactMap(\.string) == ["I20.9", "I10"])
    }

    @Test(arguments: ["a\u{0}b", "a\u{B}b\u{1F}", "\u{FFFE}", "\r\n x \r\n", "]]>", "<!DOCTYPE x [<!ENTITY a 'b'>]>&a;"])
    func `what XML can't say does not break the file`(text: String) throws {
        let order = ReferralOrder(
            Self.id, reason: "lý do \(text)", diagnoses: [], details: [], from: Self.from, to: Self.to, authored: Self.noon)
        let result = InsuranceFixture.imported([papers(order).xml13(created: Self.today)])
        #expect(result.report.problems.isEmpty && result.patients.first?.all("ServiceRequest").count == 1)
    }
}
