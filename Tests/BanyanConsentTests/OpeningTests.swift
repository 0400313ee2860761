import BanyanCore
import BanyanCrypto
import Testing

@testable @_spi(Append) import BanyanConsent

@Suite("Opening")
struct OpeningTests {
    /// Publishes `json` as snapshot `n` and returns what a reader's replica holds of it.
    private func publish(
        _ json: [UInt8], _ section: Section, _ text: String, n: UInt64 = 0, _ scene: inout Scene, sealer: SnapshotSealer? = nil
    ) throws -> FoundSnapshot {
        let entries = try (sealer ?? scene.sealer).seal(json: json, section: section, month: month(text), n: n, using: &scene.random)
        let consent = try permit(verify(scene.item, in: scene.surroundings))
        let stream = try #require(consent.streams.first { $0.section == section && $0.month == month(text) })
        #expect(entries.map(\.tag) == entries.indices.map { stream.tag(n: n, part: $0) })
        let origin = scene.origin
        return FoundSnapshot(
            stream: stream, n: n,
            parts: entries.enumerated().map {
                FoundPart(position: origin.position(UInt64($0.offset) + n * 100), payload: $0.element.payload)
            })
    }

    private func open(_ found: [FoundSnapshot], _ scene: inout Scene) throws -> [OpenedSnapshot] {
        let consent = try permit(verify(scene.item, in: scene.surroundings))
        let receipt = try sealed(consent, found, &scene)
        let durable = DurableReceipt(position: scene.audience.position(5), digest: .sha256(receipt.entry.payload))
        return try consent.open(receipt, durable: durable, found: found)
    }

    private func sealed(_ consent: borrowing VerifiedConsent, _ found: [FoundSnapshot], _ scene: inout Scene) throws -> SealedReceipt {
        try consent.sealReceipt(
            entries: found.flatMap { $0.parts.joined().map(\.position) }, openedAt: day(1), role: "physician", pseudonym: "user-17",
            counter: 0, using: &scene.random)
    }

    @Test func whatWasPublishedIsRead() throws {
        var scene = try Scene()
        let json = Array(#"{"resourceType":"Bundle","value":1.10}"#.utf8)
        let found = [try publish(json, .allergies, "2026-11", &scene), try publish(json + [0x20], .results, "1969-07", n: 3, &scene)]
        let opened = try open(found, &scene)
        #expect(opened.map(\.result) == [.json(json), .json(json + [0x20])])
        #expect(opened.map(\.section) == [.allergies, .results])
        #expect(opened[1].month == month("1969-07") && opened[1].n == 3)
    }

    @Test("a snapshot larger than an entry travels in parts, and a missing one is said")
    func parts() throws {
        var scene = try Scene()
        let json = scene.random.bytes(5 << 19)
        let found = try publish(json, .results, "2026-10", &scene)
        #expect(found.parts.count == 3)
        #expect(found.parts.joined().allSatisfy { $0.payload.count <= Limits.payload })
        #expect(try open([found], &scene).map(\.result) == [.json(json)])
        let without = FoundSnapshot(stream: found.stream, n: 0, parts: [found.parts[0], [], found.parts[2]])
        let cut = FoundSnapshot(stream: found.stream, n: 0, parts: [found.parts[0]])
        let headless = FoundSnapshot(stream: found.stream, n: 0, parts: [[], found.parts[1], found.parts[2]])
        let results = try open([without, cut, headless], &scene).map(\.result)
        #expect(results == [.missing(parts: [1]), .missing(parts: [1, 2]), .missing(parts: [0])])
        let swapped = FoundSnapshot(stream: found.stream, n: 0, parts: [found.parts[0], found.parts[2], found.parts[1]])
        #expect(try open([swapped], &scene).map(\.result) == [.unreadable(reason: "a part does not open")])
    }

    @Test func oversizedSnapshotIsRefusedByTheSealer() throws {
        var scene = try Scene()
        let json = [UInt8](repeating: 0x20, count: Limits.snapshot + 1)
        let sealer = scene.sealer
        #expect(throws: ConsentFailure.self) {
            try sealer.seal(json: json, section: .results, month: .first, n: 0, using: &scene.random)
        }
        let largest = try publish(Array(json.dropLast()), .results, "2020-01", &scene)
        #expect(try open([largest], &scene).map(\.result) == [.json(Array(json.dropLast()))])
    }

