/// Every label of sections 5 to 7 of the protocol, in one place. `derive(label, context)` is HMAC-SHA256 under the secret of
/// the deterministic CBOR array `[label, context...]`; a tag is its first 16 bytes.
///
/// | from | label | context | gives |
/// |---|---|---|---|
/// | wallet seed | `pairwiseKey` | facility, number | seed of the pairwise Ed25519 key P |
/// | wallet seed | `link` | facility, number | link secret L |
/// | wallet seed | `revocationKey` | facility, number | revocation key R |
/// | L | `enrolmentEntry` | | enrolment entry key E |
/// | L | `section` | section, generation | section root |
/// | L | `marker` | generation | marker base |
/// | L | `receipt` | reader's facility | receipt key |
/// | section root (state) | `chain`, 2048 - m times | | stream key of publication month m |
/// | tree node (event) | `tree` | 0 left, 1 right | child node; depth 11 is the stream key of a month |
/// | L | `dispensing` | prescription code | dispensing key of one prescription |
/// | R | `revocationSecret` | token ID | rs |
/// | rh = SHA-256(rs) | `revocationEntry` | | revocation base |
/// | register key k_i | `register` | | register key k_i+1 |
/// | E, marker base, revocation base, register key, dispensing key | `tag`, `slot` | | the one entry of that base |
/// | stream key | `tag`, `slot` | n, part | entry n, part of a stream |
/// | receipt key | `tag`, `slot` | counter | a receipt |
/// | slot | `content` | | XChaCha20-Poly1305 key |
/// | slot | `commitment` | | the 32 bytes in front of the payload |
///
/// Facilities, token IDs are byte strings; numbers, sections, generations and counters unsigned integers.
enum Label {
    static let pairwiseKey = "banyan/1 pairwise key"
    static let link = "banyan/1 link"
    static let revocationKey = "banyan/1 revocation key"
    static let enrolmentEntry = "banyan/1 enrolment entry"
    static let section = "banyan/1 section"
    static let marker = "banyan/1 generation marker"
    static let receipt = "banyan/1 receipt"
    static let dispensing = "banyan/1 dispensing"
    static let chain = "banyan/1 state chain"
    static let tree = "banyan/1 month tree"
    static let revocationSecret = "banyan/1 revocation secret"
    static let revocationEntry = "banyan/1 revocation entry"
    static let register = "banyan/1 register"
    static let tag = "banyan/1 tag"
    static let slot = "banyan/1 slot"
    static let content = "banyan/1 content"
    static let commitment = "banyan/1 commitment"

    /// Label of a file sealed to a facility, first element of the file and of the HPKE `info`.
    static let enrolmentFile = "banyan/1 enrolment"
    static let bundleFile = "banyan/1 bundle"

    /// COSE `typ` headers (RFC 9596).
    static let proofType = "application/banyan-enrolment-proof+cbor"
    static let tokenType = "application/banyan-consent+cwt"
}
