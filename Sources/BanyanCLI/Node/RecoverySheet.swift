internal import BanyanCore
public import BanyanLedger
internal import Foundation

/// The page that `init` gives for printing, and that `restore --identity` reads again: the facility's recovery code, with what a
/// person needs to know whose it is.
///
/// Lines of `Label: value`; the code comes last and may stand on several lines. Of a page that was typed from paper the code alone is
/// enough. The other lines say what the facility's card said at first, for a log from which nothing can be learned.
public struct RecoverySheet: Sendable {
    public let recovery: RecoverySecret
    private let fields: [(label: String, value: String)]

    private enum Label {
        static let name = "Facility"
        static let id = "ID"
        static let kind = "Kind"
        static let facilityCode = "Facility code"
        static let province = "Province"
        static let endpoints = "Endpoints"
        static let listen = "Listen"
        static let issued = "Issued"
        static let code = "Code"
    }

    init(of card: FacilityCard, listen: Endpoint, _ recovery: RecoverySecret) {
        self.recovery = recovery
        fields = [
            (Label.name, card.name), (Label.id, card.id.description), (Label.kind, card.kind.rawValue),
            (Label.facilityCode, card.code.description), (Label.province, card.province.description),
            (Label.endpoints, card.endpoints.map(\.description).joined(separator: " ")), (Label.listen, listen.description),
            (Label.issued, card.issued.iso8601),
        ]
    }

    /// Reads a sheet, or the code alone.
    /// - Throws: `LedgerFailure` `mistyped-recovery-code` naming the group; `CLIFailure` `sheet-other-id` where the ID on the sheet is
    ///   not the code's, which a mistyped code would not be.
    public init(text: String) throws {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        let start = lines.lastIndex { $0.lowercased().hasPrefix("\(Label.code.lowercased()):") }
        let code = lines[(start ?? 0)...].joined(separator: " ")
        recovery = try RecoverySecret(typed: start == nil ? code : String(code.dropFirst(Label.code.count + 1)))
        fields = lines[..<(start ?? 0)].compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (String(line[..<colon]), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
        }
        guard let written = self[Label.id] else { return }
        guard let id = try? FacilityID(typed: written), id == recovery.inception.id else {
            throw CLIFailure(
                .trust, "sheet-other-id", "the ID on the sheet is not the facility of its recovery code",
                hint: "check that both lines are of one sheet, or pass a file that has the code alone")
        }
    }

    private subscript(_ label: String) -> String? { fields.first { $0.label == label }?.value }

    /// What the facility's card said at first; `nil` where the sheet does not say it.
    /// - Parameter listen: the address of the machine that it is restored on; otherwise the one on the sheet counts.
    func configuration(listen: Endpoint?) -> NodeConfiguration? {
        guard let name = self[Label.name], NodeConfiguration.isName(name),
            let kind = self[Label.kind].flatMap({ FacilityKind(rawValue: $0) }),
            let code = self[Label.facilityCode].flatMap({ FacilityCode($0) }),
            let province = self[Label.province].flatMap({ ProvinceCode($0) }), let listen = listen ?? self.listen
        else { return nil }
        let endpoints = (self[Label.endpoints] ?? "").split(separator: " ").compactMap { Endpoint(String($0)) }
        return NodeConfiguration(name: name, kind: kind, code: code, province: province, listen: listen, endpoints: endpoints)
    }

    /// The address on which the node accepted peers.
    public var listen: Endpoint? { self[Label.listen].flatMap { Endpoint($0) } }

    /// A page to print and lock away.
    var text: String {
        """
        Banyan recovery sheet / Phiếu khôi phục
        \(fields.map { "\($0.label): \($0.value)" }.joined(separator: "\n"))

        With the code below, and with what its peers hold of its log, the facility comes back on an empty
        machine: banyan restore. It stands for the facility's root key, its next root key, its log and TLS
        keys and the key of its register. It is on no machine. Whoever holds it can become the facility and
        read whom it enrolled: lock it away. Groups may be typed in any case, with or without hyphens.

        Với mã dưới đây và phần nhật ký mà các cơ sở ngang hàng giữ, cơ sở được khôi phục trên máy trống
        (banyan restore). Mã thay cho khóa gốc, khóa gốc kế tiếp, khóa nhật ký, khóa TLS và khóa sổ đăng ký
        của cơ sở, và không có trên máy nào. Ai giữ mã đều có thể giả làm cơ sở và đọc được cơ sở đã ghi danh
        ai, nên phải khóa cất. Gõ mã bằng chữ hoa hay thường, có hay không có gạch nối đều được.

        Code: \(recovery.text)

        """
    }
}
