public import BanyanCore
public import BanyanLedger
public import BanyanRecords
internal import Foundation

/// What an operator decides about a node: `config.json` in its data directory, under `BANYAN_*` variables.
public struct NodeConfiguration: Sendable, Hashable {
    public var name: String
    public var kind: FacilityKind
    public var code: FacilityCode
    public var province: ProvinceCode
    /// Where the node accepts peers.
    public var listen: Endpoint
    /// What its card tells others to dial; empty for a node that only dials out.
    public var endpoints: [Endpoint]
    /// How often appends that can wait are written, seconds.
    public var tickSeconds: Int64 = 60
    /// Whose logs the node carries; `nil`: what is usual for its kind.
    public var wants: WantedLogs?
    /// The key file for unattended start.
    public var keyFile: String?
    /// An additional list of sensitive codes (docs/records.md).
    public var sensitiveCodes: String?
    /// Files of the certificates with whose keys the facility signs its insurance files.
    public var insuranceCertificates: [String] = []
    /// The URIs of Vietnamese identifiers; `nil`: those of the community's guide.
    public var identifierSystems: IdentifierSystems?

    public init(name: String, kind: FacilityKind, code: FacilityCode, province: ProvinceCode, listen: Endpoint, endpoints: [Endpoint]) {
        self.name = name
        self.kind = kind
        self.code = code
        self.province = province
        self.listen = listen
        self.endpoints = endpoints
    }

    /// - Parameter path: for messages.
    init(file bytes: [UInt8], path: String) throws(CLIFailure) {
        var fields = try ConfigurationFields(bytes, path: path)
        name = try fields.take("name", "1 to \(Limits.name) bytes on one line") { $0.string.flatMap { Self.isName($0) ? $0 : nil } }
        kind = try fields.take("kind", Words.list(FacilityKind.allCases.map(\.rawValue))) { $0.string.flatMap(FacilityKind.init) }
        code = try fields.take("code", "five digits or capital letters") { $0.string.flatMap { FacilityCode($0) } }
        province = try fields.take("province", "three digits") { $0.string.flatMap { ProvinceCode($0) } }
        listen = try fields.take("listen", "HOST:PORT") { $0.string.flatMap { Endpoint($0) } }
        endpoints = try fields.take("endpoints", "a list of at most \(FacilityCard.endpointLimit) HOST:PORT", Self.endpoints)
        tickSeconds = try fields.takeIfPresent("tickSeconds", "1 to 86400") { $0.numberText.flatMap(Self.tick) } ?? 60
        wants = try fields.takeIfPresent("wants", Words.list(WantedLogs.allCases.map(\.rawValue))) { $0.string.flatMap(WantedLogs.init) }
        keyFile = try fields.takeIfPresent("keyFile", "a path") { $0.string.flatMap { $0.isEmpty ? nil : $0 } }
        sensitiveCodes = try fields.takeIfPresent("sensitiveCodes", "a path") { $0.string.flatMap { $0.isEmpty ? nil : $0 } }
        insuranceCertificates = try fields.takeIfPresent("insuranceCertificates", "a list of paths", Self.paths) ?? []
        identifierSystems = try fields.takeIfPresent("identifierSystems", Self.systemsExpected) { IdentifierSystems(configured: $0) }
        try fields.finish()
    }

    /// The file's bytes: keys sorted, one a line.
    var encoded: [UInt8] {
        get throws {
            struct File: Encodable {
                let name, kind, code, province, listen: String
                let endpoints: [String]
                let tickSeconds: Int64
                let wants, keyFile, sensitiveCodes: String?
                let insuranceCertificates: [String]?
                let identifierSystems: IdentifierSystems.Configured?
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            let file = File(
                name: name, kind: kind.rawValue, code: code.description, province: province.description, listen: listen.description,
                endpoints: endpoints.map(\.description), tickSeconds: tickSeconds, wants: wants?.rawValue,
                keyFile: keyFile, sensitiveCodes: sensitiveCodes,
                insuranceCertificates: insuranceCertificates.isEmpty ? nil : insuranceCertificates,
                identifierSystems: identifierSystems?.configured)
            return Array(try encoder.encode(file)) + [UInt8(ascii: "\n")]
        }
    }

    /// The facility's card as the configuration describes it, good as long as every key on it.
    /// - Throws: `LedgerFailure` with code `card-statement` that says what a card may not say.
    func card(of keys: FacilityKeys, number: UInt64, issued: Timestamp) throws(LedgerFailure) -> FacilityCard {
        try keys.card(
            name: name, kind: kind, code: code, province: province, endpoints: endpoints, number: number, issued: issued,
            notAfter: keys.certificates.map(\.notAfter).min() ?? issued)
    }

    static func isName(_ text: String) -> Bool {
        (1...Limits.name).contains(text.utf8.count) && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
    }

    /// What `identifierSystems` may be, for messages.
    static var systemsExpected: String {
        "community, ministry, or an object of URIs by kind: \(Words.list(IdentifierKind.allCases.map(\.rawValue)))"
    }

    private static func paths(_ value: JSON) -> [String]? {
        guard case .array(let items) = value, items.count <= InsuranceSigners.limit else { return nil }
        let paths = items.compactMap { $0.string.flatMap { $0.isEmpty ? nil : $0 } }
        return paths.count == items.count ? paths : nil
    }

    static func tick(_ text: String) -> Int64? { Int64(text).flatMap { (1...86_400).contains($0) ? $0 : nil } }

    private static func endpoints(_ value: JSON) -> [Endpoint]? {
        guard case .array(let items) = value, items.count <= FacilityCard.endpointLimit else { return nil }
        let endpoints = items.compactMap { $0.string.flatMap { Endpoint($0) } }
        return endpoints.count == items.count ? endpoints : nil
    }
}

/// The members of a configuration file, taken one by one; what nobody takes is a mistake that must not pass in silence.
private struct ConfigurationFields {
    private var members: [JSON.Member]
    private let path: String

    init(_ bytes: [UInt8], path: String) throws(CLIFailure) {
        self.path = path
        let value: JSON
        do { value = try JSON.parse(bytes, limit: Limits.smallFile, depth: 4) } catch {
            throw CLIFailure(.configuration, "bad-configuration", "\(path) is not JSON: \(error)", hint: "correct the file")
        }
        guard case .object(let members) = value else {
            throw CLIFailure(.configuration, "bad-configuration", "\(path) must hold one JSON object", hint: "correct the file")
        }
        self.members = members
    }

    mutating func take<T>(_ key: String, _ expected: String, _ convert: (JSON) -> T?) throws(CLIFailure) -> T {
        guard let value = try takeIfPresent(key, expected, convert) else { throw wrong(key, "is missing: \(expected)") }
        return value
    }

    mutating func takeIfPresent<T>(_ key: String, _ expected: String, _ convert: (JSON) -> T?) throws(CLIFailure) -> T? {
        guard let index = members.firstIndex(where: { $0.name == key }) else { return nil }
        guard let value = convert(members.remove(at: index).value) else { throw wrong(key, "must be \(expected)") }
        return value
    }

    func finish() throws(CLIFailure) {
        if let unknown = members.first { throw wrong(unknown.name, "is not a key that this version knows") }
    }

    private func wrong(_ key: String, _ what: String) -> CLIFailure {
        CLIFailure(.configuration, "bad-configuration", "\(path): \(printable(key)) \(what)", hint: "correct the file")
    }
}
