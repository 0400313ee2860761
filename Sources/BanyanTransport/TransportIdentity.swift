internal import BanyanCore
public import BanyanCrypto
internal import Crypto
internal import Foundation
internal import NIOCore
internal import NIOSSL
internal import SwiftASN1
internal import X509

/// The node's side of every handshake: its TLS key in a certificate that it makes for itself.
///
/// Peers pin the key that the facility's card certifies; the certificate is only how TLS carries it. So it names nothing, its dates span
/// all clocks, and it is the same each time. The seed passes through ordinary memory of the libraries while they take it.
public struct TransportIdentity: Sendable {
    static let applicationProtocol = "banyan/1"

    let context: NIOSSLContext

    /// - Throws: `TransportFailure` with code `identity` when the TLS libraries refuse the key.
    public init(key: SigningKey) throws {
        do {
            context = try NIOSSLContext(
                configuration: Self.configuration(certificate: Self.certificate(of: key), key: Self.privateKey(of: key)))
        } catch { throw TransportFailure(.failed, "identity", "the TLS libraries refuse the node's TLS key") }
    }

    private static func configuration(certificate: NIOSSLCertificate, key: NIOSSLPrivateKey) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(certificate)], privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv13
        // Not `.none`: with that no client certificate is asked for and the pin callback never runs.
        configuration.certificateVerification = .noHostnameVerification
        // The pin callback takes the place of any chain.
        configuration.trustRoots = .certificates([])
        configuration.applicationProtocols = [applicationProtocol]
        // Without both of these an Ed25519 certificate can't be used.
        configuration.verifySignatureAlgorithms = [.ed25519]
        configuration.signingSignatureAlgorithms = [.ed25519]
        configuration.shutdownTimeout = .seconds(1)
        return configuration
    }

    static func certificate(of key: SigningKey) throws -> NIOSSLCertificate {
        let signer = Certificate.PrivateKey(try key.seed.withBytes { try Curve25519.Signing.PrivateKey(rawRepresentation: Data($0)) })
        let name = try DistinguishedName { CommonName("banyan") }
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(bytes: [1]), publicKey: signer.publicKey,
            notValidBefore: Date(timeIntervalSince1970: 0), notValidAfter: Date(timeIntervalSince1970: 253_402_300_799), issuer: name,
            subject: name,
            signatureAlgorithm: .ed25519, extensions: Certificate.Extensions(), issuerPrivateKey: signer)
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return try NIOSSLCertificate(bytes: serializer.serializedBytes, format: .der)
    }

    /// RFC 8410 section 7: what stands before the seed of an Ed25519 key in PKCS #8.
    private static let seedPrefix: [UInt8] = [
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]

    static func pkcs8(of key: SigningKey) -> [UInt8] { seedPrefix + key.seed.exposed }

    static func privateKey(of key: SigningKey) throws -> NIOSSLPrivateKey { try NIOSSLPrivateKey(bytes: pkcs8(of: key), format: .der) }

    /// RFC 8410 section 4: what stands before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo.
    private static let keyPrefix: [UInt8] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00]

    /// The Ed25519 key of a certificate that the other side proved to hold; `nil` for any other kind of key.
    static func key(of certificate: NIOSSLCertificate) -> BanyanCore.PublicKey? {
        guard let info = try? certificate.extractPublicKey().toSPKIBytes(), info.starts(with: keyPrefix) else { return nil }
        return BanyanCore.PublicKey(Array(info.dropFirst(keyPrefix.count)))
    }
}
