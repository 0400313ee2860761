public import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanRecords
import Foundation

extension Node {
    /// Binds a wallet's enrolment to a local patient whose papers were checked, and appends the enrolment entry with the
    /// first snapshots, at once and in one transaction (protocol section 5).
    public func enrol(_ request: EnrolRequest) async throws -> EnrolResult {
        guard let file = Data(base64Encoded: request.file) else {
            throw EngineFailure(.usage, "not-base64", "the enrolment file did not arrive whole")
        }
        guard let proofing = Proofing(name: request.proofing) else {
            throw EngineFailure(
                .usage, "unknown-proofing", "identity is proved by one of: \(Proofing.allCases.map(\.name).joined(separator: ", "))")
        }
        let withheld = try request.withhold.map(section(named:))
        let patient = try await record(ofPatient: request.mrn)
        let opened = try EnrolmentRequest.open(Array(file), as: me, keys: kemKeys, now: now)
        try await requireOwnLogStanding()
        try await requireRightClock()
        let entry = try EnrolmentEntry(
            publicKey: opened.publicKey, linkCommitment: opened.link.commitment, number: opened.number, custody: .device,
            proofing: proofing,
            identity: patient.identity, releasePolicy: Section.allCases.filter { !withheld.contains($0) }, enrolledAt: now)
        return try await writing.through {
            guard try await store.find([opened.link.entry.tag], in: me).isEmpty,
                try await vault.load(EnrolmentRecord.self, [.bytes(opened.publicKey)]) == nil
            else {
                throw EngineFailure(
                    .denied, "already-enrolled", "this enrolment number is already in the facility's log",
                    hint: "banyan wallet enrol --facility CARD makes the next one")
            }
            let record = EnrolmentRecord(
                patient: patient.key, number: opened.number, publicKey: opened.publicKey, link: opened.link.secret, entry: entry,
                generation: 0)
            var random = parts.random.generator()
            var publication = try await self.publication(of: record, .everything, isFirst: true)
            publication.entries.append(try opened.link.entry.seal(entry, in: me, using: &random))
            publication.changes.append(vault.seal(record))
            let keeping = try await keeping([.enrolment(record), .patient(patient)])
            publication.entries += keeping.entries
            publication.changes += keeping.changes
            _ = try await ownLog.append(publication.entries.shuffled(using: &random), changes: publication.changes)
            return EnrolResult(
                mrn: patient.key.value, number: opened.number, entries: publication.entries.count,
                oversized: publication.oversized.map { $0.view(of: patient.key) })
        }
    }

    /// The keys that open what was sealed to this facility, with their certificate numbers: the present one, and former ones while
    /// they serve.
    var kemKeys: [RecipientKey] {
        let (keys, now) = (parts.keys, now)
        let former = keys.formerKEMs.filter { $0.serves(at: now) }.map { RecipientKey(number: $0.number, key: $0.key) }
        return [RecipientKey(number: keys.kemNumber, key: keys.kem)] + former
    }

    func section(named name: String) throws -> Section {
        guard let section = Section(name: name) else {
            throw EngineFailure(
                .usage, "unknown-section", "there is no section \(name.prefix(40))",
                hint: "sections are: \(Section.allCases.map(\.name).joined(separator: ", "))")
        }
        return section
    }

    func purpose(named name: String) throws -> Purpose {
        guard let purpose = Purpose(rawValue: name) else {
            throw EngineFailure(
                .usage, "unknown-purpose", "there is no purpose \(name.prefix(40))",
                hint: "purposes are: \(Purpose.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return purpose
    }
}
