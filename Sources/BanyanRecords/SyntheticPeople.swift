public import BanyanCore

/// An invented person: any likeness of name is chance, and no number is one that the State issues (province `000`).
public struct SyntheticPerson: Hashable, Sendable {
    public let identity: Identity
    /// Twelve digits in the form of the personal identifier, of the unassigned province `000`.
    public let nationalID: String
    let family: String
    let given: [String]

    init(family: String, given: [String], birth: CivilDate, sex: AdministrativeGender, serial: Int) {
        self.family = family
        self.given = given
        identity = Identity(name: ([family] + given).joined(separator: " "), birthDate: birth.description, sex: sex)
        let century = (birth.year - 1900) / 100 * 2 + (sex == .female ? 1 : 0)
        nationalID = "000\(century)\(Self.padded(birth.year % 100, 2))\(Self.padded(serial, 6))"
    }

    var birth: CivilDate? { CivilDate(identity.birthDate) }

    /// Draws a person of any age up to 90 on the day given.
    init(from generator: inout SyntheticGenerator, today: CivilDate, serial: Int) {
        let sex: AdministrativeGender = generator.chance(52) ? .female : .male
        let days = Int64(generator.number(in: 30...90 * 365))
        let names = sex == .female ? Self.female : Self.male
        let middle = generator.pick(names.middle)
        var given = generator.pick(names.given)
        if middle.split(separator: " ").contains(Substring(given)) { given = names.spare }
        self.init(
            family: generator.pick(Self.families), given: middle.split(separator: " ").map(String.init) + [given],
            birth: CivilDate(daysSince1970: today.daysSince1970 - days), sex: sex, serial: serial)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    private static let families = [
        "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý",
        "Đinh", "Tô", "Lương", "Trịnh", "Đoàn", "Thạch", "Nông", "Giàng",
    ]
    private static let female = (
        middle: ["Thị", "Thị Ngọc", "Thị Thanh", "Thị Mỹ", "Ngọc", "Thùy", "Kim", "Bích", "Thị Hồng"],
        given: [
            "Lành", "Sen", "Đào", "Hường", "Thắm", "Nhài", "Lụa", "Duyên", "Thơm", "Nguyệt", "Xuân", "Ánh", "Mận", "Tươi", "Quỳnh",
            "Trâm", "Yến", "Ngà", "Cúc", "Phượng",
        ], spare: "Diệu"
    )
    private static let male = (
        middle: ["Văn", "Hữu", "Đức", "Quang", "Công", "Đình", "Xuân", "Bá", "Viết"],
        given: [
            "Lực", "Khải", "Thành", "Đạt", "Phúc", "Tiến", "Sơn", "Nghĩa", "Khoa", "Bảo", "Lộc", "Hưng", "Vượng", "Điền", "Thạch",
            "Quý", "Ước", "Giang", "Trí", "Nhân",
        ], spare: "Hiển"
    )
}

/// A facility of the demonstration, as far as its records tell.
public struct SyntheticFacility: Hashable, Sendable {
    /// `MA_CSKCB`, of the unassigned range `00xxx`.
    public let code: String
    public let name: String
    public let kind: FacilityKind

    public init(code: String, name: String, kind: FacilityKind) {
        self.code = code
        self.name = name
        self.kind = kind
    }

    /// The identifier system of the facility's own patient numbers.
    public var numberSystem: String { "urn:banyan:mrn:\(code)" }
}
