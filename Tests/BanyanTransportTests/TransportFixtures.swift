import BanyanCore
import BanyanCrypto
import BanyanEngine
import BanyanLedger
import Logging
import Synchronization
import Testing

@testable import BanyanTransport

/// An invented facility with keys and, once it listens, an address.
struct TestParty: Sendable {
    let keys: FacilityKeys
    let name: String
    static let issued = Timestamp(seconds: 1_790_000_000)

    init(_ name: String) {
        var random = SodiumRandom()
        guard let generated = try? FacilityKeys.generate(at: Self.issued, using: &random) else { fatalError("no keys") }
        keys = generated.keys
        self.name = name
    }

    var id: FacilityID { keys.id }
    var identity: TransportIdentity { get throws { try TransportIdentity(key: keys.tls) } }

    func card(port: Int? = nil, number: UInt64 = 1) -> FacilityCard {
        let endpoints = port.map { [Endpoint(host: "127.0.0.1", port: UInt16($0))!] } ?? []
        let card = try? keys.card(
            name: name, kind: .hospital, code: FacilityCode("00901")!, province: ProvinceCode("000")!, endpoints: endpoints, number: number,
            issued: Self.issued, notAfter: Self.issued.adding(86_400))
        guard let card else { fatalError("no card") }
        return card
    }
}

extension AllowList {
    convenience init(_ parties: TestParty...) {
        self.init()
        replace(with: parties.map { ($0.keys.tls.publicKey, $0.id) })
    }
}

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// What a listener handed over, in order.
actor Reception {
    typealias Guest = (link: any PeerLink, messages: AsyncThrowingStream<[UInt8], any Error>)
    private var guests: [Guest] = []
    private(set) var count = 0

    func welcome(_ link: any PeerLink, _ messages: AsyncThrowingStream<[UInt8], any Error>) {
        count += 1
        guests.append((link, messages))
    }

    /// - Throws: when nobody comes within twenty seconds.
    func next() async throws -> Guest {
        for _ in 0..<2_000 where guests.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        guard !guests.isEmpty else { throw TransportFailure(.timedOut, "nobody-came", "the test's listener waited in vain") }
        return guests.removeFirst()
    }
}

final class Counter: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func increment() { count.withLock { $0 += 1 } }
}

/// Runs `body` beside a listener whose connections stay open until the end.
func withListener(
    _ party: TestParty, _ allowList: AllowList, handshake: Int64 = 120_000,
    _ body: (_ port: Int, _ reception: Reception) async throws -> Void
) async throws {
    let listener = try await TransportListener.bind(
        host: "127.0.0.1", port: 0, identity: party.identity, allowList: allowList, logger: quiet, handshake: handshake)
    let reception = Reception()
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            try await listener.run { link, messages in
                await reception.welcome(link, messages)
                // The guest keeps the connection until the test is over.
                try? await Task.sleep(for: .seconds(600))
            }
        }
        try await body(listener.port, reception)
        group.cancelAll()
    }
}

extension AsyncThrowingStream<[UInt8], any Error> {
    /// The next message; `nil` at the end.
    func first() async throws -> [UInt8]? {
        var iterator = makeAsyncIterator()
        return try await iterator.next()
    }
}

/// The code of the failure that `body` throws.
func failureCode(_ body: () async throws -> Void) async -> String? {
    do {
        try await body()
        return nil
    } catch { return (error as? any Failure)?.code ?? "other" }
}

/// Polls until `condition` holds. - Returns: whether it did within twenty seconds.
func eventually(_ condition: () async throws -> Bool) async rethrows -> Bool {
    for _ in 0..<30_000 {
        if try await condition() { return true }
        try? await Task.sleep(for: .milliseconds(10))
    }
    return false
}
