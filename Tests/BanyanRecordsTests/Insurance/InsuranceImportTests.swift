import BanyanCore
import Testing

@testable import BanyanRecords

private let base = InsuranceFixture.dossier

@Suite struct InsuranceImportTests {
    @Test func `an encounter becomes the patient, and resources in the sections of the summary`() throws {
        let result = InsuranceFixture.imported(base)
        #expect(result.report.problems.isEmpty)
        let patient = try #require(result.patients.first)
        #expect(patient.key == PatientKey(system: "urn:banyan:mrn:00901", value: "A-17"))
        #expect(patient.identity == Identity(name: "Phạm Thị Thử Lan", birthDate: "1967-04-12", sex: .female))
        let sections = Dictionary(grouping: try InsuranceFixture.sections(patient), by: \.section).mapValues { $0.map(\.resource.type) }
        #expect(
            sections == [
                .problems: ["Condition", "Condition"], .medications: ["MedicationRequest"], .procedures: ["Procedure"],
                .results: ["Observation", "Observation"], .encounters: ["Encounter"],
            ])
        #expect(patient.encounters == [InsuranceEncounter(facility: "00901", link: "LK-1", created: "20260906")])
        let values = patient.demographics.at("identifier", "value").compactMap(\.string)
        #expect(values == ["A-17", "000167999017", "HT3009990000017", "9990000017".suffix(10).description])
        let glucose = try #require(patient.all("Observation").first { $0.text("code", "text") == "Glucose máu" })
        #expect(glucose["valueQuantity"]?["value"]?.numberText == "15.20", "digits stay as written")
        #expect(glucose["effectiveDateTime"]?.string == "2026-09-02T11:30:00+07:00")
    }

    @Test func `what a claim says is labelled as a claim's, and nothing missing is stated to be absent`() throws {
        let patient = try #require(InsuranceFixture.imported(base).patients.first)
        let condition = try #require(patient.all("Condition").first)
        #expect(condition["clinicalStatus"] == nil && condition["verificationStatus"] == nil)
        let row = SummaryRow(describing: condition) { _ in nil }
        #expect(row.value?.contains("diagnosis of an insurance claim") == true)
        let medicine = try #require(patient.all("MedicationRequest").first)
        #expect(medicine["status"]?.string == "completed")
        #expect(SummaryRow(describing: medicine) { _ in nil }.value?.contains("not known to be taken") == true)
        #expect(patient.all("AllergyIntolerance").isEmpty && patient.all("MedicationStatement").isEmpty)
        let snapshots = SnapshotBuilder.snapshots(
            of: StoredPatient(patient), publishedAt: Timestamp(seconds: 1_795_521_600), sensitive: try SensitiveCodes.starter())
        let allergies = try #require(snapshots.first { $0.section == .allergies })
        let text = String(decoding: allergies.json, as: UTF8.self)
        #expect(!text.contains("AllergyIntolerance") && !text.contains("no-known"))
    }

    @Test(
        arguments: [
            SyntheticDossier.Style(version: .d130), .init(version: .d4750), .init(version: .d4210), .init(isInline: true),
            .init(marks: true),
            .init(shuffle: 3), .init(unknown: true), .init(signature: true),
            .init(version: .d4210, isInline: true, marks: true, shuffle: 9, unknown: true, signature: true),
        ])
    func `no style of an exporter changes what a file says`(style: SyntheticDossier.Style) throws {
        var dossier = base
        for field in ["SO_CCCD", "GT_THE_DEN"] { dossier["XML1", 0, field] = nil }
        let plain = try #require(InsuranceFixture.imported(dossier).patients.first)
        dossier.style = style
        let result = InsuranceFixture.imported(dossier)
        #expect(result.report.problems.isEmpty)
        #expect(result.patients.first?.resources == plain.resources)
        #expect(result.patients.first?.demographics == plain.demographics)
        #expect(result.report.insurance.unknown.isEmpty == !style.unknown)
        #expect(result.report.insurance.signaturesNotChecked == (style.signature ? 1 : 0))
    }

    @Test(
        arguments: [
            (InsuranceVersion.d4210, "4210"), (.d4750, "4750"), (.d130, "4750"), (.d3176, "3176"),
        ])
    func `the decision that a file follows is told by its names`(version: InsuranceVersion, expected: String) {
        var dossier = base
        dossier.style.version = version
        dossier.tables["XML13"] = [["MA_LK": "LK-1", "MA_CSKCB_DI": "00901", "MA_CSKCB_DEN": "00902"]]
        #expect(InsuranceFixture.imported(dossier).report.insurance.versions == [expected: 1])
    }

    @Test func `names that all decisions share tell none apart`() {
        #expect(InsuranceFixture.imported(base).report.insurance.versions == ["130/4750/3176": 1])
    }

    @Test func `of several files of one encounter the latest counts, whatever their order`() throws {
        let later = InsuranceFixture.dossier {
            $0.created = "20260920"
            $0["XML1", 0, "MA_BENH_KT"] = nil
            $0.tables["XML3"] = nil
            $0["XML1", 0, "T_TONGCHI_BV"] = "4500.00"
        }
        let only = try #require(InsuranceFixture.imported(later).patients.first)
        for files in [[base.file(), later.file()], [later.file(), base.file()]] {
            let result = InsuranceFixture.imported(files)
            #expect(result.patients.map(\.resources) == [only.resources] && result.report.problems.isEmpty)
            #expect(result.report.insurance.superseded == 1)
        }
        // On one day, the one that comes later.
        var sameDay = later
        sameDay.created = base.created
        #expect(InsuranceFixture.imported([base.file(), sameDay.file()]).patients.first?.all("Procedure").isEmpty == true)
        #expect(InsuranceFixture.imported([sameDay.file(), base.file()]).patients.first?.all("Procedure").count == 1)
    }

    @Test func `a check-in is an encounter until its file comes`() throws {
        var checkIn = SyntheticDossier(facility: "00901", created: "")
        checkIn.tables["XML0"] = [
            [
                "MA_LK": "LK-1", "MA_BN": "A-17", "HO_TEN": "Phạm Thị Thử Lan", "NGAY_SINH": "196704120000", "GIOI_TINH": "2",
                "MA_CSKCB": "00901", "NGAY_VAO": "202609020800", "MA_LOAI_KCB": "01",
            ]
        ]
        let alone = try #require(InsuranceFixture.imported([checkIn.checkIn]).patients.first)
        #expect(alone.all("Encounter").first?["status"]?.string == "in-progress")
        let both = InsuranceFixture.imported([base.file(), checkIn.checkIn])
        #expect(both.patients.first?.all("Encounter").first?["status"]?.string == "finished")
        #expect(both.report.insurance.superseded == 1)
    }

    @Test func `a file with several encounters of several people is taken whole`() throws {
        let other = InsuranceFixture.dossier {
            for table in $0.tables.keys { $0[table, 0, "MA_LK"] = "LK-2" }
            $0["XML1", 0, "MA_BN"] = "A-18"
            $0["XML1", 0, "HO_TEN"] = "Lê Văn Mẫu"
            $0["XML1", 0, "SO_CCCD"] = "000167999018"
        }
        let result = InsuranceFixture.imported([base.file(with: [other])])
        #expect(result.patients.map(\.key.value).sorted() == ["A-17", "A-18"])
        // One of them wrong: the other is taken, and the file is not refused.
        var wrong = other
        wrong["XML1", 0, "T_TONGCHI_BV"] = "1.00"
        let partial = InsuranceFixture.imported([base.file(with: [wrong])])
        #expect(partial.patients.map(\.key.value) == ["A-17"] && partial.report.refusedFiles.isEmpty)
        #expect(partial.report.problems.map(\.code) == ["wrong-total"])
        #expect(partial.report.problems.first?.position == RecordPosition(file: "0.xml", .record(table: "XML1", number: 1, dossier: 2)))
    }

    @Test func `a record that breaks a rule is left out, and the rest is taken`() throws {
        let dossier = InsuranceFixture.dossier {
            $0.repeatFirst(of: "XML2")
            $0["XML2", 1, "NGAY_YL"] = "202602301000"
            $0["XML1", 0, "T_TONGCHI_BV"] = "59000.00"
        }
        let result = InsuranceFixture.imported(dossier)
        #expect(result.patients.first?.all("MedicationRequest").count == 1)
        let problem = try #require(result.report.problems.first)
        #expect(problem.type == "XML2" && problem.field == "NGAY_YL" && problem.code == "bad-field" && !problem.isWholeFile)
        #expect(problem.position == RecordPosition(file: "0.xml", .record(table: "XML2", number: 2, dossier: 1)))
    }

    @Test(arguments: [("1234", false), ("000167999017", true), ("012345678", true), ("C1234567", true), ("00016799901X7!", false)])
    func `an identity number is checked`(text: String, isTaken: Bool) throws {
        let result = InsuranceFixture.imported(InsuranceFixture.dossier { $0["XML1", 0, "SO_CCCD"] = text })
        let values = try #require(result.patients.first).demographics.at("identifier", "value").compactMap(\.string)
        #expect(values.contains(text) == isTaken)
        #expect(result.report.problems.map(\.field) == (isTaken ? [] : ["SO_CCCD"]), "reported, and the encounter is taken without it")
    }

    @Test func `two cards of one episode keep their times, a number alone is normalised`() throws {
        let result = InsuranceFixture.imported(
            InsuranceFixture.dossier {
                $0["XML1", 0, "MA_THE_BHYT"] = "HT 3 00 99 9000 0017;9990000018"
                $0["XML1", 0, "GT_THE_TU"] = "20260101;20260905"
                $0["XML1", 0, "GT_THE_DEN"] = "20260904;20261231"
            })
        let identifiers = try #require(result.patients.first).demographics.at("identifier")
        let card = try #require(identifiers.first { $0["value"]?.string == "HT3009990000017" })
        #expect(card["period"] == ["start": "2026-01-01", "end": "2026-09-04"])
        #expect(identifiers.contains { $0["value"]?.string == "9990000018" && $0["period"]?["start"]?.string == "2026-09-05" })
    }

    @Test(arguments: [
        ("196704120000", "1967-04-12"), ("196700000000", "1967"), ("196704000000", "1967-04"), ("1967", "1967"), ("19670412", "1967-04-12"),
    ])
    func `a birth date is as exact as it is known`(text: String, date: String) {
        let result = InsuranceFixture.imported(InsuranceFixture.dossier { $0["XML1", 0, "NGAY_SINH"] = text })
        #expect(result.patients.first?.identity.birthDate == date)
    }
}
