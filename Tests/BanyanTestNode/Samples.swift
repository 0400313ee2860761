public import BanyanAPI
public import BanyanCore

/// One value of every result, of invented facilities and people.
public enum Samples {
    public static let now = Timestamp(seconds: 1_795_560_000)
    public static let us = facility(1)
    public static let bacNinh = facility(2)
    public static let thaiNguyen = facility(3)

    public static func facility(_ seed: UInt8) -> FacilityID {
        guard let id = FacilityID((0..<32).map { seed &+ UInt8($0) &* 7 }) else { fatalError("32 bytes") }
        return id
    }

    public static let peer = PeerView(
        facility: bacNinh, name: "Bệnh viện Bắc Ninh (giả định)", kind: .hospital, code: "00271", province: "000",
        endpoints: ["127.0.0.1:7102"],
        cardNumber: 1, cardValidUntil: now.adding(80 * 86_400), state: "active", connects: true, connected: true, behind: 0,
        addedAt: now.adding(-86_400), lastHeard: now.adding(-3), lastSynced: now.adding(-65), clockOffset: 0, lastError: nil,
        nextAttempt: nil)

    public static let otherPeer = PeerView(
        facility: thaiNguyen, name: "Bệnh viện Thái Nguyên (giả định)", kind: .hospital, code: "00191", province: "000", endpoints: [],
        cardNumber: 2, cardValidUntil: now.adding(-1), state: "active", connects: true, connected: false, behind: 1200,
        addedAt: now.adding(-40 * 86_400), lastHeard: now.adding(-9 * 3600), lastSynced: nil, clockOffset: -400,
        lastError: "connection refused", nextAttempt: now.adding(30))

    public static let status = NodeStatus(
        version: "0.1.0", facility: us, name: "Bệnh viện Bạch Mai (giả định)", kind: .hospital, code: "00101", listen: "127.0.0.1:7101",
        startedAt: now.adding(-4000), now: now, clockOffset: 2, ownLogChecked: true, patients: 12, enrolments: 3, databaseBytes: 7_340_032,
        freeDiskBytes: 52_000_000_000, memoryBytes: 61_000_000, peers: [peer, otherPeer],
        logs: [
            .init(facility: us, name: "Bệnh viện Bạch Mai (giả định)", incarnation: 0, size: 41, behind: 0, checkpointAt: now.adding(-20)),
            .init(
                facility: thaiNguyen, name: "Bệnh viện Thái Nguyên (giả định)", incarnation: 1, size: 100, behind: 1200, checkpointAt: nil),
        ],
        problems: [
            .init(code: "peer-silent", message: "Thái Nguyên was not heard for 9 h", hint: "banyan peer ping 00191", serious: false),
            .init(code: "disk-low", message: "less than 1 GiB is free", hint: "make room on the disk", serious: true),
        ])

    public static let card = CardView(facility: us, text: "Banyan facility card\n\nID: \(us)\n")

    public static let imported = ImportResult(
        dryRun: false, files: 2, patients: 3, newPatients: 2, imported: ["Observation": 12, "Condition": 4], notPublished: ["Claim": 2],
        otherOrganizations: [:], problems: [], publishedEntries: 0)

    public static let partlyImported = ImportResult(
        dryRun: false, files: 1, patients: 1, newPatients: 1, imported: ["Observation": 1], notPublished: [:],
        otherOrganizations: ["Encounter": 3],
        problems: [.init(file: "a.json", position: 7, type: "Observation", reason: "effectiveDateTime is not a FHIR date")],
        publishedEntries: 2)

    public static let published = PublishResult(patients: 3, entries: 14, unchanged: 6, logSize: 55)

    public static let recordLine = RecordLine(
        patient: "00120045", reference: "Observation/k1", section: "results", date: "2026-03-04T08:00:00+07:00",
        display: "Kali 4.10 mmol/L",
        reason: nil)

    public static let patient = PatientView(
        mrn: "00120045", system: "urn:example:mrn:00101", name: "Nguyễn Thị Lan", birthDate: "1980-02-03", sex: .female, resources: 17,
        enrolments: [.init(number: 0, enrolledAt: now.adding(-86_400), custody: "device", releasePolicy: ["allergies", "problems"])],
        consents: 2)

    public static let consent = ConsentView(
        token: "0102030405060708090a0b0c0d0e0f10", grant: "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf", patient: "00120045", origin: bacNinh,
        originName: "Bệnh viện Bắc Ninh (giả định)", sections: Section.preset.map(\.name), firstMonth: "1900-01", lastMonth: "2027-11",
        purpose: "TREAT", issuedAt: now.adding(-60), notBefore: now.adding(-60), expiresAt: now.adding(7 * 86_400), state: "valid",
        presentedAt: now.adding(-30))

    public static let check = CheckResult(
        patient: "00120045", permitted: true, explanation: "one source can be read",
        sources: [
            .init(
                origin: bacNinh, originName: "Bệnh viện Bắc Ninh (giả định)", token: consent.token, permitted: true, reason: nil,
                explanation: "the consent is valid", sections: ["allergies"], withheldByPolicy: ["social"], notGranted: ["hiv"],
                steps: [.init(step: "signature", outcome: "passed"), .init(step: "times", outcome: "passed")])
        ])

