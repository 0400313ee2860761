internal import AsyncHTTPClient
internal import BanyanAPI
internal import BanyanCore
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// The node behind its control socket.
struct RemoteNode: NodeAPI {
    let socket: String
    /// Seconds to wait for an answer.
    let patience: Int64
    /// Largest answer that is taken, bytes: a summary with its document, a list of all records.
    static let answerLimit = 512 << 20

    func status() async throws -> NodeStatus { try await call(ControlRoutes.status, NothingAsked()) }
    func card() async throws -> CardView { try await call(ControlRoutes.card, NothingAsked()) }

    func addPeer(_ request: AddPeerRequest) async throws -> PeerView { try await call(ControlRoutes.addPeer, request) }
    func peers() async throws -> PeerList { try await call(ControlRoutes.peers, NothingAsked()) }
    func peer(_ id: FacilityID) async throws -> PeerView { try await call(ControlRoutes.peer, FacilityQuery(facility: id)) }
    func ping(_ id: FacilityID) async throws -> PingResult { try await call(ControlRoutes.ping, FacilityQuery(facility: id)) }
    func change(_ id: FacilityID, _ action: PeerAction) async throws -> PeerView {
        try await call(ControlRoutes.changePeer, PeerChange(facility: id, action: action))
    }

    func publish(patient: String?) async throws -> PublishResult { try await call(ControlRoutes.publish, PatientQuery(mrn: patient)) }
    func records(patient: String?) async throws -> RecordList { try await call(ControlRoutes.records, PatientQuery(mrn: patient)) }
    func record(patient: String, reference: String) async throws -> RecordView {
        try await call(ControlRoutes.record, RecordQuery(mrn: patient, reference: reference))
    }

    func patients(search: String?) async throws -> PatientList { try await call(ControlRoutes.patients, PatientSearch(search: search)) }
    func patient(_ mrn: String) async throws -> PatientView { try await call(ControlRoutes.patient, PatientQuery(mrn: mrn)) }
    func enrol(_ request: EnrolRequest) async throws -> EnrolResult { try await call(ControlRoutes.enrol, request) }

    func presentConsent(_ request: PresentRequest) async throws -> PresentResult { try await call(ControlRoutes.presentConsent, request) }
    func consents(patient: String?) async throws -> ConsentList { try await call(ControlRoutes.consents, PatientQuery(mrn: patient)) }
    func consent(_ token: String) async throws -> ConsentView { try await call(ControlRoutes.consent, TokenQuery(token: token)) }
    func checkConsent(_ request: CheckRequest) async throws -> CheckResult { try await call(ControlRoutes.checkConsent, request) }
    func revoke(_ request: RevokeRequest) async throws -> RevokeResult { try await call(ControlRoutes.revoke, request) }

    func summary(_ request: SummaryRequest) async throws -> SummaryResult { try await call(ControlRoutes.summary, request) }

    func verifyLog(_ facility: FacilityID?) async throws -> LogVerification {
        try await call(ControlRoutes.verifyLog, LogQuery(facility: facility))
    }
    func misbehaviour(_ facility: FacilityID, incarnation: UInt32?) async throws -> MisbehaviourView {
        try await call(ControlRoutes.misbehaviour, MisbehaviourQuery(facility: facility, incarnation: incarnation))
    }
    func proof(_ facility: FacilityID, index: UInt64) async throws -> ProofResult {
        try await call(ControlRoutes.proof, ProofQuery(facility: facility, index: index))
    }
    func receipts(_ request: ReceiptLookup) async throws -> ReceiptLookupResult { try await call(ControlRoutes.receipts, request) }

