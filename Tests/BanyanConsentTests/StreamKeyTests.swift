import BanyanCore
import BanyanCrypto
import Testing

@testable import BanyanConsent

@Suite("Streams: scope is enforced by keys")
struct StreamKeyTests {
    private static func link(_ seed: UInt64) -> EnrolmentLink {
        var random = Seeded(seed)
        return EnrolmentLink(SecretBytes(randomCount: 32, using: &random))!
    }

    @Test("a cover is exactly the months, ordered, and minimal", arguments: 0..<200 as Range<UInt64>)
    func cover(_ seed: UInt64) {
        var random = Seeded(seed)
        let months = random.months()
        let nodes = MonthTree.cover(months)
        #expect(nodes.flatMap { Array($0.first...$0.last) } == Array(months.lowerBound.index...months.upperBound.index))
        #expect(nodes.count <= 20)
        // Minimal: no two neighbours are the two halves of one node.
        for (a, b) in zip(nodes, nodes.dropFirst()) {
            #expect(!(a.level == b.level && a.index.isMultiple(of: 2) && b.index == a.index + 1))
        }
    }

    @Test func coverOfEverythingIsTheRoot() {
        #expect(MonthTree.cover(CivilMonth.first...CivilMonth.last) == [.root])
        #expect(MonthTree.cover(CivilMonth.last...CivilMonth.last).count == 1)
    }

