import BanyanCore

extension SyntheticRecords {
    /// The patient of the demonstration: treated at Bac Ninh and Thai Nguyen, registered at Bach Mai and at the pharmacy.
    public static let storyPatient = SyntheticPerson(
        family: "Đặng", given: ["Thị", "Ngọc", "Lành"], birth: CivilDate(daysSince1970: -4_960), sex: .female, serial: 0)

    /// The code of the prescription that Bac Ninh wrote for her.
    public static let storyPrescription = "00271k7q2m9x-C"

    /// Her number at each of these facilities: the first of the file.
    public static let storyNumber = "BN-000001"
}

/// What the demonstration tells, facility by facility.
///
/// Bac Ninh lists an allergy to penicillin, two long illnesses, an operation from before 1970, a creatinine of 1.10 and a
/// depression, which belongs to a closed section with all that names it. Thai Nguyen discharged her two weeks ago and states
/// that it knows of no allergy, which takes nothing from what Bac Ninh lists. Bach Mai and the pharmacy have just registered
/// her.
struct SyntheticStory {
    let today: CivilDate

    enum Role { case bacNinh, thaiNguyen, registration }

    /// `nil` where the facility has no part in the story.
    static func role(of facility: SyntheticFacility) -> Role? {
        switch facility.code {
        case "00271": .bacNinh
        case "00191": .thaiNguyen
        case "00101": .registration
        default: facility.kind == .pharmacy ? .registration : nil
        }
    }

    func write(_ role: Role, to chart: inout SyntheticChart) {
        switch role {
        case .bacNinh: writeBacNinh(to: &chart)
        case .thaiNguyen: writeThaiNguyen(to: &chart)
        case .registration: _ = chart.encounter(.ambulatory, from: today, to: nil, reason: nil)
        }
    }

    private func writeBacNinh(to chart: inout SyntheticChart) {
        let catalogue = SyntheticCatalogue.self
        chart.allergy(catalogue.allergies[0], reaction: "Phù mạch, mày đay toàn thân", isHigh: true, recorded: today.years(before: 14))
        chart.procedure(catalogue.procedures[0], on: CivilDate(daysSince1970: -480), encounter: nil)
        writePressureAndSugar(to: &chart)
        writePneumonia(to: &chart)
        writeDepression(to: &chart)
        chart.immunization(catalogue.vaccines[0], on: today.days(before: 60))
        chart.immunization(catalogue.vaccines[1], on: today.years(before: 9))
        chart.appointment("Tái khám nội tiết", on: today.days(before: -21))
    }

    private func writePressureAndSugar(to chart: inout SyntheticChart) {
        let (pressure, sugar) = (SyntheticCatalogue.diseases[0], SyntheticCatalogue.diseases[1])
        let hypertension = chart.condition(pressure, from: today.years(before: 12), to: nil)
        let diabetes = chart.condition(sugar, from: today.years(before: 6), to: nil)
        let day = today.days(before: 38)
        let visit = chart.encounter(.ambulatory, from: day, to: day, reason: (sugar, diabetes))
        let prescription = PrescriptionCode(SyntheticRecords.storyPrescription)
        chart.prescription(
            SyntheticCatalogue.metformin, on: day, until: nil, encounter: visit, reason: diabetes, asReference: true,
            code: prescription)
        chart.prescription(
            SyntheticCatalogue.amlodipine, on: day, until: nil, encounter: visit, reason: hypertension, asReference: false,
            code: prescription)
        let results = [
            chart.result(SyntheticCatalogue.creatinine, "1.10", on: day, encounter: visit),
            chart.result(SyntheticCatalogue.hba1c, "7.20", on: day, encounter: visit),
            chart.result(SyntheticCatalogue.glucose, "8.05", on: day, encounter: visit),
        ]
        chart.report(results, on: day, encounter: visit)
        chart.bloodPressure(138, 84, on: day, encounter: visit)
        chart.smoking(SyntheticCatalogue.smoking[0], on: day, encounter: visit)
    }

    private func writePneumonia(to chart: inout SyntheticChart) {
        let disease = SyntheticCatalogue.diseases[5]
        let first = today.years(before: 5)
        let last = first.days(before: -7)
        let pneumonia = chart.condition(disease, from: first, to: last.days(before: -10))
        let stay = chart.encounter(.inpatient, from: first, to: last, reason: (disease, pneumonia))
        for drug in disease.drugs {
            chart.prescription(drug, on: first, until: last, encounter: stay, reason: pneumonia, asReference: false)
        }
        _ = chart.result(SyntheticCatalogue.crp, "86.0", on: first, encounter: stay)
    }

    /// Closed: the condition, its prescription and the visit that names it.
    private func writeDepression(to chart: inout SyntheticChart) {
        let disease = SyntheticCatalogue.sensitive[1]
        let day = today.days(before: 95)
        let depression = chart.condition(disease, from: day, to: nil)
        let visit = chart.encounter(.ambulatory, from: day, to: day, reason: (disease, depression))
        chart.prescription(SyntheticCatalogue.sertraline, on: day, until: nil, encounter: visit, reason: depression, asReference: false)
    }

    private func writeThaiNguyen(to chart: inout SyntheticChart) {
        let angina = SyntheticCatalogue.angina
        let first = today.days(before: 22)
        let last = today.days(before: 14)
        chart.noKnownAllergy(recorded: first)
        let condition = chart.condition(angina, from: first, to: nil)
        let stay = chart.encounter(.inpatient, from: first, to: last, reason: (angina, condition))
        for drug in angina.drugs {
            chart.prescription(drug, on: last, until: nil, encounter: stay, reason: condition, asReference: true)
        }
        let results = [
            chart.result(SyntheticCatalogue.troponin, "0.020", on: first, encounter: stay),
            chart.result(SyntheticCatalogue.creatinine, "1.20", on: first, encounter: stay),
            chart.result(SyntheticCatalogue.cholesterol, "6.10", on: first, encounter: stay),
        ]
        chart.report(results, on: first, encounter: stay)
        chart.bloodPressure(146, 88, on: first, encounter: stay)
        chart.procedure(SyntheticCatalogue.angiography, on: first.days(before: -2), encounter: stay)
        chart.referral("Chuyển khám chuyên khoa tim mạch tại Bạch Mai", on: last, encounter: stay)
    }
}

extension SyntheticCatalogue {
    static let troponin = Test(loinc: "6598-7", name: "Troponin T", unit: "ng/mL", range: 3...60, places: 3)
    static let angina = Disease(
        icd: "I20.0", name: "Cơn đau thắt ngực không ổn định", ages: 40...95, isChronic: true,
        drugs: [aspirin, atorvastatin, Drug(atc: "C07AB07", name: "Bisoprolol 2,5 mg", dosage: "1 viên mỗi sáng")], tests: [troponin])
}
