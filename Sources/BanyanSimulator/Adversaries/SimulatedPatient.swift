internal import BanyanAPI
internal import BanyanConsent
internal import BanyanCore
internal import BanyanEngine
internal import BanyanLedger

/// A patient of a play with whole nodes.
final class SimulatedPatient: @unchecked Sendable {
    /// What a patient gave to a reader, and what takes it back.
    struct Consent {
        let reader: Int
        let bundle: [UInt8]
        let slip: String
    }

    private unowned let scene: Scene
    private let number: Int
    private var random: SeededRandom
    private var wallet: Wallet
    private var visits = 0
    private(set) var enrolment: EnrolRequest?

    init(_ scene: Scene, _ number: Int) {
        self.scene = scene
        self.number = number
        random = SeededRandom(seed: scene.world.scenario.seed, "patient of a play", number)
        wallet = Wallet(using: &random)
    }

    private var world: World { scene.world }

    func mrn(at site: Int) -> String {
        let text = String(number * 1000 + site + 1)
        return String(repeating: "0", count: 12 - text.count) + text
    }

    private func facility(_ site: Int) -> WalletFacility {
        let card = world.facilities[site].card
        return WalletFacility(
            id: card.id, name: card.name, kind: card.kind, code: card.code, kem: card.kem, kemNumber: card.kemNumber, logKey: card.logKey)
    }

    private func now(at site: Int) -> Timestamp { world.machines[site].clock.now() }

    private func bring(to site: Int, _ resources: [String]) async throws {
        let text = InventedRecord.bundle([InventedRecord.person(number, mrn: mrn(at: site))] + resources)
        let file = ImportFile(name: "records.json", bytes: Array(text.utf8))
        _ = try await scene.at(site) {
            try await $0.importRecords(ImportRequest(organization: nil, dryRun: false), files: [file]) { _, _ in }
        }
    }

    /// Is registered at a facility that knows nothing of it yet.
    func arrive(at site: Int) async throws { try await bring(to: site, []) }

    func enrol(at site: Int) async throws {
        try await bring(to: site, InventedRecord.history(number))
        let file = try wallet.enrol(at: facility(site), now: now(at: site))
        let request = EnrolRequest(mrn: mrn(at: site), file: Base64.encode(file), proofing: "documents", withhold: [])
        _ = try await scene.at(site) { try await $0.enrol(request) }
        enrolment = request
    }

    func visit(at site: Int) async throws {
        visits += 1
        try await bring(to: site, [InventedRecord.finding(number, visit: visits)])
        let mrn = mrn(at: site)
        _ = try await scene.at(site) { try await $0.publish(patient: mrn) }
    }

    func grant(to reader: Int, from sites: [Int]) async throws -> Consent {
        try await arrive(at: reader)
        let now = now(at: reader)
        let (bundle, grant) = try wallet.grant(
            to: facility(reader), from: sites.map { world.facilities[$0].id }, terms: GrantTerms(expires: now.adding(7 * 86_400)), now: now,
            using: &random)
        guard let slip = wallet.slip(grant.id) else { throw SimulationFailure(.failed, "no-slip", "a grant has no slip") }
        return Consent(reader: reader, bundle: bundle, slip: slip)
    }

    @discardableResult
    func present(_ consent: Consent, at site: Int? = nil) async throws -> PresentResult {
        let request = PresentRequest(bundle: Base64.encode(consent.bundle), mrn: mrn(at: site ?? consent.reader))
        return try await scene.at(site ?? consent.reader) { try await $0.presentConsent(request) }
    }

    func revoke(_ consent: Consent, at site: Int) async throws {
        let request = RevokeRequest(slip: consent.slip)
        _ = try await scene.at(site) { try await $0.revoke(request) }
    }

    func summary(at site: Int) async throws -> SummaryResult {
        let request = SummaryRequest(
            mrn: mrn(at: site), sections: nil, purpose: "TREAT", role: "physician", user: "K-1", overrideIdentity: nil,
            overrideStaleness: nil)
        return try await scene.at(site) { try await $0.summary(request) }
    }

    /// - Returns: why nothing is read, as a code; `nil`: something of another facility is.
    func reads(at site: Int) async -> String? {
        do {
            let result = try await summary(at: site)
            if let denied = result.sources.compactMap(\.denied).first { return denied }
            return result.rows(besides: world.facilities[site].id).isEmpty ? "nothing" : nil
        } catch { return (error as? any Failure)?.code ?? "\(error)" }
    }
}

extension SummaryResult {
    /// What is shown of other facilities than one, a line each, with its source.
    func rows(besides own: FacilityID) -> [String] {
        sections.flatMap { section in
            section.parts.filter { $0.source != own }.flatMap { part in
                part.rows.map { "\(part.source.compact) \(section.section) \($0.date ?? "") \($0.text) \($0.value ?? "")" }
            }
        }
    }
}

extension Scene {
    /// Asks the node at a site, in its process.
    func at<R: Sendable>(_ site: Int, _ body: @escaping @Sendable (Node) async throws -> R) async throws -> R {
        let member = world.machines[site].member
        guard let full = (member as? Liar)?.inner as? FullMember ?? member as? FullMember, let process = world.machines[site].process,
            let node = full.node
        else { throw DiskFailure.closed }
        return try await process.perform { try await body(node) }
    }

    /// Waits until whole nodes may append.
    func open(_ sites: [Int]) async throws {
        for site in sites {
            let opened = try await wait(300) { (try? await self.at(site) { try await $0.status().ownLogChecked }) == true }
            guard opened != nil else { throw SimulationFailure(.failed, "not-ready", "a node of the play can't append") }
        }
    }

    /// The code of the failure that something ends in; `nil`: it succeeded.
    func refusal<R>(_ body: () async throws -> R) async -> String? {
        do {
            _ = try await body()
            return nil
        } catch { return (error as? any Failure)?.code ?? "\(error)" }
    }
}