    @Test("a key list opens exactly the months that it grants", arguments: 0..<6 as Range<UInt64>)
    func exactlyTheScope(_ seed: UInt64) throws {
        var random = Seeded(seed &+ 500)
        let link = Self.link(seed)
        let scope = GrantScope(
            sections: random.sections(), months: random.months(), generation: UInt32(random.below(3)),
            expiry: CivilMonth(clamping: random.below(2048)))
        let list = try #require(link.keyList(scope))
        let probes =
            [0, 1, 2046, 2047]
            + [scope.months.lowerBound, scope.months.upperBound, scope.expiry].flatMap {
                [$0.index - 1, $0.index, $0.index + 1]
            } + (0..<3).map { _ in random.below(2048) }
        for section in Section.allCases {
            for month in probes.map({ CivilMonth(clamping: $0) }) {
                let granted =
                    scope.sections.contains(section)
                    && (section.kind == .state ? month <= scope.expiry : scope.months.contains(month))
                let key = list.streamKey(section, month: month)
                #expect((key != nil) == granted)
                if let key { #expect(key.matches(link.streamKey(section, generation: scope.generation, month: month))) }
            }
        }
    }

    @Test("the chain key of month m opens m and what came before, and is not the key of anything later")
    func chain() {
        let link = Self.link(1)
        let top = link.stateKey(.allergies, generation: 0, month: .last)
        let root = link.secret.derive(Label.section, [.section(.allergies), .unsigned(0)])
        #expect(StreamKey(section: .allergies, generation: 0, month: .last, secret: root.chained(Label.chain, steps: 1)).matches(top))
        let scope = GrantScope(sections: [.allergies], months: CivilMonth.first...CivilMonth.first, generation: 0, expiry: month("2026-11"))
        let list = link.keyList(scope)
        #expect(list?.streamKey(.allergies, month: month("2026-12")) == nil)
        for month in [month("2026-11"), month("2026-10"), .first] {
            let key = link.stateKey(.allergies, generation: 0, month: month)
            #expect(list?.streamKey(.allergies, month: month)?.matches(key) == true)
        }
    }

    @Test("no two streams, snapshots or parts share a tag")
    func tagsDiffer() {
        var tags: Set<BanyanCore.Tag> = []
        var count = 0
        for link in [Self.link(1), Self.link(2)] {
            for section in Section.allCases {
                for (generation, text) in [(0, "1900-01"), (0, "2026-11"), (0, "2026-12"), (1, "2026-11")] as [(UInt32, String)] {
                    let key = link.streamKey(section, generation: generation, month: month(text))
                    for (n, part) in [(0, 0), (0, 1), (1, 0), (256, 0)] as [(UInt64, Int)] {
                        tags.insert(key.tag(n: n, part: part))
                        count += 1
                    }
                }
            }
            tags.formUnion([link.entry.tag, link.markerTag(generation: 0), link.markerTag(generation: 1)])
            count += 3
        }
        #expect(tags.count == count)
    }

    @Test("the tags of many months at once are those of each", arguments: 0..<8 as Range<UInt64>)
    func firstTags(_ seed: UInt64) throws {
        var random = Seeded(seed)
        let link = Self.link(seed)
        let first = random.below(2000)
        let months = CivilMonth(clamping: first)...CivilMonth(clamping: first + random.below(48))
        let list = try #require(link.keyList(GrantScope(sections: [.results], months: months, generation: 0, expiry: .last)))
        let tags = list.firstTags(ofEvents: .results)
        #expect(tags.map(\.month.index) == Array(months.lowerBound.index...months.upperBound.index))
        for (month, tag) in tags { #expect(tag == link.eventKey(.results, generation: 0, month: month).tag(n: 0)) }
        #expect(list.firstTags(ofEvents: .vitals).isEmpty)
    }

    @Test("a key list decodes to itself and has one encoding", arguments: 0..<20 as Range<UInt64>)
    func keyListCodec(_ seed: UInt64) throws {
        var random = Seeded(seed)
        let scope = GrantScope(
            sections: random.sections(), months: random.months(), generation: UInt32(random.below(1000)),
            expiry: CivilMonth(clamping: random.below(2048)))
        let list = try #require(Self.link(seed).keyList(scope))
        let bytes = list.encoded
        let again = try #require(KeyList(encoded: bytes))
        #expect(again.encoded == bytes)
        #expect(again.digest == list.digest)
        #expect(again.isCanonicalCover(of: scope))
        for count in bytes.indices { #expect(KeyList(encoded: Array(bytes.prefix(count))) == nil) }
        #expect(KeyList(encoded: bytes + [0]) == nil)
    }

    @Test("a key list with a key too few, too many or of the wrong size is refused")
    func keyListShape() throws {
        let link = Self.link(3)
        let scope = GrantScope(
            sections: [.allergies, .results], months: month("2020-02")...month("2021-03"), generation: 0, expiry: month("2026-11"))
        let list = try #require(link.keyList(scope))
        let fields = try #require(try CBOR.decode(list.encoded, limit: 10_000).pairs)
        let keys = try #require(fields[4].value.items)
        let events = try #require(keys[1].items)
        func with(_ keys: [CBOR]) -> KeyList? {
            KeyList(encoded: CBOR.map(fields.dropLast() + [CBOR.Pair(.int(5), .array(keys))]).encoded)
        }
        #expect(with(keys) != nil)
        #expect(with([keys[0]]) == nil)
        #expect(with(keys + [keys[0]]) == nil)
        #expect(with([keys[0], .array(Array(events.dropLast()))]) == nil)
        #expect(with([keys[0], .array(events + [events[0]])]) == nil)
        #expect(with([.array([]), keys[1]]) == nil)
        #expect(with([.array([.bytes([1, 2, 3])]), keys[1]]) == nil)
        #expect(link.keyList(GrantScope(sections: [], months: scope.months, generation: 0, expiry: scope.expiry)) == nil)
    }

    @Test("what a link gives is fixed: these bytes may never change")
    func knownAnswers() throws {
        let link = try #require(EnrolmentLink(SecretBytes(copying: (0..<32).map { UInt8($0) })))
        let reader = try #require(FacilityID([UInt8](repeating: 7, count: 32)))
        #expect(link.entry.tag.description == KnownAnswer.entry)
        #expect(link.stateKey(.allergies, generation: 0, month: month("2026-11")).tag(n: 0).description == KnownAnswer.state)
        #expect(link.eventKey(.results, generation: 0, month: month("1969-07")).tag(n: 2, part: 1).description == KnownAnswer.event)
        #expect(link.markerTag(generation: 1).description == KnownAnswer.marker)
        #expect(link.receiptKey(reader: reader).tag(0).description == KnownAnswer.receipt)
    }

    /// Computed apart, with another implementation of HMAC-SHA256 and of the encoding.
    private enum KnownAnswer {
        static let entry = "bc0bbcefa0fc89ee93b2de692107f974"
        static let state = "b6a8b03bf4c7a3eda2fb4ac7d3971486"
        static let event = "2ea40bd1ff94a591e08154b01ddd3f87"
        static let marker = "ed35822ad42f16cdefe062e0fbc785ca"
        static let receipt = "2a730a2b598a8f5dc916ef0cbcf0f993"
    }
}
