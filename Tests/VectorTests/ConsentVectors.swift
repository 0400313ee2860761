import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport

@testable import BanyanConsent

/// Key list, token, bundle, receipt, revocation and slip.
struct ConsentVectors {
    let cast: Cast

    func token() throws -> VectorFile {
        let claims = try cast.claims()
        let keyList = try need(cast.keys.link.keyList(claims.scope))
        let item = try cast.item(claims)
        guard ConsentToken.peek(item.token) == claims else { throw Missing() }
        return VectorFile(
            name: "token", about: "A consent token, its key list, and the bundle's item", section: "sections 7.1 to 7.3",
            seed: Cast.seed + ", seed 3 for the token ID",
            fields: [
                "token_id": "cti", "origin": "the origin", "audience": "aud", "sections": "sections",
                "months": "first and last clinical month", "purpose": "purpose",
                "issued": "iat", "not_before": "nbf", "expires": "exp", "erase_by": "erase by", "capacity": "capacity", "method": "method",
                "generation": "generation",
                "rh": "SHA-256(rs)", "key_list": "the key list", "key_list_digest": "its SHA-256",
                "claims": "the claims set, payload of the token",
                "signer": "P", "signer_seed": "its Ed25519 seed", "token": "the token", "e": "entry key E",
                "marker_tag": "tag of the marker of generation 1",
                "receipt_key": "the receipt key", "item": "the bundle's item",
            ],
            vectors: [
                [
                    "token_id": .hex(claims.tokenID), "origin": .hex(claims.origin), "audience": .hex(claims.audience),
                    "sections": .sections(claims.sections),
                    "months": .numbers([claims.months.lowerBound.index, claims.months.upperBound.index]),
                    "purpose": .text(claims.purpose.rawValue),
                    "issued": .time(claims.issued), "not_before": .time(claims.notBefore), "expires": .time(claims.expires),
                    "erase_by": .time(claims.eraseBy),
                    "capacity": .number(Int(claims.capacity.rawValue)), "method": .number(Int(claims.method.rawValue)), "generation": 0,
                    "rh": .hex(claims.revocationHash), "key_list": .hex(keyList.encoded), "key_list_digest": .hex(keyList.digest),
                    "claims": .hex(claims.encoded),
                    "signer": .hex(cast.keys.signing.publicKey), "signer_seed": .hex(cast.keys.signing.seed.exposed),
                    "token": .hex(item.token),
                    "e": .hex(item.entryKey.secret.exposed), "marker_tag": .hex(item.nextMarker),
                    "receipt_key": .hex(item.receiptSecret.exposed),
                    "item": .hex(item.encoded),
                ]
            ])
    }

    func bundle() throws -> VectorFile {
        let bundle = try cast.bundle()
        return VectorFile(
            name: "bundle", about: "What the patient hands over, sealed to the audience", section: "section 7.3",
            seed: Cast.seed + ", seed 4 for the grant ID; the envelope has the HPKE library's own randomness",
            fields: [
                "audience": "the audience", "grant": "the grant's ID", "created": "when", "content": "the bundle",
                "kem_seed": "seed of the X-Wing key that opens the file",
                "kem_number": "number of its certificate", "file": "the file, sealed once and kept",
            ],
            vectors: [
                [
                    "audience": .hex(bundle.audience), "grant": .hex(bundle.grant), "created": .time(bundle.created),
                    "content": .hex(bundle.encoded),
                    "kem_seed": .hex(cast.audience.keys.kem.seed.exposed), "kem_number": .number(cast.audience.keys.kemNumber),
                    "file": .hex(try file(bundle)),
                ]
            ])
    }

    private func file(_ bundle: ConsentBundle) throws -> [UInt8] {
        if let stored = VectorFile.stored("file", in: "bundle"),
            let opened = try? SealedBundle.open(stored, as: cast.audience.id, keys: cast.audience.recipientKeys),
            opened.encoded == bundle.encoded
        {
            return stored
        }
        guard VectorFile.isWriting else { throw Missing() }
        return try SealedBundle.seal(bundle, kem: cast.audience.keys.kem.publicKey, kemNumber: cast.audience.keys.kemNumber)
    }