    @Test("inflation is bounded whatever the origin sealed")
    func deflateBomb() throws {
        var scene = try Scene()
        let key = scene.sealer.stream(.results, month: month("2020-01"))
        let part = SnapshotPart(
            publicKey: scene.opened.publicKey, section: .results, month: month("2020-01"), generation: 0, parts: 1, part: 0,
            chunk: Deflate.compress([UInt8](repeating: 0, count: Limits.snapshot + 1)))
        let entry = try key.slot(n: 0, part: 0).seal(part.encoded, in: scene.origin.id, using: &scene.random)
        let stream = try publish([1], .results, "2020-01", n: 1, &scene).stream
        let found = FoundSnapshot(stream: stream, n: 0, parts: [FoundPart(position: scene.origin.position(0), payload: entry.payload)])
        #expect(try open([found], &scene).map(\.result) == [.unreadable(reason: "damaged or too large")])
    }

    @Test("all snapshots together are bounded too, and those beyond the bound are said to be unreadable")
    func openedAtOnce() throws {
        var scene = try Scene()
        let json = [UInt8](repeating: 0x20, count: 1000)
        let found = [try publish(json, .results, "2020-01", &scene), try publish(json, .results, "2020-02", n: 1, &scene)]
        for (limit, count) in [(2000, 2), (1999, 1), (1000, 1), (999, 0), (0, 0)] {
            let consent = try permit(verify(scene.item, in: scene.surroundings))
            let receipt = try sealed(consent, found, &scene)
            let durable = DurableReceipt(position: scene.audience.position(5), digest: .sha256(receipt.entry.payload))
            let results = try consent.open(receipt, durable: durable, found: found, limit: limit).map(\.result)
            let beyond = OpenedSnapshot.Result.unreadable(reason: "more than may be opened at once")
            #expect(results == (0..<2).map { $0 < count ? .json(json) : beyond })
        }
    }

    @Test("a snapshot of another enrolment, section, month or generation under this stream's key is unreadable")
    func innerFields() throws {
        var scene = try Scene()
        let stream = try publish([1], .results, "2020-01", n: 1, &scene).stream
        let key = scene.sealer.stream(.results, month: month("2020-01"))
        let stranger: PublicKey = scene.random.fixed()
        let right = scene.opened.publicKey
        let wrong: [(PublicKey, Section, String, UInt32)] = [
            (stranger, .results, "2020-01", 0), (right, .vitals, "2020-01", 0), (right, .results, "2020-02", 0),
            (right, .results, "2020-01", 1),
        ]
        for (publicKey, section, text, generation) in wrong + [(right, .results, "2020-01", 0)] {
            let part = SnapshotPart(
                publicKey: publicKey, section: section, month: month(text), generation: generation, parts: 1, part: 0,
                chunk: Deflate.compress([7]))
            let entry = try key.slot(n: 0, part: 0).seal(part.encoded, in: scene.origin.id, using: &scene.random)
            let found = FoundSnapshot(stream: stream, n: 0, parts: [FoundPart(position: scene.origin.position(0), payload: entry.payload)])
            let isRight = publicKey == right && section == .results && text == "2020-01" && generation == 0
            #expect(try open([found], &scene).map(\.result) == [isRight ? .json([7]) : .unreadable(reason: "does not open")])
        }
    }

    @Test("of several payloads under one tag the first that opens counts, and only in the origin's log")
    func candidates() throws {
        var scene = try Scene()
        let (a, b) = (try publish([1], .allergies, "2026-11", &scene), try publish([2], .allergies, "2026-11", &scene))
        let noise = FoundPart(position: scene.origin.position(1), payload: scene.random.bytes(1024))
        let elsewhere = FoundPart(position: scene.audience.position(1), payload: b.parts[0][0].payload)
        func result(_ parts: [FoundPart]) throws -> OpenedSnapshot.Result {
            try open([FoundSnapshot(stream: a.stream, n: 0, parts: [parts])], &scene)[0].result
        }
        #expect(try result([noise, a.parts[0][0], b.parts[0][0]]) == .json([1]))
        #expect(try result([elsewhere, a.parts[0][0]]) == .json([1]))
        #expect(try result([noise]) == .unreadable(reason: "does not open"))
    }

