import BanyanCore
import Testing

@Suite struct SectionTests {
    @Test func `names come back and are those of the protocol`() {
        #expect(
            Section.allCases.map(\.name) == [
                "allergies", "problems", "medications", "devices", "directives", "immunizations", "results", "procedures", "encounters",
                "vitals", "social", "plan", "hiv", "mental-health", "reproductive", "genetic",
            ])
        for section in Section.allCases { #expect(Section(name: section.name) == section) }
        #expect(Section(name: "mentalHealth") == nil)
        #expect(Section(name: "Allergies") == nil)
    }

    @Test func `sensitive sections are state sections and no preset holds them`() {
        let sensitive = Section.allCases.filter(\.isSensitive)
        #expect(sensitive == [.hiv, .mentalHealth, .reproductive, .genetic])
        #expect(sensitive.allSatisfy { $0.kind == .state })
        #expect(Set(Section.preset).isDisjoint(with: sensitive))
        #expect(Section.preset.count == 12)
    }

    @Test func `an allergy is state and a result is an event`() {
        #expect(
            Section.allCases.filter { $0.kind == .event } == [.immunizations, .results, .procedures, .encounters, .vitals, .social, .plan])
    }
}

@Suite struct CodeTests {
    @Test(arguments: ["00101", "79A12", "ZZZZZ"])
    func `a facility code is five digits or capitals`(text: String) { #expect(FacilityCode(text)?.description == text) }

    @Test(arguments: ["", "0010", "001011", "0010a", "0010 ", "0010É", "００１０１"])
    func `anything else is no facility code`(text: String) { #expect(FacilityCode(text) == nil) }

    @Test(arguments: ["", "00", "0000", "0a0", "-01", "٠٠٠"])
    func `a province is three digits`(text: String) {
        #expect(ProvinceCode(text) == nil)
        #expect(ProvinceCode("000")?.description == "000")
    }
}

@Suite struct FixedBytesTests {
    @Test(arguments: [0, 15, 17, 31, 33, 64])
    func `a wrong length can't become a value`(count: Int) {
        let bytes = [UInt8](repeating: 1, count: count)
        #expect(Digest(bytes) == nil)
        #expect(Tag(bytes) == nil)
        #expect(TokenID(bytes) == nil)
        #expect(PublicKey(bytes) == nil)
        #expect(FacilityID(bytes) == nil)
    }

    @Test func `values are ordered as their bytes`() throws {
        let low = try #require(Tag([UInt8](repeating: 0, count: 15) + [1]))
        let high = try #require(Tag([1] + [UInt8](repeating: 0, count: 15)))
        #expect(low < high)
        #expect(!(high < low))
        #expect(Tag.open < low)
    }
}

@Suite struct RedactionTests {
    @Test func `an identity does not print`() {
        let identity = Identity(name: "Trần Thị Không Có", birthDate: "1970-01-01", sex: .female)
        for text in ["\(identity)", String(reflecting: identity), "\([identity])", "\(Optional(identity) as Any)"] {
            #expect(!text.contains("Trần"))
            #expect(!text.contains("1970"))
        }
    }
}
