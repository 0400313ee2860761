public import BanyanCore
public import BanyanCrypto

/// What a facility says in its own log when it handed out the medicines of a prescription (protocol section 7.8).
///
/// CBOR `{1: code, 2: prescriber, 3: time, 4: role, 5: pseudonym, 6: [[what, quantity or null, unit or null]...], 7: dispenser}`; key 7
/// is there only where the prescriber says again in its own log what another facility's log said.
public struct Dispensing: Hashable, Sendable {
    /// One medicine that was handed out.
    public struct Item: Hashable, Sendable {
        /// The medicine's name, one line.
        public let what: String
        /// A decimal number without sign or exponent; `nil` where the prescription names none.
        public let quantity: String?
        public let unit: String?

        /// - Returns: `nil` for a name or unit that is not a line, and for what is not such a number.
        public init?(what: String, quantity: String?, unit: String?) {
            guard isLine(what), quantity.map(Self.isQuantity) ?? true, unit.map(isLine) ?? true else { return nil }
            self.what = what
            self.quantity = quantity
            self.unit = unit
        }

        /// 1 to 12 digits, and 1 to 6 behind a point.
        private static func isQuantity(_ text: String) -> Bool {
            let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard (1...2).contains(parts.count), parts.joined().allSatisfy({ (48...57).contains($0) }) else { return false }
            return (1...12).contains(parts[0].count) && parts.dropFirst().allSatisfy { (1...6).contains($0.count) }
        }
    }

    /// Most items of one prescription.
    public static let items = 64

    public let code: PrescriptionCode
    /// The facility that wrote the prescription.
    public let prescriber: FacilityID
    public let at: Timestamp
    /// The user's role, such as `pharmacist`.
    public let role: String
    /// The user's pseudonym at the dispenser.
    public let pseudonym: String
    public let items: [Item]
    /// Who handed it out, where that is not the owner of the log in which this lies.
    public let dispenser: FacilityID?

    /// - Throws: `ConsentFailure` for a role or pseudonym that is not a line, and for no items or more than `items`.
    public init(
        code: PrescriptionCode, prescriber: FacilityID, at: Timestamp, role: String, pseudonym: String, items: [Item],
        dispenser: FacilityID? = nil
    ) throws(ConsentFailure) {
        guard isLine(role), isLine(pseudonym) else {
            throw ConsentFailure(.usage, "dispensing-text", "role and pseudonym are 1 to \(Limits.name) bytes on one line each")
        }
        guard (1...Self.items).contains(items.count) else {
            throw ConsentFailure(.failed, "dispensing-items", "a dispensing names 1 to \(Self.items) medicines")
        }
        self.code = code
        self.prescriber = prescriber
        self.at = at
        self.role = role
        self.pseudonym = pseudonym
        self.items = items
        self.dispenser = dispenser
    }

    /// The same as the prescriber says it again in its own log.
    public func said(of dispenser: FacilityID) throws(ConsentFailure) -> Dispensing {
        try Dispensing(
            code: code, prescriber: prescriber, at: at, role: role, pseudonym: pseudonym, items: items, dispenser: dispenser)
    }

    /// For sealing, in the log and at rest.
    public var encoded: [UInt8] {
        CBOR.record([
            1: .text(code.description), 2: .bytes(prescriber), 3: .time(at), 4: .text(role), 5: .text(pseudonym),
            6: .array(items.map { .array([.text($0.what), $0.quantity.map { .text($0) } ?? .null, $0.unit.map { .text($0) } ?? .null]) }),
            7: dispenser.map { .bytes($0) },
        ]).encoded
    }

    /// The inverse of `encoded`. - Returns: `nil` for anything else.
    public init?(encoded bytes: [UInt8]) {
        let parsed = decodeRecord(bytes, limit: Limits.smallFile) { record in
            try Dispensing(
                code: try record.take(1) { $0.string.flatMap { PrescriptionCode($0) } }, prescriber: try record.take(2) { $0.fixed() },
                at: try record.take(3) { $0.timestamp }, role: try record.take(4) { $0.line },
                pseudonym: try record.take(5) { $0.line }, items: try record.take(6) { all($0.items, atMost: Self.items, Self.item) },
                dispenser: try record.takeIfPresent(7) { $0.fixed() })
        }
        guard let parsed else { return nil }
        self = parsed
    }

    private static func item(_ item: CBOR) -> Item? {
        guard let parts = item.items, parts.count == 3, let what = parts[0].string, parts[1] == .null || parts[1].string != nil,
            parts[2] == .null || parts[2].string != nil
        else { return nil }
        return Item(what: what, quantity: parts[1].string, unit: parts[2].string)
    }
}

/// The dispensing key of one prescription: the prescriber derives it from L and the code, and publishes it inside the prescription, so
/// that exactly the prescription's readers share it. Its tag is the same in every log.
public struct DispensingKey: Sendable {
    /// 32 bytes; for the prescription's snapshot and for sealing at rest alone.
    public let secret: SecretBytes
    private let slot: EntrySlot

    init(derived secret: SecretBytes) {
        self.secret = secret
        slot = EntrySlot(secret)
    }

    /// - Returns: `nil` unless the secret is 32 bytes.
    public init?(_ secret: SecretBytes) {
        guard secret.count == 32 else { return nil }
        self.init(derived: secret)
    }

    /// Where dispensings of the prescription lie, in every log.
    public var tag: Tag { slot.tag }

    /// - Parameter facility: whose log the entry goes into.
    public func seal(
        _ dispensing: Dispensing, in facility: FacilityID, using random: inout some RandomNumberGenerator
    ) throws(ConsentFailure) -> SealedEntry {
        try slot.seal(dispensing.encoded, in: facility, using: &random)
    }

    /// What a payload of the log of `facility` says of the prescription.
    ///
    /// A log speaks of its owner; only the prescriber's may speak of another facility too.
    /// - Returns: `nil` for a payload of another log or tag, for one that was altered, and for one that speaks of another prescription.
    public func open(
        _ payload: [UInt8], in facility: FacilityID, of code: PrescriptionCode, prescriber: FacilityID
    ) -> (dispenser: FacilityID, dispensing: Dispensing)? {
        guard let plaintext = try? slot.open(payload, in: facility), let dispensing = Dispensing(encoded: plaintext),
            dispensing.code == code, dispensing.prescriber == prescriber
        else { return nil }
        guard let dispenser = dispensing.dispenser else { return (facility, dispensing) }
        return facility == prescriber && dispenser != facility ? (dispenser, dispensing) : nil
    }
}

extension EnrolmentLink {
    /// The dispensing key of a prescription of this enrolment's patient.
    public func dispensingKey(_ code: PrescriptionCode) -> DispensingKey {
        DispensingKey(derived: secret.derive(Label.dispensing, [.text(code.description)]))
    }
}
