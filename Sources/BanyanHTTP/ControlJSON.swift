internal import BanyanAPI
internal import BanyanCore
internal import FoundationEssentials
internal import Hummingbird
internal import NIOCore

/// JSON in and out: one encoding, the same bytes for the same value.
enum ControlJSON {
    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    static func decode<T: Decodable>(_ type: T.Type, _ bytes: [UInt8]) throws(APIError) -> T {
        do { return try JSONDecoder().decode(type, from: Data(bytes)) } catch {
            throw APIError(.usage, "bad-request", "the request is not the JSON that this call takes\(place(of: error))")
        }
    }

    /// - Parameter body: `nil` for a call that asks nothing.
    static func request<T: Decodable>(_ type: T.Type, _ body: RequestBody?) async throws -> T {
        guard let body else { return try decode(type, Array("{}".utf8)) }
        let buffer = try await body.collect(upTo: Limits.controlRequest)
        return try decode(type, Array(buffer.readableBytesView))
    }

    static func response(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "application/json"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: try encode(value))))
    }

    /// Names the field, never its value.
    private static func place(of error: any Error) -> String {
        let path: [any CodingKey]
        switch error as? DecodingError {
        case .keyNotFound(let key, let context): path = context.codingPath + [key]
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context): path = context.codingPath
        default: path = []
        }
        return path.isEmpty ? "" : " (\(path.map(\.stringValue).joined(separator: ".")))"
    }
}
