import BanyanCore

/// What happened to one invented patient at one facility, over the years.
struct SyntheticCourse {
    let person: SyntheticPerson
    let today: CivilDate

    private var age: Int { today.year - (person.birth ?? today).year }

    /// Days of life so far; at least one.
    private var lived: Int { max(1, Int(today.daysSince1970 - (person.birth ?? today).daysSince1970)) }

    func write(to chart: inout SyntheticChart, with generator: inout SyntheticGenerator) {
        writeBackground(to: &chart, with: &generator)
        switch chart.facility.kind {
        case .pharmacy, .laboratory: writeCase(to: &chart, with: &generator)
        case .hospital, .clinic, .station:
            for _ in 0..<generator.number(in: 1...4) { writeCase(to: &chart, with: &generator) }
            if generator.chance(14) { writeSensitiveCase(to: &chart, with: &generator) }
            if generator.chance(40) { chart.appointment("Tái khám", on: today.days(before: -generator.number(in: 3...60))) }
        }
    }

    /// What lasts: allergies, vaccinations, and of the old something from before 1970.
    private func writeBackground(to chart: inout SyntheticChart, with generator: inout SyntheticGenerator) {
        if generator.chance(25) {
            chart.allergy(
                generator.pick(SyntheticCatalogue.allergies), reaction: generator.pick(SyntheticCatalogue.reactions),
                isHigh: generator.chance(30), recorded: day(with: &generator, within: 3000))
        } else if generator.chance(30) {
            chart.noKnownAllergy(recorded: day(with: &generator, within: 700))
        }
        guard chart.facility.kind != .pharmacy else { return }
        for _ in 0..<generator.number(in: 0...2) {
            chart.immunization(generator.pick(SyntheticCatalogue.vaccines), on: day(with: &generator, within: lived))
        }
        if let birth = person.birth, birth.year < 1960, generator.chance(50) {
            let year = generator.number(in: birth.year + 5...1969)
            let day = CivilDate(year: year, month: generator.number(in: 1...12), day: generator.number(in: 1...28)) ?? birth
            chart.procedure(SyntheticCatalogue.procedures[0], on: day, encounter: nil)
        }
    }

    private func writeCase(to chart: inout SyntheticChart, with generator: inout SyntheticGenerator) {
        let diseases = SyntheticCatalogue.diseases.filter { $0.ages.contains(age) }
        guard !diseases.isEmpty else { return }
        write(generator.pick(diseases), on: day(with: &generator, within: 2500), to: &chart, with: &generator)
    }

    private func writeSensitiveCase(to chart: inout SyntheticChart, with generator: inout SyntheticGenerator) {
        let isWoman = person.identity.sex == .female
        let diseases = SyntheticCatalogue.sensitive.filter { $0.ages.contains(age) && (isWoman || !$0.isForWomen) }
        guard !diseases.isEmpty else { return }
        write(generator.pick(diseases), on: day(with: &generator, within: 200), to: &chart, with: &generator)
    }

    private func write(
        _ disease: SyntheticCatalogue.Disease, on first: CivilDate, to chart: inout SyntheticChart, with generator: inout SyntheticGenerator
    ) {
        let isStay = chart.facility.kind == .hospital && generator.chance(30)
        let last = isStay ? min(today, first.days(before: -generator.number(in: 2...11))) : first
        let end = disease.isChronic ? nil : last.days(before: -10)
        let isOver = end.map { $0 < today } ?? false
        let condition = chart.condition(disease, from: first, to: isOver ? end : nil)
        let encounter = chart.encounter(isStay ? .inpatient : .ambulatory, from: first, to: last, reason: (disease, condition))
        for drug in disease.drugs {
            chart.prescription(
                drug, on: first, until: isOver ? end : nil, encounter: encounter, reason: condition, asReference: generator.chance(40))
        }
        writeMeasurements(of: disease, on: first, encounter: encounter, to: &chart, with: &generator)
        if isStay, generator.chance(50) {
            chart.procedure(generator.pick(SyntheticCatalogue.procedures), on: first, encounter: encounter)
        }
        if isStay, generator.chance(30) { chart.referral("Chuyển khám chuyên khoa tuyến trên", on: last, encounter: encounter) }
    }

    private func writeMeasurements(
        of disease: SyntheticCatalogue.Disease, on day: CivilDate, encounter: String, to chart: inout SyntheticChart,
        with generator: inout SyntheticGenerator
    ) {
        let results = disease.tests.map { test in
            chart.result(test, generator.decimal(in: test.range, places: test.places), on: day, encounter: encounter)
        }
        if results.count > 1 { chart.report(results, on: day, encounter: encounter) }
        guard chart.facility.kind != .pharmacy else { return }
        chart.bloodPressure(generator.number(in: 96...168), generator.number(in: 58...98), on: day, encounter: encounter)
        if age >= 15, generator.chance(30) {
            chart.smoking(generator.pick(SyntheticCatalogue.smoking), on: day, encounter: encounter)
        }
    }

    /// A day within the last `days`, and within the life of the person.
    private func day(with generator: inout SyntheticGenerator, within days: Int) -> CivilDate {
        today.days(before: generator.number(in: 0...min(days, lived - 1)))
    }
}
