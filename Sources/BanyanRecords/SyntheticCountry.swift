public import BanyanCore

/// Two arms of an invented country's health system, as large as one likes: Bach Mai with Bac Ninh and Thai Nguyen, Cho Ray with Binh Duong and
/// An Giang, and below each province district hospitals, communes' stations, clinics and pharmacies. People live in a commune and are
/// treated at its station, at the district's and the province's hospital and at the national one, so that what is known of one person
/// lies at several facilities. One seed and one day give one country.
///
/// The six hospitals bear real names; codes (`00...`), people and everything about them are invented.
public struct SyntheticCountry: Sendable {
    /// How many facilities there can be: the first six, and as many as codes of the unassigned range are left.
    public static let sizes = 6...999

    /// One facility and its place in the country.
    public struct Site: Sendable, Hashable {
        public let facility: SyntheticFacility
        /// A name for its folder, in ASCII.
        public let short: String
        /// The province, from 0; the two national hospitals lie in one of those that they serve.
        public let province: Int
        /// The facilities, by their places, that it connects to.
        public let dials: [Int]
        let level: Level
    }

    enum Level: Sendable, Hashable { case national, provincial, district, local }

    public let sites: [Site]
    private let seed: UInt64
    private let today: CivilDate

    /// - Parameter count: facilities, within `sizes`; what is outside is moved to the nearest.
    public init(seed: UInt64, today: CivilDate, facilities count: Int) {
        self.seed = seed
        self.today = today
        let count = min(max(count, Self.sizes.lowerBound), Self.sizes.upperBound)
        var codes = (1...999).lazy.map(Self.code).filter { !Self.named.contains(code: $0) }.makeIterator()
        var sites = Self.named.enumerated().map { place, named in
            Site(
                facility: SyntheticFacility(code: named.code, name: named.name, kind: .hospital), short: named.short,
                province: named.province, dials: place == 0 ? [1] : place < 2 ? [] : [place < 4 ? 0 : 1],
                level: place < 2 ? .national : .provincial)
        }
        while sites.count < count {
            guard let code = codes.next() else { break }
            sites.append(Self.lower(sites.count, code: code, among: sites))
        }
        self.sites = sites
    }

    /// Of ten facilities below a province one is a district hospital, six are stations, one is a clinic and two are pharmacies.
    private static func lower(_ place: Int, code: String, among sites: [Site]) -> Site {
        let number = place - named.count
        let (province, turn) = (number % provinces, number / provinces)
        let (kind, level, name, short): (FacilityKind, Level, String, String) =
            switch turn % 10 {
            case 0: (.hospital, .district, "Trung tâm Y tế khu vực Giả Định \(turn / 10 + 1)", "khu-vuc")
            case 3: (.clinic, .local, "Phòng khám đa khoa Mẫu \(turn / 10 + 1)", "phong-kham")
            case 1, 6: (.pharmacy, .local, "Nhà thuốc Giả Định \(turn + 1)", "nha-thuoc")
            default: (.station, .local, "Trạm Y tế xã Giả Định \(turn + 1)", "tram")
            }
        let province0 = named.firstIndex { $0.province == province && $0.isProvincial } ?? 0
        let district = sites.lastIndex { $0.province == province && $0.level == .district }
        return Site(
            facility: SyntheticFacility(code: code, name: "\(name), \(named[province0].place)", kind: kind), short: "\(short)-\(code)",
            province: province, dials: level == .district ? [province0, province < 2 ? 0 : 1] : [district ?? province0, province0].unique(),
            level: level)
    }

    private static func code(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }

    // MARK: People and what is written of them

    /// People who live in one commune.
    static let peopleEach = 400

    /// The insurance file of a facility's encounter with that number, from 0: of somebody for whom the facility is the one to go to.
    public func insuranceFile(_ number: Int, at place: Int) -> [UInt8] { dossier(number, at: place).file() }

    func dossier(_ number: Int, at place: Int) -> SyntheticDossier {
        var generator = SyntheticGenerator(seed: seed, purpose: "encounter \(sites[place].facility.code) \(number)")
        let homes = catchment(of: place)
        let home = generator.pick(homes)
        let serial = home * Self.peopleEach + generator.number(in: 0...Self.peopleEach - 1)
        return SyntheticInsurance(seed: seed, today: today, facility: sites[place].facility)
            .dossier(number, of: (serial, person(serial)))
    }

    /// - Parameter serial: below `peopleEach` times the number of sites.
    func person(_ serial: Int) -> SyntheticPerson {
        var generator = SyntheticGenerator(seed: seed, purpose: "person \(serial)")
        return SyntheticPerson(from: &generator, today: today, serial: serial)
    }

    /// The communes, as places of facilities below the provinces, whose people a facility treats; itself where there are none.
    func catchment(of place: Int) -> [Int] {
        let site = sites[place]
        let inReach: [Int]
        switch site.level {
        case .national:
            let provincial = sites.indices.filter { sites[$0].level == .provincial && sites[$0].dials.contains(place) }
            return provincial.flatMap(catchment)
        case .provincial: inReach = sites.indices.filter { sites[$0].level == .local && sites[$0].province == site.province }
        case .district: inReach = sites.indices.filter { sites[$0].level == .local && sites[$0].dials.contains(place) }
        case .local: inReach = []
        }
        return inReach.isEmpty ? [place] : inReach
    }

    // MARK: Names

    private static let provinces = 4

    struct Named {
        let short: String
        let name: String
        let code: String
        let province: Int
        let place: String
        let isProvincial: Bool
    }

    private static let named: [Named] = [
        .init(short: "bach-mai", name: "Bệnh viện Bạch Mai", code: "00101", province: 0, place: "Hà Nội", isProvincial: false),
        .init(short: "cho-ray", name: "Bệnh viện Chợ Rẫy", code: "00791", province: 2, place: "TP. Hồ Chí Minh", isProvincial: false),
        .init(short: "bac-ninh", name: "Bệnh viện Đa khoa tỉnh Bắc Ninh", code: "00271", province: 0, place: "Bắc Ninh", isProvincial: true),
        .init(
            short: "thai-nguyen", name: "Bệnh viện Trung ương Thái Nguyên", code: "00191", province: 1, place: "Thái Nguyên",
            isProvincial: true),
        .init(
            short: "binh-duong", name: "Bệnh viện Đa khoa tỉnh Bình Dương", code: "00741", province: 2, place: "Bình Dương",
            isProvincial: true),
        .init(
            short: "an-giang", name: "Bệnh viện Đa khoa khu vực tỉnh An Giang", code: "00891", province: 3, place: "An Giang",
            isProvincial: true),
    ]
}

extension [SyntheticCountry.Named] {
    fileprivate func contains(code: String) -> Bool { contains { $0.code == code } }
}

extension [Int] {
    fileprivate func unique() -> [Int] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}