    func call<Asked, Answer>(_ route: ControlRoute<Asked, Answer>, _ asked: Asked) async throws -> Answer {
        var request = request(route.path)
        if !route.asksNothing {
            request.method = .POST
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: try Output.encode(asked)))
        }
        let response = try await execute(request)
        let body = try await answered { try await response.body.collect(upTo: Self.answerLimit) }
        guard response.status == .ok else { throw Self.failure(Array(body.readableBytesView)) }
        return try Self.decode(Answer.self, body)
    }

    // MARK: Import

    func importRecords(
        _ asked: ImportRequest, files: [ImportFile], progress: @Sendable (Int, Int) -> Void
    ) async throws -> ImportResult {
        var request = request(ControlRoutes.importRecords.path)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/octet-stream")
        request.body = .stream(ImportBody(request: Array(try Output.encode(asked)), files: files), length: .unknown)
        let response = try await execute(request)
        guard response.status == .ok else {
            throw Self.failure(Array(try await answered { try await response.body.collect(upTo: Limits.controlRequest) }.readableBytesView))
        }
        return try await answered {
            var line = ByteBuffer()
            for try await chunk in response.body {
                line.writeImmutableBuffer(chunk)
                while let event = try Self.nextEvent(&line) {
                    switch event {
                    case .progress(let done, let total): progress(done, total)
                    case .result(let result): return result
                    case .error(let error): throw error
                    }
                }
                guard line.readableBytes <= Self.answerLimit else { throw Self.garbled }
            }
            throw Self.garbled
        }
    }

    private static func nextEvent(_ buffer: inout ByteBuffer) throws -> ImportEvent? {
        guard let end = buffer.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let line = buffer.readSlice(length: end - buffer.readerIndex)
        buffer.moveReaderIndex(forwardBy: 1)
        return try line.map { try decode(ImportEvent.self, $0) }
    }

    // MARK: HTTP

    private func request(_ path: String) -> HTTPClientRequest {
        let host = socket.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? socket
        return HTTPClientRequest(url: "http+unix://\(host)\(path)")
    }

    private func execute(_ request: HTTPClientRequest) async throws -> HTTPClientResponse {
        try SocketProbe(path: socket).check()
        return try await answered { try await Self.client.execute(request, timeout: .seconds(patience)) }
    }

    /// A node that dies under a command must not be waited for: a connection that can't be made is not tried again. Lives as
    /// long as the process.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration.singletonConfiguration
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// Turns the client's errors into ours.
    private func answered<T>(_ body: () async throws -> T) async throws -> T {
        do { return try await body() } catch let error as APIError { throw error } catch let error as CLIFailure { throw error } catch {
            let timeouts: [HTTPClientError] = [.deadlineExceeded, .readTimeout, .connectTimeout, .writeTimeout]
            if let error = error as? HTTPClientError, timeouts.contains(error) {
                throw CLIFailure(
                    .timedOut, "timed-out", "the node did not answer within \(patience) s",
                    hint: "try again with a longer --timeout, or: banyan status")
            }
            throw CLIFailure(.unreachable, "connection-lost", "the connection to the node broke off", hint: "banyan status")
        }
    }

    private static let garbled = CLIFailure(
        .failed, "garbled-answer", "the node's answer can't be read", hint: "compare `banyan version` with the version of the running node")

    private static func decode<T: Decodable>(_ type: T.Type, _ body: ByteBuffer) throws -> T {
        do { return try JSONDecoder().decode(type, from: Data(body.readableBytesView)) } catch { throw garbled }
    }

    private static func failure(_ body: [UInt8]) -> any Error {
        (try? JSONDecoder().decode(APIError.self, from: Data(body))) ?? garbled
    }
}

/// The framed body of an import, one piece at a time, so that the files are not joined in memory.
private struct ImportBody: AsyncSequence, Sendable {
    let request: [UInt8]
    let files: [ImportFile]

    struct AsyncIterator: AsyncIteratorProtocol {
        var pending: [ByteBuffer]
        var rest: ArraySlice<ImportFile>

        mutating func next() async -> ByteBuffer? {
            if pending.isEmpty, let file = rest.popFirst() {
                pending = [
                    ByteBuffer(bytes: ImportFraming.header(name: file.name, contentLength: file.bytes.count)),
                    ByteBuffer(bytes: file.bytes),
                ]
            }
            return pending.isEmpty ? nil : pending.removeFirst()
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(pending: [ByteBuffer(bytes: ImportFraming.request(request))], rest: files[...])
    }
}
