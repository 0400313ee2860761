internal import BanyanCore

/// The payload of a card: the CBOR map `{1: inception, 2: number, 3: [log, TLS, KEM certificate], 4: name, 5: kind, 6: code, 7: province,
/// 8: [[host, port]...], 9: [version...], 10: issued, 11: not after}`.
struct CardFields {
    let inception: [UInt8]
    let certificates: [[UInt8]]
    let statement: FacilityCard.Statement

    init(inception: Inception, certificates: [KeyCertificate], statement: FacilityCard.Statement) {
        self.inception = inception.encoded
        self.certificates = certificates.map(\.encoded)
        self.statement = statement
    }

    var encoded: [UInt8] {
        CBOR.record([
            1: .bytes(inception), 2: .unsigned(statement.number), 3: .array(certificates.map { .bytes($0) }), 4: .text(statement.name),
            5: .text(statement.kind.rawValue), 6: .text(statement.code.description), 7: .text(statement.province.description),
            8: .array(statement.endpoints.map(\.item)), 9: .array(statement.versions.map { .unsigned($0) }),
            10: .int(statement.issued.seconds), 11: .int(statement.notAfter.seconds),
        ]).encoded
    }

    /// - Throws: whatever stands in the way: the caller says only that it is malformed.
    init(_ payload: [UInt8]) throws {
        var record = try CBORRecord(CBOR.decode(payload, limit: FacilityCard.limit))
        inception = try record.take(1) { $0.byteString }
        let number = try record.take(2) { $0.uint.flatMap { $0 >= 1 ? $0 : nil } }
        certificates = try record.take(3) { Self.all($0, 3...3) { $0.byteString } }
        statement = FacilityCard.Statement(
            number: number,
            name: try record.take(4) { $0.string.flatMap { FacilityCard.isName($0) ? $0 : nil } },
            kind: try record.take(5) { $0.string.flatMap { FacilityKind(rawValue: $0) } },
            code: try record.take(6) { $0.string.flatMap { FacilityCode($0) } },
            province: try record.take(7) { $0.string.flatMap { ProvinceCode($0) } },
            endpoints: try record.take(8) { Self.all($0, 0...FacilityCard.endpointLimit) { Endpoint($0) } },
            versions: try record.take(9) { Self.all($0, 1...FacilityCard.versionLimit) { $0.uint } },
            issued: try record.take(10) { $0.integer.map { Timestamp(seconds: $0) } },
            notAfter: try record.take(11) { $0.integer.map { Timestamp(seconds: $0) } })
        try record.finish()
        guard statement.problem == nil else { throw CBORRecord.RecordError.malformed(0) }
    }

    private static func all<T>(_ item: CBOR, _ counts: ClosedRange<Int>, _ convert: (CBOR) -> T?) -> [T]? {
        guard let items = item.items, counts.contains(items.count) else { return nil }
        let values = items.compactMap(convert)
        return values.count == items.count ? values : nil
    }
}

extension FacilityCard.Statement {
    /// What a card may not say; `nil` when all is well.
    var problem: String? {
        if number < 1 { return "a card's number starts at 1" }
        if !FacilityCard.isName(name) {
            return "a facility's name has 1 to \(Limits.name) bytes, one line, no invisible characters and no space at its ends"
        }
        if endpoints.count > FacilityCard.endpointLimit { return "a card names at most \(FacilityCard.endpointLimit) endpoints" }
        if Set(endpoints).count != endpoints.count { return "a card names each endpoint once" }
        if versions.isEmpty || versions.count > FacilityCard.versionLimit
            || zip(versions, versions.dropFirst()).contains(where: { $0 >= $1 })
        {
            return "a card names its protocol versions in ascending order"
        }
        return issued < notAfter ? nil : "a card must end after it begins"
    }
}

extension FacilityCard {
    /// Names stand in files and on screens: no control, format (such as direction marks) or line-separating characters, so that what is read is
    /// what is there.
    static func isName(_ text: String) -> Bool {
        guard (1...Limits.name).contains(text.utf8.count), text.utf8.first != 0x20, text.utf8.last != 0x20 else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: false
            case .spaceSeparator: scalar == " "
            default: true
            }
        }
    }
}
