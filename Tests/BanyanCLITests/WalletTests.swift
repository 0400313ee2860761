import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanCrypto
@_spi(Append) import BanyanLedger
import BanyanTestNode
import Foundation
import Testing

@testable import BanyanCLI

@Suite struct WalletTests {
    /// Three nodes, and a wallet that is enrolled at two of them.
    struct Scene {
        let bench: Bench
        let bachMai: NodeIdentity
        let bacNinh: NodeIdentity
        let thaiNguyen: NodeIdentity

        init(_ bench: Bench) async throws {
            self.bench = bench
            for (name, code) in [("bachmai", "00101"), ("bacninh", "00271"), ("thainguyen", "00191")] {
                _ = try await bench.makeNode(name, code: code)
            }
            func identity(_ name: String) throws -> NodeIdentity {
                try NodeIdentity.load(
                    DataDirectory(path: bench.path(name)), unlock: .keyFile(SecretBytes(copying: bench.read(bench.path("\(name).key")))))
            }
            bachMai = try identity("bachmai")
            bacNinh = try identity("bacninh")
            thaiNguyen = try identity("thainguyen")
            try await wallet("new")
            try await wallet("enrol", "--facility", card("bacninh"), "-o", bench.path("bacninh.enrol"))
            try await wallet("enrol", "--facility", card("thainguyen"), "-o", bench.path("thainguyen.enrol"))
        }

        func card(_ name: String) -> String { bench.path("\(name)/card.txt") }

        var protection: [String] { ["--wallet", bench.path("lan.wallet"), "--key-file", bench.path("lan.key")] }

        func run(_ arguments: [String], answers: [String]? = nil) async -> Outcome {
            await bench.run(["wallet"] + arguments + protection, answers: answers)
        }

        @discardableResult func wallet(_ arguments: String...) async throws -> Outcome {
            let outcome = await run(arguments)
            guard outcome.code == 0 else { throw APIError(.failed, "wallet", outcome.err) }
            return outcome
        }

        func grant(_ more: [String] = [], answers: [String]? = nil, output: String = "bundle") async -> Outcome {
            await run(
                ["grant", "--to", card("bachmai"), "--from", card("bacninh"), card("thainguyen"), "-o", bench.path(output)] + more,
                answers: answers)
        }

        func bundle(_ name: String = "bundle", as reader: NodeIdentity) throws -> ConsentBundle {
            try SealedBundle.open(
                bench.read(bench.path(name)), as: reader.card.id, keys: [RecipientKey(number: reader.card.kemNumber, key: reader.keys.kem)])
        }

        func openEnrolment(_ name: String, at node: NodeIdentity) throws -> OpenedEnrolment {
            try EnrolmentRequest.open(
                bench.read(bench.path("\(name).enrol")), as: node.card.id,
                keys: [RecipientKey(number: node.card.kemNumber, key: node.keys.kem)],
                now: bench.now)
        }
    }

