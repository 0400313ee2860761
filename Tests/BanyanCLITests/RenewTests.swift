import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanLedger
import Foundation
import Testing

@testable import BanyanCLI

@Suite struct RenewTests {
    private static let day: Int64 = 86_400
    private static let files = ["card.txt", "identity.sealed"]

    private func later(_ bench: Bench, days: Int64) -> Bench {
        var bench = bench
        bench.now = bench.now.adding(days * Self.day)
        return bench
    }

    private func renew(_ bench: Bench, _ more: String...) async -> Outcome { await bench.run(["renew", "--data", bench.path("a")] + more) }

    private func load(_ bench: Bench) throws -> NodeIdentity {
        let key = SecretBytes(copying: try bench.read(bench.path("a.key")))
        return try NodeIdentity.load(DataDirectory(path: bench.path("a")), unlock: .keyFile(key), now: bench.now)
    }

    private func copy(_ bench: Bench) throws -> [String: [UInt8]] {
        try Dictionary(uniqueKeysWithValues: Self.files.map { ($0, try bench.read(bench.path("a/\($0)"))) })
    }

    private func keys(_ identity: NodeIdentity) -> [RecipientKey] {
        identity.keys.formerKEMs.map { RecipientKey(number: $0.number, key: $0.key) }
            + [RecipientKey(number: identity.keys.kemNumber, key: identity.keys.kem)]
    }

