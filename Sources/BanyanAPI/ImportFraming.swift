internal import BanyanCore

/// One line of the answer to an import: progress any number of times, then either the result or an error.
public enum ImportEvent: Codable, Sendable {
    case progress(done: Int, total: Int)
    case result(ImportResult)
    case error(APIError)

    private enum CodingKeys: String, CodingKey { case done, total, result, error }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        if let result = try fields.decodeIfPresent(ImportResult.self, forKey: .result) {
            self = .result(result)
        } else if let error = try fields.decodeIfPresent(APIError.self, forKey: .error) {
            self = .error(error)
        } else {
            self = .progress(done: try fields.decode(Int.self, forKey: .done), total: try fields.decode(Int.self, forKey: .total))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .progress(let done, let total):
            try fields.encode(done, forKey: .done)
            try fields.encode(total, forKey: .total)
        case .result(let result): try fields.encode(result, forKey: .result)
        case .error(let error): try fields.encode(error, forKey: .error)
        }
    }
}

/// The body of an import, so that many large files travel in one request without being joined or escaped:
/// u32 length, `ImportRequest` as JSON; then for each file u32 length, name in UTF-8, u64 length, content. Lengths are big-endian.
public enum ImportFraming {
    public static func request(_ json: [UInt8]) -> [UInt8] { bigEndian(UInt64(json.count), width: 4) + json }

    /// What precedes a file's content.
    public static func header(name: String, contentLength: Int) -> [UInt8] {
        bigEndian(UInt64(name.utf8.count), width: 4) + Array(name.utf8) + bigEndian(UInt64(contentLength), width: 8)
    }

    private static func bigEndian(_ value: UInt64, width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * (width - 1 - $0))) }
    }
}

/// Reads the body of an import piece by piece. A length is compared with its cap (`Limits.importFile`, `.importTotal`,
/// `.importName`, `.controlRequest`) before a byte behind it is kept.
public struct ImportFrameReader {
    private enum Place { case requestLength, request, nameLength, name, contentLength, content }

    private var place = Place.requestLength
    private var wanted = 4
    private var part: [UInt8] = []
    private var total: UInt64 = 0
    private let totalLimit: Int
    private var name = ""
    /// The request's JSON, once it has arrived.
    public private(set) var request: [UInt8]?
    public private(set) var files: [ImportFile] = []

    public init() { self.init(total: Limits.importTotal) }

    init(total: Int) { totalLimit = total }

    /// Takes the next bytes of the body.
    /// - Throws: `APIError` for a length over its cap, a name that is empty or not UTF-8.
    public mutating func consume(_ chunk: [UInt8]) throws(APIError) {
        var rest = chunk[...]
        while !rest.isEmpty {
            let taken = rest.prefix(wanted - part.count)
            part.append(contentsOf: taken)
            rest = rest.dropFirst(taken.count)
            while part.count == wanted { try advance() }
        }
    }

    /// - Throws: `APIError` when the body ended inside a frame.
    public func finish() throws(APIError) {
        guard place == .nameLength, part.isEmpty else {
            throw APIError(.usage, "truncated-import", "the upload ended in the middle of a file", hint: "send the files again")
        }
    }

    private mutating func advance() throws(APIError) {
        let done = part
        part = []
        switch place {
        case .requestLength: try expect(.request, Self.number(done), atMost: Limits.controlRequest, "the request")
        case .request:
            request = done
            next(.nameLength, 4)
        case .nameLength:
            try expect(.name, Self.number(done), atMost: Limits.importName, "a file's name")
            guard wanted > 0 else { throw APIError(.usage, "bad-import", "a file of the upload has no name") }
        case .name:
            guard let text = String(validating: done, as: UTF8.self) else {
                throw APIError(.usage, "bad-import", "a file's name is not UTF-8")
            }
            name = text
            next(.contentLength, 8)
        case .contentLength:
            let length = Self.number(done)
            try expect(.content, length, atMost: Limits.importFile, "the file \(name)")
            total += length
            guard total <= UInt64(totalLimit) else {
                throw APIError(
                    .usage, "import-too-large", "the files are together larger than \(totalLimit >> 20) MiB",
                    hint: "import them in several commands")
            }
        case .content:
            files.append(ImportFile(name: name, bytes: done))
            next(.nameLength, 4)
        }
    }

    private mutating func expect(_ place: Place, _ length: UInt64, atMost limit: Int, _ what: String) throws(APIError) {
        guard length <= UInt64(limit) else {
            throw APIError(.usage, "import-too-large", "\(what) is larger than \(limit) bytes", hint: "split it into smaller files")
        }
        next(place, Int(length))
    }

    private mutating func next(_ place: Place, _ count: Int) {
        self.place = place
        wanted = count
    }

    private static func number(_ bytes: [UInt8]) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}
