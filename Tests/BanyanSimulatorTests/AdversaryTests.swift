import BanyanCore
import BanyanSimulator
import Testing

/// Each adversary does its worst, and what was promised holds; taken away what it rests on, it does not hold.
struct AdversaryTests {
    @Test(arguments: Adversary.all.map(\.name))
    func `what was promised of an adversary holds, and in its control run it does not`(name: String) async throws {
        let adversary = try #require(Adversary.all.first { $0.name == name })
        let outcome = await adversary.run(seed: 7)
        #expect(outcome.violation == nil && outcome.broken == [] && outcome.checks > 3)
        guard let takenAway = adversary.control else { return }
        let control = await adversary.run(seed: 7, isControl: true)
        #expect(control.violation == nil && control.broken.contains(takenAway.breaks) && control.isSound)
    }

    @Test func `names are unique, and each tells what it does in a line`() {
        #expect(Set(Adversary.all.map(\.name)).count == Adversary.all.count && Adversary.all.count == 16)
        for adversary in Adversary.all { #expect(!adversary.act.isEmpty && !adversary.promise.isEmpty && !adversary.act.contains("\n")) }
    }

    @Test func `an adversary's run follows from its seed`() async throws {
        let adversary = try #require(Adversary.all.first { $0.name == "bit-flip" })
        let (first, second, other) = (await adversary.run(seed: 3), await adversary.run(seed: 3), await adversary.run(seed: 4))
        #expect(first.digest == second.digest && first.digest != other.digest)
    }
}
