import BanyanCore
import Testing

@testable import BanyanRecords

@Suite struct InsuranceSensitiveTests {
    private func sections(_ change: (inout SyntheticDossier) -> Void) throws -> [(resource: ImportedResource, section: Section?)] {
        let result = InsuranceFixture.imported(InsuranceFixture.dossier(change))
        #expect(result.report.problems.isEmpty)
        return try InsuranceFixture.sections(try #require(result.patients.first))
    }

    @Test(arguments: ["B20", "B24", "Z21", "R75", "b23.8"])
    func `with a code of HIV the encounter and every text about it are closed, other diagnoses are not`(code: String) throws {
        let placed = try sections {
            $0["XML1", 0, "MA_BENH_KT"] = "I10;\(code)"
            $0.tables["XML8"] = [["MA_LK": "LK-1", "QT_BENHLY": "Điều trị tại khoa"]]
            $0.tables["XML13"] = [["MA_LK": "LK-1", "MA_CSKCB_DEN": "00902"]]
            $0.tables["XML14"] = [["MA_LK": "LK-1", "NGAY_HEN_KL": "20261008"]]
        }
        for (resource, section) in placed {
            switch resource.type {
            case "Encounter", "CarePlan", "ServiceRequest", "Appointment": #expect(section == .hiv, "\(resource.reference)")
            case "Condition":
                let isHIV = resource.json.text("code", "coding", "code") == code.uppercased()
                #expect(section == (isHIV ? .hiv : .problems))
            case "MedicationRequest": #expect(section == .medications)
            default: continue
            }
        }
        #expect(placed.filter { $0.section == .hiv }.count >= 5)
    }

    @Test func `XML6 is closed as a whole`() throws {
        let placed = try sections {
            $0.tables["XML6"] = [["MA_LK": "LK-1", "NGAYKD_HIV": "20200101", "MA_PHAC_DO_DIEU_TRI": "TDF+3TC+DTG", "KQ_XNTL_VR": "1"]]
        }
        let own = placed.filter { $0.resource.id.contains("-xml6") }
        #expect(Set(own.map(\.resource.type)) == ["Condition", "MedicationStatement", "Observation"])
        #expect(own.allSatisfy { $0.section == .hiv })
        #expect(placed.first { $0.resource.type == "Encounter" }?.section == .hiv)
    }

    @Test(arguments: ["Efavirenz 600", "Dolutegravir/Lamivudin", "TENOFOVIR disoproxil"])
    func `an antiretroviral is closed by its name`(name: String) throws {
        let placed = try sections { $0["XML2", 0, "TEN_THUOC"] = name }
        #expect(placed.first { $0.resource.type == "MedicationRequest" }?.section == .hiv)
    }

    @Test(arguments: ["Metformin", "Amlodipin", "Hivemin x", "Paracetamol"])
    func `other medicines are not`(name: String) throws {
        let placed = try sections { $0["XML2", 0, "TEN_THUOC"] = name }
        let section = placed.first { $0.resource.type == "MedicationRequest" }?.section
        // Words are matched by their beginning: a name that begins as a listed word does is closed too, on the safe side.
        #expect(section == (name.lowercased().hasPrefix("hiv") ? .hiv : .medications))
    }

    @Test func `a test for HIV is closed with its report`() throws {
        let placed = try sections {
            $0["XML4", 0, "TEN_CHI_SO"] = "HIV Ab test nhanh"
            $0["XML4", 0, "KET_LUAN"] = "Âm tính"
        }
        let results = placed.filter { $0.resource.id.contains("-xml4") }
        #expect(results.count == 2 && results.allSatisfy { $0.section == .hiv })
    }

    @Test func `a free text that names HIV is closed`() throws {
        let placed = try sections { $0["XML5", 0, "DIEN_BIEN_LS"] = "Tiền sử nhiễm HIV, đang điều trị ARV." }
        #expect(placed.first { $0.resource.id.contains("-xml5") }?.section == .hiv)
    }

    @Test func `births and pregnancies are closed`() throws {
        let placed = try sections {
            $0.tables["XML9"] = [["MA_LK": "LK-1", "NGAY_SINH_CON": "202609030400", "CAN_NANG_CON": "3100", "HO_TEN_CON": "Bé Thử"]]
            $0.tables["XML7"] = [["MA_LK": "LK-1", "TUOI_THAI": "12", "MA_DINH_CHI_THAI": "0", "GHI_CHU": "Hẹn khám"]]
        }
        #expect(placed.first { $0.resource.id.contains("-xml9-") }?.section == .reproductive)
        #expect(placed.first { $0.resource.id.contains("-xml7-pregnancy") }?.section == .reproductive)
        #expect(!placed.contains { String(decoding: $0.resource.bytes, as: UTF8.self).contains("Bé Thử") })
    }

    @Test func `what XML15 says of tuberculosis is a result, what it says of HIV is closed`() throws {
        let placed = try sections {
            $0.tables["XML15"] = [
                ["MA_LK": "LK-1", "PHACDO_DTRI_LAO": "2", "NGAYBD_DTRI_LAO": "20260801", "PHANLOAI_LAO_HIV": "1", "BDDT_ARV": "20200101"]
            ]
        }
        let own = placed.filter { $0.resource.id.contains("-xml15") }
        #expect(own.map(\.section) == [.results, .hiv])
        #expect(!String(decoding: own[0].resource.bytes, as: UTF8.self).contains("ARV"))
    }

    @Test func `nothing of a closed section stands in a snapshot of an open one`() throws {
        let result = InsuranceFixture.imported(
            InsuranceFixture.dossier {
                $0["XML1", 0, "MA_BENH_KT"] = "B20"
                $0["XML1", 0, "CHAN_DOAN_RV"] = "Đái tháo đường; Bệnh do HIV"
                $0.tables["XML6"] = [["MA_LK": "LK-1", "NGAYKD_HIV": "20200101"]]
            })
        let snapshots = SnapshotBuilder.snapshots(
            of: StoredPatient(try #require(result.patients.first)), publishedAt: Timestamp(seconds: 1_795_521_600),
            sensitive: try SensitiveCodes.starter())
        for snapshot in snapshots where snapshot.section != .hiv {
            let text = String(decoding: snapshot.json, as: UTF8.self)
            #expect(!text.contains("HIV") && !text.contains("B20") && !text.contains("XML6"), "\(snapshot.section)")
        }
        let closed = try #require(snapshots.first { $0.section == .hiv })
        #expect(String(decoding: closed.json, as: UTF8.self).contains("B20"))
    }

    @Test func `an admin adds words, and a word too short is an error`() throws {
        let more = try SensitiveCodes.starter().adding(
            json: Array(#"{"format":"banyan-sensitive-codes/1","entries":[{"section":"mental-health","words":["atropin"]}]}"#.utf8))
        let text: JSON = ["note": [["text": "dùng Atropin 0,25mg"]], "meta": ["source": "atropin"]]
        #expect(more.section(ofWordsIn: text) == .mentalHealth)
        #expect(try SensitiveCodes.starter().section(ofWordsIn: text) == nil)
        for words in [#"["ab"]"#, #"["hai từ"]"#, #"[""]"#, "[]", "[1]"] {
            let list = #"{"format":"banyan-sensitive-codes/1","entries":[{"section":"hiv","words":\#(words)}]}"#
            #expect(throws: RecordsError.self) { try SensitiveCodes(json: Array(list.utf8)) }
        }
    }
}
