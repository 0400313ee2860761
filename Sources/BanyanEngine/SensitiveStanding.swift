import BanyanCore
import BanyanRecords
import Synchronization

/// The list of sensitive codes as it stands now, for every placement from here on.
///
/// A class with a lock, because a placement can't wait. The store has the last word; this follows it.
final class SensitiveStanding: Sendable {
    /// What ships and what is configured.
    let base: SensitiveCodes
    private let current: Mutex<(additions: SensitiveAdditions, list: SensitiveCodes)>

    /// Loads what an admin added.
    init(_ base: SensitiveCodes, _ vault: Vault) async throws {
        let additions = try await vault.load(SensitiveRecord.self, SensitiveRecord.subject)?.additions ?? SensitiveAdditions()
        self.base = base
        current = Mutex((additions, base.adding(additions)))
    }

    var list: SensitiveCodes { current.withLock(\.list) }
    var additions: SensitiveAdditions { current.withLock(\.additions) }

    func put(_ additions: SensitiveAdditions) {
        let list = base.adding(additions)
        current.withLock { $0 = (additions, list) }
    }
}

/// What an admin added to the list of sensitive codes: one sealed record.
struct SensitiveRecord: VaultRecord {
    static let kind = RecordKind.node
    static let subject: [CBOR] = [.text("sensitive-codes")]
    var additions: SensitiveAdditions

    var subject: [CBOR] { Self.subject }
    var group: [CBOR]? { nil }

    init(additions: SensitiveAdditions) { self.additions = additions }

    var encoded: [UInt8] {
        CBOR.array(
            additions.rows.map { row in
                .array([
                    .text(row.section.name), .text(row.system), .text(row.code), .int(row.isPrefix ? 1 : 0), .text(row.title ?? ""),
                ])
            }
        ).encoded
    }

    init(encoded: [UInt8]) throws {
        guard let items = try CBOR.decode(encoded, limit: 4 << 20).items else { throw EngineFailure.damagedRecord }
        additions = try SensitiveAdditions(stored: items.map { try Self.row($0) })
    }

    private static func row(_ item: CBOR) throws -> SensitiveRow {
        guard let fields = item.items, fields.count == 5, let section = fields[0].string.flatMap(Section.init(name:)),
            let system = fields[1].string, let code = fields[2].string, let prefix = fields[3].integer, (0...1).contains(prefix),
            let title = fields[4].string
        else { throw EngineFailure.damagedRecord }
        return SensitiveRow(
            section: section, system: system, code: code, isPrefix: prefix == 1, title: title.isEmpty ? nil : title, origin: .added)
    }
}
