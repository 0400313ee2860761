internal import BanyanCore

extension CBOR {
    /// A byte string of exactly the size of `T`.
    func fixed<T: FixedBytes>(_: T.Type = T.self) -> T? { byteString.flatMap { T($0) } }

    var uint32: UInt32? { uint.flatMap { UInt32(exactly: $0) } }
    var month: CivilMonth? { uint.flatMap { CivilMonth(exactly: $0) } }

    /// From 1970 to the end of the year 9999, so that sums and differences of two can't overflow.
    var timestamp: Timestamp? {
        uint.flatMap { Int64(exactly: $0) }.flatMap { $0 <= 253_402_300_799 ? Timestamp(seconds: $0) : nil }
    }

    var section: Section? { uint.flatMap { UInt8(exactly: $0) }.flatMap { Section(rawValue: $0) } }

    /// Sections in ascending order without repetition.
    var sections: [Section]? {
        guard let items, items.count <= Section.allCases.count else { return nil }
        let sections = items.compactMap(\.section)
        guard sections.count == items.count, zip(sections, sections.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
        return sections
    }

    var months: ClosedRange<CivilMonth>? {
        guard let items, items.count == 2, let first = items[0].month, let last = items[1].month, first <= last else { return nil }
        return first...last
    }

    /// Text that is fit to be shown on one line.
    var line: String? { string.flatMap { isLine($0) ? $0 : nil } }

    func named<T: RawRepresentable>(_: T.Type = T.self) -> T? where T.RawValue == String { string.flatMap { T(rawValue: $0) } }
    func coded<T: RawRepresentable>(_: T.Type = T.self) -> T? where T.RawValue == UInt8 {
        uint.flatMap { UInt8(exactly: $0) }.flatMap { T(rawValue: $0) }
    }

    static func sections(_ sections: [Section]) -> CBOR { .array(sections.map { .section($0) }) }
    static func section(_ section: Section) -> CBOR { .unsigned(UInt64(section.rawValue)) }
    static func month(_ month: CivilMonth) -> CBOR { .unsigned(UInt64(month.index)) }
    static func months(_ months: ClosedRange<CivilMonth>) -> CBOR { .array([.month(months.lowerBound), .month(months.upperBound)]) }
    static func time(_ time: Timestamp) -> CBOR { .int(time.seconds) }
}

/// Whether text is 1 to 256 bytes and has no control character and no line or paragraph separator.
func isLine(_ text: String) -> Bool {
    (1...Limits.name).contains(text.utf8.count)
        && !text.unicodeScalars.contains { $0.value < 0x20 || (0x7f...0x9f).contains($0.value) || $0.value == 0x2028 || $0.value == 0x2029 }
}

/// Decodes one record that has exactly the fields that `body` takes; `nil` for anything else.
func decodeRecord<T>(_ bytes: [UInt8], limit: Int, _ body: (inout CBORRecord) throws -> T) -> T? {
    guard let item = try? CBOR.decode(bytes, limit: limit) else { return nil }
    return decodeRecord(item, body)
}

func decodeRecord<T>(_ item: CBOR, _ body: (inout CBORRecord) throws -> T) -> T? {
    do {
        var record = try CBORRecord(item)
        let value = try body(&record)
        try record.finish()
        return value
    } catch { return nil }
}

/// Converts every element or none.
func all<T>(_ items: [CBOR]?, atMost limit: Int, _ convert: (CBOR) -> T?) -> [T]? {
    guard let items, items.count <= limit else { return nil }
    var out: [T] = []
    for item in items {
        guard let value = convert(item) else { return nil }
        out.append(value)
    }
    return out
}
