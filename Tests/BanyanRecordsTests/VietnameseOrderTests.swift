import BanyanRecords
import Foundation
import Testing

@Suite struct VietnameseOrderTests {
    private static let names = [
        "An", "An Bình", "Ân", "Bùi Xuân", "Đan", "Đặng Ân", "Giang", "Hồ", "Lê Anh", "Lê Ánh", "Lê Đức", "Lê Nam", "Lý", "Ngô", "Ô",
        "Ơn", "Trần", "Tư", "Vũ", "Xuân", "Yến", "Дмитрий",
    ]

    @Test func `names stand in the order of the Vietnamese alphabet`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20 {
            let sorted = Self.names.shuffled(using: &random).map { ($0, VietnameseOrder($0)) }.sorted { $0.1 < $1.1 }.map(\.0)
            #expect(sorted == Self.names)
        }
    }

    @Test func `tones follow level, grave, hook, tilde, acute, dot`() {
        let tones = ["ma", "mà", "mả", "mã", "má", "mạ"]
        #expect(tones.reversed().sorted { VietnameseOrder($0) < VietnameseOrder($1) } == tones)
        let letters = ["a", "ă", "â", "b", "d", "đ", "e", "ê", "o", "ô", "ơ", "u", "ư", "v"]
        #expect(letters.reversed().sorted { VietnameseOrder($0) < VietnameseOrder($1) } == letters)
    }

    @Test func `composed and decomposed forms are one`() {
        for name in Self.names {
            #expect(
                VietnameseOrder(name.precomposedStringWithCanonicalMapping) == VietnameseOrder(name.decomposedStringWithCanonicalMapping))
        }
    }
}
