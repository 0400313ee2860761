public import BanyanCore

/// A failure of this module: a connection that was not made, was refused, or broke the framing.
public struct TransportFailure: Failure {
    public let category: FailureCategory
    public let code: String
    public let message: String
    public let hint: String?

    public init(_ category: FailureCategory, _ code: String, _ message: String, hint: String? = nil) {
        self.category = category
        self.code = code
        self.message = message
        self.hint = hint
    }

    static let noCertificate = TransportFailure(.trust, "no-certificate", "the other side showed no certificate of an Ed25519 key")
    static let notAccepted = TransportFailure(
        .trust, "not-accepted", "the other side's key is not that of an active peer", hint: "banyan peer list")
    static let wrongKey = TransportFailure(
        .trust, "wrong-peer-key", "another key answered at the peer's address than the one on its card",
        hint: "ask the facility for its newest card, or check who runs at this address")
    static let wrongProtocol = TransportFailure(.trust, "wrong-protocol", "the other side does not speak banyan/1")
    static let tooMany = TransportFailure(.failed, "too-many-connections", "the other side has as many connections as a peer may have")
    static let frame = TransportFailure(.trust, "frame-size", "a frame is empty or larger than \(Limits.frame) bytes")
    static let noEndpoint = TransportFailure(.unreachable, "no-endpoint", "the peer's card names no address: it dials, it is not dialled")
    static let refused = TransportFailure(
        .unreachable, "peer-unreachable", "nobody answers at the peer's address, or the peer does not accept this node",
        hint: "the peer must run, and have added this node's card")
}
