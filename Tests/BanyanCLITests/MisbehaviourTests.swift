import BanyanAPI
import BanyanCore
import BanyanCrypto
@_spi(Append) import BanyanLedger
import BanyanTestNode
import BanyanTestSupport
import Foundation
import Testing

@testable import BanyanCLI

/// A proof of misbehaviour on a machine that has nothing else, and how it gets out of a node.
@Suite struct MisbehaviourTests {
    private let keys: FacilityKeys
    private let proof: MisbehaviourProof

    init() throws {
        var random = SeededRandom(seed: 11)
        let keys = try FacilityKeys.generate(at: Samples.now, using: &random).keys
        self.keys = keys
        func checkpoint(_ mark: UInt8) -> SignedCheckpoint {
            var tree = CompactTree()
            tree.append(.sha256([mark]))
            return .sign(DurableAppend(log: LogID(facility: keys.id, incarnation: 3), positions: 0..<1, tree: tree), with: keys.log)
        }
        let found = Misbehaviour(first: checkpoint(1), second: checkpoint(2))
        proof = try #require(MisbehaviourProof(found, inception: keys.inception, certificate: keys.logCertificate))
    }

    @Test func aProofIsCheckedWithoutANodeOrData() async throws {
        try await Bench.with { bench in
            let file = try bench.write("proof.txt", proof.text)
            for (arguments, stdin) in [
                (["log", "verify", "--proof", file], []), (["log", "verify", "--proof", "-"], Array(proof.text.utf8)),
            ] {
                let outcome = await bench.run(arguments + ["--data", bench.path("none")], stdin: stdin)
                #expect(outcome.code == 0 && outcome.err.isEmpty)
                #expect(outcome.out.contains(keys.id.description) && outcome.out.contains("signed two histories"))
            }
            let json = await bench.run("log", "verify", "--proof", file, "--json")
            #expect(json.document["schema"] as? String == "banyan.misbehaviour/1")
            #expect(json.data["facility"] as? String == keys.id.description && json.data["incarnation"] as? Int == 3)
            #expect(json.data["proof"] as? String == proof.text)
            #expect(!FileManager.default.fileExists(atPath: bench.path("none")))
        }
    }

    @Test func whatDoesNotProveItExitsWith5AndSaysWhy() async throws {
        try await Bench.with { bench in
            let forged = proof.text.replacing("Incarnation: 3", with: "Incarnation: 2")
            for (text, reason) in [
                ("hello", "not a proof of misbehaviour"), ("", "not a proof of misbehaviour"), (forged, "not what was signed"),
                (String(repeating: "x", count: 60_000), "not a proof of misbehaviour"),
            ] {
                let outcome = await bench.run("log", "verify", "--proof", try bench.write("bad.txt", text))
                #expect(outcome.code == 5 && outcome.out.isEmpty && outcome.err.contains(reason), "\(outcome.err)")
            }
            #expect(await bench.run("log", "verify", "--proof", bench.path("missing")).code == 6)
            #expect(await bench.run("log", "verify", "00191", "--proof", bench.path("bad.txt")).code == 64)
        }
    }

    @Test func aNodesProofIsWrittenOnceAndCanBeCheckedAtOnce() async throws {
        let node = RecordingNode()
        var view = Samples.misbehaviour
        view.proof = proof.text
        node.answer(view)
        try await Bench.with(node: node) { bench in
            let outcome = await bench.run("log", "misbehaviour", Samples.peer.code, "-o", bench.path("proof.txt"))
            #expect(outcome.code == 0 && outcome.err.contains(bench.path("proof.txt")))
            #expect(node.calls.last == "misbehaviour \(Samples.peer.facility) -")
            let written = try bench.read(bench.path("proof.txt"))
            #expect(written == Array(proof.text.utf8))
            #expect(await bench.run("log", "verify", "--proof", bench.path("proof.txt")).code == 0)
            #expect(await bench.run("log", "misbehaviour", Samples.peer.code, "-o", bench.path("proof.txt")).code == 1, "never overwritten")
            let named = await bench.run("log", "misbehaviour", Samples.peer.code, "--incarnation", "3", "--json")
            #expect(named.code == 0 && named.data["proof"] as? String == proof.text)
            #expect(node.calls.last == "misbehaviour \(Samples.peer.facility) 3")
        }
    }

    @Test func witnessesAreShown() async throws {
        let node = RecordingNode()
        var status = Samples.status
        #expect(status.table(TableStyle(columns: 100, now: Samples.now)).contains("no peer has cosigned"))
        status.witnesses = [
            .init(facility: Samples.bacNinh, name: "Bắc Ninh", incarnation: 0, size: 40, at: Samples.now.adding(-600)),
            .init(facility: Samples.thaiNguyen, name: "Thái Nguyên", incarnation: 0, size: 38, at: Samples.now.adding(-60)),
        ]
        let table = status.table(TableStyle(columns: 140, now: Samples.now))
        #expect(table.contains("2 peers have cosigned this node's log, up to 40 entries"), "\(table)")
        var verification = Samples.verification
        verification.logs[0].cosignatures = [
            .init(witness: Samples.bacNinh, name: "Bắc Ninh", size: 40, at: Samples.now, valid: true, note: "x")
        ]
        node.answer(verification)
        let sound = await Bench(node: node).run("log", "verify")
        #expect(sound.code == 0 && sound.out.contains("cosigned 40 entries by Bắc Ninh"))
        verification.logs[0].cosignatures?[0].valid = false
        node.answer(verification)
        let broken = await Bench(node: node).run("log", "verify")
        #expect(broken.code == 5 && broken.out.contains("INVALID cosignature"))
    }
}
