public import BanyanCore
public import BanyanCrypto

/// What a facility says about its log at one moment: so many entries, this root hash.
public struct Checkpoint: Hashable, Sendable {
    public let log: LogID
    /// Number of entries, at most `Limits.logSize`.
    public let size: UInt64
    public let root: Digest

    public init(log: LogID, size: UInt64, root: Digest) {
        self.log = log
        self.size = size
        self.root = root
    }

    /// The text that is signed (c2sp.org/tlog-checkpoint): origin, size in decimal, root in base64, a line each. Banyan writes no extension lines.
    public var body: String { "\(log.origin)\n\(size)\n\(Base64.encode(root.bytes))\n" }

    /// Strict: `nil` for anything that `body` would not write.
    init?(body: String) {
        let lines = body.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count == 4, lines[3].isEmpty, let log = LogID(origin: String(lines[0]) ?? ""),
            let size = UInt64(String(lines[1]) ?? ""),
            size <= Limits.logSize, let root = Base64.decode(lines[2]).flatMap({ Digest($0) })
        else { return nil }
        self.init(log: log, size: size, root: root)
        // Numbers have other spellings (+1, 01).
        guard self.body.utf8.elementsEqual(body.utf8) else { return nil }
    }
}

/// A checkpoint as it travels: a C2SP signed note whose key name is the log's origin.
public struct SignedCheckpoint: Hashable, Sendable {
    public let checkpoint: Checkpoint
    /// The whole text, with every signature line that it came with.
    public let note: String
    private let parsed: SignedNote

    /// Parses; does not verify. Lines of other keys (cosignatures) are kept in `note` and otherwise ignored.
    /// - Throws: `LedgerFailure` with code `checkpoint-malformed` for more than `Limits.checkpoint` bytes or anything but a well-formed note.
    public init(parsing note: String) throws(LedgerFailure) {
        guard note.utf8.count <= Limits.checkpoint, let parsed = SignedNote(parsing: note), let checkpoint = Checkpoint(body: parsed.text)
        else {
            throw LedgerFailure(.failed, "checkpoint-malformed", "a checkpoint is not a signed note of a log's size and root")
        }
        self.checkpoint = checkpoint
        self.note = note
        self.parsed = parsed
    }

    private init(_ checkpoint: Checkpoint, note: String, parsed: SignedNote) {
        self.checkpoint = checkpoint
        self.note = note
        self.parsed = parsed
    }

    /// Whether the log's key signed it. Costs at most one signature verification.
    public func isSigned(by key: PublicKey) -> Bool { parsed.isSigned(as: checkpoint.log.origin, by: key) }

    /// The note with the line of the log's key alone; `nil` unless that key signed it.
    func bare(under key: PublicKey) -> SignedCheckpoint? {
        guard isSigned(by: key), let line = parsed.signature(as: checkpoint.log.origin, by: key) else { return nil }
        return try? SignedCheckpoint(parsing: SignedNote.compose(parsed.text, line))
    }

    /// Whether the note has no other signature line than one.
    var isBare: Bool { parsed.signatures.count == 1 }

    /// The log's verifier key as any tool for C2SP signed notes takes it.
    public static func verifierKey(of log: LogID, key: PublicKey) -> String { SignedNote.verifierKey(name: log.origin, key: key) }

    /// Signs what was appended: the only way to make a checkpoint, so none can leave before its entries are on the disk.
    public static func sign(_ append: DurableAppend, with key: SigningKey) -> SignedCheckpoint {
        let checkpoint = Checkpoint(log: append.log, size: append.tree.size, root: append.tree.root)
        let note = SignedNote.sign(checkpoint.body, as: append.log.origin, with: key)
        guard let parsed = SignedNote(parsing: note) else { fatalError("a note that was just made is well formed") }
        return SignedCheckpoint(checkpoint, note: note, parsed: parsed)
    }
}

/// Entries of the own log that are on the disk: minted by the store's append alone, after it flushed them (protocol section 3).
public struct DurableAppend: Sendable {
    public let log: LogID
    /// Where the entries lie.
    public let positions: Range<UInt64>
    /// The tree that ends with them.
    public let tree: CompactTree

    /// - Precondition: the tree ends where the positions end.
    @_spi(Append) public init(log: LogID, positions: Range<UInt64>, tree: CompactTree) {
        precondition(positions.upperBound == tree.size, "an append ends where its tree ends")
        self.log = log
        self.positions = positions
        self.tree = tree
    }
}
