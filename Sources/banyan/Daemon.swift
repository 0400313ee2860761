import BanyanCLI
import BanyanCore
import BanyanCrypto
import BanyanEngine
import BanyanHTTP
import BanyanLedger
import BanyanRecords
import BanyanStore
import BanyanTransport
import Foundation
import Logging
import ServiceLifecycle

/// A whole node, wired: the store under the engine, the transport beside it, the control server above.
struct Daemon {
    let services: [any Service]
    private let store: SQLiteStore

    /// - Throws: a `Failure` of whatever part can't start, before anything runs.
    static func assemble(
        directory: DataDirectory, unlock: UnlockOptions, listen: String?, opensIncarnation: Bool, logger: Logger
    ) async throws -> Daemon {
        var configuration = try NodeConfiguration.load(directory)
        if let listen { configuration.listen = try endpoint(listen) }
        let secret = try NodeUnlock.find(
            unlock, configuration: configuration, wantsPassphrase: try NodeIdentity.wantsPassphrase(directory))
        let identity = try NodeIdentity.load(directory, unlock: secret)
        let store = try SQLiteStore.open(directory: URL(fileURLWithPath: directory.path))
        do {
            var settings = NodeSettings(
                version: BanyanCLI.version, listen: configuration.listen.description, tickSeconds: configuration.tickSeconds,
                opensIncarnation: opensIncarnation)
            settings.wants = configuration.wants ?? .usual(for: configuration.kind)
            settings.identifierSystems = configuration.identifierSystems ?? .community
            settings.signers = try signers(configuration.insuranceCertificates)
            var parts = NodeParts(
                keys: identity.keys, atRest: identity.atRest, card: identity.card, store: store, clock: SystemClock(),
                stopwatch: SystemStopwatch(),
                sensitive: try sensitiveCodes(configuration.sensitiveCodes),
                settings: settings,
                logger: logger)
            parts.registerKey = identity.registerKey
            let tls = try TransportIdentity(key: identity.keys.tls)
            let node = try await Node(parts) { TransportDialer(identity: tls, allowList: $0, logger: logger) }
            // The store has it now, and what comes after it replaces it there.
            directory.forgetRegisterKey()
            let listener = try await TransportListener.bind(
                host: configuration.listen.host, port: Int(configuration.listen.port), identity: tls, allowList: node.exchange.allowList,
                logger: logger)
            let control = ControlServer(api: node, socketPath: directory.socket, logger: logger)
            // In this order they start; shut down they are in the opposite one: no command reaches a node that is closing.
            return Daemon(
                services: [
                    ExchangeService(exchange: node.exchange), ListenerService(listener: listener, exchange: node.exchange),
                    NodeService(node: node), ControlService(control: control, logger: logger),
                ], store: store)
        } catch {
            try? store.close()
            throw error
        }
    }

    func close() throws { try store.close() }

    private static func endpoint(_ text: String) throws -> Endpoint {
        guard let endpoint = Endpoint(text) else {
            throw EngineFailure(.usage, "bad-address", "--listen takes HOST:PORT", hint: "banyan serve --help")
        }
        return endpoint
    }

    private static func signers(_ paths: [String]) throws -> InsuranceSigners {
        var signers = InsuranceSigners()
        for path in paths {
            guard let bytes = FileManager.default.contents(atPath: path) else {
                throw EngineFailure(.configuration, "no-certificate", "the file of certificates \(path) can't be read")
            }
            do { try signers.add(pem: Array(bytes)) } catch {
                throw EngineFailure(.configuration, error.code, "\(path): \(error.message)", hint: error.hint)
            }
        }
        return signers
    }

    private static func sensitiveCodes(_ path: String?) throws -> SensitiveCodes {
        let starter = try SensitiveCodes.starter()
        guard let path else { return starter }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw EngineFailure(.configuration, "no-sensitive-codes", "the list of sensitive codes \(path) can't be read")
        }
        return try starter.adding(json: Array(bytes))
    }
}

/// The exchange of logs, until shut down: then it says goodbye to its peers.
private struct ExchangeService: Service {
    let exchange: Exchange
    func run() async throws {
        await withGracefulShutdownHandler {
            await exchange.run()
        } onGracefulShutdown: {
            Task { await exchange.stop() }
        }
    }
}

private struct ListenerService: Service {
    let listener: TransportListener
    let exchange: Exchange
    func run() async throws {
        try await cancelWhenGracefulShutdown {
            do {
                try await listener.run { link, messages in await exchange.accept(link: link, messages: messages) }
            } catch is CancellationError {}
        }
    }
}

private struct NodeService: Service {
    let node: Node
    func run() async throws { await cancelWhenGracefulShutdown { await node.run() } }
}

private struct ControlService: Service {
    let control: ControlServer
    let logger: Logger
    func run() async throws { try await control.run { logger.notice("the node is ready") } }
}

/// The wall clock of the machine.
struct SystemClock: WallClock {
    func now() -> Timestamp { Timestamp(seconds: Int64(Date().timeIntervalSince1970.rounded(.down))) }
}

/// The machine's monotonic clock.
struct SystemStopwatch: Stopwatch {
    private let start = ContinuousClock.now
    func milliseconds() -> Int64 {
        let elapsed = ContinuousClock.now - start
        return elapsed.components.seconds * 1000 + elapsed.components.attoseconds / 1_000_000_000_000_000
    }

    func sleep(milliseconds: Int64) async throws { try await Task.sleep(for: .milliseconds(milliseconds)) }
}
