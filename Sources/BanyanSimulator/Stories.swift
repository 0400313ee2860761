internal import BanyanAPI
internal import BanyanConsent
internal import BanyanCore
internal import BanyanEngine
internal import BanyanLedger

/// The patients of a simulation with whole nodes: they are enrolled where they were treated, agree, are read, and take back what they agreed to.
final class Stories: @unchecked Sendable {
    /// What was done, and how often; what was refused or failed stands under `act: code`.
    fileprivate(set) var acts: [String: Int] = [:]
}

extension World {
    /// Lets the patients live until the end of the scenario.
    func beginStories() -> Stories {
        let stories = Stories()
        guard scenario.members == .full, machines.count > 2 else { return stories }
        for number in 0..<scenario.patients {
            let patient = Patient(number, self, stories)
            spawn { await patient.live() }
        }
        return stories
    }
}

/// An agreement as the patient remembers it, and what the checker holds against openings.
struct Agreement {
    let origins: [FacilityID]
    let notBefore: Timestamp
    let expires: Timestamp
    let slip: String
    /// Where the revocation of each origin's token would lie.
    let tags: [FacilityID: Tag]
    let reader: Int
    let bundle: [UInt8]
}

/// One invented patient. Whatever fails is tried again later or given up, as people do.
private final class Patient: @unchecked Sendable {
    private let number: Int
    private unowned let world: World
    private let stories: Stories
    private var random: SeededRandom
    private var wallet: Wallet
    /// Sites that treat this patient; the others are readers.
    private let homes: [Int]
    private var enrolled: [Int] = []
    private var known: Set<Int> = []
    private var visits = 0
    private var agreements: [Agreement] = []

    init(_ number: Int, _ world: World, _ stories: Stories) {
        self.number = number
        self.world = world
        self.stories = stories
        random = SeededRandom(seed: world.scenario.seed, "patient", number)
        wallet = Wallet(using: &random)
        homes = Array(world.facilities.indices.shuffled(using: &random).prefix(2))
    }

    func live() async {
        do {
            try await world.sleep(seconds: 5 + Double(random.number(below: 20)))
            while world.now < world.scenario.duration * 1_000_000 {
                await act()
                let pause = world.scenario.actEvery * (0.5 + Double(random.number(below: 1000)) / 1000)
                try await world.sleep(seconds: pause)
            }
        } catch {}
    }

    private func act() async {
        if enrolled.count < homes.count { return await attempt("enrol") { try await self.enrol() } }
        switch random.number(below: 100) {
        case ..<30: await attempt("visit") { try await self.visit() }
        case ..<55: await attempt("grant") { try await self.agree() }
        case ..<90: await attempt("read") { try await self.read() }
        default: await attempt("revoke") { try await self.revoke() }
        }
    }

    private func attempt(_ name: String, _ body: () async throws -> Void) async {
        do {
            try await body()
            stories.acts[name, default: 0] += 1
        } catch {
            let code = (error as? any Failure)?.code ?? "\(type(of: error))"
            stories.acts["\(name): \(code)", default: 0] += 1
        }
    }

    private func mrn(at site: Int) -> String {
        let text = String(number * 1000 + site + 1)
        return String(repeating: "0", count: 12 - text.count) + text
    }

    private func at<R: Sendable>(_ site: Int, _ body: @escaping @Sendable (Node) async throws -> R) async throws -> R {
        guard let member = world.machines[site].member as? FullMember, let process = world.machines[site].process, let node = member.node
        else { throw DiskFailure.closed }
        return try await process.perform { try await body(node) }
    }

    private func wallet(of site: Int) -> WalletFacility {
        let card = world.facilities[site].card
        return WalletFacility(
            id: card.id, name: card.name, kind: card.kind, code: card.code, kem: card.kem, kemNumber: card.kemNumber, logKey: card.logKey)
    }

    private func enrol() async throws {
        let site = homes[enrolled.count]
        try await bring(to: site, InventedRecord.history(number))
        let file = try wallet.enrol(at: wallet(of: site), now: now(at: site))
        let request = EnrolRequest(mrn: mrn(at: site), file: Base64.encode(file), proofing: "documents", withhold: [])
        _ = try await at(site) { try await $0.enrol(request) }
        enrolled.append(site)
    }

    /// A wallet has its own clock; here it goes with the facility that it stands in.
    private func now(at site: Int) -> Timestamp { world.machines[site].clock.now() }

    private func bring(to site: Int, _ resources: [String]) async throws {
        let text = InventedRecord.bundle([InventedRecord.person(number, mrn: mrn(at: site))] + resources)
        let file = ImportFile(name: "records.json", bytes: Array(text.utf8))
        _ = try await at(site) { try await $0.importRecords(ImportRequest(organization: nil, dryRun: false), files: [file]) { _, _ in } }
        known.insert(site)
    }

    private func visit() async throws {
        let site = homes[random.number(below: homes.count)]
        visits += 1
        try await bring(to: site, [InventedRecord.finding(number, visit: visits)])
        let mrn = mrn(at: site)
        _ = try await at(site) { try await $0.publish(patient: mrn) }
    }

