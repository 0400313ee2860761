import BanyanAPI
import BanyanCore
import BanyanTestNode
import Foundation
import Testing

@testable import BanyanCLI

/// The whole way: command, HTTP client, unix socket, server, node.
@Suite struct RemoteNodeTests {
    @Test func everyCallOfTheClientReachesTheNode() async throws {
        let node = RecordingNode()
        try await Bench.with { bench in
            try await serving(node, bench.path("run/banyan.sock")) {
                let remote = RemoteNode(socket: bench.path("run/banyan.sock"), patience: 30)
                let id = Samples.bacNinh
                #expect(try await remote.status().facility == Samples.us)
                #expect(try await remote.card().text == Samples.card.text)
                _ = try await remote.addPeer(AddPeerRequest(card: "c", typedID: "i", connect: true))
                #expect(try await remote.peers().peers.count == 2)
                _ = try await remote.peer(id)
                _ = try await remote.ping(id)
                _ = try await remote.change(id, .retry)
                _ = try await remote.publish(patient: nil)
                _ = try await remote.records(patient: "7")
                _ = try await remote.record(patient: "7", reference: "A/1")
                _ = try await remote.patients(search: nil)
                _ = try await remote.patient("7")
                _ = try await remote.enrol(EnrolRequest(mrn: "7", file: "AA==", proofing: "documents", withhold: []))
                _ = try await remote.presentConsent(PresentRequest(bundle: "AA==", mrn: "7"))
                _ = try await remote.consents(patient: nil)
                _ = try await remote.consent("01")
                _ = try await remote.checkConsent(CheckRequest(mrn: "7", sections: ["hiv"], purpose: "TREAT"))
                _ = try await remote.revoke(RevokeRequest(slip: "s"))
                let request = SummaryRequest(
                    mrn: "7", sections: nil, purpose: "TREAT", role: "r", user: "u", overrideIdentity: nil, overrideStaleness: nil)
                #expect(try await remote.summary(request).document == Samples.summary.document)
                let dispense = DispenseRequest(
                    code: "00271a1b2c3d-C", mrn: "7", sections: nil, purpose: "TREAT", role: "r", user: "u", overrideIdentity: nil,
                    overrideStaleness: nil)
                #expect(try await remote.dispense(dispense).index == Samples.dispensed.index)
                _ = try await remote.dispensings(PrescriptionQuery())
                _ = try await remote.prescriptions(PrescriptionQuery(code: "00271a1b2c3d-C"))
                _ = try await remote.verifyLog(nil)
                _ = try await remote.proof(id, index: 4)
                _ = try await remote.receipts(ReceiptLookup(log: id, tags: []))
            }
        }
        #expect(
            node.calls.map { $0.split(separator: " ")[0] } == [
                "status", "card", "addPeer", "peers", "peer", "ping", "change", "publish", "records", "record", "patients", "patient",
                "enrol",
                "presentConsent", "consents", "consent", "checkConsent", "revoke", "summary", "dispense", "dispensings", "prescriptions",
                "verifyLog", "proof", "receipts",
            ])
    }

    @Test func filesTravelInSortedOrderWithProgress() async throws {
        let node = RecordingNode()
        try await Bench.with { bench in
            _ = try bench.write("in/b.json", "{}")
            _ = try bench.write("in/a/z.ndjson", "12")
            _ = try bench.write("in/notes.txt", "no")
            _ = try bench.write("in/A.json", [UInt8](repeating: UInt8(ascii: " "), count: 2 << 20))
            try await serving(node, bench.path("run/banyan.sock")) {
                let outcome = await bench.run(
                    ["record", "import", bench.path("in"), "--data", bench.directory, "--dry-run"], showsProgress: true)
                #expect(outcome.code == 0)
                #expect(outcome.err.hasSuffix("\r\u{1b}[K"))
            }
            let names = ["A.json:2097152", "a/z.ndjson:2", "b.json:2"].map { "\(bench.path("in"))/\($0)" }.joined(separator: " ")
            #expect(node.calls == ["importRecords \(names) organization=- dryRun=true"])
        }
    }

    @Test func theNodesErrorArrivesAsItWas() async throws {
        let node = RecordingNode()
        node.fail(with: APIError(.denied, "revoked", "the patient withdrew this consent", hint: "ask the patient"))
        try await Bench.with { bench in
            let file = try bench.write("a.json", "{}")
            try await serving(node, bench.path("run/banyan.sock")) {
                for arguments in [["summary", "7"], ["record", "import", file]] {
                    let outcome = await bench.run(arguments + ["--data", bench.directory])
                    #expect(outcome.code == 4)
                    #expect(outcome.err == "banyan: error: the patient withdrew this consent\nbanyan: hint: ask the patient\n")
                }
            }
        }
    }
}
