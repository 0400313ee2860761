public import BanyanCore
public import BanyanCrypto
public import BanyanLedger
internal import Foundation

/// A data directory into which a facility is brought back. Until it is finished it holds no configuration and is no node; what is in it
/// may be left behind at any moment, and the next attempt goes on from there.
public struct RestoreDirectory: Sendable {
    public let directory: DataDirectory
    /// The keys with a provisional card: only the keys of log and TLS are of use before the log is here.
    public let identity: NodeIdentity

    /// All that a restore puts into a directory.
    private static let names = [
        "manifest", "node.key", "identity.sealed", "register.sealed", "card.txt", "card.next", "config.next", "banyan.db", "banyan.db-wal",
        "banyan.db-shm", "lock",
    ]

    /// Begins, or goes on where an earlier attempt stopped.
    /// - Throws: `CLIFailure` `already-a-node`, `directory-not-empty`, `restoring-other`; `CryptoFailure` where the secret is not the one
    ///   that the earlier attempt was given.
    public static func begin(
        _ directory: DataDirectory, _ recovery: RecoverySecret, unlock: Unlock, now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) throws -> RestoreDirectory {
        if isUnderWay(directory), access(directory.identity, F_OK) == 0 {
            let identity = try NodeIdentity.load(directory, unlock: unlock, now: now)
            guard identity.card.id == recovery.inception.id else {
                throw CLIFailure(
                    .failed, "restoring-other", "in \(directory.path) the restore of another facility was begun",
                    hint: "remove that directory, or pass another --data DIR")
            }
            return RestoreDirectory(directory: directory, identity: identity)
        }
        try prepare(directory)
        let keys = try FacilityKeys.generate(from: recovery, at: now, using: &random)
        let card = try provisionalCard(of: keys, now)
        let (dataKey, wrapped) = try DataKey.make(unlock, using: &random)
        let register = dataKey.seal(recovery.registerKey.exposed, purpose: NodeIdentity.registerPurpose, using: &random)
        for (path, bytes) in [
            (directory.nodeKey, wrapped), (directory.register, register), (directory.card, Array(card.text.utf8)),
            // Last: from here on the next attempt goes on.
            (directory.identity, dataKey.seal(keys.encoded, purpose: NodeIdentity.purpose, using: &random)),
        ] {
            try AtomicFile.write(bytes, to: path, mode: 0o600, replacing: true)
        }
        return RestoreDirectory(directory: directory, identity: try NodeIdentity.load(directory, unlock: unlock, now: now))
    }

    static func isUnderWay(_ directory: DataDirectory) -> Bool { !directory.isNode && access(directory.restoring, F_OK) == 0 }

    /// An empty directory, marked; what an attempt left that can't go on is removed.
    static func prepare(_ directory: DataDirectory) throws {
        if isUnderWay(directory) {
            for name in names { unlink("\(directory.path)/\(name)") }
            return
        }
        try directory.refuseUnlessFree()
        do { try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true) } catch {
            throw CLIFailure(.failed, "unwritable-directory", "\(directory.path) can't be made", hint: "pass another --data DIR")
        }
        guard chmod(directory.path, 0o700) == 0 else {
            throw CLIFailure(.failed, "unwritable-directory", "the mode of \(directory.path) can't be set: \(systemReason())")
        }
        try AtomicFile.write([], to: directory.restoring, mode: 0o600, replacing: true)
    }

    private static func provisionalCard(of keys: FacilityKeys, _ now: Timestamp) throws -> FacilityCard {
        guard let code = FacilityCode("00000"), let province = ProvinceCode("000") else { preconditionFailure("both are well-formed") }
        return try keys.card(
            name: "(being restored)", kind: .clinic, code: code, province: province, endpoints: [], number: 1, issued: now,
            notAfter: now.adding(KeyCertificate.kemLife))
    }

    /// Makes a node of the directory: keys under new certificate numbers, a card with the next number, the configuration.
    /// - Parameters:
    ///   - former: the card that the facility had, as its register kept it.
    ///   - endpoints: what others are to dial, where that has changed.
    /// - Throws: `CLIFailure` `card-unknown` where neither the register nor the sheet says who the facility is.
    public func finish(
        _ sheet: RecoverySheet, after former: FacilityCard?, listen: Endpoint?, endpoints: [Endpoint], keyFile: String?, now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) throws -> (card: FacilityCard, configuration: NodeConfiguration) {
        var configuration = try configuration(sheet, former, listen)
        if !endpoints.isEmpty { configuration.endpoints = endpoints }
        configuration.keyFile = keyFile
        let used = (former?.certificates.map(\.number) ?? []) + identity.keys.certificates.map(\.number)
        let (number, overflow) = max(used.max() ?? 0, former?.number ?? 1).addingReportingOverflow(1)
        guard !overflow else { throw CLIFailure(.failed, "no-card-number", "there is no card number left") }
        let keys = try FacilityKeys.generate(from: sheet.recovery, number: number, at: now, using: &random)
        let card = try configuration.card(of: keys, number: number, issued: now)
        try directory.replaceIdentity(identity.dataKey.seal(keys.encoded, purpose: NodeIdentity.purpose, using: &random), card: card.text)
        try finish(try configuration.encoded)
        return (card, configuration)
    }

    private func configuration(_ sheet: RecoverySheet, _ former: FacilityCard?, _ listen: Endpoint?) throws -> NodeConfiguration {
        if let former, let listen = listen ?? sheet.listen ?? former.endpoints.first {
            return NodeConfiguration(
                name: former.name, kind: former.kind, code: former.code, province: former.province, listen: listen,
                endpoints: former.endpoints)
        }
        guard former == nil, let configuration = sheet.configuration(listen: listen) else {
            throw CLIFailure(
                .usage, former == nil ? "card-unknown" : "listen-needed",
                former == nil
                    ? "neither the log nor the identity file says what the facility is called"
                    : "nothing says on which address the node is to accept peers",
                hint: former == nil ? "pass the whole recovery sheet with --identity" : "pass --listen HOST:PORT")
        }
        return configuration
    }

    private func finish(_ configuration: [UInt8]) throws {
        directory.forgetRegisterKey()
        try AtomicFile.write(configuration, to: directory.configuration, mode: 0o600, replacing: true)
        unlink(directory.restoring)
        AtomicFile.syncDirectory(of: directory.restoring)
    }
}
