import BanyanCore
import Testing

@testable import BanyanRecords

/// The table says what becomes of each field; these hold it against what does.
@Suite struct InsuranceFieldTests {
    struct Place: Sendable, CustomTestStringConvertible {
        let table: String
        let field: InsuranceField
        let number: Int
        var testDescription: String { "\(table).\(field.name)" }
    }

    static let places: [Place] = InsuranceTable.all.flatMap { table in
        table.fields.enumerated().map { Place(table: table.name, field: $1, number: $0 + 1) }
    }
    static let mapped = places.filter(\.field.isMapped)
    static let unmapped = places.filter { !$0.field.isMapped }

    /// A value that nothing else has, and how the resources show it.
    private static func value(_ place: Place) -> (written: String, shown: String) {
        let serial = place.number * 20 + (InsuranceTable.all.firstIndex { $0.name == place.table } ?? 0)
        let date = CivilDate(daysSince1970: 18_000 + Int64(serial))
        let digits = date.description.filter { $0 != "-" }
        switch (place.field.name, place.field.kind) {
        case ("MA_LK", _): return ("LK-ALL", "LK-ALL")
        case ("MA_BN", _): return ("BN-ALL", "BN-ALL")
        case ("SO_CCCD", _): return ("000167999017", "000167999017")
        case ("MA_THE_BHYT", _): return ("HT3009990000017", "HT3009990000017")
        case ("NGAY_SINH", _): return ("196704120000", "1967-04-12")
        case ("GIOI_TINH", _): return ("2", "female")
        case ("MA_CSKCB", _): return ("00901", "00901")
        case ("MA_BS", _): return ("000099\(serial)", "000099\(serial)")
        case ("MA_NHOM", _): return ("8", "8")
        case ("SO_LUONG", _): return ("\(serial).5", "\(serial).5")
        case ("CAN_NANG", _): return ("61.5\(serial)", "61.5\(serial)")
        case ("MA_BENH_CHINH", _), ("MA_BENH_KT", _), ("MA_BENH_YHCT", _), ("MA_BENH", _): return ("E10.\(serial)", "E10.\(serial)")
        case (_, .text): return ("giá trị \(serial)", "giá trị \(serial)")
        case (_, .integer), (_, .decimal): return ("7\(serial)", "7\(serial)")
        case (_, .minute): return ("\(digits)0915", "\(date)T09:15:00+07:00")
        case (_, .day), (_, .days): return (digits, "\(date)")
        }
    }

    /// A dossier in which every field that is mapped is filled, in one or two records of each table.
    private static func filled(checkIn: Bool) -> SyntheticDossier {
        var dossier = SyntheticDossier(facility: "00901", created: "20260906")
        for place in mapped where (place.table == "XML0") == checkIn {
            if dossier.tables[place.table] == nil { dossier.tables[place.table] = [[:]] }
            dossier[place.table, 0, place.field.name] = value(place).written
        }
        for table in dossier.tables.keys where InsuranceTable.named[table]?.byName["MA_LK"] != nil { dossier[table, 0, "MA_LK"] = "LK-ALL" }
        return dossier
    }

    private static func imported(_ dossier: SyntheticDossier, checkIn: Bool) -> ImportResult {
        InsuranceFixture.imported([checkIn ? dossier.checkIn : dossier.file()])
    }

    @Test(arguments: mapped) func `a mapped field is found in the resources`(place: Place) throws {
        let isCheckIn = place.table == "XML0"
        var dossier = Self.filled(checkIn: isCheckIn)
        if place.table == "XML3", place.field.name == "NGAY_YL" { dossier["XML3", 0, "NGAY_TH_YL"] = nil }
        let result = Self.imported(dossier, checkIn: isCheckIn)
        #expect(result.report.problems.isEmpty)
        let patient = try #require(result.patients.first)
        let shown = Self.value(place).shown
        #expect(patient.values.contains { $0 == shown || $0.contains(shown) }, "\(shown)")
        // And it comes from there: without it, the resources are others. A record without its facility is the file's.
        guard place.field.name != "MA_CSKCB" else { return }
        dossier[place.table, 0, place.field.name] = place.field.name == "MA_LK" ? "LK-OTHER" : nil
        if place.field.name == "MA_LK" {
            for table in dossier.tables.keys { dossier[table, 0, "MA_LK"] = "LK-OTHER" }
        }
        let without = Self.imported(dossier, checkIn: isCheckIn)
        #expect(without.patients.first?.resources != patient.resources || without.patients.first?.demographics != patient.demographics)
    }

    @Test(arguments: unmapped) func `a field that is not mapped changes nothing`(place: Place) throws {
        guard place.field.use != .notMapped(.join) else { return }
        let isCheckIn = place.table == "XML0"
        var dossier = Self.filled(checkIn: isCheckIn)
        if dossier.tables[place.table] == nil { dossier.tables[place.table] = [["MA_LK": "LK-ALL"]] }
        if place.table == "XML12" { dossier.tables["XML12"] = [[:]] }
        let before = Self.imported(dossier, checkIn: isCheckIn)
        dossier[place.table, 0, place.field.name] = Self.value(place).written
        let after = Self.imported(dossier, checkIn: isCheckIn)
        #expect(after.report.problems.isEmpty && !after.patients.isEmpty)
        #expect(after.patients.map(\.resources) == before.patients.map(\.resources))
        #expect(after.patients.map(\.demographics) == before.patients.map(\.demographics))
    }

    @Test(arguments: mapped.filter { [.minute, .day, .days, .integer, .decimal].contains($0.field.kind) })
    func `a mapped field of the wrong form is refused with its record and named`(place: Place) throws {
        let isCheckIn = place.table == "XML0"
        var dossier = Self.filled(checkIn: isCheckIn)
        dossier[place.table, 0, place.field.name] =
            [.integer, .decimal].contains(place.field.kind)
            ? "7x"
            : "202602301200".prefix(
                place.field.kind == .minute ? 12 : 8
            ).description
        let result = Self.imported(dossier, checkIn: isCheckIn)
        let problem = try #require(result.report.problems.first { $0.field == place.field.name })
        #expect(problem.type == place.table && problem.reason.hasPrefix(place.field.name))
        #expect(result.patients.isEmpty == ["XML0", "XML1"].contains(place.table), "the rest of the encounter is taken")
    }
}
