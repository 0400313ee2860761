internal import BanyanAPI
internal import BanyanCore
internal import Hummingbird
internal import NIOCore

/// An import: reads all files under their caps, then answers with a line of JSON per event as the work goes on.
///
/// Errors before the work starts have an HTTP status; later ones are the last line, since the status has left by then.
struct ImportUpload: Sendable {
    let api: any NodeAPI

    func respond(to request: Request) async throws -> Response {
        var reader = ImportFrameReader()
        for try await chunk in request.body { try reader.consume(Array(chunk.readableBytesView)) }
        try reader.finish()
        let asked = try ControlJSON.decode(ImportRequest.self, reader.request ?? [])
        let files = reader.files
        guard !files.isEmpty else { throw APIError(.usage, "no-files", "the upload holds no file") }
        var headers = HTTPFields()
        headers[.contentType] = "application/x-ndjson"
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                for await event in events(of: asked, files) {
                    try await writer.write(ByteBuffer(bytes: try ControlJSON.encode(event) + [UInt8(ascii: "\n")]))
                }
                try await writer.finish(nil)
            })
    }

    /// Progress that the reader is too slow for is dropped; the last event is the result or the error and always arrives. The
    /// import is cancelled when nobody listens any more.
    private func events(of asked: ImportRequest, _ files: [ImportFile]) -> AsyncStream<ImportEvent> {
        let (stream, continuation) = AsyncStream.makeStream(of: ImportEvent.self, bufferingPolicy: .bufferingNewest(1))
        let work = Task {
            do {
                let result = try await api.importRecords(asked, files: files) { done, total in
                    continuation.yield(.progress(done: done, total: total))
                }
                continuation.yield(.result(result))
            } catch { continuation.yield(.error(APIError(anyError: error))) }
            continuation.finish()
        }
        continuation.onTermination = { reason in
            if case .cancelled = reason { work.cancel() }
        }
        return stream
    }
}
