import BanyanCore
import BanyanTestNode
import Foundation
import Testing

@testable import BanyanAPI
@testable import BanyanHTTP

@Suite struct ImportUploadTests {
    private static func body(_ files: [(String, [UInt8])], request: String = #"{"dryRun":true,"organization":"00191"}"#) -> [UInt8] {
        ImportFraming.request(Array(request.utf8)) + files.flatMap { ImportFraming.header(name: $0.0, contentLength: $0.1.count) + $0.1 }
    }

    private static func events(_ body: [UInt8]) throws -> [ImportEvent] {
        try body.split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(ImportEvent.self, from: Data($0)) }
    }

    @Test(arguments: Way.allCases) func filesArriveWholeAndTheLastLineIsTheResult(way: Way) async throws {
        let node = RecordingNode()
        let large = [UInt8](repeating: UInt8(ascii: " "), count: 3 << 20)
        try await way.speak(to: node) { wire in
            let answer = try await wire.send(
                "POST", "/v1/records/import", Self.body([("a.json", [1, 2, 3]), ("trống/b.ndjson", []), ("c.json", large)]))
            #expect(answer.status == 200)
            #expect(answer.type == "application/x-ndjson")
            guard case .result(let result) = try Self.events(answer.body).last else {
                Issue.record("no result")
                return
            }
            #expect(result.imported == Samples.imported.imported)
        }
        #expect(node.calls == ["importRecords a.json:3 trống/b.ndjson:0 c.json:\(large.count) organization=00191 dryRun=true"])
    }

    @Test(arguments: Way.allCases) func anImportThatFailsEndsInAnErrorLine(way: Way) async throws {
        let node = RecordingNode()
        node.fail(with: APIError(.usage, "not-fhir", "a.json is not FHIR"))
        try await way.speak(to: node) { wire in
            let answer = try await wire.send("POST", "/v1/records/import", Self.body([("a.json", [1])]))
            guard case .error(let error) = try Self.events(answer.body).last else {
                Issue.record("no error")
                return
            }
            #expect(error.code == "not-fhir")
        }
    }

    static let refused: [(String, [UInt8], String)] = [
        ("nothing", [], "truncated-import"),
        ("only a request", body([]), "no-files"),
        ("half a length", Array(body([("a", [1])]).dropLast(4)), "truncated-import"),
        ("half a file", Array(body([("a", [1, 2, 3])]).dropLast()), "truncated-import"),
        ("a file over its cap", body([]) + ImportFraming.header(name: "a", contentLength: Limits.importFile + 1), "import-too-large"),
        ("a length near the end of its type", body([]) + [0, 0, 0, 1, 0x61] + [UInt8](repeating: 0xff, count: 8), "import-too-large"),
        ("a name over its cap", body([]) + [0, 0, 0x10, 0x01], "import-too-large"),
        ("an empty name", body([]) + [0, 0, 0, 0], "bad-import"),
        ("a name that is not UTF-8", body([]) + [0, 0, 0, 1, 0xff] + [UInt8](repeating: 0, count: 8), "bad-import"),
        ("a request over its cap", [0xff, 0xff, 0xff, 0xff], "import-too-large"),
        ("a request that is not JSON", body([("a", [1])], request: "nonsense"), "bad-request"),
    ]

    @Test(arguments: Way.allCases, refused) func aMalformedUploadIsRefused(way: Way, upload: (String, [UInt8], String)) async throws {
        let node = RecordingNode()
        try await way.speak(to: node) { wire in
            let answer = try await wire.send("POST", "/v1/records/import", upload.1)
            #expect(answer.status == 400, "\(upload.0)")
            #expect(try JSONDecoder().decode(APIError.self, from: Data(answer.body)).code == upload.2, "\(upload.0)")
        }
        #expect(node.calls.isEmpty)
    }

    @Test func framesReadTheSameHoweverTheyAreCut() throws {
        let files: [(String, [UInt8])] = [("a.json", [1, 2, 3]), ("empty", []), ("b", [UInt8](0...255))]
        let whole = Self.body(files)
        for size in [1, 2, 3, 7, 64, whole.count] {
            var reader = ImportFrameReader()
            for start in stride(from: 0, to: whole.count, by: size) {
                try reader.consume(Array(whole[start..<min(start + size, whole.count)]))
            }
            try reader.finish()
            #expect(reader.files.map(\.name) == files.map(\.0))
            #expect(reader.files.map(\.bytes) == files.map(\.1))
        }
    }

    @Test(arguments: [(10, true), (9, false)]) func allFilesTogetherHaveACap(total: Int, isAccepted: Bool) throws {
        var reader = ImportFrameReader(total: total)
        try reader.consume(Self.body([("a", [1, 2, 3, 4, 5])]))
        let second = ImportFraming.header(name: "b", contentLength: 5)
        if isAccepted {
            try reader.consume(second)
        } else {
            #expect { try reader.consume(second) } throws: { ($0 as? APIError)?.code == "import-too-large" }
        }
    }
}
