import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestNode
import Foundation
import Testing

@testable import BanyanCLI

/// `banyan referral ...`, and the wallet's part.
@Suite struct ReferralCommandTests {
    struct Show: Sendable {
        let arguments: [String]
        let heard: String
        let words: [String]
    }

    static let shows: [Show] = [
        Show(arguments: ["list"], heard: "referrals -", words: ["00112233", "accepted", "Bệnh viện Bắc Ninh", "Đau ngực"]),
        Show(arguments: ["list", "--patient", "7"], heard: "referrals 7", words: ["00112233"]),
        Show(
            arguments: ["show", "0011"], heard: "referral 0011",
            words: [Samples.referral.id, "Nguyễn Thị Thử", "I20.9", "2026-12-08, Bệnh viện Thử", "requested", "acknowledged"]),
        Show(arguments: ["accept", "0011", "--patient", "7"], heard: "acceptReferral 0011 7 registers=false", words: ["accepted"]),
        Show(arguments: ["accept", "0011", "--register", "8"], heard: "acceptReferral 0011 8 registers=true", words: ["accepted"]),
        Show(arguments: ["refuse", "0011", "--reason", "đầy"], heard: "refuseReferral 0011 đầy", words: ["State"]),
        Show(
            arguments: ["complete", "0011", "--outcome", "ổn", "--follow-up", "2026-12-08", "--at", "00271"],
            heard: "completeReferral 0011 ổn 2026-12-08 00271", words: ["State"]),
        Show(arguments: ["complete", "0011", "--outcome", "ổn"], heard: "completeReferral 0011 ổn - -", words: ["State"]),
        Show(arguments: ["export", "0011", "--xml13"], heard: "exportReferral 0011 xml13", words: ["<a/>"]),
    ]

    @Test(arguments: shows) func `a command asks the node and shows what it says`(show: Show) async {
        let node = RecordingNode()
        let outcome = await Bench(node: node).run(["referral"] + show.arguments)
        #expect(outcome.code == 0 && outcome.err.isEmpty && node.calls == [show.heard])
        let text = outcome.out.replacing(/\n +/, with: " ")
        for word in show.words { #expect(text.contains(word), "\(word) in\n\(outcome.out)") }
        for line in outcome.out.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
        let document = await Bench(node: RecordingNode()).run(["referral"] + show.arguments + ["--json"])
        #expect((document.document["schema"] as? String)?.hasPrefix("banyan.referral") == true)
    }

    @Test func `a request is written for the wallet, and nothing that exists is overwritten`() async throws {
        let node = RecordingNode()
        try await Bench.with(node: node) { bench in
            let create = ["referral", "create", "--patient", "7", "--to", "00271", "--reason", "đau", "-o", bench.path("r")]
            let made = await bench.run(create + ["--diagnosis", "I10=Tăng huyết áp", "--sections", "allergies"])
            #expect(made.code == 0 && made.out.contains("banyan wallet referral"))
            #expect(node.calls == ["createReferral 7 to=00271 reason=đau diagnoses=1 xml13=false sections=allergies"])
            let (written, mode) = (try bench.read(bench.path("r")), try bench.mode(bench.path("r")))
            #expect(written == [0, 1, 2] && mode == 0o600)
            #expect(await bench.run(create).code == 1 && node.calls.count == 1)
        }
    }

    @Test func `a wrong file is told without the node`() async throws {
        let node = RecordingNode()
        try await Bench.with(node: node) { bench in
            let path = try bench.write("s", "not a signed referral")
            let outcome = await bench.run(["referral", "send", "0011", "--signed", path])
            #expect(outcome.code == 5 && node.calls.isEmpty)
        }
    }

    // MARK: The wallet

    private func request(_ scene: WalletTests.Scene, at created: Timestamp? = nil, sections: [Section] = [.allergies]) throws -> [UInt8] {
        let id = try #require(ReferralID([UInt8](repeating: 3, count: 16)))
        return try ReferralRequest.sign(
            id, from: scene.bacNinh.card, to: scene.bachMai.card, sections: sections, reason: "Đau ngực", at: created ?? scene.bench.now,
            with: scene.bacNinh.keys.log)
    }

    @Test func `the patient is shown by whom, to whom, why, what and for how long, and signs`() async throws {
        try await Bench.with { bench in
            let scene = try await WalletTests.Scene(bench)
            let path = try bench.write("request", try request(scene))
            let signing = ["referral", path, "-o", bench.path("signed")]
            #expect(await scene.run(signing, answers: ["no"]).code != 0)
            #expect(!FileManager.default.fileExists(atPath: bench.path("signed")))
            let outcome = await scene.run(signing, answers: ["yes"])
            #expect(outcome.code == 0, "\(outcome.err)")
            let shown = outcome.err.replacing(/\n +/, with: " ")
            for words in [
                scene.bacNinh.card.name, scene.bachMai.card.name, scene.bachMai.card.id.description, "Đau ngực", "allergies", "TREAT",
                "in 10 days",
            ] { #expect(shown.contains(words), "\(words) in \(shown)") }
            let signed = try SignedReferral(encoded: bench.read(bench.path("signed")))
            let claims = try #require(ConsentToken.peek(signed.token))
            #expect(claims.audience == scene.bachMai.card.id && claims.expires == bench.now.adding(10 * 86_400))
            let again = await scene.run(["referral", path, "--yes", "-o", bench.path("again")])
            #expect(again.code == 1 && again.err.contains("has signed this referral before"))
        }
    }

    @Test func `a request that is old, altered, sensitive or of a facility without an enrolment is not signed unasked`() async throws {
        try await Bench.with { bench in
            let scene = try await WalletTests.Scene(bench)
            func code(_ bytes: [UInt8], _ more: String...) async throws -> Int32 {
                let path = try bench.write("r", bytes)
                return await scene.run(["referral", path, "--yes", "-o", bench.path("out")] + more).code
            }
            #expect(try await code(request(scene, at: bench.now.adding(-8 * 86_400))) == 4)
            #expect(try await code(request(scene, at: bench.now.adding(3600))) == 4)
            #expect(try await code(Array(request(scene).dropLast())) == 5)
            #expect(try await code(request(scene, sections: [.allergies, .hiv])) == 64)
            let id = try #require(ReferralID([UInt8](repeating: 4, count: 16)))
            let foreign = try ReferralRequest.sign(
                id, from: scene.bachMai.card, to: scene.bacNinh.card, sections: [.plan], reason: "x", at: bench.now,
                with: scene.bachMai.keys.log)
            #expect(try await code(foreign) == 1)
            #expect(try await code(request(scene, sections: [.allergies, .hiv]), "--confirm-sensitive") == 0)
        }
    }
}