    @Test func anEnrolmentFileIsForTheFacilityAndIsRemembered() async throws {
        try await Bench.with { bench in
            let scene = try await Scene(bench)
            #expect(try scene.openEnrolment("bacninh", at: scene.bacNinh).number == 0)
            #expect(throws: ConsentFailure.self) { try scene.openEnrolment("bacninh", at: scene.bachMai) }
            let list = await scene.run(["list", "--json"])
            let enrolments = try #require(list.data["enrolments"] as? [[String: Any]])
            #expect(enrolments.map { $0["code"] as? String } == ["00271", "00191"])
            #expect(enrolments[0]["facility"] as? String == scene.bacNinh.card.id.description)
            for name in ["lan.wallet", "lan.key", "bacninh.enrol"] { #expect(try bench.mode(bench.path(name)) == 0o600) }
            let again = await scene.run(["enrol", "--facility", scene.card("bacninh"), "-o", bench.path("bacninh.enrol")])
            #expect(again.code == 1)
            #expect((await scene.run(["list", "--json"]).data["enrolments"] as? [Any])?.count == 2)
        }
    }

    @Test func aGrantOpensAtItsAudienceAloneAndHoldsWhatWasSaid() async throws {
        try await Bench.with { bench in
            let scene = try await Scene(bench)
            let outcome = await scene.grant(["--yes", "--expires", "2d", "--months", "2024-01..2026-11"])
            #expect(outcome.code == 0, "\(outcome.err)")
            for words in [
                "Cơ sở bachmai", scene.bachMai.card.id.description, "Not granted", "hiv, mental-health", "2024-01 to 2026-11", "in 2 days",
            ] {
                #expect(outcome.err.replacingOccurrences(of: "\n             ", with: " ").contains(words), "\(words) in \(outcome.err)")
            }
            #expect(outcome.out.contains("banyan wallet slip "))
            let bundle = try scene.bundle(as: scene.bachMai)
            #expect(throws: ConsentFailure.self) { try scene.bundle(as: scene.bacNinh) }
            let claims = try bundle.items.map { try #require($0.claims) }
            #expect(claims.map(\.origin) == [scene.bacNinh.card.id, scene.thaiNguyen.card.id])
            #expect(claims.allSatisfy { $0.audience == scene.bachMai.card.id && $0.sections == Section.preset && $0.purpose == .treatment })
            #expect(claims.allSatisfy { $0.expires == bench.now.adding(2 * 86_400) && $0.months.lowerBound.description == "2024-01" })
        }
    }

    @Test func originsAreNamedByCardIDCodeOrName() async throws {
        try await Bench.with { bench in
            let scene = try await Scene(bench)
            for (number, origin) in [scene.card("bacninh"), scene.bacNinh.card.id.description, "00271", scene.bacNinh.card.name]
                .enumerated()
            {
                let outcome = await scene.run(
                    ["grant", "--to", scene.card("bachmai"), "--from", origin, "--yes", "--json", "-o", bench.path("b\(number)")])
                #expect(outcome.code == 0, "\(origin): \(outcome.err)")
                let origins = (outcome.data["grant"] as? [String: Any])?["origins"] as? [[String: Any]]
                #expect(origins?.first?["facility"] as? String == scene.bacNinh.card.id.description)
            }
        }
    }

    @Test(
        arguments: [
            ([], ["yes"], 0), ([], ["no"], 1), ([], [], 1), ([], nil, 64), (["--yes"], nil, 0),
            (["--sections", "allergies,hiv", "--yes"], nil, 64),
            (["--sections", "allergies,hiv", "--yes"], ["yes"], 0), (["--sections", "allergies,hiv"], ["yes"], 1),
            (["--sections", "allergies,hiv"], ["yes", "yes"], 0),
            (["--sections", "allergies,hiv", "--yes", "--confirm-sensitive", "hiv"], nil, 0),
            (["--sections", "allergies,hiv,genetic", "--yes", "--confirm-sensitive", "hiv"], nil, 64),
            (["--sections", "allergies,hiv,genetic", "--yes", "--confirm-sensitive", "hiv"], ["yes"], 0),
            (["--sections", "allergies,hiv,genetic", "--yes", "--confirm-sensitive", "genetic,hiv"], nil, 0),
            (["--sections", "all", "--yes"], nil, 0),
        ] as [([String], [String]?, Int32)])
    func aGrantIsConfirmedAndASensitiveSectionAgain(options: [String], answers: [String]?, code: Int32) async throws {
        try await Bench.with { bench in
            let scene = try await Scene(bench)
            let outcome = await scene.grant(options, answers: answers)
            #expect(outcome.code == code, "\(outcome.err)")
            #expect(FileManager.default.fileExists(atPath: bench.path("bundle")) == (code == 0))
            #expect((await scene.run(["list", "--json"]).data["grants"] as? [Any])?.count == (code == 0 ? 1 : 0))
        }
    }

    @Test func aGrantThatCanNotBeIsRefusedAndNothingIsRemembered() async throws {
        try await Bench.with { bench in
            let scene = try await Scene(bench)
            let out = bench.path("bundle")
            let toItself = await scene.run(["grant", "--to", scene.card("bacninh"), "--from", scene.card("bacninh"), "--yes", "-o", out])
            #expect(toItself.code == 1)
            let notEnrolled = await scene.run(["grant", "--to", scene.card("bacninh"), "--from", scene.card("bachmai"), "--yes", "-o", out])
            #expect(notEnrolled.code == 1)
            #expect(notEnrolled.err.contains("banyan: hint: banyan wallet enrol"))
            #expect(await scene.run(["grant", "--to", scene.card("bachmai"), "--from", "nobody", "--yes", "-o", out]).code == 6)
            #expect(await scene.run(["grant", "--to", bench.path("none"), "--from", "00271", "--yes", "-o", out]).code == 6)
            let altered = try bench.write(
                "altered",
                String(decoding: try bench.read(scene.card("bachmai")), as: UTF8.self).replacingOccurrences(of: "00101", with: "00102"))
            #expect(await scene.run(["grant", "--to", altered, "--from", "00271", "--yes", "-o", out]).code == 5)
            _ = try bench.write("taken", "mine")
            #expect(await scene.grant(["--yes"], output: "taken").code == 1)
            #expect(!FileManager.default.fileExists(atPath: out))
            #expect((await scene.run(["list", "--json"]).data["grants"] as? [Any])?.isEmpty == true)
        }
    }

    @Test func anExpiredCardIsNotGrantedTo() async throws {
        try await Bench.with { bench in
            let scene = try await Scene(bench)
            var later = bench
            later.now = scene.bachMai.card.notAfter.adding(1)
            let outcome = await later.run(
                ["wallet", "grant", "--to", scene.card("bachmai"), "--from", "00271", "--yes", "-o", bench.path("b")] + scene.protection)
            #expect(outcome.code == 5)
            #expect(outcome.err.contains("has expired"))
        }
    }

    @Test func aSlipHoldsTheCodesOfItsGrant() async throws {
        try await Bench.with { bench in
            let scene = try await Scene(bench)
            let granted = await scene.grant(["--yes", "--json"])
            let grant = try #require((granted.data["grant"] as? [String: Any])?["grant"] as? String)
            let printed = await scene.run(["slip", String(grant.prefix(8))])
            let slip = try RevocationSlip(parsing: printed.out)
            let hashes = try scene.bundle(as: scene.bachMai).items.map { $0.claims?.revocationHash }
            #expect(slip.codes.map(\.secret.hash) == hashes)
            let written = await scene.run(["slip", grant, "-o", bench.path("slip.txt")])
            #expect(written.code == 0)
            #expect(try bench.read(bench.path("slip.txt")) == Array(printed.out.utf8))
            #expect(!written.out.contains("Code:"))
            #expect(await scene.run(["slip", "ffffffff"]).code == 6)
            #expect(await scene.run(["slip", "ff"]).code == 6)
        }
    }

    @Test func aWalletIsSealedAndNeverOverwritten() async throws {
        try await Bench.with { bench in
            let scene = try await Scene(bench)
            let bytes = try bench.read(bench.path("lan.wallet"))
            #expect(Data(bytes).range(of: Data("bacninh".utf8)) == nil)
            #expect(await scene.run(["new"]).code == 1)
            #expect(try bench.read(bench.path("lan.wallet")) == bytes)
            _ = try bench.write("other.key", [UInt8](repeating: 9, count: 32))
            let wallet = ["wallet", "list", "--wallet", bench.path("lan.wallet")]
            #expect(await bench.run(wallet + ["--key-file", bench.path("other.key")]).code == 5)
            #expect(await bench.run(wallet).code == 64)
            #expect(await bench.run(["wallet", "list", "--wallet", bench.path("none"), "--key-file", bench.path("lan.key")]).code == 6)
            for damaged in [[], Array(bytes.dropLast()), Array(bytes.dropLast()) + [bytes[bytes.count - 1] ^ 1]] {
                let file = try bench.write("damaged", damaged)
                #expect(await bench.run("wallet", "list", "--wallet", file, "--key-file", bench.path("lan.key")).code == 1)
            }
        }
    }

    @Test func aWalletByPassphrase() async throws {
        try await Bench.with { bench in
            let phrase = try bench.write("phrase", "correct horse battery\n")
            let made = await bench.run("wallet", "new", "--passphrase-file", phrase)
            #expect(made.code == 0, "\(made.err)")
            #expect(made.out.contains("\(bench.directory)/.local/share/banyan-wallet"))
            #expect(await bench.run(["wallet", "list"], answers: ["correct horse battery"]).code == 0)
            #expect(await bench.run(["wallet", "list"], answers: ["wrong horse battery"]).code == 5)
            #expect(await bench.run("wallet", "list").code == 64)
        }
    }
}
