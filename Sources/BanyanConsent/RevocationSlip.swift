public import BanyanCore

/// One code of a slip.
public struct SlipCode: Sendable {
    /// The name of the origin as printed; empty when whoever typed the slip left it out.
    public let origin: String
    public let secret: RevocationSecret
}

/// The paper with which a patient withdraws a grant at any node: one code a token (protocol section 7).
///
/// A text of at most 80 columns. Lines that matter are `To: NAME` (the audience), `From: NAME` (an origin), `Code: CODE`; a code
/// may go on over the lines that follow it. Everything else is for people.
public struct RevocationSlip: Sendable {
    public let audience: String
    public let codes: [SlipCode]

    init(audience: String, codes: [SlipCode]) {
        self.audience = audience
        self.codes = codes
    }

    /// The paper goes from the patient to whoever serves them anywhere, so it is in both languages, whatever was chosen. No line of it
    /// has a colon behind one word, as those that are read have.
    private static let head = """
        Phiếu thu hồi đồng ý / Banyan revocation slip

        Ai giữ phiếu này đều thu hồi được sự đồng ý ghi dưới đây, tại bất kỳ cơ sở nào
        trong mạng (banyan consent revoke). Hãy cất giữ cẩn thận. To là cơ sở được phép
        xem, From là cơ sở nguồn, Given là lúc cho phép, Ends là lúc hết hạn.

        Whoever holds this slip can withdraw the consent below at any facility of the
        network (banyan consent revoke). Keep it safe.

        """

    /// The slip as it is printed.
    /// - Parameter dates: when the grant was given and when it ends by itself.
    func text(given: Timestamp, ends: Timestamp) -> String {
        var lines = [Self.head, "To: \(audience)", "Given: \(given.iso8601)", "Ends: \(ends.iso8601)"]
        for code in codes {
            let groups = code.secret.text.split(separator: "-")
            lines += ["", "From: \(code.origin)", "Code: " + groups.prefix(7).joined(separator: "-") + "-"]
            lines.append("      " + groups.dropFirst(7).joined(separator: "-"))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Reads a slip as a person typed it: case, spaces, hyphens, mail quotes and line breaks within a code don't matter.
    /// - Throws: `SlipProblem`, which names the line and the group.
    public init(parsing text: String) throws(SlipProblem) {
        guard text.utf8.count <= Limits.smallFile else { throw SlipProblem(line: 1, reason: "the slip is too long") }
        var reader = SlipReader()
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            try reader.read(String(line), number: index + 1)
        }
        try reader.finishCode()
        guard !reader.codes.isEmpty else { throw SlipProblem(line: 1, reason: "there is no line that begins with Code:") }
        audience = reader.audience
        codes = reader.codes
    }
}

/// What is wrong with a typed slip, and where.
public struct SlipProblem: Failure, Hashable {
    /// From 1.
    public let line: Int
    /// The group of the code, from 1, where one is known to be wrong.
    public let group: Int?
    let reason: String

    init(line: Int, group: Int? = nil, reason: String) {
        self.line = line
        self.group = group
        self.reason = reason
    }

    public var category: FailureCategory { .failed }
    public var code: String { "slip-mistyped" }
    public var message: String { "line \(line) of the slip: \(reason)" }
    public var hint: String? { "compare that line with the paper and type it again" }
}

/// Reads a slip line by line.
private struct SlipReader {
    var audience = ""
    var codes: [SlipCode] = []
    private var origin = ""
    /// The lines of the code that is being read: their number and what counts of them.
    private var pending: [(line: Int, text: String)] = []

    init() {}

    mutating func read(_ raw: String, number: Int) throws(SlipProblem) {
        let line = trimmed(raw.drop { $0 == ">" || $0.isWhitespace })
        let (key, value) = split(line)
        switch key {
        case "to":
            try finishCode()
            audience = value
        case "from":
            try finishCode()
            origin = value
        case "code":
            try finishCode()
            pending = [(number, value)]
        case nil where !pending.isEmpty && !line.isEmpty: pending.append((number, line))
        default: try finishCode()
        }
    }

    mutating func finishCode() throws(SlipProblem) {
        guard let first = pending.first else { return }
        defer { pending = [] }
        guard codes.count < Limits.originsPerGrant else {
            throw SlipProblem(line: first.line, reason: "a slip holds at most \(Limits.originsPerGrant) codes")
        }
        let bytes: [UInt8]
        do { bytes = try CheckedText.decode(pending.map(\.text).joined(separator: " "), count: 32) } catch {
            throw problem(error, first.line)
        }
        guard let secret = RevocationSecret(bytes) else { return }
        codes.append(SlipCode(origin: origin, secret: secret))
        origin = ""
    }

    private func problem(_ problem: CheckedText.Problem, _ first: Int) -> SlipProblem {
        switch problem {
        case .wrongLength: SlipProblem(line: first, reason: "the code that begins here: \(problem.message)")
        case .wrongCharacter(let group), .wrongGroup(let group):
            SlipProblem(line: line(ofGroup: group), group: group, reason: problem.message)
        }
    }

    /// A group is five characters.
    private func line(ofGroup group: Int) -> Int {
        var left = (group - 1) * 5
        for part in pending {
            let characters = part.text.utf8.count { !($0 == UInt8(ascii: "-") || $0 == 0x20 || (0x09...0x0d).contains($0)) }
            if left < characters { return part.line }
            left -= characters
        }
        return pending.last?.line ?? 1
    }

    private func split(_ line: String) -> (key: String?, value: String) {
        guard let colon = line.firstIndex(of: ":") else { return (nil, line) }
        return (trimmed(line[..<colon]).lowercased(), trimmed(line[line.index(after: colon)...]))
    }

    private func trimmed(_ text: Substring) -> String {
        var text = text
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text.drop { $0.isWhitespace })
    }
}
