import BanyanCore
import BanyanCrypto
import BanyanEngine
import BanyanLedger
import NIOCore
import NIOPosix
import NIOSSL
import Testing

@testable import BanyanTransport

struct TransportTests {
    private let hospital = TestParty("Test hospital")
    private let clinic = TestParty("Test clinic")
    private let stranger = TestParty("Stranger")

    private func dialer(_ party: TestParty, _ allowList: AllowList, handshake: Int64 = 120_000) throws -> TransportDialer {
        TransportDialer(identity: try party.identity, allowList: allowList, logger: quiet, handshake: handshake)
    }

    @Test func acceptedPeersTalkBothWaysAndKnowEachOther() async throws {
        try await withListener(hospital, AllowList(clinic)) { port, reception in
            let (link, messages) = try await dialer(clinic, AllowList(hospital)).dial(hospital.card(port: port))
            let guest = try await reception.next()
            #expect(link.peer == hospital.id && guest.link.peer == clinic.id)
            try await link.send([1, 2, 3])
            #expect(try await guest.messages.first() == [1, 2, 3])
            let large = [UInt8](repeating: 7, count: Limits.frame)
            async let sending: Void = guest.link.send(large)
            #expect(try await messages.first() == large)
            try await sending
            link.close()
            #expect(try await guest.messages.first() == nil)
        }
    }

    @Test func whoWasNeverAddedIsRefusedBeforeAnythingIsSaid() async throws {
        try await withListener(hospital, AllowList(clinic)) { port, reception in
            let refused = await failureCode {
                let (link, messages) = try await dialer(stranger, AllowList(hospital)).dial(hospital.card(port: port))
                defer { link.close() }
                if try await messages.first() == nil { throw TransportFailure.refused }
            }
            #expect(refused != nil)
            // Whoever is accepted comes first, though the stranger dialled earlier.
            let (link, _) = try await dialer(clinic, AllowList(hospital)).dial(hospital.card(port: port))
            #expect(try await reception.next().link.peer == clinic.id)
            #expect(await reception.count == 1)
            link.close()
        }
    }

    @Test func anotherKeyAtTheAddressIsRefused() async throws {
        try await withListener(stranger, AllowList(clinic)) { port, _ in
            let code = await failureCode { _ = try await dialer(clinic, AllowList(hospital, stranger)).dial(hospital.card(port: port)) }
            #expect(code == "wrong-peer-key")
        }
    }

    @Test func whoIsNotAcceptedHereIsNotTalkedTo() async throws {
        try await withListener(hospital, AllowList(clinic)) { port, _ in
            let code = await failureCode { _ = try await dialer(clinic, AllowList()).dial(hospital.card(port: port)) }
            #expect(code == "not-accepted")
        }
    }

    @Test func aCardWithoutAnAddressAndADeadAddressAreUnreachable() async throws {
        let dialer = try dialer(clinic, AllowList(hospital))
        #expect(await failureCode { _ = try await dialer.dial(hospital.card()) } == "no-endpoint")
        #expect(await failureCode { _ = try await dialer.dial(hospital.card(port: 1)) } == "peer-unreachable")
    }

    @Test func aSilentClientAndASilentServerTimeOut() async throws {
        try await withListener(hospital, AllowList(clinic), handshake: 200) { port, reception in
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(host: "127.0.0.1", port: port)
                .get()
            try await channel.closeFuture.get()
            #expect(await reception.count == 0)
        }
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(server.localAddress?.port)
        let code = await failureCode { _ = try await dialer(clinic, AllowList(hospital), handshake: 200).dial(hospital.card(port: port)) }
        #expect(code == "handshake-timed-out")
        try await server.close()
    }

    @Test func twoListenersCanNotShareAnAddress() async throws {
        try await withListener(hospital, AllowList()) { port, _ in
            let code = await failureCode {
                _ = try await TransportListener.bind(
                    host: "127.0.0.1", port: port, identity: clinic.identity, allowList: AllowList(), logger: quiet)
            }
            #expect(code == "listen-failed")
        }
    }

