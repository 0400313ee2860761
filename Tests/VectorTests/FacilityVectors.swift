import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport

/// Who a facility is: inception, certificates, card, and the notice of a further incarnation.
enum FacilityVectors {
    static func facility(_ cast: Cast) throws -> VectorFile {
        let keys = cast.origin.keys
        var vectors: [VectorValue] = try [cast.origin, cast.audience].map { place in
            [
                "root_seed": .hex(place.keys.root.seed.exposed), "next_root": .hex(place.nextRoot.publicKey),
                "log_seed": .hex(place.keys.log.seed.exposed), "tls_seed": .hex(place.keys.tls.seed.exposed),
                "kem_seed": .hex(place.keys.kem.seed.exposed), "root": .hex(place.keys.inception.rootKey),
                "next_root_commitment": .hex(place.keys.inception.nextRootCommitment), "inception": .hex(place.keys.inception.encoded),
                "facility": .hex(place.id), "facility_text": .text(place.id.description), "facility_compact": .text(place.id.compact),
                "certificates": .list(place.keys.certificates.map { certificate($0) }), "card": try card(place.card),
            ]
        }
        let second = try signingKey(11)
        vectors.append([
            "what": "a second log key, from entry 1000 on",
            "certificates": .list([
                certificate(
                    try KeyCertificate.sign(
                        second.publicKey.bytes, as: .log, number: 2, notBefore: Cast.day(0), notAfter: Cast.day(1000), formerLogEnd: 1000,
                        for: keys.inception, with: keys.root))
            ]),
        ])
        vectors += try refused(cast)
        vectors.append(try notice(cast))
        return VectorFile(
            name: "facility", about: "Inception, facility ID, key certificates, card and its text, incarnation notice",
            section: "section 4",
            seed: "SplitMix64 with seed 1 (facilities), 11 (second log key)",
            fields: [
                "root_seed": "Ed25519 seed of the root key", "next_root": "the next root public key", "log_seed": "seed of the log key",
                "tls_seed": "seed of the TLS key", "kem_seed": "X-Wing seed", "root": "the root public key",
                "next_root_commitment": "commitment to the next root key",
                "inception": "the inception object", "facility": "facility ID: its SHA-256", "facility_text": "the ID as people read it",
                "facility_compact": "the ID as machines write it", "certificates": "log, TLS and KEM certificate",
                "role": "1 log, 2 TLS, 3 KEM",
                "number": "the certificate's or card's number", "key": "SHA-256 of the certified key (the key stands in the certificate)",
                "not_before": "begin", "not_after": "end",
                "former_log_end": "size at which the former log key ends", "encoded": "the signed object", "card": "the facility's card",
                "name": "name",
                "kind": "kind", "code": "MA_CSKCB", "province": "province", "endpoints": "host:port", "issued": "begin of the card",
                "text": "the card as a text file", "what": "what it is", "refused": "the error code",
                "typed": "an ID that was typed beside the first facility's card",
                "incarnation": "the new incarnation", "former_size": "entries of the former incarnation", "former_root": "its root",
                "notice": "the signed notice, payload of an open entry",
            ], vectors: vectors)
    }

    private static func certificate(_ certificate: KeyCertificate) -> VectorValue {
        [
            "role": .number(certificate.role.rawValue), "number": .number(certificate.number), "key": .hex(Digest.sha256(certificate.key)),
            "not_before": .time(certificate.notBefore), "not_after": .time(certificate.notAfter),
            "former_log_end": certificate.formerLogEnd.map { .number($0) } ?? .null, "encoded": .hex(certificate.encoded),
        ]
    }

    private static func card(_ card: FacilityCard) throws -> VectorValue {
        guard try FacilityCard(text: card.text) == card else { throw Missing() }
        return [
            "number": .number(card.number), "name": .text(card.name), "kind": .text(card.kind.rawValue),
            "code": .text(card.code.description),
            "province": .text(card.province.description), "endpoints": .list(card.endpoints.map { .text($0.description) }),
            "issued": .time(card.issued), "not_after": .time(card.notAfter), "encoded": .hex(card.encoded), "text": .text(card.text),
        ]
    }

    private static func refused(_ cast: Cast) throws -> [VectorValue] {
        let text = cast.origin.card.text
        let other = text.replacing("Kind: hospital", with: "Kind: clinic")
        let id = cast.origin.id.description
        let first = try need(id.first)
        let mistyped = (first == "7" ? "8" : "7") + id.dropFirst()
        var vectors: [VectorValue] = []
        do { _ = try FacilityCard(text: other) } catch {
            vectors.append(["what": "the first card's text with \"Kind: clinic\" in its readable part", "refused": .text(error.code)])
        }
        for typed in [mistyped, cast.audience.id.description] {
            do { try cast.origin.card.verify(typedID: typed) } catch {
                vectors.append(["typed": .text(typed), "refused": .text(error.code)])
            }
        }
        return vectors
    }

    private static func notice(_ cast: Cast) throws -> VectorValue {
        let former = Digest.sha256([1, 2, 3])
        let notice = IncarnationNotice(log: LogID(facility: cast.origin.id, incarnation: 1), formerSize: 1234, formerRoot: former)
        let object = notice.signed(by: cast.origin.keys.root)
        guard IncarnationNotice(object, root: cast.origin.keys.root.publicKey) == notice else { throw Missing() }
        return [
            "what": "the first facility's log goes on in incarnation 1", "incarnation": 1, "former_size": 1234, "former_root": .hex(former),
            "notice": .hex(object),
        ]
    }
}
