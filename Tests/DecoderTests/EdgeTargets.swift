import BanyanCore
import Foundation
import NIOCore

@testable import BanyanAPI
@testable import BanyanCLI
@testable import BanyanTransport

extension FuzzTarget {
    static let edges = [
        FuzzTarget("frame", seeds: { [Edges.frame([1]), Edges.frame([1, 2, 3]) + Edges.frame([UInt8](repeating: 4, count: 300))] }) {
            bytes in
            try Edges.frames(bytes)
        },
        FuzzTarget("import-framing", seeds: { [Edges.upload(["a.json": [1, 2], "b": []]), Edges.upload([:])] }) { bytes in
            let whole = Edges.read(bytes, piece: max(1, bytes.count))
            for piece in [1, 3, 64] { try promise(Edges.read(bytes, piece: piece) == whole, "an upload reads otherwise in pieces") }
            return whole.code == nil
        },
        FuzzTarget("control-request", seeds: { Edges.requests.map { Array($0.utf8) } }) { bytes in
            Edges.kinds.map { $0(Data(bytes)) }.contains(true)
        },
        FuzzTarget("configuration", seeds: { [Edges.configuration] }) { bytes in
            guard let read = try? NodeConfiguration(file: bytes, path: "config.json") else { return false }
            try promise((try? NodeConfiguration(file: read.encoded, path: "config.json")) == read, "a configuration comes back otherwise")
            return true
        },
    ]
}

private enum Edges {
    static func frame(_ message: [UInt8]) -> [UInt8] { [0, 0, UInt8(message.count >> 8), UInt8(message.count & 255)] + message }

    /// In one piece and byte by byte: the same frames, which written again are what was read.
    static func frames(_ bytes: [UInt8]) throws -> Bool {
        var (whole, decoder) = (ByteBuffer(bytes: bytes), FrameDecoder())
        var taken: [[UInt8]] = []
        var isRefused = false
        do { while let frame = try decoder.decode(buffer: &whole) { taken.append(frame) } } catch { isRefused = true }
        let written = try taken.flatMap { Array(try FrameDecoder.frame($0, allocator: ByteBufferAllocator()).readableBytesView) }
        try promise(bytes.starts(with: written), "frames come back otherwise")
        var (slow, other) = (ByteBuffer(), FrameDecoder())
        var pieces: [[UInt8]] = []
        do {
            for byte in bytes {
                slow.writeInteger(byte)
                while let frame = try other.decode(buffer: &slow) { pieces.append(frame) }
            }
            try promise(!isRefused, "a length that is refused in one piece is not in many")
        } catch let broken as BrokenPromise { throw broken } catch { try promise(isRefused, "a length is refused in pieces alone") }
        try promise(pieces == taken, "frames differ when they come in pieces")
        return !taken.isEmpty
    }

    struct Upload: Equatable {
        var code: String?
        var request: [UInt8]?
        var names: [String]
        var contents: [[UInt8]]
    }

    static func read(_ bytes: [UInt8], piece: Int) -> Upload {
        var reader = ImportFrameReader()
        var code: String?
        do throws(APIError) {
            for start in stride(from: 0, to: bytes.count, by: piece) {
                try reader.consume(Array(bytes[start..<min(start + piece, bytes.count)]))
            }
            try reader.finish()
        } catch { code = error.code }
        return Upload(code: code, request: reader.request, names: reader.files.map(\.name), contents: reader.files.map(\.bytes))
    }

    static func upload(_ files: KeyValuePairs<String, [UInt8]>) -> [UInt8] {
        ImportFraming.request(Array("{}".utf8))
            + files.flatMap { ImportFraming.header(name: $0.key, contentLength: $0.value.count) + $0.value }
    }

    /// What the control socket is asked, read as the server reads it.
    static let kinds: [@Sendable (Data) -> Bool] = [
        reads(NothingAsked.self), reads(FacilityQuery.self), reads(PeerChange.self), reads(AddPeerRequest.self), reads(PatientQuery.self),
        reads(PatientSearch.self), reads(RecordQuery.self), reads(TokenQuery.self), reads(LogQuery.self), reads(ProofQuery.self),
        reads(ImportRequest.self), reads(EnrolRequest.self), reads(PresentRequest.self), reads(CheckRequest.self),
        reads(PatientFind.self), reads(SensitiveCheck.self), reads(SensitiveChange.self), reads(RevokeRequest.self),
        reads(SummaryRequest.self), reads(ReceiptLookup.self), reads(ImportEvent.self),
    ]

    private static func reads<T: Decodable & SendableMetatype>(_ type: T.Type) -> @Sendable (Data) -> Bool {
        { (try? JSONDecoder().decode(type, from: $0)) != nil }
    }

    private static let facility = "PPDT0-MVF0R-86W2M-ZEDRV-6YD0R-2G6DG-MXGFF-ZQ507-39Q4C-A1D1E-P0YTM-R72TE-61JGD"
    static let requests = [
        "{}", #"{"facility":"\#(facility)","action":"suspend","index":18446744073709551615}"#, #"{"mrn":"000","reference":"A/b"}"#,
        #"{"mrn":"000","search":"x","token":"00ff","file":[1,2,255],"bundle":"AAEC","card":"x","slip":"x","keys":[[1]]}"#,
        #"{"done":1,"total":9223372036854775807}"#, #"{"error":{"category":"usage","code":"a","message":"b"}}"#,
    ]

    static let configuration = Array(
        (#"{"name":"Trạm Thử","kind":"station","code":"00271","province":"000","listen":"[::]:7420","endpoints":["station.example:7420"],"#
            + #""tickSeconds":60,"keyFile":"k","sensitiveCodes":"s","insuranceCertificates":["c.pem"],"identifierSystems":{"national-id":"urn:x:id"}}"#)
            .utf8)
}
