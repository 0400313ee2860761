import BanyanAPI
import BanyanCore
import BanyanTestNode
import Foundation
import Testing

@testable import BanyanHTTP

@Suite struct ControlAPITests {
    /// Asks every call once and compares what the node heard, and that the answer is the sample in stable JSON.
    @Test(arguments: Way.allCases) func everyCallReachesTheNodeAndAnswersInStableJSON(way: Way) async throws {
        let node = RecordingNode()
        try await way.speak(to: node) { wire in
            for call in Call.all {
                let answer = try await wire.send(call.method, call.path, call.body)
                #expect(answer.status == 200, "\(call.path)")
                #expect(answer.type == "application/json")
                #expect(String(decoding: answer.body, as: UTF8.self) == call.expected, "\(call.path)")
            }
        }
        #expect(node.calls == Call.all.map(\.heard))
    }

    @Test(arguments: Way.allCases) func aFailureIsAnAPIErrorWithTheStatusOfItsCategory(way: Way) async throws {
        let statuses: [(FailureCategory, Int)] = [
            (.failed, 500), (.unreachable, 502), (.denied, 403), (.trust, 422), (.notFound, 404), (.partial, 422), (.timedOut, 504),
            (.usage, 400),
            (.configuration, 500),
        ]
        let node = RecordingNode()
        try await way.speak(to: node) { wire in
            for (category, status) in statuses {
                node.fail(with: APIError(category, "some-code", "some words", hint: "banyan status"))
                let answer = try await wire.send("GET", "/v1/status", [])
                #expect(answer.status == status)
                #expect(
                    String(decoding: answer.body, as: UTF8.self)
                        == #"{"category":\#(category.rawValue),"code":"some-code","hint":"banyan status","message":"some words"}"#)
            }
        }
    }

    @Test(arguments: Way.allCases) func anErrorOfUnknownKindSaysNothingOfItself(way: Way) async throws {
        struct Secret: Error { let patient = "Nguyen Thi Lan" }
        let node = RecordingNode()
        node.fail(with: Secret())
        try await way.speak(to: node) { wire in
            let answer = try await wire.send("GET", "/v1/status", [])
            let error = try JSONDecoder().decode(APIError.self, from: Data(answer.body))
            #expect(answer.status == 500)
            #expect(error.code == "internal")
            #expect(!String(decoding: answer.body, as: UTF8.self).contains("Lan"))
        }
    }