    func receipt() throws -> VectorFile {
        let claims = try cast.claims()
        let key = cast.keys.link.receiptKey(reader: cast.audience.id)
        var random = SeededRandom(seed: 40)
        let second = LogID(facility: cast.origin.id, incarnation: 1)
        let entries = [0, 1, 200].map { EntryPosition(log: cast.origin.log, index: $0) } + [EntryPosition(log: second, index: 70_000)]
        let vectors = try ([(0, nil), (1, "gia đình xác nhận tên mới")] as [(UInt64, String?)]).map {
            counter, override throws -> VectorValue in
            let receipt = try need(
                Receipt(
                    tokenID: claims.tokenID, entries: entries, sections: claims.sections, purpose: .treatment, openedAt: Cast.day(1),
                    role: "pharmacist",
                    pseudonym: "ds-7", override: override))
            let sealed = try key.seal(receipt, counter: counter, using: &random)
            guard key.open(sealed.entry.payload, counter: counter) == receipt else { throw Missing() }
            return [
                "reader": .hex(cast.audience.id), "receipt_key": .hex(key.secret.exposed), "counter": .number(counter),
                "token_id": .hex(receipt.tokenID),
                "entries": .list(
                    entries.map {
                        ["facility": .hex($0.log.facility), "incarnation": .number(UInt64($0.log.incarnation)), "index": .number($0.index)]
                    }), "sections": .sections(receipt.sections), "purpose": .text(receipt.purpose.rawValue),
                "time": .time(receipt.openedAt),
                "role": .text(receipt.role), "pseudonym": .text(receipt.pseudonym), "override": override.map { .text($0) } ?? .null,
                "content": .hex(receipt.encoded), "tag": .hex(sealed.entry.tag), "payload": .hex(sealed.entry.payload),
            ]
        }
        return VectorFile(
            name: "receipt", about: "What a reader leaves in its own log before it opens anything", section: "section 7.4",
            seed: Cast.seed + ", seed 40 for nonces",
            fields: [
                "reader": "whose log it lies in", "receipt_key": "the receipt key", "counter": "the counter", "token_id": "the token",
                "entries": "what is opened", "facility": "log", "incarnation": "log", "index": "index in the log", "sections": "sections",
                "purpose": "purpose",
                "time": "when", "role": "role", "pseudonym": "pseudonym", "override": "reason of an override",
                "content": "content of the entry", "tag": "its tag",
                "payload": "its payload",
            ], vectors: vectors)
    }

    func revocation() throws -> VectorFile {
        let rs = RevocationSecret(key: cast.keys.revocation, token: try cast.claims().tokenID)
        var random = SeededRandom(seed: 50)
        let entry = try Revocation.entry(for: rs, in: cast.audience.id, using: &random)
        guard Revocation.isValid(entry.payload, in: cast.audience.id, hash: rs.hash) else { throw Missing() }
        let slip = RevocationSlip(audience: "Nhà thuốc Thử Hai (pharmacy)", codes: [SlipCode(origin: "Bệnh viện Thử Một", secret: rs)])
            .text(given: Cast.day(0), ends: Cast.day(7))
        let code = rs.text
        let groups = code.split(separator: "-").map { String($0) }
        var wrong = groups
        wrong[8] = String(groups[8].dropLast()) + (groups[8].hasSuffix("7") ? "8" : "7")
        let typed = [
            "> code: " + code.lowercased().replacing("-", with: " "),
            "Code: " + groups[..<5].joined() + "\n" + groups[5...].joined(separator: "-") + "\n\nthanks",
        ]
        var vectors: [VectorValue] = [
            [
                "rs": .hex(rs.secret.exposed), "rh": .hex(rs.hash), "facility": .hex(cast.audience.id), "tag": .hex(entry.tag),
                "payload": .hex(entry.payload),
            ], ["rs": .hex(rs.secret.exposed), "slip": .text(slip)],
        ]
        for text in [slip] + typed {
            guard try RevocationSlip(parsing: text).codes.map(\.secret.hash) == [rs.hash] else { throw Missing() }
        }
        vectors += typed.map { ["rs": .hex(rs.secret.exposed), "slip": .text($0)] }
        let mistyped = "Code: " + wrong[..<7].joined(separator: "-") + "\n" + wrong[7...].joined(separator: "-")
        do throws(SlipProblem) { _ = try RevocationSlip(parsing: mistyped) } catch {
            vectors.append(["slip": .text(mistyped), "line": .number(error.line), "group": error.group.map { .number($0) } ?? .null])
        }
        return VectorFile(
            name: "revocation", about: "A revocation in some facility's log, and slips as printed and as typed", section: "section 7.5",
            seed: Cast.seed + ", seed 50 for the nonce",
            fields: [
                "rs": "what revokes the token, and what the slip holds", "rh": "SHA-256(rs)", "facility": "whose log it lies in",
                "tag": "the entry's tag",
                "payload": "its payload", "slip": "a slip", "line": "where a mistyped slip is wrong, from 1",
                "group": "the wrong group, from 1",
            ], vectors: vectors)
    }
}