    private func agree() async throws {
        let others = world.facilities.indices.filter { !homes.contains($0) }
        let reader = others[random.number(below: others.count)]
        if !known.contains(reader) { try await bring(to: reader, []) }
        let now = now(at: reader)
        let origins = enrolled.map { world.facilities[$0].id }
        // Some end while the simulation goes on.
        let expires = now.adding(random.happens(0.3) ? 120 : 7 * 86_400)
        let (bundle, grant) = try wallet.grant(
            to: wallet(of: reader), from: origins, terms: GrantTerms(expires: expires), now: now, using: &random)
        guard let slip = wallet.slip(grant.id) else { return }
        let codes = try RevocationSlip(parsing: slip).codes
        let tags = Dictionary(uniqueKeysWithValues: zip(grant.tokens.map(\.origin), codes.map { Revocation.tag(hash: $0.secret.hash) }))
        agreements.append(
            Agreement(origins: origins, notBefore: now, expires: expires, slip: slip, tags: tags, reader: reader, bundle: bundle))
        let request = PresentRequest(bundle: Base64.encode(bundle), mrn: mrn(at: reader))
        _ = try await at(reader) { try await $0.presentConsent(request) }
    }

    private func read() async throws {
        guard let agreement = agreements.randomElement(using: &random) else { return }
        let reader = agreement.reader
        let machine = world.machines[reader]
        let request = SummaryRequest(
            mrn: mrn(at: reader), sections: nil, purpose: "TREAT", role: "physician", user: "K-\(number)", overrideIdentity: nil,
            overrideStaleness: random.happens(0.2) ? "the line is down" : nil)
        let before = agreements.filter { $0.reader == reader }
        // What had reached the reader's disk before it was asked must be obeyed.
        let revoked = before.map { agreement in agreement.tags.filter { !machine.disk.image.positions(of: $0.value).isEmpty }.keys }
        let time = now(at: reader)
        let result = try await at(reader) { try await $0.summary(request) }
        world.checker.opened(
            machine, result, allowed: zip(before, revoked).map { ($0, Set($1)) }, askedAt: time)
    }

    private func revoke() async throws {
        guard !agreements.isEmpty else { return }
        let agreement = agreements[random.number(below: agreements.count)]
        let site = random.number(below: world.facilities.count)
        let request = RevokeRequest(slip: agreement.slip)
        _ = try await at(site) { try await $0.revoke(request) }
    }
}

extension DiskImage {
    /// Where entries under a tag lie, in any log.
    func positions(of tag: Tag) -> [EntryPosition] {
        logs.values.flatMap { held in
            held.history.positions(of: tag, below: held.size).map { EntryPosition(log: held.log, index: UInt64($0)) }
        }.sorted()
    }
}

extension Checker {
    /// Something was opened for a reader: what allowed it must have, and its receipts must lie on the reader's disk.
    /// - Parameter allowed: the patient's agreements with this reader, each with the origins whose revocation had reached it.
    func opened(_ machine: Machine, _ result: SummaryResult, allowed: [(Agreement, Set<FacilityID>)], askedAt time: Timestamp) {
        let own = machine.disk.image.logs.filter { $0.key.facility == machine.id }.max { $0.key < $1.key }?.value.size ?? 0
        for source in result.sources where source.denied == nil && source.facility != machine.id {
            count()
            let granted = allowed.filter { $0.0.origins.contains(source.facility) }
            if granted.allSatisfy({ $0.1.contains(source.facility) }) {
                fail("after a revocation reaches a node no opening succeeds there", machine.number, "a revoked consent was used")
            }
            // The node's clock may have learned from its peers that it is later than its own says, never that it is earlier.
            guard granted.contains(where: { !$0.1.contains(source.facility) && $0.0.expires > time }) else {
                return fail("no opening without a valid consent at that moment", machine.number, "no consent was in force")
            }
        }
        let shows = result.sections.contains { $0.parts.contains { $0.source != machine.id && !$0.rows.isEmpty } }
        if shows, result.receipts.isEmpty { fail("no opening without a receipt before it", machine.number, "nothing tells of an opening") }
        if result.receipts.contains(where: { $0 >= UInt64(own) }) {
            fail("no opening without a receipt before it", machine.number, "a receipt is not on the disk")
        }
    }
}

/// Small invented records as FHIR text.
enum InventedRecord {
    static func bundle(_ resources: [String]) -> String {
        let entries = resources.map { "{\"resource\":\($0)}" }.joined(separator: ",")
        return "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[\(entries)]}"
    }

    static func person(_ number: Int, mrn: String) -> String {
        let kind = "{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v2-0203\",\"code\":\"MR\"}]}"
        let identifier = "[{\"type\":\(kind),\"system\":\"urn:x:mrn\",\"value\":\"\(mrn)\"}]"
        return "{\"resourceType\":\"Patient\",\"id\":\"p\(number)\",\"identifier\":\(identifier),"
            + "\"name\":[{\"text\":\"Người Thử \(number)\"}],\"birthDate\":\"1980-02-03\",\"gender\":\"female\"}"
    }

    static func history(_ number: Int) -> [String] {
        [
            "{\"resourceType\":\"AllergyIntolerance\",\"id\":\"a\(number)\",\"patient\":{\"reference\":\"Patient/p\(number)\"},"
                + "\"code\":{\"text\":\"Penicillin\"}}",
            "{\"resourceType\":\"Condition\",\"id\":\"c\(number)\",\"subject\":{\"reference\":\"Patient/p\(number)\"},"
                + "\"code\":{\"text\":\"Asthma\"}}",
        ]
    }

    static func finding(_ number: Int, visit: Int) -> String {
        "{\"resourceType\":\"Observation\",\"id\":\"o\(number)-\(visit)\",\"status\":\"final\",\"code\":{\"text\":\"Creatinine\"},"
            + "\"subject\":{\"reference\":\"Patient/p\(number)\"},\"effectiveDateTime\":\"2026-11-\(10 + visit % 14)\","
            + "\"valueQuantity\":{\"value\":\(1 + visit % 9),\"unit\":\"mg/dL\"}}"
    }
}
