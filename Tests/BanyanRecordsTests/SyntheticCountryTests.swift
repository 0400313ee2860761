import BanyanCore
import Testing

@testable import BanyanRecords

/// An invented country of any size.
struct SyntheticCountryTests {
    private static let today = CivilDate(year: 2026, month: 11, day: 24)!
    private static func country(_ count: Int, seed: UInt64 = 7) -> SyntheticCountry {
        SyntheticCountry(seed: seed, today: today, facilities: count)
    }

    @Test(arguments: [6, 7, 20, 142, 412, 999])
    func `a country has as many facilities as one asks for, each with its own unassigned code`(count: Int) {
        let sites = Self.country(count).sites
        #expect(sites.count == count)
        #expect(Set(sites.map(\.facility.code)).count == count && Set(sites.map(\.short)).count == count)
        #expect(sites.allSatisfy { $0.facility.code.hasPrefix("00") && FacilityCode($0.facility.code) != nil })
        if count >= 142 { #expect(Set(sites.map(\.facility.kind)).isSuperset(of: [.hospital, .station, .clinic, .pharmacy])) }
    }

    @Test(arguments: [(-1, 6), (0, 6), (5, 6), (1000, 999), (Int.max, 999)])
    func `a size that there can't be becomes the nearest`(asked: Int, count: Int) { #expect(Self.country(asked).sites.count == count) }

    @Test(arguments: [6, 30, 142, 412])
    func `everybody is reached over the links`(count: Int) {
        let sites = Self.country(count).sites
        var neighbours = [Set<Int>](repeating: [], count: count)
        for (place, site) in sites.enumerated() {
            for other in site.dials {
                #expect(other != place && sites.indices.contains(other))
                neighbours[place].insert(other)
                neighbours[other].insert(place)
            }
        }
        var (reached, front) = (Set([0]), [0])
        while let next = front.popLast() {
            for other in neighbours[next] where reached.insert(other).inserted { front.append(other) }
        }
        #expect(reached.count == count)
    }

    @Test func `a seed and a day write the same files, another seed others`() {
        let (country, again, other) = (Self.country(30), Self.country(30), Self.country(30, seed: 8))
        for place in [0, 3, 9, 29] {
            for number in 0..<3 {
                #expect(country.insuranceFile(number, at: place) == again.insuranceFile(number, at: place))
                #expect(country.insuranceFile(number, at: place) != other.insuranceFile(number, at: place))
            }
        }
        #expect(country.sites == again.sites)
    }

    @Test func `a facility treats those who live in its reach`() {
        let country = Self.country(142)
        for (place, site) in country.sites.enumerated() {
            let homes = country.catchment(of: place)
            #expect(!homes.isEmpty)
            switch site.level {
            case .local: #expect(homes == [place])
            case .district: #expect(homes.allSatisfy { country.sites[$0].dials.contains(place) || $0 == place })
            case .provincial: #expect(homes.allSatisfy { country.sites[$0].province == site.province })
            case .national: #expect(homes.count > 20)
            }
        }
        let arms = [0, 1].map { Set(country.catchment(of: $0)) }
        #expect(arms[0].isDisjoint(with: arms[1]), "each national hospital has its own arm")
    }

    /// The number by which the insurance knows who came.
    private func patients(_ country: SyntheticCountry, _ place: Int, _ count: Int) -> Set<String> {
        Set((0..<count).compactMap { country.dossier($0, at: place).tables["XML1"]?.first?["SO_CCCD"] })
    }

    @Test func `what is known of one person lies at several facilities`() {
        let country = Self.country(6)
        let (national, provincial) = (patients(country, 0, 600), patients(country, 2, 600))
        #expect(national.intersection(provincial).count > 20)
        #expect(patients(country, 1, 600).isDisjoint(with: national))
    }

    @Test func `every file is taken by the facility that it is of, whole`() {
        let country = Self.country(142)
        for (place, site) in country.sites.enumerated() where place % 9 == 0 {
            var records = RecordImport(facility: site.facility.code) { "\($0)-\($1)" }
            for number in 0..<4 { records.add(name: "\(number).xml", bytes: country.insuranceFile(number, at: place)) }
            let result = records.finish()
            #expect(result.report.problems.isEmpty, "\(result.report.problems)")
            #expect(!result.patients.isEmpty)
        }
    }
}
