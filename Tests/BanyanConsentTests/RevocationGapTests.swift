import BanyanCore
import Testing

@testable import BanyanConsent

struct RevocationGapTests {
    @Test func anEntryThatMayBeARevocationDeniesAndAProvenOneSaysMore() throws {
        let scene = try Scene()
        var surroundings = scene.surroundings
        #expect(denial(scene.item, in: surroundings) == nil)
        surroundings.lacksRevocation = true
        let denied = denial(scene.item, in: surroundings)
        #expect(denied?.code == "revocation-not-replicated" && denied?.step == .revocation && denied?.category == .denied)
    }
}
