public import BanyanCore

/// Records of invented patients of Vietnamese facilities, for the demonstration and for tests: FHIR R4 with Vietnamese names,
/// ICD-10 codes, laboratory results, prescriptions and discharges. One seed and one day give one set of files.
public struct SyntheticRecords: Sendable {
    private let seed: UInt64
    /// The day that counts as today: what is current ends here.
    private let today: CivilDate

    public init(seed: UInt64, today: CivilDate) {
        self.seed = seed
        self.today = today
    }

    /// One facility's file and the patients in it.
    public struct Export: Sendable {
        public let facility: SyntheticFacility
        /// FHIR R4 Bundle of type collection.
        public let bundle: JSON
        /// In the order of the file; a person at several facilities has another number at each.
        public let patients: [Registration]
    }

    /// A person under a facility's own number.
    public struct Registration: Hashable, Sendable {
        public let person: SyntheticPerson
        /// Value of the identifier of type MR; its system is `SyntheticFacility.numberSystem`.
        public let number: String
    }

    /// One export for each facility, in the order given: 10 to 20 patients at each, some of them known at a second facility
    /// too, and first of all the patient of the demonstration where the facility is one of hers.
    public func bundles(for facilities: [SyntheticFacility]) -> [Export] {
        let people = population(of: facilities)
        return facilities.indices.map { index in
            let code = facilities[index].code
            var generator = SyntheticGenerator(seed: seed, purpose: "records \(code)")
            let doctors = (0..<2).map { SyntheticPerson(from: &generator, today: today.years(before: 30), serial: 900_000 + $0) }
            var chart = SyntheticChart(facility: facilities[index], doctors: doctors)
            var patients: [Registration] = []
            if let role = SyntheticStory.role(of: facilities[index]) {
                patients.append(Registration(person: Self.storyPatient, number: Self.number(0)))
                chart.open(Self.storyPatient, number: Self.number(0))
                SyntheticStory(today: today).write(role, to: &chart)
            }
            for (place, person) in people[index].enumerated() {
                patients.append(Registration(person: person, number: Self.number(place + 1 + generator.number(in: 0...6) * 100)))
                chart.open(person, number: patients[patients.count - 1].number)
                SyntheticCourse(person: person, today: today).write(to: &chart, with: &generator)
            }
            return Export(facility: facilities[index], bundle: chart.bundle, patients: patients)
        }
    }

    /// Who goes where: each facility's own, and about one in five of another's.
    private func population(of facilities: [SyntheticFacility]) -> [[SyntheticPerson]] {
        var generator = SyntheticGenerator(seed: seed, purpose: "people")
        var people: [[SyntheticPerson]] = facilities.map { _ in [] }
        var serial = 1
        for home in facilities.indices {
            for _ in 0..<generator.number(in: 10...16) {
                let person = SyntheticPerson(from: &generator, today: today, serial: serial)
                serial += 1
                people[home].append(person)
                let other = generator.number(in: 0...facilities.count - 1)
                if generator.chance(20), other != home, people[other].count < 20 { people[other].append(person) }
            }
        }
        return people
    }

    private static func number(_ place: Int) -> String {
        let digits = String(place + 1)
        return "BN-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }
}

extension CivilDate {
    /// Days before (or, negative, after) this one.
    func days(before days: Int) -> CivilDate { CivilDate(daysSince1970: daysSince1970 - Int64(days)) }

    /// The same day of an earlier year; the last of February for its 29th.
    func years(before years: Int) -> CivilDate {
        CivilDate(year: max(1, year - years), month: month, day: day) ?? CivilDate(year: max(1, year - years), month: 2, day: 28) ?? self
    }
}
