import BanyanCore
import BanyanCrypto
import BanyanTestSupport

@testable import BanyanConsent

/// A dispensing in the dispenser's log, and as the prescriber says it again in its own.
struct DispensingVectors {
    let cast: Cast

    func file() throws -> VectorFile {
        let code = try need(PrescriptionCode("00271a1b2c3d-C"))
        let key = cast.keys.link.dispensingKey(code)
        let items = [
            try need(Dispensing.Item(what: "Metformin 500 mg", quantity: "60", unit: "viên")),
            try need(Dispensing.Item(what: "Vitamin C", quantity: nil, unit: nil)),
        ]
        let said = try Dispensing(
            code: code, prescriber: cast.origin.id, at: Cast.day(2), role: "pharmacist", pseudonym: "ds-7", items: items)
        var random = SeededRandom(seed: 60)
        let places = [(cast.audience.id, said), (cast.origin.id, try said.said(of: cast.audience.id))]
        let vectors = try places.map { facility, dispensing throws -> VectorValue in
            let entry = try key.seal(dispensing, in: facility, using: &random)
            let opened = key.open(entry.payload, in: facility, of: code, prescriber: cast.origin.id)
            guard opened?.dispensing == dispensing, opened?.dispenser == cast.audience.id else { throw Missing() }
            return [
                "link": .hex(cast.keys.link.secret.exposed), "code": .text(code.description), "key": .hex(key.secret.exposed),
                "facility": .hex(facility), "prescriber": .hex(dispensing.prescriber), "dispenser": .hex(cast.audience.id),
                "time": .time(dispensing.at), "role": .text(dispensing.role), "pseudonym": .text(dispensing.pseudonym),
                "items": .list(
                    items.map {
                        [
                            "what": .text($0.what), "quantity": $0.quantity.map { .text($0) } ?? .null,
                            "unit": $0.unit.map { .text($0) } ?? .null,
                        ]
                    }), "content": .hex(dispensing.encoded), "tag": .hex(entry.tag), "payload": .hex(entry.payload),
            ]
        }
        return VectorFile(
            name: "dispensing", about: "A dispensing in the dispenser's log, and as the prescriber says it again in its own",
            section: "section 7.8", seed: Cast.seed + ", seed 60 for nonces",
            fields: [
                "link": "link secret L of the patient's enrolment at the prescriber", "code": "the prescription's code",
                "key": "the dispensing key", "facility": "whose log it lies in", "prescriber": "who wrote the prescription",
                "dispenser": "who handed the medicines out", "time": "when", "role": "role", "pseudonym": "pseudonym", "items": "medicines",
                "what": "name", "quantity": "number", "unit": "unit", "content": "content of the entry", "tag": "its tag",
                "payload": "its payload",
            ], vectors: vectors)
    }
}