    @Test func aPeerHasFewConnectionsAtOnce() async throws {
        try await withListener(hospital, AllowList(clinic)) { port, reception in
            let dialer = try dialer(clinic, AllowList(hospital))
            var links: [any PeerLink] = []
            for _ in 0..<Limits.connectionsPerPeer {
                links.append(try await dialer.dial(hospital.card(port: port)).link)
                _ = try await reception.next()
            }
            let (link, messages) = try await dialer.dial(hospital.card(port: port))
            let ended = try? await messages.first()
            #expect(ended == .some(nil) || ended == nil)
            #expect(await reception.count == Limits.connectionsPerPeer)
            for link in links + [link] { link.close() }
        }
    }

    @Test func aSlowReaderHoldsTheWriterUp() async throws {
        try await withListener(hospital, AllowList(clinic)) { port, reception in
            let (link, _) = try await dialer(clinic, AllowList(hospital)).dial(hospital.card(port: port))
            let guest = try await reception.next()
            let sent = Counter()
            let count = 64
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for number in 0..<count {
                        try await link.send([UInt8](repeating: UInt8(number), count: 1 << 20))
                        sent.increment()
                    }
                }
                // Nothing is read: sockets, TLS and the few frames under way fill up, and then the writer stands still.
                var last = -1
                while last != sent.value || last == 0 {
                    last = sent.value
                    try await Task.sleep(for: .milliseconds(500))
                }
                #expect(last < 40, "\(last) of \(count) frames left though nobody read")
                var received = 0
                for try await message in guest.messages {
                    #expect(message.count == 1 << 20 && message[0] == UInt8(received))
                    received += 1
                    if received == count { break }
                }
                #expect(received == count)
                try await group.waitForAll()
            }
            link.close()
        }
    }
}

/// Clients that do not keep to the protocol.
struct HostileClientTests {
    private let hospital = TestParty("Test hospital")
    private let clinic = TestParty("Test clinic")

    /// A TLS connection that is as the test wants it.
    private func connect(
        to port: Int, certificate party: TestParty?, protocols: [String], first bytes: [UInt8] = []
    ) async throws -> any Channel {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        configuration.applicationProtocols = protocols
        configuration.verifySignatureAlgorithms = [.ed25519]
        configuration.signingSignatureAlgorithms = [.ed25519]
        if let party {
            configuration.certificateChain = [.certificate(try TransportIdentity.certificate(of: party.keys.tls))]
            configuration.privateKey = .privateKey(try TransportIdentity.privateKey(of: party.keys.tls))
        }
        let context = try NIOSSLContext(configuration: configuration)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: context, serverHostname: nil))
                }
            }.connect(host: "127.0.0.1", port: port).get()
        if !bytes.isEmpty { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)) }
        return channel
    }

    @Test func withoutTheProtocolOrACertificateNobodyComesIn() async throws {
        try await withListener(hospital, AllowList(clinic)) { port, reception in
            try await connect(to: port, certificate: clinic, protocols: []).closeFuture.get()
            try await connect(to: port, certificate: clinic, protocols: ["h2"]).closeFuture.get()
            try await connect(to: port, certificate: nil, protocols: ["banyan/1"]).closeFuture.get()
            #expect(await reception.count == 0)
            let sibling = try await connect(to: port, certificate: clinic, protocols: ["banyan/1"], first: [0, 0, 0, 1, 42])
            #expect(try await reception.next().messages.first() == [42])
            try await sibling.close()
        }
    }

    @Test(arguments: [[0, 0, 0, 0, 1], [0xff, 0xff, 0xff, 0xff], [0, 0x40, 0, 1]] as [[UInt8]])
    func framesBeyondTheLimitsAreRefusedAtTheirFirstBytes(_ head: [UInt8]) async throws {
        try await withListener(hospital, AllowList(clinic)) { port, reception in
            let channel = try await connect(to: port, certificate: clinic, protocols: ["banyan/1"], first: head)
            let guest = try await reception.next()
            #expect(await failureCode { _ = try await guest.messages.first() } == "frame-size")
            guest.link.close()
            try await channel.closeFuture.get()
        }
    }

    @Test func aFrameThatIsNeverFinishedIsNoMessage() async throws {
        try await withListener(hospital, AllowList(clinic)) { port, reception in
            let channel = try await connect(
                to: port, certificate: clinic, protocols: ["banyan/1"], first: [0, 0, 0, 1, 9, 0, 0, 0, 5, 1, 2])
            let guest = try await reception.next()
            #expect(try await guest.messages.first() == [9])
            try await channel.close()
            let rest = try? await guest.messages.first()
            #expect(rest == .some(nil) || rest == nil)
        }
    }
}