    public static let deniedCheck = CheckResult(
        patient: "00120045", permitted: false, explanation: "the only consent was revoked",
        sources: [
            .init(
                origin: bacNinh, originName: "Bệnh viện Bắc Ninh (giả định)", token: consent.token, permitted: false, reason: "revoked",
                explanation: "a revocation of this consent was found", sections: [], withheldByPolicy: [], notGranted: [],
                steps: [
                    .init(step: "signature", outcome: "passed"), .init(step: "revocation", outcome: "denied"),
                    .init(step: "purpose", outcome: "not-reached"),
                ])
        ])

    public static let dispensed = DispenseResult(
        code: "00271a1b2c3d-C", patient: "00120045", prescriber: bacNinh, prescriberName: "Bệnh viện Bắc Ninh (giả định)",
        at: now.adding(-60),
        items: [.init(text: "Metformin 500 mg", quantity: "60", unit: "viên")], index: 17, repeated: false, knownAsOf: now.adding(-90),
        receipts: [16], document: #"{"resourceType":"Bundle","type":"collection"}"#)

    public static let prescription = PrescriptionView(
        code: "00271a1b2c3d-C", patient: "00120045", prescriber: bacNinh, prescriberName: "Bệnh viện Bắc Ninh (giả định)",
        authored: "2026-11-24",
        items: [.init(text: "Metformin 500 mg", dosage: "ngày 2 lần", quantity: "60", unit: "viên", status: "active")],
        state: "dispensed-twice",
        dispensings: [us, thaiNguyen].map {
            DispensingLine(
                facility: $0, name: "Nhà thuốc (giả định)", at: now.adding(-60), role: "pharmacist", user: "minh",
                items: [.init(text: "Metformin 500 mg", quantity: "60", unit: "viên")], log: $0, incarnation: 0, index: 4)
        }, knownAsOf: now.adding(-90))

    public static let summary = SummaryResult(
        patient: "00120045", name: "Nguyễn Thị Lan", birthDate: "1980-02-03", sex: .female, purpose: "TREAT", composedAt: now,
        caution: "Bản tóm tắt này có thể không đầy đủ. / This summary may be incomplete.",
        sources: [
            .init(
                facility: bacNinh, name: "Bệnh viện Bắc Ninh (giả định)", logSize: 120, asOf: now.adding(-7200),
                lastHeard: now.adding(-7300),
                token: consent.token, expiresAt: now.adding(7 * 86_400), denied: nil, explanation: nil),
            .init(
                facility: thaiNguyen, name: "Bệnh viện Thái Nguyên (giả định)", logSize: 10, asOf: nil, lastHeard: nil,
                token: consent.token,
                expiresAt: now.adding(86_400), denied: "revoked", explanation: "the patient withdrew this consent"),
        ],
        sections: [
            .init(
                section: "allergies", titleVietnamese: "Dị ứng", titleEnglish: "Allergies and intolerances",
                parts: [
                    .init(
                        source: bacNinh, state: "listed", when: nil,
                        rows: [
                            .init(
                                date: "2024-01-03", text: "Penicillin",
                                value: "nổi mề đay toàn thân kèm khó thở, phải cấp cứu và theo dõi 24 giờ", status: "active"),
                            .init(date: nil, text: "Tôm", value: nil, status: nil),
                        ]), .init(source: thaiNguyen, state: "not-replicated", when: "2026-11-20T00:00:00Z", rows: []),
                ]),
            .init(
                section: "hiv", titleVietnamese: "HIV", titleEnglish: "HIV",
                parts: [
                    .init(source: bacNinh, state: "not-granted", when: nil, rows: []),
                    .init(source: thaiNguyen, state: "not-granted", when: nil, rows: []),
                ]),
        ], receipts: [41], document: "{\"resourceType\":\"Bundle\",\"total\":1.10}")

    public static let verification = LogVerification(logs: [
        .init(
            facility: us, name: "Bệnh viện Bạch Mai (giả định)", incarnation: 0, size: 41, root: String(repeating: "ab", count: 32),
            rootMatches: true,
            signatureValid: true, damaged: [], missing: 0)
    ])

    public static let brokenVerification = LogVerification(logs: [
        .init(
            facility: us, name: "Bệnh viện Bạch Mai (giả định)", incarnation: 0, size: 41, root: String(repeating: "cd", count: 32),
            rootMatches: false,
            signatureValid: true, damaged: [3, 5], missing: 0)
    ])

    public static let misbehaviour = MisbehaviourView(
        facility: thaiNguyen, name: "Bệnh viện Thái Nguyên (giả định)", incarnation: 1,
        first: .init(size: 41, root: String(repeating: "ab", count: 32)), second: .init(size: 60, root: String(repeating: "cd", count: 32)),
        proof: "Banyan proof of misbehaviour\n")

    public static let proof = ProofResult(
        facility: us, incarnation: 0, index: 4, size: 41, header: String(repeating: "00", count: 52),
        leaf: String(repeating: "11", count: 32),
        proof: [String(repeating: "22", count: 32), String(repeating: "33", count: 32)], checkpoint: "banyan/log/x/0\n41\nroot\n\n— sig\n")
}
