import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport
import Testing

/// An invented facility with its keys.
struct TestFacility {
    static let start = Timestamp(seconds: 1_795_000_000)
    let keys: FacilityKeys
    let nextRoot: SigningKey

    init(seed: UInt64 = 61) throws {
        var random = SeededRandom(seed: seed)
        (keys, nextRoot) = try FacilityKeys.generate(at: Self.start, using: &random)
    }

    func card(
        name: String = "Bệnh viện Thử nghiệm", number: UInt64 = 1, endpoints: [Endpoint] = [Endpoint(host: "node.example", port: 7400)!],
        issued: Timestamp = start, notAfter: Timestamp = start.adding(365 * 86_400)
    ) throws -> FacilityCard {
        try keys.card(
            name: name, kind: .hospital, code: #require(FacilityCode("00901")), province: #require(ProvinceCode("000")),
            endpoints: endpoints,
            number: number, issued: issued, notAfter: notAfter)
    }

    /// Certificates as other numbers, keys or validities would make them.
    func certify(
        _ key: [UInt8], as role: KeyRole, number: UInt64 = 1, notAfter: Timestamp = start.adding(1), formerLogEnd: UInt64? = nil,
        by root: SigningKey? = nil
    ) throws -> KeyCertificate {
        try .sign(
            key, as: role, number: number, notBefore: Self.start, notAfter: notAfter, formerLogEnd: formerLogEnd, for: keys.inception,
            with: root ?? keys.root)
    }
}
