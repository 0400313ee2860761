public import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanCrypto
import Logging

extension Node {
    /// Takes any well-formed slip, whoever brings it: the codes go into the own log, where only holders of the tokens recognise
    /// them, and gossip carries them to every reader (protocol section 7).
    public func revoke(_ request: RevokeRequest) async throws -> RevokeResult {
        let slip = try RevocationSlip(parsing: request.slip)
        try await requireOwnLogStanding()
        var result = RevokeResult(appended: 0, alreadyRevoked: 0, endedHere: 0)
        try await writing.through {
            let accepted = try await vault.loadAll(RevocationRecord.self, group: RevocationRecord.group(day: now)).count
            guard accepted + slip.codes.count <= Limits.revocationsPerDay else {
                throw EngineFailure(
                    .denied, "revocation-quota", "this node took \(Limits.revocationsPerDay) revocations today",
                    hint: "bring the slip to another facility, or come back tomorrow")
            }
        }
        for code in slip.codes {
            let appended = try await append(code.secret)
            result.appended += appended ? 1 : 0
            result.alreadyRevoked += appended ? 0 : 1
        }
        result.endedHere = try await forgetEnded()
        return result
    }

    /// - Returns: `false` when a log that this node holds revokes the same token already.
    private func append(_ secret: RevocationSecret) async throws -> Bool {
        try await writing.through {
            let tag = Revocation.tag(hash: secret.hash)
            guard try await !isRevoked(secret.hash, tag) else { return false }
            var random = parts.random.generator()
            let entry = try Revocation.entry(for: secret, in: me, using: &random)
            _ = try await ownLog.append([entry], changes: [vault.seal(RevocationRecord(tag: tag, at: now))])
            return true
        }
    }

    /// An entry without its payload proves nothing here: the verification denies on its account, but keys are not forgotten for it.
    private func isRevoked(_ hash: Digest, _ tag: Tag) async throws -> Bool {
        try await store.find([tag], in: nil).contains { found in
            found.payload.map { Revocation.isValid($0, in: found.position.log.facility, hash: hash) } ?? false
        }
    }

    /// Drops the keys of every consent that some log revokes, and of those that were to be erased by now: what the tick does,
    /// and what follows a slip at once.
    /// - Returns: how many were found revoked.
    @discardableResult
    func forgetEnded() async throws -> Int {
        let clock = try await consentClock()
        var revoked = 0
        try await vault.forEach(ConsentRecord.self) { record in
            guard record.item != nil, let claims = ConsentToken.peek(record.tokenBytes) else { return }
            if try await isRevoked(claims.revocationHash, claims.revocationTag) {
                try await forgetKeys(of: record, revoked: true)
                revoked += 1
            } else if claims.eraseBy <= clock.now, !clock.isWrong {
                try await forgetKeys(of: record, revoked: false)
            }
        }
        return revoked
    }

    /// What remains says that there was a consent and how it ended; the keys are gone.
    func forgetKeys(of record: ConsentRecord, revoked: Bool) async throws {
        try await writing.through {
            guard var present = try await vault.load(ConsentRecord.self, record.subject) else { return }
            present.item = nil
            present.revokedAt = revoked ? now : nil
            try await store.apply([vault.seal(present)])
        }
        parts.logger.info("an ended consent's keys were removed")
    }
}
