import BanyanConsent
import BanyanCore

/// Finds in the own replica what a verified consent's keys lead to. Nothing is opened here.
struct Finder: Sendable {
    let store: any NodeStore
    let origin: FacilityID
    /// Numbers looked up at a time in one stream.
    private static let window: UInt64 = 8

    /// The newest snapshot of each stream that has one: of a state section the newest publication month alone.
    func newest(of streams: [GrantedStream]) async throws -> [FoundSnapshot] {
        let started = try await present(streams.map { ($0, $0.tag(n: 0)) })
        var chosen: [GrantedStream] = []
        var stateSections: Set<Section> = []
        for stream in started {
            // Streams of a state section come newest month first.
            if stream.section.kind == .state, !stateSections.insert(stream.section).inserted { continue }
            chosen.append(stream)
        }
        return try await parts(of: last(chosen))
    }

    private func present(_ asked: [(stream: GrantedStream, tag: Tag)]) async throws -> [GrantedStream] {
        let found = Set(try await store.find(asked.map(\.tag), in: origin).map(\.tag))
        return asked.filter { found.contains($0.tag) }.map(\.stream)
    }

    /// The highest number of each stream: numbers have no gaps, so the first window with a gap ends the search.
    private func last(_ streams: [GrantedStream]) async throws -> [(stream: GrantedStream, n: UInt64)] {
        var open = streams.map { (stream: $0, n: UInt64(0)) }
        var settled: [(stream: GrantedStream, n: UInt64)] = []
        while !open.isEmpty {
            let asked = open.map { entry in (1...Self.window).map { entry.stream.tag(n: entry.n + $0) } }
            let found = Set(try await store.find(asked.flatMap { $0 }, in: origin).map(\.tag))
            var next: [(stream: GrantedStream, n: UInt64)] = []
            for (entry, tags) in zip(open, asked) {
                let run = UInt64(tags.prefix { found.contains($0) }.count)
                if run == Self.window { next.append((entry.stream, entry.n + run)) } else { settled.append((entry.stream, entry.n + run)) }
            }
            open = next
        }
        return settled
    }

    private func parts(of streams: [(stream: GrantedStream, n: UInt64)]) async throws -> [FoundSnapshot] {
        let tags = streams.map { entry in (0..<Limits.snapshotParts).map { entry.stream.tag(n: entry.n, part: $0) } }
        let found = Dictionary(grouping: try await store.find(tags.flatMap { $0 }, in: origin), by: \.tag)
        return zip(streams, tags).map { entry, tags in
            let parts = tags.map { tag in
                (found[tag] ?? []).compactMap { entry in entry.payload.map { FoundPart(position: entry.position, payload: $0) } }
            }
            let count = parts.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 1
            return FoundSnapshot(stream: entry.stream, n: entry.n, parts: Array(parts.prefix(count)))
        }
    }
}
