import BanyanAPI
import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestNode
import Foundation
import Testing

@testable import BanyanCLI

/// Commands that take a file or ask a person before they speak to the node.
@Suite struct AskingTests {
    private func card(_ bench: Bench) async throws -> (path: String, card: FacilityCard) {
        let path = try await bench.makeNode("peer", code: "00271")
        return (path, try FacilityCard(file: bench.read(path)))
    }

    /// The same ID with one letter of one group changed.
    private func mistyped(_ id: FacilityID) -> String {
        var letters = Array(id.description)
        letters[7] = letters[7] == "A" ? "B" : "A"
        return String(letters)
    }

    @Test func aCardIsAcceptedWithItsIDPassedOrTyped() async throws {
        let node = RecordingNode()
        try await Bench.with(node: node) { bench in
            let (path, card) = try await card(bench)
            let heard = "addPeer card=\(card.text.count) id=\(card.id) connect="
            #expect(await bench.run("peer", "add", path, "--id", card.id.description).code == 0)
            #expect(await bench.run("peer", "add", path, "--id", card.id.description, "--no-connect").code == 0)
            let typed = await bench.run(["peer", "add", path], answers: [card.id.description])
            #expect(typed.code == 0)
            #expect(typed.err.contains("Cơ sở peer (giả định), hospital, code 00271"))
            #expect(!typed.err.contains(card.id.description))
            #expect(await bench.run(["peer", "add", "-", "--id", card.id.description], stdin: Array(card.text.utf8)).code == 0)
            #expect(node.calls == ["true", "false", "true", "true"].map { heard + $0 })
        }
    }

    @Test func aCardIsNeverAcceptedUnasked() async throws {
        let node = RecordingNode()
        try await Bench.with(node: node) { bench in
            let (path, card) = try await card(bench)
            let silent = await bench.run("peer", "add", path)
            #expect(silent.code == 64)
            #expect(silent.err.contains("banyan: hint: have the ID by another channel and pass it"))
            #expect(await bench.run(["peer", "add", "-"], answers: [card.id.description], stdin: Array(card.text.utf8)).code == 64)
            #expect(await bench.run(["peer", "add", path], answers: [""]).code == 64)
            #expect(await bench.run(["peer", "add", path], answers: []).code == 64)
            #expect(node.calls.isEmpty)
        }
    }

    @Test func aMistypedIDAForeignIDAndAnAlteredCardAreToldApart() async throws {
        let node = RecordingNode()
        try await Bench.with(node: node) { bench in
            let (path, card) = try await card(bench)
            let mistyped = await bench.run("peer", "add", path, "--id", mistyped(card.id))
            #expect(mistyped.code == 64)
            #expect(mistyped.err.contains("group 2"))
            let other = await bench.run("peer", "add", path, "--id", Samples.bacNinh.description)
            #expect(other.code == 5)
            let renamed = try bench.write("renamed", card.text.replacingOccurrences(of: "Name: Cơ", with: "Name: Co"))
            #expect(await bench.run("peer", "add", renamed, "--id", card.id.description).code == 5)
            let cut = try bench.write("cut", String(card.text.dropLast(200)))
            #expect(await bench.run("peer", "add", cut, "--id", card.id.description).code == 1)
            #expect(await bench.run("peer", "add", bench.path("none"), "--id", card.id.description).code == 6)
            #expect(await bench.run("peer", "add", bench.directory, "--id", card.id.description).code == 64)
            let large = try bench.write("large", [UInt8](repeating: 0x41, count: Limits.smallFile + 1))
            #expect(await bench.run("peer", "add", large, "--id", card.id.description).code == 64)
            let binary = try bench.write("binary", [0xff, 0xfe])
            #expect(await bench.run("peer", "add", binary, "--id", card.id.description).code == 64)
            #expect(node.calls.isEmpty)
        }
    }

    @Test(arguments: [(["yes"], 0), (["YES"], 0), (["no"], 1), ([""], 1), ([], 1), (nil, 64)] as [([String]?, Int32)])
    func removingIsConfirmed(answers: [String]?, code: Int32) async {
        let node = RecordingNode()
        let outcome = await Bench(node: node).run(["peer", "remove", "00191"], answers: answers)
        #expect(outcome.code == code)
        #expect(node.calls.contains("change \(Samples.thaiNguyen) remove") == (code == 0))
    }

    @Test func aFacilityIsFoundByIDCodeOrNameAndNothingElse() async {
        let node = RecordingNode()
        let bench = Bench(node: node)
        for text in [Samples.bacNinh.description, Samples.bacNinh.description.lowercased(), "00271", Samples.peer.name] {
            #expect(await bench.run("peer", "ping", text).code == 0)
        }
        #expect(node.calls.filter { $0 == "ping \(Samples.bacNinh)" }.count == 4)
        #expect(await bench.run("peer", "show", "00999").code == 6)
        let mistyped = await bench.run("peer", "show", mistyped(Samples.bacNinh))
        #expect(mistyped.code == 64)
        #expect(mistyped.err.contains("group 2"))
        var twin = Samples.otherPeer
        twin.code = Samples.peer.code
        node.answer(PeerList(peers: [Samples.peer, twin]))
        #expect(await bench.run("peer", "show", "00271").code == 64)
    }

    @Test func filesAreHandedOverWhole() async throws {
        let node = RecordingNode()
        try await Bench.with(node: node) { bench in
            let file = try bench.write("file", [UInt8](0...255))
            let base64 = Base64.encode([UInt8](0...255)).count
            #expect(
                await bench.run("patient", "enrol", "--mrn", "7", file, "--withhold", "social,hiv", "--proofing", "known-to-staff").code
                    == 0)
            #expect(await bench.run("consent", "present", file, "--patient", "7").code == 0)
            #expect(await bench.run(["consent", "present", "-", "--patient", "7"], stdin: [1, 2, 3]).code == 0)
            #expect(
                node.calls == [
                    "enrol 7 file=\(base64) known-to-staff withhold=social,hiv", "presentConsent 7 bundle=\(base64)",
                    "presentConsent 7 bundle=4",
                ])
            let large = try bench.write("large", [UInt8](repeating: 0, count: Limits.bundle + 1))
            #expect(await bench.run("consent", "present", large, "--patient", "7").code == 64)
            #expect(await bench.run("patient", "enrol", "--mrn", "7", bench.path("none")).code == 6)
        }
    }

    @Test(arguments: [([], 6), (["sub"], 64), (["notes.txt"], 0)] as [([String], Int32)])
    func pathsOfAnImport(names: [String], code: Int32) async throws {
        let node = RecordingNode()
        try await Bench.with(node: node) { bench in
            _ = try bench.write("sub/readme.md", "no records here")
            _ = try bench.write("notes.txt", "named files are taken whatever they are called")
            let paths = names.isEmpty ? [bench.path("none")] : names.map(bench.path)
            #expect(await bench.run(["record", "import"] + paths).code == code)
            #expect(node.calls.count == (code == 0 ? 1 : 0))
        }
    }

    @Test func aMistypedSlipIsToldWithoutTheNode() async throws {
        let node = RecordingNode()
        try await Bench.with(node: node) { bench in
            let slip = try bench.write("slip", "To: A\n\nFrom: B\nCode: 12345-67890\n")
            let outcome = await bench.run("consent", "revoke", slip)
            #expect(outcome.code == 1)
            #expect(outcome.err.contains("line "))
            #expect(await bench.run("consent", "revoke", try bench.write("empty", "")).code == 1)
            #expect(node.calls.isEmpty)
        }
    }
}
