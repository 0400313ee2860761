import BanyanCore
import BanyanTestSupport
import BanyanXML

@testable import BanyanRecords

extension FuzzTarget {
    static let records = [
        FuzzTarget("json", longest: 8192, seeds: { RecordSamples.all }) { bytes in
            guard let value = try? JSON.parse(bytes, limit: bytes.count) else { return false }
            try promise(value.depth <= Limits.jsonDepth, "deeper than allowed")
            let written = value.serialized
            try promise((try? JSON.parse(written, limit: written.count)) == value, "JSON does not read its own text")
            return true
        },
        FuzzTarget("fhir-file", longest: 16_384, seeds: { RecordSamples.files }) { try RecordSamples.take($0, as: "a.json") },
        FuzzTarget("fhir-lines", longest: 16_384, seeds: { RecordSamples.lines }) { try RecordSamples.take($0, as: "a.ndjson") },
        FuzzTarget("xml", longest: 16_384, seeds: { RecordSamples.insurance }) { bytes in
            let caps = XMLCaps(size: bytes.count, depth: 16, elements: 4_096, attributes: 8, text: bytes.count)
            guard let root = try? XMLReader.read(bytes, caps: caps) else { return false }
            try promise(RecordSamples.depth(of: root) <= caps.depth, "deeper than allowed")
            return true
        },
        FuzzTarget("xml-signature", longest: 16_384, seeds: { RecordSamples.signed }) { bytes in
            guard let certificates = try? XMLCertificate.read(Array(SignedInsurance.certificate.utf8)) else { return false }
            let caps = XMLCaps(size: bytes.count, depth: 16, elements: 4_096, attributes: 8, text: bytes.count)
            guard let document = try? XMLDocument(bytes, caps: caps) else { return false }
            let content = ["THONGTINDONVI", "THONGTINHOSO"]
            return (try? document.verifySignature(in: "CHUKYDONVI", over: content, with: certificates)) != nil
        },
        FuzzTarget("certificates", longest: 8192, seeds: { RecordSamples.certificates }) { bytes in
            guard let certificates = try? XMLCertificate.read(bytes) else { return false }
            try promise((1...XMLCertificate.count).contains(certificates.count), "more certificates than are read")
            return true
        },
        FuzzTarget("identifier", longest: 512, seeds: { RecordSamples.identifiers }) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            let systems = IdentifierSystems(configuredText: text)
            if let query = IdentifierQuery(text, systems ?? .ministry) {
                let again = IdentifierQuery("\(query.system)|\(query.value)", systems ?? .ministry)
                try promise(again?.value == query.value && again?.kind == query.kind, "a number in its form is another one")
            }
            for form in PatientIdentifiers.forms(of: text) {
                try promise(PatientIdentifiers.forms(of: form).contains(form), "a form that has another form")
            }
            if let code = PrescriptionCode(text) { try promise(PrescriptionCode(code.description) == code, "a code that is another") }
            return systems != nil || IdentifierQuery(text, .community) != nil || PrescriptionCode(text) != nil
        },
        FuzzTarget("sensitive-addition", longest: 512, seeds: { RecordSamples.additions }) { bytes in
            let parts = String(decoding: bytes, as: UTF8.self).split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            var added = SensitiveAdditions()
            guard parts.count == 3,
                (try? added.add(
                    section: parts[0], system: parts[1], code: parts[2], isPrefix: true, title: nil, to: RecordSamples.starter)) != nil
            else { return false }
            try promise((try? SensitiveAdditions(stored: added.rows)) == added, "an addition that can't be stored")
            _ = RecordSamples.starter.adding(added).section(ofWordsIn: .string(parts[2]))
            return true
        },
        FuzzTarget("insurance-file", longest: 65_536, seeds: { RecordSamples.insurance }) { try RecordSamples.take($0, as: "a.xml") },
        FuzzTarget("referral-message", longest: 8192, seeds: { RecordSamples.referrals }) { bytes in
            let (id, from, to) = RecordSamples.referral
            if let step = try? ReferralMessage.step(bytes, id) {
                let again = ReferralMessage.step(
                    id, step.status, at: Cast.now, from: from, to: to, reason: step.reason, outcome: step.outcome,
                    followUp: step.followUp)
                try promise(try ReferralMessage.step(again, id) == step, "a referral's step comes back otherwise")
            }
            guard let read = try? ReferralMessage.received(bytes, id, from: from, to: to) else { return false }
            let papers = ReferralPapers(id, read.order, patient: read.patient, from: from, to: to)
            guard let today = CivilDate(year: 2026, month: 11, day: 24) else { return true }
            _ = try? RecordSamples.take(papers.xml13(created: today), as: "a.xml")
            let stored = try ReferralEntries.resources(id, read.order, .accepted, steps: ["1"], followUp: nil)
            return try comesBack(stored.first.map { _ in bytes }, as: bytes) { $0 }
        },
        FuzzTarget("stored-resource", longest: 8192, seeds: { RecordSamples.resources }) { bytes in
            guard let resource = try? ImportedResource(bytes: bytes) else { return false }
            try promise((try? ImportedResource(bytes: resource.bytes))?.json == resource.json, "a stored resource comes back otherwise")
            return true
        },
        FuzzTarget("snapshot", longest: 16_384, seeds: { RecordSamples.files }) { bytes in
            let isSnapshot = CompositionSnapshot(bytes) != nil
            let chosen = Section.allCases[bytes.count % Section.allCases.count]
            let sections = Section.allCases.map { SectionReading(section: $0, snapshots: $0 == chosen ? [bytes] : []) }
            let source = SourceReading(facility: RecordSamples.author, logSize: 1, asOf: Cast.now, lastHeard: nil, sections: sections)
            let summary = try SummaryComposer.compose(
                patient: RecordSamples.patient, sources: [source], at: Cast.now, author: RecordSamples.author)
            let text = summary.document.serialized
            try promise((try? JSON.parse(text, limit: text.count, depth: 512)) == summary.document, "a summary that is not JSON")
            return isSnapshot
        },
        FuzzTarget("sensitive-codes", seeds: { RecordSamples.codes }) { bytes in
            guard let list = try? SensitiveCodes(json: bytes) else { return false }
            _ = (list.section(system: "http://loinc.org", code: "55277-8"), try? RecordSamples.starter.adding(json: bytes))
            return true
        },
    ]
}

