public import BanyanCore

/// A phrase in the two languages in which a summary speaks.
public struct Bilingual: Hashable, Sendable {
    public let vi: String
    public let en: String

    public init(_ vi: String, _ en: String) {
        self.vi = vi
        self.en = en
    }

    /// Vietnamese, a slash, English; once where both are the same.
    public var joined: String { vi == en ? vi : "\(vi) / \(en)" }
}

/// Every fixed phrase of a summary, for the FHIR document and for the table on the screen alike: what the two say can't
/// come to differ.
public enum SummaryGlossary {
    public static let documentTitle = Bilingual("Tóm tắt hồ sơ sức khỏe", "International Patient Summary")

    /// Stands in every summary, always in these words (protocol section 6).
    public static let notice = Bilingual(
        "Bản tóm tắt này có thể không đầy đủ: chỉ gồm những gì các cơ sở nêu tên ở đây đã chia sẻ và người bệnh đã cho phép xem.",
        "This summary may be incomplete: it holds only what the facilities named here have shared and the patient has allowed to be read."
    )

    public static let pastProblems = Bilingual("Tiền sử bệnh", "History of past illness")
    public static let pastProblemsStatement = Bilingual(
        "Tình trạng của từng cơ sở được ghi ở mục bệnh đang mắc", "The state of each source stands in the section of active problems")
    public static let noActiveProblem = Bilingual(
        "Không cơ sở nào ghi bệnh đang mắc; xem tiền sử bệnh", "No source lists an active problem; see the history of past illness")

    public static let sources = Bilingual("Nguồn dữ liệu", "Sources")
    public static let logSize = Bilingual("số mục nhật ký có tại đây", "log entries held here")
    public static let asOf = Bilingual("tính đến", "as of")
    public static let lastHeard = Bilingual("liên lạc gần nhất", "last heard from")
    public static let never = Bilingual("chưa bao giờ", "never")
    /// In place of the time of the last contact, where there is none and the log is here.
    public static let throughOthers = Bilingual(
        "không kết nối trực tiếp, nhật ký đến qua cơ sở khác", "not connected directly, its log comes through others")
    public static let notShown = Bilingual("không hiển thị", "not shown")
    /// Before the months, where the patient did not grant all.
    public static let onlyMonths = Bilingual("chỉ các tháng được phép xem", "granted months only")
    public static let recorded = Bilingual("ghi ngày", "recorded")

    /// In place of a reference to what the summary does not hold and the source did not name.
    public static let elsewhere = Bilingual("không có trong bản tóm tắt này", "not in this summary")
    /// In place of the name of a thing that its source neither named nor coded.
    public static let unnamed = Bilingual("không ghi tên", "not named")

    public static func title(of section: Section) -> Bilingual {
        switch section {
        case .allergies: Bilingual("Dị ứng", "Allergies and intolerances")
        case .problems: Bilingual("Bệnh đang mắc", "Active problems")
        case .medications: Bilingual("Thuốc", "Medications")
        case .devices: Bilingual("Thiết bị y tế", "Medical devices")
        case .directives: Bilingual("Ý nguyện điều trị", "Advance directives")
        case .immunizations: Bilingual("Tiêm chủng", "Immunizations")
        case .results: Bilingual("Kết quả cận lâm sàng", "Results")
        case .procedures: Bilingual("Phẫu thuật, thủ thuật", "Procedures")
        case .encounters: Bilingual("Lượt khám và điều trị", "Encounters")
        case .vitals: Bilingual("Dấu hiệu sinh tồn", "Vital signs")
        case .social: Bilingual("Tiền sử xã hội", "Social history")
        case .plan: Bilingual("Kế hoạch chăm sóc", "Plan of care")
        case .hiv: Bilingual("HIV", "HIV")
        case .mentalHealth: Bilingual("Sức khỏe tâm thần", "Mental health")
        case .reproductive: Bilingual("Sức khỏe sinh sản", "Reproductive health")
        case .genetic: Bilingual("Di truyền", "Genetics")
        }
    }

    public static func phrase(for state: SectionState) -> Bilingual {
        switch state {
        case .listed: Bilingual("có ghi", "listed")
        case .statedNone: Bilingual("cơ sở xác nhận là không có", "stated none")
        case .notRecorded: Bilingual("chưa ghi nhận", "not recorded")
        case .notPublished: Bilingual("cơ sở không chia sẻ", "not published")
        case .notGranted: Bilingual("người bệnh chưa cho phép", "not granted")
        case .notRequested: Bilingual("lần này không xem", "not requested this time")
        case .notReplicated: Bilingual("bản sao tại đây chưa đủ", "not replicated")
        case .superseded: Bilingual("đã được thay thế, có dữ liệu mới hơn", "superseded, newer data exists")
        case .erased: Bilingual("đã xóa", "erased")
        case .unreadable: Bilingual("không đọc được", "unreadable")
        }
    }
}
