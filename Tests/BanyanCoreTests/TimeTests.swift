import BanyanCore
import BanyanTestSupport
import Testing

@Suite struct CivilDateTests {
    /// Walks the calendar by its rules alone and compares each day with the arithmetic.
    @Test func `every day from 1800 to 2200 comes back`() throws {
        var number = try #require(CivilDate(year: 1800, month: 1, day: 1)).daysSince1970
        #expect(number == -62_091)
        for year in 1800...2200 {
            let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
            for (month, days) in [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
                for day in 1...days {
                    let date = try #require(CivilDate(year: year, month: month + 1, day: day))
                    #expect(date.daysSince1970 == number)
                    #expect(CivilDate(daysSince1970: number) == date)
                    #expect(CivilDate(date.description) == date)
                    number += 1
                }
                #expect(CivilDate(year: year, month: month + 1, day: days + 1) == nil)
            }
        }
    }

    @Test(
        arguments: [
            ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("1900-01-01", -25_567), ("0001-01-01", -719_162),
            ("9999-12-31", 2_932_896),
        ] as [(String, Int64)])
    func `known days have their number`(text: String, number: Int64) throws {
        #expect(try #require(CivilDate(text)).daysSince1970 == number)
        #expect(CivilDate(daysSince1970: number).description == text)
    }

    @Test(arguments: [Int64.min, -719_163, -900_000] as [Int64])
    func `days before year 1 read as its first`(number: Int64) { #expect(CivilDate(daysSince1970: number).description == "0001-01-01") }

    @Test(arguments: [Int64.max, 2_932_897] as [Int64])
    func `days after year 9999 read as its last`(number: Int64) { #expect(CivilDate(daysSince1970: number).description == "9999-12-31") }

    @Test(arguments: [
        "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "2024-04-31", "2024-01-00", "0000-01-01", "2024-1-01", "24-01-01",
        "2024-01-1", "2024/01/01", " 2024-01-01", "2024-01-01Z", "+024-01-01", "-024-01-01", "2024--1-01", "2024-01-", "", "----------",
        "２０２４-01-01", "2024-01-0\u{301}",
    ])
    func `what is not a day is refused`(text: String) { #expect(CivilDate(text) == nil) }

    @Test(arguments: [(Int.max, 1, 1), (Int.min, 1, 1), (2024, Int.max, 1), (2024, 1, Int.min), (10_000, 1, 1)])
    func `numbers far outside are refused`(year: Int, month: Int, day: Int) {
        #expect(CivilDate(year: year, month: month, day: day) == nil)
    }
}

@Suite struct CivilMonthTests {
    @Test func `months of the tree come back`() throws {
        for index in 0..<CivilMonth.count {
            let month = try #require(CivilMonth(exactly: UInt64(index)))
            #expect(CivilMonth(year: month.year, month: month.month) == month)
            #expect(CivilMonth(month.description) == month)
        }
        #expect(CivilMonth.first.description == "1900-01")
        #expect(CivilMonth.last.description == "2070-08")
    }

    @Test(arguments: [
        (1899, 12, 0), (0, 1, 0), (Int.min, Int.min, 0), (2070, 9, 2047), (9999, 12, 2047), (Int.max, Int.max, 2047), (1900, 0, 0),
    ])
    func `dates outside the tree are clamped to its ends`(year: Int, month: Int, index: Int) {
        #expect(CivilMonth(year: year, month: month).index == index)
    }

    @Test(arguments: ["1899-12", "2070-09", "2024-13", "2024-00", "2024-1", "2024-01-01", "", "202-401", "2024-0a"])
    func `what is not a month of the tree is refused`(text: String) { #expect(CivilMonth(text) == nil) }

    @Test func `an index from outside must be exact`() {
        #expect(CivilMonth(exactly: 2047) == .last)
        #expect(CivilMonth(exactly: 2048) == nil)
        #expect(CivilMonth(exactly: .max) == nil)
    }
}

@Suite struct TimestampTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (1_795_557_050, "2026-11-24T21:50:50Z"),
            (-86_400, "1969-12-31T00:00:00Z"), (-86_401, "1969-12-30T23:59:59Z"), (951_782_399, "2000-02-28T23:59:59Z"),
        ] as [(Int64, String)])
    func `known times have their text`(seconds: Int64, text: String) { #expect(Timestamp(seconds: seconds).iso8601 == text) }

    @Test(arguments: [Int64.min, Int64.min + 1, -62_135_596_801, 253_402_300_800, Int64.max] as [Int64])
    func `no number of seconds traps`(seconds: Int64) {
        let time = Timestamp(seconds: seconds)
        #expect(time.iso8601.utf8.count == 20)
        #expect(time.month == (seconds < 0 ? .first : .last))
    }

    @Test func `adding saturates`() {
        #expect(Timestamp(seconds: .max).adding(1).seconds == .max)
        #expect(Timestamp(seconds: .min).adding(-1).seconds == .min)
        #expect(Timestamp(seconds: 5).adding(-7).seconds == -2)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `the month is the one that the text names`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let time = Timestamp(seconds: Int64(random.number(-2_208_988_800...3_155_760_000)))
        #expect(time.iso8601.hasPrefix(time.month.description))
        #expect(time.date.description == String(time.iso8601.prefix(10)))
    }
}
