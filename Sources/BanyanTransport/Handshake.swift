internal import BanyanCore
internal import BanyanEngine
internal import Logging
internal import NIOCore
internal import NIOSSL
internal import NIOTLS
internal import Synchronization

/// A connection whose other side has proved who it is.
struct Established: Sendable {
    let peer: FacilityID
    let channel: NIOAsyncChannel<[UInt8], ByteBuffer>
}

/// What both sides do from the TCP connection to the first frame: TLS 1.3 with a pinned key, the application protocol, the allow-list
/// once more, and all of it within a deadline.
struct Handshake: Sendable {
    let identity: TransportIdentity
    let allowList: AllowList
    let logger: Logger
    /// Milliseconds.
    let deadline: Int64
    /// Dialling: who must answer, with which key.
    let expected: (facility: FacilityID, key: PublicKey)?
    let reason = Reason()
    /// Listening: complaints about those who were never added.
    var strangers = Throttle()

    /// Why the handshake failed, if this side knows: the TLS library forgets what a callback refused.
    ///
    /// A class, since the callback and the waiting task share it.
    final class Reason: Sendable {
        private let failure = Mutex<TransportFailure?>(nil)
        var first: TransportFailure? { failure.withLock { $0 } }
        func note(_ new: TransportFailure) { failure.withLock { $0 = $0 ?? new } }
    }

    /// Adds the handlers. To be called on the channel's event loop.
    /// - Returns: what comes of it; the channel is closed when it fails.
    func begin(on channel: any Channel) throws -> EventLoopFuture<Established> {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(tlsHandler())
        let timeout = channel.eventLoop.scheduleTask(in: .milliseconds(deadline)) {
            reason.note(TransportFailure(.timedOut, "handshake-timed-out", "the other side did not finish the handshake in time"))
            channel.close(promise: nil)
        }
        let negotiation = NIOTypedApplicationProtocolNegotiationHandler<Established> { result, channel in
            channel.eventLoop.makeCompletedFuture {
                do { return try establish(channel, result) } catch {
                    // Throwing alone would leave the channel open.
                    channel.close(promise: nil)
                    throw error
                }
            }
        }
        try pipeline.addHandler(negotiation)
        let result = negotiation.protocolNegotiationResult
        result.whenComplete { _ in timeout.cancel() }
        return result
    }

    private func tlsHandler() throws -> NIOSSLHandler {
        let pin: NIOSSLCustomVerificationCallbackWithMetadata = { certificates, promise in
            guard let leaf = certificates.first, (try? judge(leaf)) != nil else { return promise.succeed(.failed) }
            promise.succeed(.certificateVerified(VerificationMetadata(ValidatedCertificateChain([leaf]))))
        }
        if expected != nil {
            return try NIOSSLClientHandler(
                context: identity.context, serverHostname: nil, configuration: .init(), customVerificationCallbackWithMetadata: pin)
        }
        return NIOSSLServerHandler(context: identity.context, configuration: .init(), customVerificationCallbackWithMetadata: pin)
    }

    /// A resumed session skips the pin callback, so who it is and whether it is still accepted is judged again on what the handler knows.
    private func establish(_ channel: any Channel, _ result: ALPNResult) throws -> Established {
        guard case .negotiated(TransportIdentity.applicationProtocol) = result else { throw refuse(.wrongProtocol) }
        let pipeline = channel.pipeline.syncOperations
        guard let certificate = try pipeline.handler(type: NIOSSLHandler.self).peerCertificate else { throw refuse(.noCertificate) }
        let peer = try judge(certificate)
        try pipeline.addHandler(ByteToMessageHandler(FrameDecoder(), maximumBufferSize: Limits.frame + (1 << 20)))
        let async = try NIOAsyncChannel<[UInt8], ByteBuffer>(
            wrappingChannelSynchronously: channel,
            // Frames, not bytes: one waits while one is worked on.
            configuration: .init(backPressureStrategy: .init(lowWatermark: 1, highWatermark: 2)))
        return Established(peer: peer, channel: async)
    }

    private func judge(_ certificate: NIOSSLCertificate) throws -> FacilityID {
        guard let key = TransportIdentity.key(of: certificate) else { throw refuse(.noCertificate) }
        if let expected, key != expected.key { throw refuse(.wrongKey) }
        guard let facility = allowList.facility(for: key), expected.map({ $0.facility == facility }) ?? true else {
            if expected == nil, allowList.noteRefusal(of: key), let times = strangers.pass() {
                logger.warning("a facility that was never added tried to connect", metadata: ["times": "\(times)"])
            }
            throw refuse(.notAccepted)
        }
        return facility
    }

    private func refuse(_ failure: TransportFailure) -> TransportFailure {
        reason.note(failure)
        logger.debug("a connection was refused in the handshake", metadata: ["reason": "\(failure.code)", "dialled": "\(expected != nil)"])
        return failure
    }
}
