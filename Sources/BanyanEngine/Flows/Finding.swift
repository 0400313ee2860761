import BanyanConsent
import BanyanCore

/// Finds in the own replica what a verified consent's keys lead to. Nothing is opened here.
struct Finder: Sendable {
    let store: any NodeStore
    let origin: FacilityID
    /// Tags looked up at a time: what lies under them is in memory together.
    private static let batch = 128

    /// The newest snapshot of each stream that has one: of a state section the newest publication month alone.
    /// - Throws: `too-many-snapshots`, and `search-too-large` of the store, where a log holds more than an honest one can.
    func newest(of streams: [GrantedStream]) async throws -> [FoundSnapshot] {
        let started = try await present(streams.map { $0.tag(n: 0) })
        var chosen: [GrantedStream] = []
        var stateSections: Set<Section> = []
        for (stream, isStarted) in zip(streams, started) where isStarted {
            // Streams of a state section come newest month first.
            if stream.section.kind == .state, !stateSections.insert(stream.section).inserted { continue }
            chosen.append(stream)
        }
        return try await parts(of: last(chosen))
    }

    /// Whether anything lies under each tag.
    private func present(_ tags: [Tag]) async throws -> [Bool] {
        var found: Set<Tag> = []
        for start in stride(from: 0, to: tags.count, by: Self.batch) {
            let batch = Array(tags[start..<min(start + Self.batch, tags.count)])
            found.formUnion(try await store.find(batch, in: origin).map(\.tag))
        }
        return tags.map(found.contains)
    }

    /// A stream, the highest number that is known to be there, and the lowest that is known to be absent.
    private struct Bounds {
        let stream: GrantedStream
        var low: UInt64 = 0
        var high: UInt64?

        var isSettled: Bool { high == low + 1 }
        var next: UInt64 { high.map { low + ($0 - low) / 2 } ?? max(1, low * 2) }
    }

    /// The highest number of each stream. Numbers have no gaps, so doubling steps and then halving ones lead to it.
    private func last(_ streams: [GrantedStream]) async throws -> [(stream: GrantedStream, n: UInt64)] {
        var bounds = streams.map { Bounds(stream: $0) }
        while true {
            let open = bounds.indices.filter { !bounds[$0].isSettled }
            guard !open.isEmpty else { return bounds.map { ($0.stream, $0.low) } }
            let present = try await present(open.map { bounds[$0].stream.tag(n: bounds[$0].next) })
            for (index, isPresent) in zip(open, present) {
                let number = bounds[index].next
                if isPresent { bounds[index].low = number } else { bounds[index].high = number }
                guard number <= Limits.snapshotsOfStream else {
                    throw EngineFailure(.failed, "too-many-snapshots", "a stream has more snapshots than may be searched")
                }
            }
        }
    }

    /// The payloads of what was found. Beyond what one reading may open the place is kept and the payload is left out: it
    /// reads as unreadable.
    private func parts(of streams: [(stream: GrantedStream, n: UInt64)]) async throws -> [FoundSnapshot] {
        var left = Limits.openedAtOnce
        var out: [FoundSnapshot] = []
        let batch = Self.batch / Limits.snapshotParts
        for start in stride(from: 0, to: streams.count, by: batch) {
            let entries = streams[start..<min(start + batch, streams.count)]
            let tags = entries.map { entry in (0..<Limits.snapshotParts).map { entry.stream.tag(n: entry.n, part: $0) } }
            let found = Dictionary(grouping: try await store.find(tags.flatMap { $0 }, in: origin), by: \.tag)
            for (entry, tags) in zip(entries, tags) {
                let parts = tags.map { tag in
                    (found[tag] ?? []).compactMap { entry -> FoundPart? in
                        guard let payload = entry.payload else { return nil }
                        left = max(0, left - payload.count)
                        return FoundPart(position: entry.position, payload: left > 0 ? payload : [])
                    }
                }
                let count = parts.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 1
                out.append(FoundSnapshot(stream: entry.stream, n: entry.n, parts: Array(parts.prefix(count))))
            }
        }
        return out
    }
}