private enum RecordSamples {
    static let author = SourceFacility(id: "PPDT", name: "Trạm Thử", kind: .station, code: "00271")
    static let patient = LocalPatient(
        key: PatientKey(system: "urn:test", value: "000123456789"),
        identity: Identity(name: "Thử Nghiệm", birthDate: "1990-02-28", sex: .other), demographics: ["resourceType": "Patient"])
    static let starter: SensitiveCodes = {
        guard let list = try? SensitiveCodes.starter() else { fatalError("the list that ships can be read") }
        return list
    }()

    static let referral: (id: ReferralID, from: ReferralFacility, to: ReferralFacility) = {
        guard let id = ReferralID([UInt8](repeating: 3, count: 16)), let from = FacilityID([UInt8](repeating: 4, count: 32)),
            let to = FacilityID([UInt8](repeating: 5, count: 32))
        else { fatalError("values of exactly their size") }
        return (
            id, ReferralFacility(id: from, code: "00271", name: "Trạm Thử"), ReferralFacility(id: to, code: "00901", name: "Bệnh viện Thử")
        )
    }()

    static var referrals: [[UInt8]] {
        let (id, from, to) = referral
        let order = ReferralOrder(
            id, reason: "đau ngực", diagnoses: [ReferralDiagnosis(code: "I20.9", text: nil)], details: ["a < b"], from: from, to: to,
            authored: Cast.now)
        let person: JSON = ["resourceType": "Patient", "name": [["text": "Thử Nghiệm"]], "birthDate": "1990-02-28", "gender": "other"]
        let day = CivilDate(daysSince1970: 20_800)
        return [
            ReferralMessage.request(id, order, patient: person, from: from, to: to, at: Cast.now, isClosed: false),
            ReferralMessage.step(id, .rejected, at: Cast.now, from: from, to: to, reason: "không còn giường"),
            ReferralMessage.step(
                id, .completed, at: Cast.now, from: from, to: to, outcome: "ổn",
                followUp: FollowUp(day: day, place: "Trạm Thử", code: "00271", created: day), order: order),
        ]
    }

    /// Imports, cuts into snapshots and reads those back: what a file does on its way to another facility.
    static func take(_ bytes: [UInt8], as name: String) throws -> Bool {
        _ = try? FHIRReader.read(name, bytes)
        var records = RecordImport { file, index in "\(file)-\(index)" }
        records.add(name: name, bytes: bytes)
        let result = records.finish()
        for person in result.patients {
            let stored = StoredPatient(demographics: person.demographics, resources: person.resources, shared: person.shared)
            for resource in person.resources + person.shared {
                try promise((try? ImportedResource(bytes: resource.bytes))?.json == resource.json, "an imported resource is not kept")
            }
            for snapshot in SnapshotBuilder.snapshots(of: stored, publishedAt: Cast.now, sensitive: starter) where !snapshot.isTooLarge {
                try promise(CompositionSnapshot(snapshot.json) != nil, "a snapshot of what was imported can't be read")
            }
        }
        return !result.patients.isEmpty
    }

