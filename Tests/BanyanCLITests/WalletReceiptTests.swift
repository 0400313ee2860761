import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanCrypto
@_spi(Append) import BanyanLedger
import BanyanTestNode
import Foundation
import Testing

@testable import BanyanCLI

/// A reader's log with real receipts in it, as a node would show it to a wallet.
struct ReaderLog {
    let reader: NodeIdentity
    private(set) var entries: [Entry] = []

    init(_ reader: NodeIdentity) { self.reader = reader }

    var log: LogID { LogID(facility: reader.card.id, incarnation: 0) }

    mutating func append(_ entry: SealedEntry) { entries.append(Entry(tag: entry.tag, payload: entry.payload)) }

    /// The log as it was when it was shorter.
    func prefix(_ count: Int) -> ReaderLog {
        var copy = self
        copy.entries = Array(entries.prefix(count))
        return copy
    }

    /// Appends the receipt of a reading under a consent that the origin enrolled.
    mutating func read(
        _ item: ConsentItem, enrolment: OpenedEnrolment, origin: NodeIdentity, counter: UInt64, role: String, name: String,
        override: String? = nil,
        now: Timestamp, using random: inout some RandomNumberGenerator
    ) throws {
        let entry = try EnrolmentEntry(
            publicKey: enrolment.publicKey, linkCommitment: enrolment.link.commitment, number: enrolment.number, custody: .device,
            proofing: .documents,
            identity: Identity(name: "Nguyễn Thị Lan", birthDate: "1980-02-03", sex: .female), releasePolicy: Section.allCases,
            enrolledAt: now)
        let sealed = try enrolment.link.entry.seal(entry, in: origin.card.id, using: &random)
        let surroundings = Surroundings(
            me: reader.card.id, role: .reader, otherPartyIsActive: true, enrolmentPayloads: [sealed.payload], revocations: [], now: now,
            clockIsWrong: false, requestedSections: nil, requestedPurpose: .treatment)
        switch verify(item, in: surroundings) {
        case .permit(let consent):
            let position = EntryPosition(log: LogID(facility: origin.card.id, incarnation: 0), index: 7)
            append(
                try consent.sealReceipt(
                    entries: [position], openedAt: now, role: role, pseudonym: name, override: override, counter: counter, using: &random
                ).entry)
        case .deny(let denial): throw denial
        }
    }

    private func tree(_ count: Int) -> CompactTree {
        var tree = CompactTree()
        for entry in entries.prefix(count) { tree.append(entry.header.leaf) }
        return tree
    }

    func checkpoint(signedBy key: SigningKey? = nil) -> SignedCheckpoint {
        .sign(DurableAppend(log: log, positions: 0..<UInt64(entries.count), tree: tree(entries.count)), with: key ?? reader.keys.log)
    }

    func answer(_ request: BanyanAPI.ReceiptLookup, note: String? = nil) throws -> ReceiptLookupResult {
        let found = try entries.enumerated().filter { request.tags.contains($0.element.header.tag.description) }.map { index, entry in
            let proof = try MerkleProof.inclusion(index: UInt64(index), size: UInt64(entries.count)) { level, number in
                var subtree = CompactTree()
                for leaf in (Int(number) << level)..<(Int(number + 1) << level) { subtree.append(entries[leaf].header.leaf) }
                return subtree.root
            }
            return ReceiptLookupResult.Found(
                tag: entry.header.tag.description, incarnation: 0, index: UInt64(index), payload: Base64.encode(entry.payload ?? []),
                proof: proof.map(\.description))
        }
        return ReceiptLookupResult(
            found: found, checkpoints: ["0": note ?? checkpoint().note], logSize: UInt64(entries.count),
            asOf: Timestamp(seconds: 1_795_000_000))
    }
}

/// A node that carries one reader's log.
struct CarryingNode: NodeForwarding {
    let base = RecordingNode()
    let log: ReaderLog
    var note: String?

    func receipts(_ request: BanyanAPI.ReceiptLookup) async throws -> ReceiptLookupResult {
        guard request.log == log.reader.card.id else { throw APIError(.notFound, "log-not-held", "this node does not carry that log") }
        return try log.answer(request, note: note)
    }
}

