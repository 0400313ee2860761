public import BanyanCore
public import BanyanCrypto

/// What a witness says of another facility's log: at this time it held every entry that this checkpoint covers, and the root was this one
/// (protocol section 3.8; c2sp.org/tlog-cosignature, `cosignature/v1` with Ed25519).
public struct Cosignature: Hashable, Sendable {
    /// Seconds between two cosignatures of one log by one witness.
    public static let interval: Int64 = 3600

    public let checkpoint: Checkpoint
    /// The facility that signed.
    public let witness: FacilityID
    public let time: Timestamp
    /// As it travels: a C2SP signed note of the checkpoint's text with the cosignature as its one line.
    public let note: String
    private let line: SignedNote.Signature

    private static let prefix = "banyan/witness/"
    private static let size = 8 + 64
    /// Years 1970 to 9999.
    private static let times: ClosedRange<Int64> = 1...253_402_300_799

    /// Parses strictly; does not verify.
    /// - Throws: `LedgerFailure` with code `cosignature-malformed` for anything but a checkpoint's text with one cosignature of a facility.
    public init(parsing note: String) throws(LedgerFailure) {
        guard note.utf8.count <= Limits.checkpoint, let parsed = SignedNote(parsing: note), let line = parsed.signatures.first,
            parsed.signatures.count == 1, let checkpoint = Checkpoint(body: parsed.text), checkpoint.size > 0,
            line.name.utf8.starts(with: Self.prefix.utf8),
            let witness = FacilityID(compact: String(line.name.utf8.dropFirst(Self.prefix.utf8.count)) ?? ""),
            line.bytes.count == Self.size,
            let time = Int64(exactly: line.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }), Self.times.contains(time)
        else {
            throw LedgerFailure(.failed, "cosignature-malformed", "a cosignature is not a checkpoint with one witness's timestamped line")
        }
        self.checkpoint = checkpoint
        self.witness = witness
        self.time = Timestamp(seconds: time)
        self.note = note
        self.line = line
    }

    /// Cosigns what a node holds of another's log.
    /// - Parameters:
    ///   - witness: the own facility, never the log's owner: nobody is their own witness.
    ///   - time: this node's clock.
    ///   - key: the witness's log key; the line's key name and algorithm set it apart from everything else that this key signs.
    /// - Returns: `nil` unless every entry that the checkpoint covers is held and the roots agree, or for a time before 1970 or after 9999.
    public static func sign(_ state: LogState, as witness: FacilityID, at time: Timestamp, with key: SigningKey) -> Cosignature? {
        guard let checkpoint = state.checkpoint?.checkpoint, checkpoint.log == state.log, checkpoint.size > 0,
            checkpoint.size == state.tree.size, checkpoint.root == state.tree.root, witness != state.log.facility,
            times.contains(time.seconds)
        else { return nil }
        let name = keyName(of: witness)
        let stamp = (0..<8).map { UInt8(truncatingIfNeeded: UInt64(time.seconds) >> UInt64(56 - 8 * $0)) }
        let line = SignedNote.Signature(
            name: name, keyID: SignedNote.keyID(name: name, key: key.publicKey, algorithm: SignedNote.cosignature),
            bytes: stamp + key.sign(message(checkpoint, time)))
        return try? Cosignature(parsing: SignedNote.compose(checkpoint.body, line))
    }

    /// Whether the witness's log key signed it.
    public func isSigned(by key: PublicKey) -> Bool {
        guard line.keyID == SignedNote.keyID(name: line.name, key: key, algorithm: SignedNote.cosignature) else { return false }
        return key.verifies(Array(line.bytes.dropFirst(8)), of: Self.message(checkpoint, time))
    }

    /// Whether it says more than another of the same log and witness: a larger size, or the same at a later time.
    public func isNewer(than other: Cosignature?) -> Bool {
        guard let other else { return true }
        return (checkpoint.size, time) > (other.checkpoint.size, other.time)
    }

    /// The name of a facility's key as a witness: `banyan/witness/` and the compact ID.
    static func keyName(of witness: FacilityID) -> String { prefix + witness.compact }

    /// The witness's verifier key as any tool for C2SP cosignatures takes it.
    public static func verifierKey(of witness: FacilityID, key: PublicKey) -> String {
        SignedNote.verifierKey(name: keyName(of: witness), key: key, algorithm: SignedNote.cosignature)
    }

    /// What is signed: a line `cosignature/v1`, a line with the time, and the checkpoint's text.
    private static func message(_ checkpoint: Checkpoint, _ time: Timestamp) -> [UInt8] {
        Array("cosignature/v1\ntime \(time.seconds)\n\(checkpoint.body)".utf8)
    }
}