    @Test(
        arguments: Way.allCases,
        [
            ("POST", "/v1/peers/show", #"{"facility":"3F7K2"}"#, 400, "bad-request"), ("POST", "/v1/peers/show", "{}", 400, "bad-request"),
            ("POST", "/v1/peers/show", "[[[[", 400, "bad-request"), ("POST", "/v1/patients/show", "{}", 400, "bad-request"),
            ("POST", "/v1/summary", "", 400, "bad-request"), ("GET", "/v1/nothing", "", 404, "no-such-call"),
            ("GET", "/v2/status", "", 404, "no-such-call"), ("POST", "/v1/status", "{}", 404, "no-such-call"),
            ("GET", "/v1/summary", "", 404, "no-such-call"),
        ])
    func aRequestThatIsNotOneOfTheAPIIsRefused(way: Way, request: (String, String, String, Int, String)) async throws {
        let node = RecordingNode()
        try await way.speak(to: node) { wire in
            let answer = try await wire.send(request.0, request.1, Array(request.2.utf8))
            #expect(answer.status == request.3)
            #expect(try JSONDecoder().decode(APIError.self, from: Data(answer.body)).code == request.4)
        }
        #expect(node.calls.isEmpty)
    }

    @Test(arguments: Way.allCases) func aBodyOverTheCapIsRefused(way: Way) async throws {
        let node = RecordingNode()
        try await way.speak(to: node) { wire in
            let big = Array(#"{"slip":""#.utf8) + [UInt8](repeating: UInt8(ascii: "a"), count: Limits.controlRequest) + Array("\"}".utf8)
            let answer = try await wire.send("POST", "/v1/consents/revoke", big)
            #expect(answer.status == 413)
            #expect(try JSONDecoder().decode(APIError.self, from: Data(answer.body)).code == "request-too-large")
        }
        #expect(node.calls.isEmpty)
    }
}

/// One call, what the node should hear, and what it answers.
struct Call: Sendable {
    let method: String
    let path: String
    let body: [UInt8]
    let heard: String
    let expected: String

    private init(_ method: String, _ path: String, _ body: String, _ heard: String, _ expected: some Encodable) {
        self.method = method
        self.path = path
        self.body = Array(body.utf8)
        self.heard = heard
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        self.expected = (try? encoder.encode(expected)).map { String(decoding: $0, as: UTF8.self) } ?? "not encodable"
    }

    private static let id = Samples.bacNinh.description

    static var all: [Call] { aboutTheNode + aboutRecords + aboutConsents + aboutAdministration }

    private static var aboutAdministration: [Call] {
        let list = Samples.sensitiveList
        return [
            Call(
                "POST", "/v1/patients/find", #"{"identifier":"national-id|000167999017","born":"1967"}"#,
                "findPatients national-id|000167999017 - 1967", PatientList(patients: [Samples.patient])),
            Call(
                "GET", "/v1/patients/systems", "", "identifierSystems",
                IdentifierSystemList(systems: [.init(kind: "national-id", uri: "urn:example:id", alsoRead: ["urn:example:other"])])),
            Call("POST", "/v1/sensitive", #"{"section":"hiv"}"#, "sensitiveCodes hiv", list),
            Call(
                "POST", "/v1/sensitive/check", #"{"code":"B20"}"#, "checkSensitive - B20",
                SensitiveFinding(code: "B20", section: "hiv", entries: list.entries)),
            Call(
                "POST", "/v1/sensitive/change",
                #"{"isRemoval":false,"section":"hiv","system":"icd-10","code":"Z29.2","isPrefix":true}"#,
                "changeSensitive + hiv icd-10 Z29.2 true", list),
            Call("GET", "/v1/sensitive/apply", "", "applySensitive", Samples.published),
        ]
    }

    private static var aboutTheNode: [Call] {
        [
            Call("GET", "/v1/status", "", "status", Samples.status),
            Call("GET", "/v1/card", "", "card", Samples.card),
            Call(
                "POST", "/v1/peers/add", #"{"card":"text","typedID":"\#(id)","connect":false}"#, "addPeer card=4 id=\(id) connect=false",
                Samples.peer),
            Call("GET", "/v1/peers", "", "peers", PeerList(peers: [Samples.peer, Samples.otherPeer])),
            Call("POST", "/v1/peers/show", #"{"facility":"\#(id)"}"#, "peer \(id)", Samples.peer),
            Call(
                "POST", "/v1/peers/ping", #"{"facility":"\#(id)"}"#, "ping \(id)", PingResult(facility: Samples.bacNinh, milliseconds: 1.25)
            ),
            Call("POST", "/v1/peers/change", #"{"facility":"\#(id)","action":"suspend"}"#, "change \(id) suspend", Samples.peer),
            Call("POST", "/v1/log/verify", "{}", "verifyLog -", Samples.verification),
            Call("POST", "/v1/log/verify", #"{"facility":"\#(id)"}"#, "verifyLog \(id)", Samples.verification),
            Call("POST", "/v1/log/proof", #"{"facility":"\#(id)","index":4}"#, "proof \(id) 4", Samples.proof),
            Call(
                "POST", "/v1/receipts", #"{"log":"\#(id)","tags":["00","01"]}"#, "receipts \(id) tags=2",
                ReceiptLookupResult(found: [], checkpoints: [:])),
        ]
    }

    private static var aboutRecords: [Call] {
        [
            Call("POST", "/v1/records/publish", "{}", "publish -", Samples.published),
            Call("POST", "/v1/records/publish", #"{"mrn":"7"}"#, "publish 7", Samples.published),
            Call("POST", "/v1/records", #"{"mrn":"7"}"#, "records 7", RecordList(records: [Samples.recordLine])),
            Call(
                "POST", "/v1/records/show", #"{"mrn":"7","reference":"Observation/k1"}"#, "record 7 Observation/k1",
                RecordView(line: Samples.recordLine, json: "{\"resourceType\":\"Observation\"}")),
            Call("POST", "/v1/patients", #"{"search":"lan"}"#, "patients lan", PatientList(patients: [Samples.patient])),
            Call("POST", "/v1/patients/show", #"{"mrn":"7"}"#, "patient 7", Samples.patient),
            Call(
                "POST", "/v1/patients/enrol", #"{"mrn":"7","file":"AAAA","proofing":"documents","withhold":["social"]}"#,
                "enrol 7 file=4 documents withhold=social", EnrolResult(mrn: "7", number: 0, entries: 4)),
        ]
    }

    private static var aboutConsents: [Call] {
        [
            Call(
                "POST", "/v1/consents/present", #"{"bundle":"AAAA","mrn":"7"}"#, "presentConsent 7 bundle=4",
                PresentResult(patient: "7", consents: [Samples.consent], alreadyPresent: false)),
            Call("POST", "/v1/consents", "{}", "consents -", ConsentList(consents: [Samples.consent])),
            Call("POST", "/v1/consents/show", #"{"token":"01"}"#, "consent 01", Samples.consent),
            Call(
                "POST", "/v1/consents/check", #"{"mrn":"7","sections":["allergies"],"purpose":"TREAT"}"#, "checkConsent 7 allergies TREAT",
                Samples.check),
            Call(
                "POST", "/v1/consents/revoke", #"{"slip":"four"}"#, "revoke slip=4",
                RevokeResult(appended: 2, alreadyRevoked: 1, endedHere: 1)),
            Call(
                "POST", "/v1/summary", #"{"mrn":"7","purpose":"TREAT","role":"clinician","user":"x","overrideStaleness":"urgent"}"#,
                "summary 7 - TREAT clinician:x -|urgent", Samples.summary),
            Call(
                "POST", "/v1/dispense", #"{"code":"00271a1b2c3d-C","mrn":"7","purpose":"TREAT","role":"pharmacist","user":"x"}"#,
                "dispense 00271a1b2c3d-C 7 - TREAT pharmacist:x", Samples.dispensed),
            Call(
                "POST", "/v1/dispensings", #"{"days":7,"twice":true}"#, "dispensings - - 7 true",
                PrescriptionList(prescriptions: [Samples.prescription])),
            Call(
                "POST", "/v1/prescriptions", #"{"code":"00271a1b2c3d-C","days":31,"twice":false}"#,
                "prescriptions 00271a1b2c3d-C - 31 false", PrescriptionList(prescriptions: [Samples.prescription])),
        ]
    }
}