@Suite struct WalletReceiptTests {
    /// Bach Mai reads Bac Ninh twice under the grant; Thai Nguyen never. Other entries lie between.
    private func readings(_ scene: WalletTests.Scene) async throws -> ReaderLog {
        var random = SodiumRandom()
        let enrolment = try scene.openEnrolment("bacninh", at: scene.bacNinh)
        guard await scene.grant(["--yes"]).code == 0 else { throw APIError(.failed, "grant", "the grant failed") }
        let item = try #require(try scene.bundle(as: scene.bachMai).items.first)
        var log = ReaderLog(scene.bachMai)
        for (counter, reader) in [("clinician", "bs-hoa"), ("nurse", "dd-mai")].enumerated() {
            let other = try enrolment.link.entry.seal(
                try EnrolmentEntry(
                    publicKey: enrolment.publicKey, linkCommitment: enrolment.link.commitment, number: 9, custody: .device,
                    proofing: .documents,
                    identity: Identity(name: "A", birthDate: "2000", sex: .other), releasePolicy: [], enrolledAt: scene.bench.now),
                in: scene.bachMai.card.id, using: &random)
            log.append(other)
            try log.read(
                item, enrolment: enrolment, origin: scene.bacNinh, counter: UInt64(counter), role: reader.0, name: reader.1,
                override: counter == 1 ? "papers were seen" : nil, now: scene.bench.now.adding(Int64(counter) * 60), using: &random)
        }
        return log
    }

    private func receipts(_ scene: WalletTests.Scene, _ node: any NodeAPI, json: Bool = false) async -> Outcome {
        var bench = scene.bench
        bench.node = node
        return await bench.run(["wallet", "receipts", "--node", "x.sock"] + scene.protection + (json ? ["--json"] : []))
    }

    @Test func thePatientSeesWhoReadWhatAndThatItIsProven() async throws {
        try await Bench.with { bench in
            let scene = try await WalletTests.Scene(bench)
            let node = CarryingNode(log: try await readings(scene))
            let outcome = await receipts(scene, node)
            #expect(outcome.code == 0, "\(outcome.err)")
            let text = outcome.out.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
            for words in [
                "Cơ sở bachmai", "clinician bs-hoa read Cơ sở bacninh", "nurse dd-mai", "all but sensitive", "purpose TREAT, 1 entry",
                "a rule was overridden: papers were seen", "proven by the reader's signed log, entry 1", "entry 3",
                "from 4 entries of its log, as of",
            ] { #expect(text.contains(words), "\(words) in \(text)") }
            let document = await receipts(scene, node, json: true)
            let grants = try #require(document.data["grants"] as? [[String: Any]])
            let readings = try #require(grants.first?["readings"] as? [[String: Any]])
            #expect(readings.map { $0["reader"] as? String } == ["dd-mai", "bs-hoa"])
            #expect(readings.allSatisfy { $0["proven"] as? Bool == true })
        }
    }

    @Test func aGrantWithoutReadingsIsSaidAndSoIsALogThatTheNodeLacks() async throws {
        try await Bench.with { bench in
            let scene = try await WalletTests.Scene(bench)
            _ = await scene.grant(["--yes"])
            let none = await receipts(scene, CarryingNode(log: ReaderLog(scene.bachMai), note: ""))
            #expect(none.code == 0)
            #expect(none.out.contains("no reading"))
            let lacking = await receipts(scene, CarryingNode(log: ReaderLog(scene.bacNinh)))
            #expect(lacking.code == 7)
            #expect(lacking.out.contains("not known: this node does not carry that log"))
            #expect(lacking.err.contains("banyan: hint: ask another node"))
        }
    }

    @Test func everyReceiptIsFoundHoweverManyThereAre() async throws {
        try await Bench.with { bench in
            let scene = try await WalletTests.Scene(bench)
            var log = try await readings(scene)
            var random = SodiumRandom()
            let enrolment = try scene.openEnrolment("bacninh", at: scene.bacNinh)
            let item = try #require(try scene.bundle(as: scene.bachMai).items.first)
            for counter in 2..<UInt64(2 * AccessLog.batch + 1) {
                try log.read(
                    item, enrolment: enrolment, origin: scene.bacNinh, counter: counter, role: "nurse", name: "n", now: scene.bench.now,
                    using: &random)
            }
            let document = await receipts(scene, CarryingNode(log: log), json: true)
            let grants = try #require(document.data["grants"] as? [[String: Any]])
            #expect((grants.first?["readings"] as? [[String: Any]])?.count == 2 * AccessLog.batch + 1)
            #expect(grants.first?["logSize"] as? Int == log.entries.count)
        }
    }

    @Test func aReceiptThatTheReadersLogDoesNotProveIsMarked() async throws {
        try await Bench.with { bench in
            let scene = try await WalletTests.Scene(bench)
            let log = try await readings(scene)
            let forged = log.checkpoint(signedBy: scene.bacNinh.keys.log).note
            for note in [forged, log.prefix(1).checkpoint().note, "nonsense", ReaderLog(scene.bacNinh).checkpoint().note] {
                let outcome = await receipts(scene, CarryingNode(log: log, note: note))
                #expect(outcome.code == 5)
                #expect(outcome.out.contains("NOT PROVEN"))
                #expect(!outcome.out.contains("proven by the reader's signed log, entry 1"))
            }
        }
    }
}
