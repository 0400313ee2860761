internal import BanyanCore
internal import BanyanCrypto

/// A consent token: a CWT (RFC 8392) in COSE_Sign1 (RFC 9052), typ `application/banyan-consent+cwt`, kid = P in the protected
/// header, signed by P.
public enum ConsentToken {
    static func sign(_ claims: ConsentClaims, with key: SigningKey) -> [UInt8] {
        COSESign1.sign(claims.encoded, type: Label.tokenType, keyID: key.publicKey.bytes, with: key)
    }

    /// What a token says, for finding what `verify` needs and for showing it; nothing is verified.
    /// - Returns: `nil` for anything that is not exactly a token of this version.
    public static func peek(_ token: [UInt8]) -> ConsentClaims? {
        guard let message = try? COSESign1(token, type: Label.tokenType, limit: Limits.token) else { return nil }
        return ConsentClaims(encoded: message.payload)
    }

    /// The key that a token says it is signed by; not verified.
    static func issuer(_ message: COSESign1) -> PublicKey? { message.keyID.flatMap { PublicKey($0) } }
}
