import BanyanCore
import BanyanRecords
import Testing

struct PrescriptionCodeTests {
    @Test(arguments: [
        ("00901abc12z9-C", PrescriptionCode.Kind.other), ("00901abc12z9-N", .narcotic), ("00A010000000-H", .psychotropic),
        ("00901zzzzzzz-T", .traditional), (" 00901abc12z9-C\n", .other),
    ])
    func `a code says who issued it and what it is for`(text: String, kind: PrescriptionCode.Kind) throws {
        let code = try #require(PrescriptionCode(text))
        #expect(code.kind == kind)
        #expect(code.facility == FacilityCode(String(code.description.prefix(5))))
        #expect(PrescriptionCode(code.description) == code)
        #expect(code.description.utf8.count == 14)
    }

    @Test(arguments: [
        "", "00901abc12z9", "00901abc12z9C", "00901abc12z9-X", "00901abc12z9-c", "00901ABC12z9-C", "0901abc12z9-C", "0a901abc12z9-C",
        "00901abc12z9-CC", "00901abc12z9_C", "00901abc12\u{E9}-C", "00901abc 2z9-C", "00901abc12z9-\u{43}\u{301}",
    ])
    func `what is not written so is not a code`(text: String) { #expect(PrescriptionCode(text) == nil) }
}
