/// What the invented patients suffer from, take and are measured by. Codes: ICD-10 (WHO), LOINC, ATC, ICD-9-CM procedures.
enum SyntheticCatalogue {
    struct Drug {
        let atc: String
        let name: String
        let dosage: String
    }

    /// A laboratory test: its result lies in `range`, read with `places` decimals.
    struct Test {
        let loinc: String
        let name: String
        /// UCUM.
        let unit: String
        let range: ClosedRange<Int>
        let places: Int
    }

    struct Disease {
        let icd: String
        let name: String
        let ages: ClosedRange<Int>
        let isChronic: Bool
        let drugs: [Drug]
        let tests: [Test]
        var isForWomen = false
    }

    struct Coded {
        let code: String
        let name: String
    }

    static let glucose = Test(loinc: "14749-6", name: "Glucose huyết", unit: "mmol/L", range: 410...1290, places: 2)
    static let hba1c = Test(loinc: "4548-4", name: "HbA1c", unit: "%", range: 520...980, places: 2)
    static let creatinine = Test(loinc: "2160-0", name: "Creatinin huyết thanh", unit: "mg/dL", range: 60...140, places: 2)
    static let potassium = Test(loinc: "2823-3", name: "Kali huyết thanh", unit: "mmol/L", range: 330...520, places: 2)
    static let cholesterol = Test(loinc: "14647-2", name: "Cholesterol toàn phần", unit: "mmol/L", range: 310...760, places: 2)
    static let haemoglobin = Test(loinc: "718-7", name: "Hemoglobin", unit: "g/dL", range: 98...162, places: 1)
    static let leukocytes = Test(loinc: "6690-2", name: "Bạch cầu", unit: "10*3/uL", range: 38...152, places: 1)
    static let platelets = Test(loinc: "777-3", name: "Tiểu cầu", unit: "10*3/uL", range: 130...420, places: 0)
    static let alt = Test(loinc: "1742-6", name: "ALT", unit: "U/L", range: 9...160, places: 0)
    static let crp = Test(loinc: "1988-5", name: "CRP", unit: "mg/L", range: 5...1200, places: 1)
    static let viralLoad = Test(loinc: "20447-9", name: "Tải lượng HIV-1", unit: "{copies}/mL", range: 20...900, places: 0)

    static let metformin = Drug(atc: "A10BA02", name: "Metformin 500 mg", dosage: "1 viên x 2 lần/ngày, sau ăn")
    static let amlodipine = Drug(atc: "C08CA01", name: "Amlodipin 5 mg", dosage: "1 viên mỗi sáng")
    static let sertraline = Drug(atc: "N06AB06", name: "Sertralin 50 mg", dosage: "1 viên mỗi sáng")
    static let aspirin = Drug(atc: "B01AC06", name: "Aspirin 81 mg", dosage: "1 viên/ngày, sau ăn")
    static let atorvastatin = Drug(atc: "C10AA05", name: "Atorvastatin 20 mg", dosage: "1 viên mỗi tối")

    static let diseases: [Disease] = [
        Disease(
            icd: "I10", name: "Tăng huyết áp nguyên phát", ages: 35...95, isChronic: true, drugs: [amlodipine],
            tests: [creatinine, potassium]),
        Disease(icd: "E11.9", name: "Đái tháo đường típ 2", ages: 35...95, isChronic: true, drugs: [metformin], tests: [glucose, hba1c]),
        Disease(
            icd: "E78.5", name: "Tăng lipid máu", ages: 35...95, isChronic: true, drugs: [atorvastatin], tests: [cholesterol]),
        Disease(
            icd: "J45.9", name: "Hen phế quản", ages: 4...95, isChronic: true,
            drugs: [Drug(atc: "R03AC02", name: "Salbutamol 100 mcg xịt", dosage: "2 nhát khi khó thở")], tests: [leukocytes]),
        Disease(
            icd: "B18.1", name: "Viêm gan vi rút B mạn", ages: 18...95, isChronic: true,
            drugs: [Drug(atc: "J05AF07", name: "Tenofovir 300 mg", dosage: "1 viên/ngày")], tests: [alt, platelets]),
        Disease(
            icd: "J18.9", name: "Viêm phổi", ages: 1...95, isChronic: false,
            drugs: [Drug(atc: "J01FA10", name: "Azithromycin 500 mg", dosage: "1 viên/ngày x 5 ngày")], tests: [leukocytes, crp]),
        Disease(
            icd: "A90", name: "Sốt xuất huyết Dengue", ages: 3...80, isChronic: false,
            drugs: [Drug(atc: "N02BE01", name: "Paracetamol 500 mg", dosage: "1 viên khi sốt trên 38,5 °C, cách 6 giờ")],
            tests: [platelets, haemoglobin]),
        Disease(
            icd: "K29.7", name: "Viêm dạ dày", ages: 15...95, isChronic: false,
            drugs: [Drug(atc: "A02BC01", name: "Omeprazol 20 mg", dosage: "1 viên trước ăn sáng")], tests: [haemoglobin]),
        Disease(icd: "S52.5", name: "Gãy đầu dưới xương quay", ages: 5...95, isChronic: false, drugs: [], tests: []),
        Disease(
            icd: "D50.9", name: "Thiếu máu thiếu sắt", ages: 1...95, isChronic: false,
            drugs: [Drug(atc: "B03AA07", name: "Sắt sulfat 60 mg", dosage: "1 viên/ngày")], tests: [haemoglobin]),
    ]

    static let sensitive: [Disease] = [
        Disease(
            icd: "B20", name: "Bệnh do HIV", ages: 18...70, isChronic: true,
            drugs: [Drug(atc: "J05AR27", name: "Tenofovir/Lamivudin/Dolutegravir", dosage: "1 viên/ngày")], tests: [viralLoad]),
        Disease(icd: "F32.1", name: "Giai đoạn trầm cảm vừa", ages: 16...90, isChronic: true, drugs: [sertraline], tests: []),
        Disease(
            icd: "O80", name: "Đẻ thường một thai", ages: 18...42, isChronic: false, drugs: [], tests: [haemoglobin], isForWomen: true),
    ]

    /// ICD-10 codes of a personal history of allergy.
    static let allergies = [
        Coded(code: "Z88.0", name: "Dị ứng penicillin"), Coded(code: "Z88.2", name: "Dị ứng sulfonamid"),
        Coded(code: "Z91.0", name: "Dị ứng hải sản"), Coded(code: "Z88.6", name: "Dị ứng thuốc giảm đau"),
    ]
    static let reactions = ["Phát ban", "Mày đay", "Phù mạch", "Khó thở"]

    /// ATC codes of vaccines.
    static let vaccines = [
        Coded(code: "J07BB02", name: "Vắc xin cúm"), Coded(code: "J07BC01", name: "Vắc xin viêm gan B"),
        Coded(code: "J07AM51", name: "Vắc xin uốn ván - bạch hầu"), Coded(code: "J07BN01", name: "Vắc xin COVID-19"),
        Coded(code: "J07AN01", name: "Vắc xin lao (BCG)"),
    ]

    /// ICD-9-CM procedure codes.
    static let procedures = [
        Coded(code: "47.09", name: "Cắt ruột thừa"), Coded(code: "88.72", name: "Siêu âm tim"),
        Coded(code: "45.13", name: "Nội soi dạ dày"), Coded(code: "79.02", name: "Nắn kín gãy xương cẳng tay, bó bột"),
    ]
    static let angiography = Coded(code: "88.56", name: "Chụp động mạch vành")

    static let smoking = ["Không hút thuốc", "Đã bỏ thuốc lá", "Đang hút thuốc lá"]
}
