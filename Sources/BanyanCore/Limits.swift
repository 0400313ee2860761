/// Every bound of the node in one place: a number here is checked before the memory, disk or time that it bounds is spent.
public enum Limits {
    /// Nesting of CBOR items.
    public static let cborDepth = 16
    /// Items in one decoded CBOR object, nested ones included.
    public static let cborItems = 1 << 18
    /// Nesting of JSON values in imported files.
    public static let jsonDepth = 64
    /// One imported file or one NDJSON line, bytes.
    public static let importFile = 256 << 20
    /// One insurance XML file, bytes, and each table that it holds in base64.
    public static let insuranceFile = 64 << 20
    /// One field of an insurance record, bytes.
    public static let insuranceField = 64 << 10
    /// All files of one import together, bytes.
    public static let importTotal = 1 << 30
    /// Name of an imported file, bytes of UTF-8.
    public static let importName = 4096
    /// One request to the node's control socket, bytes; imports have their own bounds.
    public static let controlRequest = 1 << 20
    /// One FHIR resource, bytes of its JSON text.
    public static let resource = 4 << 20
    /// Imported resources of one patient, and the bytes of their JSON text together.
    public static let patientResources = 1 << 17
    public static let patientBytes = 256 << 20
    /// One sealed entry payload, bytes (protocol section 6).
    public static let payload = 1 << 20
    /// Plaintext of one snapshot after inflation, bytes, all parts together (protocol section 6).
    public static let snapshot = 8 << 20
    /// Plaintext of all snapshots of one origin that one reading opens, bytes.
    public static let openedAtOnce = 64 << 20
    /// Snapshots in one stream up to which a reader looks for the newest.
    public static let snapshotsOfStream: UInt64 = 1 << 20
    /// Parts of one snapshot.
    public static let snapshotParts = 16
    /// A consent token, bytes.
    public static let token = 4096
    /// A sealed bundle, bytes.
    public static let bundle = 256 << 10
    /// Tokens in a bundle, and codes on a slip: facilities that one grant may name.
    public static let originsPerGrant = 64
    /// A card, enrolment or slip file, bytes.
    public static let smallFile = 64 << 10
    /// One frame between nodes, bytes.
    public static let frame = 4 << 20
    /// Entries in one batch between nodes.
    public static let batchEntries = 4096
    /// Bytes of entries in one batch between nodes.
    public static let batchBytes = 2 << 20
    /// Entries in one log (the store packs log and index into one 63-bit number).
    public static let logSize: UInt64 = 1 << 40
    /// A checkpoint note, bytes.
    public static let checkpoint = 4096
    /// Hashes in a Merkle proof (a tree of 2^63 leaves).
    public static let proofHashes = 64
    /// Facilities that a node may accept.
    public static let facilities = 20_000
    /// Connections from peers at one time.
    public static let connections = 256
    /// Seconds from an accepted TCP connection to the peer's hello.
    public static let handshake: Int64 = 10
    /// Longest life of a token, seconds (protocol section 7).
    public static let tokenLife: Int64 = 366 * 86_400
    /// Longest life of a token made by a card that a facility keeps, seconds (protocol section 5).
    public static let custodialTokenLife: Int64 = 7 * 86_400
    /// Clock difference to peers at which the node raises an alarm, seconds (protocol section 7).
    public static let clockSkew: Int64 = 300
    /// Age of the newest sync at which reading stops, seconds (protocol section 7, bounded staleness).
    public static let staleness: Int64 = 72 * 3600
    /// Revocations of other facilities' tokens that a node appends in a day.
    public static let revocationsPerDay = 1000
    /// Names and displays, bytes of UTF-8.
    public static let name = 256
    /// Logs that a node may have in its frontier, and that it takes from a peer's.
    public static let frontierItems = 2 * facilities
    /// How far beyond the newest known incarnation of a facility a peer's frontier is believed.
    public static let incarnationsAhead: UInt32 = 8
    /// Incarnations of one facility's log that a peer's word is believed of: each is a disk that was lost, and all are looked through when a
    /// peer comes or goes.
    public static let incarnations: UInt32 = 1024
    /// Requests without an answer that a node keeps at one peer, and that a peer may keep at it.
    public static let requestsPerConnection = 4
    /// Batches that a node has asked for or not yet stored, over all connections.
    public static let batchesInFlight = 8
    /// Batches of one log that wait for the disk.
    public static let batchesWaiting = 2
    /// Connections that are being served a batch at one time.
    public static let servedAtOnce = 16
    /// How often a peer may say on one connection which logs it wants.
    public static let wantsPerConnection = 64
    /// Pushes of one log's entries that were held already, after which a peer that goes on breaks the protocol.
    public static let repeatedPushes = 16
    /// Pushes to one peer that wait for its socket; beyond, entries are announced and not pushed.
    public static let pushesUnsent = 8
    /// Pushed batches that wait for the disk, over all connections.
    public static let pushesWaiting = 64
    /// Frontier messages that a peer has not acknowledged; beyond, it is sent the whole frontier when it comes next.
    public static let unacknowledged = 64
    /// Connections of one peer at one time; beyond the first they are about to be closed as duplicates.
    public static let connectionsPerPeer = 4
    /// Connections that are not authenticated yet.
    public static let handshaking = 64
    /// Of these from one source: an IPv4 address, or the first 64 bits of an IPv6 one.
    public static let handshakingPerSource = 16
    /// What one peer may bring within ten minutes, and is brought: cosignatures of the own log, paths between sizes of a log, proofs of
    /// misbehaviour. More is ignored, or answered with nothing.
    public static let cosignaturesPerPeer = 16
    public static let pathsPerPeer = 32
    public static let proofsPerPeer = 16
    /// Incarnations of one facility's log of which proofs of misbehaviour are taken from peers.
    public static let proofsPerFacility = 16
    /// Entries of one facility's logs, and their bytes, that a node takes from peers in a day; the rest is taken slowly.
    public static let entriesPerDay: Int64 = 1 << 20
    public static let logBytesPerDay: Int64 = 8 << 30
    /// Connections that a node tries to open at one time.
    public static let dials = 8
    /// One sealed parcel, bytes, and what a flow may put into it (protocol section 8).
    public static let parcel = 512 << 10
    public static let parcelContent = 448 << 10
    /// Longest life of a parcel, seconds, and how much longer one may claim because clocks differ.
    public static let parcelLife: Int64 = 7 * 86_400
    public static let parcelClockSlack: Int64 = 3600
    /// Nodes that may keep one parcel for its recipient, beside its sender, in one handing out.
    public static let parcelCopies = 8
    /// Peers of which a node remembers that they brought a parcel, to send the receipt back.
    public static let parcelBringers = 8
    /// Own parcels that wait to be acknowledged.
    public static let parcelsOwn = 1024
    /// Parcels, and their bytes, that a node keeps for others: of all together, for one recipient, from one peer, and from one peer for one
    /// recipient, so that no peer can fill what is there for a recipient. What would exceed them is refused; nothing kept makes room.
    public static let parcelsKept = 4096
    public static let parcelBytesKept = 256 << 20
    public static let parcelsForRecipient = 256
    public static let parcelBytesForRecipient = 64 << 20
    public static let parcelsFromPeer = 512
    public static let parcelBytesFromPeer = 64 << 20
    public static let parcelsFromPeerForRecipient = 64
    public static let parcelBytesFromPeerForRecipient = 16 << 20
    /// Parcels that one peer may hand over in a day, whether for this node or for others.
    public static let parcelsFromPeerPerDay = 2048
    /// Parcels of one sender that wait in the inbox, and that it may put there in a day.
    public static let parcelsFromSender = 128
    public static let parcelsFromSenderPerDay = 1024
    /// Receipts that a node remembers until their parcels expire; beyond, it keeps no further parcels for others.
    public static let parcelReceipts = 65_536
    /// The FHIR content of a referral, or of the answer to one, bytes; and the texts that people write into them.
    public static let referral = 96 << 10
    public static let referralText = 4096
}