    @Test("streams outside the consent don't open")
    func outside() throws {
        var scene = try Scene(policy: [.results])
        let found = try publish([1], .results, "2020-01", &scene)
        let wide = try #require(
            scene.opened.link.keyList(
                GrantScope(sections: Section.allCases, months: CivilMonth.first...CivilMonth.last, generation: 0, expiry: .last)))
        for section in [Section.allergies, .hiv, .vitals] {
            let stream = GrantedStream(section: section, month: month("2020-01"), keyList: wide, firstTag: nil)
            let foreign = FoundSnapshot(stream: stream, n: 0, parts: found.parts)
            #expect(try open([foreign], &scene).map(\.result) == [.unreadable(reason: "outside the consent")])
        }
    }

    @Test("nothing opens without the durable receipt of this consent that names every entry")
    func receiptIsNeeded() throws {
        var scene = try Scene()
        let found = [try publish([1], .allergies, "2026-11", &scene)]
        func attempt(
            naming: [FoundSnapshot], log: TestFacility, digest: (SealedReceipt) -> Digest, receipt other: SealedReceipt? = nil
        ) throws {
            let consent = try permit(verify(scene.item, in: scene.surroundings))
            let own = try sealed(consent, naming, &scene)
            let durable = DurableReceipt(position: log.position(0), digest: digest(other ?? own))
            _ = try consent.open(other ?? own, durable: durable, found: found)
        }
        let right: (SealedReceipt) -> Digest = { .sha256($0.entry.payload) }
        try attempt(naming: found, log: scene.audience, digest: right)
        #expect(throws: ConsentFailure.self) { try attempt(naming: [], log: scene.audience, digest: right) }
        #expect(throws: ConsentFailure.self) { try attempt(naming: found, log: scene.origin, digest: right) }
        #expect(throws: ConsentFailure.self) { try attempt(naming: found, log: scene.audience, digest: { _ in .sha256([1]) }) }
        var other = try Scene(seed: 2)
        let foreign = try sealed(try permit(verify(other.item, in: other.surroundings)), found, &other)
        #expect(throws: ConsentFailure.self) { try attempt(naming: found, log: scene.audience, digest: right, receipt: foreign) }
    }

    @Test("an origin that verified a token can't open anything with it")
    func originOpensNothing() throws {
        var scene = try Scene()
        let found = [try publish([1], .allergies, "2026-11", &scene)]
        var surroundings = scene.surroundings
        surroundings.me = scene.origin.id
        surroundings.role = .origin(asker: scene.audience.id)
        let item = try #require(ConsentItem(token: scene.item.token, recomputedFrom: scene.opened.link))
        let consent = try permit(verify(item, in: surroundings))
        let receipt = try sealed(consent, found, &scene)
        let durable = DurableReceipt(position: scene.audience.position(0), digest: .sha256(receipt.entry.payload))
        do {
            _ = try consent.open(receipt, durable: durable, found: found)
            Issue.record("the origin opened a snapshot")
        } catch { #expect(error.code == "receipt-mismatch") }
    }

    @Test("streams run from the enrolment to now or the expiry, newest first; event months are exactly the granted ones")
    func streams() throws {
        let terms = GrantTerms(sections: [.allergies, .results], months: month("2020-11")...month("2021-02"), expires: day(30))
        let scene = try Scene(terms: terms)
        var surroundings = scene.surroundings
        surroundings.now = day(20)
        let consent = try permit(verify(scene.item, in: surroundings))
        let streams = consent.streams
        let states = streams.filter { $0.section == .allergies }.map(\.month)
        #expect(states == (day(-40).month.index...day(20).month.index).reversed().map { CivilMonth(clamping: $0) })
        #expect(streams.filter { $0.section == .results }.map(\.month.description) == ["2020-11", "2020-12", "2021-01", "2021-02"])
        for stream in streams {
            #expect(stream.tag(n: 0) == scene.sealer.stream(stream.section, month: stream.month).tag(n: 0))
            #expect(stream.tag(n: 4, part: 1) == scene.sealer.stream(stream.section, month: stream.month).tag(n: 4, part: 1))
        }
    }
}