    @Test func aRenewalMakesANewCardAndKeepsTheFormerKey() async throws {
        try await Bench.with { bench in
            _ = try await bench.makeNode("a", code: "00101")
            let before = try load(bench)
            let bench = later(bench, days: 80)
            let outcome = await renew(bench)
            #expect(outcome.code == 0, "\(outcome.err)")
            for words in [
                before.card.id.description, "number 2", "Former key 1", "banyan serve --data", "banyan peer card --data", "banyan peer add",
            ] { #expect(outcome.out.contains(words), "\(words) in \(outcome.out)") }
            let after = try load(bench)
            #expect(after.card.supersedes(before.card))
            #expect(after.card.number == 2)
            #expect(after.card.issued == bench.now)
            #expect(after.card.notAfter == bench.now.adding(90 * Self.day))
            #expect(after.card.name == before.card.name)
            #expect(after.keys.formerKEMs.map(\.number) == [1])
            for name in Self.files { #expect(try bench.mode(bench.path("a/\(name)")) == 0o600) }
            #expect(!FileManager.default.fileExists(atPath: bench.path("a/card.next")))
        }
    }

    @Test func theResultIsADocumentToo() async throws {
        try await Bench.with { bench in
            _ = try await bench.makeNode("a", code: "00101")
            let outcome = await renew(bench, "--json")
            #expect(outcome.document["schema"] as? String == "banyan.renewal/1")
            #expect(outcome.data["cardNumber"] as? Int == 2)
            #expect(outcome.data["keyNumber"] as? Int == 2)
            #expect(outcome.data["card"] as? String == String(decoding: try bench.read(bench.path("a/card.txt")), as: UTF8.self))
            let former = try #require(outcome.data["formerKeys"] as? [[String: Any]])
            #expect(former.map { $0["number"] as? Int } == [1])
            #expect(former.first?["servesUntil"] as? Int64 == bench.now.seconds + 120 * Self.day)
        }
    }

    @Test func whatWasSealedToTheFormerKeyOpensWhileItServes() async throws {
        try await Bench.with { bench in
            let card = try await bench.makeNode("a", code: "00101")
            let wallet = ["--wallet", bench.path("w"), "--key-file", bench.path("w.key")]
            #expect(await bench.run(["wallet", "new"] + wallet).code == 0)
            #expect(await bench.run(["wallet", "enrol", "--facility", card, "-o", bench.path("e")] + wallet).code == 0)
            let file = try bench.read(bench.path("e"))
            #expect(await renew(later(bench, days: 80)).code == 0)

            let serving = try load(later(bench, days: 120))
            _ = try EnrolmentRequest.open(file, as: serving.card.id, keys: keys(serving), now: bench.now)
            let past = try load(later(bench, days: 121))
            #expect(past.keys.formerKEMs.isEmpty)
            #expect { try EnrolmentRequest.open(file, as: past.card.id, keys: keys(past), now: bench.now) } throws: {
                ($0 as? any Failure)?.code == "enrolment-unknown-key"
            }
        }
    }

    @Test func aFormerKeyThatIsPastItsTimeIsGoneFromTheDiskAfterTheNextRenewal() async throws {
        try await Bench.with { bench in
            _ = try await bench.makeNode("a", code: "00101")
            #expect(await renew(later(bench, days: 80)).code == 0)
            #expect(await renew(later(bench, days: 160)).code == 0)
            #expect(try load(bench).keys.formerKEMs.map(\.number) == [2])
            #expect(try load(later(bench, days: 160)).card.number == 3)
        }
    }

    @Test func anExpiredCardIsRenewedAndTheConfigurationIsItsSource() async throws {
        try await Bench.with { bench in
            _ = try await bench.makeNode("a", code: "00101")
            let id = try load(bench).card.id
            let text = String(decoding: try bench.read(bench.path("a/config.json")), as: UTF8.self)
            _ = try bench.write(
                "a/config.json",
                text.replacingOccurrences(of: "Cơ sở a", with: "Phòng khám B").replacingOccurrences(of: "hospital", with: "clinic")
                    .replacingOccurrences(of: #""127.0.0.1:7101""#, with: #""b.example:7100""#))
            let bench = later(bench, days: 200)
            let outcome = await renew(bench)
            #expect(outcome.code == 0, "\(outcome.err)")
            let card = try load(bench).card
            #expect(card.id == id)
            #expect(card.name == "Phòng khám B (giả định)")
            #expect(card.kind == .clinic)
            #expect(card.endpoints.map(\.description) == ["b.example:7100"])
            #expect(!card.isExpired(at: bench.now))
        }
    }

    /// The states that a power cut leaves between the three writes of a renewal.
    @Test(arguments: [0, 1, 2, 3]) func aRenewalThatIsCutShortLeavesANodeWhoseCardAndKeysBelongTogether(written: Int) async throws {
        try await Bench.with { bench in
            _ = try await bench.makeNode("a", code: "00101")
            let before = try copy(bench)
            let bench = later(bench, days: 80)
            #expect(await renew(bench).code == 0)
            let after = try copy(bench)
            for (name, bytes) in before { _ = try bench.write("a/\(name)", bytes) }
            if written >= 1 { _ = try bench.write("a/card.next", try #require(after["card.txt"])) }
            if written >= 2 { _ = try bench.write("a/identity.sealed", try #require(after["identity.sealed"])) }
            if written >= 3 { _ = try bench.write("a/card.txt", try #require(after["card.txt"])) }

            let identity = try load(bench)
            #expect(identity.keys.belong(to: identity.card))
            #expect(identity.card.number == (written < 2 ? 1 : 2))
            #expect(try FacilityCard(file: bench.read(bench.path("a/card.txt"))) == identity.card)
            #expect(try load(bench).card == identity.card)
            #expect(await renew(bench).code == 0)
            #expect(try load(bench).card.number == (written < 2 ? 2 : 3))
            #expect(!FileManager.default.fileExists(atPath: bench.path("a/card.next")))
        }
    }

    @Test func aCardThatIsNeitherOfTheKeysNorOfACutRenewalIsRefused() async throws {
        try await Bench.with { bench in
            _ = try await bench.makeNode("a", code: "00101")
            _ = try await bench.makeNode("b", code: "00102")
            let before = try copy(bench)
            #expect(await renew(bench).code == 0)
            let renewed = try copy(bench)
            for card in [before["card.txt"], try bench.read(bench.path("b/card.txt"))] {
                for next in [nil, before["card.txt"], try bench.read(bench.path("b/card.txt")), [UInt8]("no card".utf8)] {
                    _ = try bench.write("a/card.txt", try #require(card))
                    try? FileManager.default.removeItem(atPath: bench.path("a/card.next"))
                    if let next { _ = try bench.write("a/card.next", next) }
                    #expect { try load(bench) } throws: { ($0 as? any Failure)?.code == "foreign-card" }
                    #expect(await renew(bench).code == 78)
                    #expect(try bench.read(bench.path("a/identity.sealed")) == renewed["identity.sealed"])
                }
            }
        }
    }

    @Test func aRunningNodeIsNotRenewed() async throws {
        try await Bench.with { bench in
            _ = try await bench.makeNode("a", code: "00101")
            let before = try copy(bench)
            let lock = try FileLock.take(bench.path("a/lock"), creating: true, orThrow: CLIFailure(.failed, "busy", "busy"))
            #expect(lock != nil)
            let outcome = await renew(bench, "--json")
            withExtendedLifetime(lock) {}
            #expect(outcome.code == 1)
            #expect((outcome.document["error"] as? [String: Any])?["code"] as? String == "node-running")
            #expect(outcome.err.contains("banyan: hint: stop it first, then: banyan renew --data \(bench.path("a"))"))
            #expect(try copy(bench) == before)
        }
    }

    @Test func nothingChangesWhereARenewalFails() async throws {
        try await Bench.with { bench in
            #expect(await renew(bench).code == 78)
            #expect(!FileManager.default.fileExists(atPath: bench.path("a")))
            _ = try await bench.makeNode("a", code: "00101")
            let before = try copy(bench)
            _ = try bench.write("wrong.key", [UInt8](repeating: 9, count: 32))
            #expect(await renew(bench, "--key-file", bench.path("wrong.key")).code == 5)
            let early = await renew(later(bench, days: -1))
            #expect(early.code == 1)
            #expect(early.err.contains("clock"))
            let configuration = try bench.read(bench.path("a/config.json"))
            let text = String(decoding: configuration, as: UTF8.self)
            _ = try bench.write("a/config.json", text.replacingOccurrences(of: "(giả định)", with: "(giả định) "))
            #expect(await renew(bench).code == 78)
            #expect(try copy(bench) == before)
            _ = try bench.write("a/config.json", configuration)
            #expect(await renew(bench).code == 0)
        }
    }

    @Test func aNodeByPassphraseIsRenewedWithIt() async throws {
        try await Bench.with { bench in
            let phrase = try bench.write("phrase", "correct horse battery\n")
            let made = await bench.run(
                ["init", "--data", bench.path("a"), "--passphrase-file", phrase] + NodeDirectoryTests.facility + NodeDirectoryTests.listen)
            #expect(made.code == 0)
            #expect(await renew(bench, "--passphrase-file", phrase).code == 0)
            #expect(await bench.run(["renew", "--data", bench.path("a")], answers: ["correct horse battery"]).code == 0)
            #expect(await renew(bench).code == 64)
            let card = try FacilityCard(file: bench.read(bench.path("a/card.txt")))
            #expect(card.number == 3)
        }
    }
}
