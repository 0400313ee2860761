internal import BanyanCore
internal import BanyanLedger

/// A batch travels in blobs, so that a thousand entries cost no more CBOR than one: all headers (52 bytes each), which entries carry a
/// payload (empty: all; otherwise a bit for each, first entry in the highest bit), and all payloads that are carried, their lengths being
/// in the headers.
extension Batch {
    var fields: [CBOR] {
        var headers: [UInt8] = []
        headers.reserveCapacity(entries.count * EntryHeader.size)
        var payloads: [UInt8] = []
        payloads.reserveCapacity(entries.reduce(0) { $0 + ($1.payload?.count ?? 0) })
        for entry in entries {
            headers.append(contentsOf: entry.header.encoded)
            if let payload = entry.payload { payloads.append(contentsOf: payload) }
        }
        return [
            .bytes(log.facility), .unsigned(UInt64(log.incarnation)), .unsigned(start), .bytes(headers), .bytes(carried), .bytes(payloads),
            .text(checkpoint.note), .bytes(consistency.flatMap(\.bytes)),
        ]
    }

    private var carried: [UInt8] {
        guard entries.contains(where: { $0.payload == nil }) else { return [] }
        var bits = [UInt8](repeating: 0, count: (entries.count + 7) / 8)
        for (index, entry) in entries.enumerated() where entry.payload != nil { bits[index / 8] |= 0x80 >> UInt8(index % 8) }
        return bits
    }
}

extension MessageFields {
    func batch() throws(GossipFailure) -> Batch {
        var fields = self
        guard let log = fields.log(), let start = fields.size(), let headers = fields.bytes(), let carried = fields.bytes(),
            let payloads = fields.bytes(), let note = fields.item()?.string, let proof = fields.bytes().flatMap(Self.hashes), fields.isEmpty
        else { throw .malformed("batch") }
        guard headers.count.isMultiple(of: EntryHeader.size), (1...Limits.batchEntries).contains(headers.count / EntryHeader.size),
            let isCarried = Self.marks(carried, count: headers.count / EntryHeader.size)
        else { throw .malformed("batch") }
        let entries = try Self.entries(headers, isCarried, payloads)
        let checkpoint: SignedCheckpoint
        do { checkpoint = try SignedCheckpoint(parsing: note) } catch { throw .malformed("checkpoint") }
        return Batch(log: log, start: start, entries: entries, checkpoint: checkpoint, consistency: proof)
    }

    static func hashes(_ bytes: [UInt8]) -> [Digest]? {
        guard bytes.count.isMultiple(of: Digest.size), bytes.count / Digest.size <= Limits.proofHashes else { return nil }
        return stride(from: 0, to: bytes.count, by: Digest.size).compactMap { Digest(Array(bytes[$0..<$0 + Digest.size])) }
    }

    /// `nil` for a wrong length, a set bit behind the last entry, or the long form of "all".
    private static func marks(_ bits: [UInt8], count: Int) -> [Bool]? {
        if bits.isEmpty { return [Bool](repeating: true, count: count) }
        guard bits.count == (count + 7) / 8 else { return nil }
        let all = (0..<bits.count * 8).map { bits[$0 / 8] & (0x80 >> UInt8($0 % 8)) != 0 }
        guard !all[count...].contains(true), all[..<count].contains(false) else { return nil }
        return Array(all[..<count])
    }

    private static func entries(_ headers: [UInt8], _ isCarried: [Bool], _ payloads: [UInt8]) throws(GossipFailure) -> [Entry] {
        var entries: [Entry] = []
        entries.reserveCapacity(isCarried.count)
        var position = 0
        for (index, carried) in isCarried.enumerated() {
            let place = index * EntryHeader.size
            guard let header = EntryHeader(encoded: Array(headers[place..<place + EntryHeader.size])) else { throw .malformed("batch") }
            let length = Int(header.payloadLength)
            guard carried else {
                entries.append(try entry(header, nil))
                continue
            }
            guard length <= Limits.payload, length <= payloads.count - position else { throw .malformed("batch") }
            entries.append(try entry(header, Array(payloads[position..<position + length])))
            position += length
        }
        guard position == payloads.count else { throw .malformed("batch") }
        return entries
    }

    private static func entry(_ header: EntryHeader, _ payload: [UInt8]?) throws(GossipFailure) -> Entry {
        do { return try Entry(header: header, payload: payload) } catch {
            throw GossipFailure(.trust, "payload-mismatch", "a peer sent an entry whose payload does not match its header")
        }
    }
}
