import BanyanCore
import Testing

struct PrescriptionCodeTests {
    @Test(arguments: [
        ("00271a1b2c3d-C", PrescriptionCode.Kind.other), ("79ABC0000000-N", .narcotic), ("00000zzzzzzz-H", .psychotropic),
        ("00901abc1234-T", .traditional),
    ])
    func `a code is read as it is written`(text: String, kind: PrescriptionCode.Kind) {
        #expect(PrescriptionCode(text)?.description == text)
        #expect(PrescriptionCode(text)?.kind == kind)
        #expect(PrescriptionCode(text)?.facility.description == String(text.prefix(5)))
    }

    @Test(
        arguments: [
            "", "00271a1b2c3d-", "00271a1b2c3d-X", "00271a1b2c3d-c", "00271a1b2c3dC", "0271a1b2c3d-C", "00271A1B2C3D-C", "00271a1b2c3-CC",
            "0o271a1b2c3d-C", "00271a1b2c3d-C ", " 00271a1b2c3d-C", "00271a1b2c3\u{e9}-C", "00271a1b2c3d–C", "00271a1b2c3d-C\0",
        ])
    func `nothing else is a code`(text: String) { #expect(PrescriptionCode(text) == nil) }
}