    static func depth(of element: XMLElement) -> Int { 1 + (element.children.map(depth).max() ?? 0) }

    static let insurance: [[UInt8]] = {
        let facility = SyntheticFacility(code: author.code, name: author.name, kind: author.kind)
        guard let today = CivilDate("2026-11-25") else { fatalError("a date that exists") }
        let files = SyntheticInsurance(seed: 1, today: today, facility: facility)
        return (0..<8).map(files.file)
    }()
    static let signed = [
        SignedInsurance.whole, SignedInsurance.parts, SignedInsurance.timed, SignedInsurance.exclusive, SignedInsurance.withXSLT,
        SignedInsurance.external, SignedInsurance.hmac,
    ].map { bytes($0) }
    static let certificates = [
        SignedInsurance.certificate, SignedInsurance.curveCertificate + "\n" + SignedInsurance.otherCertificate,
    ].map { bytes($0) }
    static let identifiers = [
        "national-id|000 167 999 017", "http://fhir.hl7.org.vn/core/sid/cccd|000167999017", "insurance-card|HT3009990000017",
        "urn:x|y", "00901abc12z9-C", "ministry", #"{"national-id":"urn:x:y"}"#,
    ].map { bytes($0) }
    static let additions = ["hiv|icd-10|B20-B24", "genetic|words|xét nghiệm gen", "mental-health|loinc|1234-5"].map { bytes($0) }
    static let resources = texts.map { Array($0.utf8) }
    static let lines = [bytes(texts.joined(separator: "\n")), bytes(texts[0] + "\n\n" + texts[2] + "\r\n{")]
    static let files =
        ["transaction", "collection"].map { bytes(bundle($0, texts)) }
        + texts.indices.map { bytes(bundle("collection", [texts[0], texts[$0]])) }
    static let codes = [
        bytes(
            #"{"format":"banyan-sensitive-codes/1","title":"t","systems":[{"name":"x","uris":["urn:x"],"containing":["x10"]}],"#
                + #""entries":[{"section":"hiv","system":"x","title":"t","codes":[{"code":"1","display":"d"}],"prefixes":["B2"]}]}"#)
    ]
    static let all =
        files + codes + [#"[1.10,-0,1e400,1E-7,true,false,null,"\u00e9\ud83d\ude00\n"]"#, "\u{feff}{}", "\"\\/\""].map { bytes($0) }

    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private static func bundle(_ type: String, _ resources: [String]) -> String {
        let entries = resources.enumerated().map { #"{"fullUrl":"urn:uuid:0000000\#($0)","resource":\#($1)}"# }
        return #"{"resourceType":"Bundle","type":"\#(type)","entry":[\#(entries.joined(separator: ","))]}"#
    }

    private static let texts = [
        #"{"resourceType":"Patient","id":"p","identifier":[{"system":"urn:test","value":"000123456789"}],"name":[{"text":"Thử Nghiệm"}],"#
            + #""birthDate":"1990-02-28","gender":"other"}"#,
        resource(
            "AllergyIntolerance",
            #""clinicalStatus":{"coding":[{"code":"active"}]},"code":{"text":"Penicillin"},"criticality":"high""#, of: "patient"),
        resource("Condition", #""code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"B20"}]},"onsetDateTime":"2020-02""#),
        resource(
            "MedicationStatement",
            ##""status":"active","medicationReference":{"reference":"#m"},"contained":[{"resourceType":"Medication","id":"m"}]"##),
        resource(
            "Observation",
            #""status":"final","code":{"coding":[{"system":"http://loinc.org","code":"718-7"}]},"effectiveDateTime":"2024-05-06T07:08:09+07:00","#
                + #""category":[{"coding":[{"code":"laboratory"}]}],"valueQuantity":{"value":1.10,"unit":"g/dL"}"#),
        resource("Immunization", #""status":"completed","vaccineCode":{"text":"x"},"occurrenceDateTime":"2019-12-31""#, of: "patient"),
        resource("Encounter", #""status":"finished","class":{"code":"AMB"},"period":{"start":"2024-01-01","end":"2024-01-02"}"#),
        resource("Procedure", #""status":"completed","code":{"text":"x"},"performedPeriod":{"start":"2023"}"#),
    ]

    private static func resource(_ type: String, _ fields: String, of role: String = "subject") -> String {
        #"{"resourceType":"\#(type)","id":"\#(type.lowercased())","\#(role)":{"reference":"Patient/p"},\#(fields)}"#
    }
}
