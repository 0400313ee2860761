import BanyanLedger
import BanyanRecords
import BanyanTestSupport

@testable import BanyanCore
@testable import BanyanCrypto

extension FuzzTarget {
    static let core = [
        FuzzTarget("cbor") { bytes in
            guard let item = try? CBOR.decode(bytes, limit: bytes.count) else { return false }
            _ = try? CBORRecord(item)
            return try comesBack(item, as: bytes, \.encoded)
        },
        FuzzTarget("typed-text", longest: 256, seeds: { TypedText.samples.map { Array($0.utf8) } }) { bytes in
            guard let text = String(validating: bytes, as: UTF8.self) else { return false }
            return try TypedText.read(text)
        },
    ]

    static let crypto = [
        FuzzTarget("cose") { bytes in
            guard let message = try? COSESign1(bytes, limit: bytes.count) else { return false }
            _ = try? COSESign1(bytes, type: message.type ?? "", limit: bytes.count)
            // A message that this key made is in the vectors; one that it did not make is never its.
            _ = message.isSigned(by: Cast.keys.log.publicKey, external: message.payload)
            return true
        },
        FuzzTarget("inflate", longest: 65_536, seeds: { Cast.texts.map { Deflate.compress($0) } }) { bytes in
            let limit = 1 << 18
            let deflated = Deflate.compress(bytes)
            try promise(Deflate.inflate(deflated, limit: bytes.count) == bytes, "what was deflated does not inflate")
            guard let inflated = Deflate.inflate(bytes, limit: limit) else { return false }
            try promise(inflated.count <= limit, "more came out than allowed")
            return true
        },
        FuzzTarget("key-file", longest: 1100, seeds: { [Cast.keyFile] }) { bytes in
            guard (try? NodeKeyFile.wantsPassphrase(bytes)) != nil else { return false }
            // Argon2id may cost a gigabyte by the file's own word, so only the other method is tried.
            _ = try? NodeKeyFile.unwrap(bytes, with: .keyFile(Cast.secret))
            return true
        },
        FuzzTarget("envelope", longest: 2048, seeds: { [try HPKEnvelope.seal([1, 2, 3], to: Cast.keys.kem.publicKey, info: [])] }) {
            bytes in
            HPKEnvelope.open(bytes, with: Cast.keys.kem, info: []) != nil
        },
    ]
}

/// What people type: identifiers, dates, addresses. Each is read forgivingly or not, and what was read is written in one way.
private enum TypedText {
    static let samples = [
        "PPDT0-MVF0R-86W2M-ZEDRV-6YD0R-2G6DG-MXGFF-ZQ507-39Q4C-A1D1E-P0YTM-R72TE-61JGD",
        "PPDTMVF086W2ZEDR6YD02G6DMXGFZQ5039Q4A1D1P0YTR72T61JG",
        "banyan/log/PPDTMVF086W2ZEDR6YD02G6DMXGFZQ5039Q4A1D1P0YTR72T61JG/4294967295", "00271", "000", "2026-02-28", "2024-02", "1900",
        "2026-02-28T23:59:60.125+07:00", "2026-02-28T23:59Z", "station.example:7420", "[2001:db8::1]:65535", "00ff", "AAEC/w==",
    ]

    static func read(_ text: String) throws -> Bool {
        let identifiers = try facility(text) || log(text)
        let dates = try civil(text) || fhir(text)
        let bytes = try plain(text)
        let secrets = try recovery(text)
        let places = try endpoint(text) || FacilityCode(text) != nil || ProvinceCode(text) != nil
        return identifiers || dates || bytes || secrets || places
    }

    private static func facility(_ text: String) throws -> Bool {
        if let id = FacilityID(compact: text) { try promise(id.compact == text, "another compact form of a facility ID") }
        guard let id = try? FacilityID(typed: text) else { return FacilityID(compact: text) != nil }
        try promise((try? FacilityID(typed: id.description)) == id, "a facility ID does not read its own text")
        try promise((try? CheckedText.decode(text, count: FacilityID.size)) == id.bytes, "two readings of one text")
        return true
    }

    private static func recovery(_ text: String) throws -> Bool {
        guard let code = try? RecoverySecret(typed: text) else { return false }
        try promise((try? RecoverySecret(typed: code.text))?.text == code.text, "a recovery code does not read its own text")
        return true
    }

    private static func log(_ text: String) throws -> Bool {
        try comesBack(LogID(origin: text), as: Array(text.utf8)) { Array($0.origin.utf8) }
    }

    private static func civil(_ text: String) throws -> Bool {
        if let date = CivilDate(text) {
            try promise(date.description == text, "a date is written otherwise")
            try promise(CivilDate(daysSince1970: date.daysSince1970) == date, "a date and its day number differ")
            return true
        }
        return try comesBack(CivilMonth(text), as: Array(text.utf8)) { Array($0.description.utf8) }
    }

    private static func fhir(_ text: String) throws -> Bool {
        guard let date = FHIRDate(text) else { return false }
        try promise(date.lastDay != nil && date.text == text, "a FHIR date without a last day")
        _ = (date.civilMonth, Timestamp(seconds: date.earliest).iso8601)
        return true
    }

    private static func plain(_ text: String) throws -> Bool {
        if let bytes = Hex.decode(text) { try promise(Hex.encode(bytes) == text.lowercased(), "hexadecimal comes back otherwise") }
        return try comesBack(Base64.decode(text), as: Array(text.utf8)) { Array(Base64.encode($0).utf8) }
    }

    private static func endpoint(_ text: String) throws -> Bool {
        guard let endpoint = Endpoint(text) else { return false }
        try promise(Endpoint(endpoint.description) == endpoint, "an endpoint does not read its own text")
        return true
    }
}
