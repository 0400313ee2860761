import BanyanCore

/// Where in a file something was found.
public struct RecordPosition: Hashable, Sendable, CustomStringConvertible {
    public enum Place: Hashable, Sendable {
        /// The file as a whole.
        case file
        /// The element of `Bundle.entry`, counted from 0 as FHIRPath does.
        case entry(Int)
        /// The line of an NDJSON file, counted from 1.
        case line(Int)
        /// The record of a table of an insurance file, both counted from 1, and the dossier in which the table stands.
        case record(table: String, number: Int, dossier: Int)
    }

    public let file: String
    public let place: Place

    public init(file: String, _ place: Place) {
        self.file = file
        self.place = place
    }

    public var description: String {
        switch place {
        case .file: file
        case .entry(let index): "\(file): Bundle.entry[\(index)]"
        case .line(let number): "\(file): line \(number)"
        case .record(let table, let number, let dossier): "\(file): \(table) record \(number) of HOSO \(dossier)"
        }
    }
}

/// One resource as it came in a file.
struct ReadResource: Sendable {
    let position: RecordPosition
    let fullUrl: String?
    let type: String
    let id: String?
    let json: JSON
}

/// One part of a file that is no resource; the others are not touched by it.
struct ReadFlaw: Sendable {
    let position: RecordPosition
    let type: String?
    let reason: String
}

/// What a file holds.
struct ReadFile: Sendable {
    var resources: [ReadResource] = []
    var flaws: [ReadFlaw] = []
}

/// Reads FHIR R4 JSON: a Bundle (transaction, batch, collection, document, searchset), NDJSON with a resource a line, or a
/// single resource. Entries are read one at a time, each at most `Limits.resource` bytes.
struct FHIRReader {
    static let bundleTypes: Set<String> = ["transaction", "batch", "collection", "document", "searchset"]

    /// Nesting of one resource: what an entry of a Bundle may have, since every resource leaves as one.
    static let resourceDepth = Limits.jsonDepth - 3

    private let name: String
    private var result = ReadFile()

    /// - Throws: why the file as a whole is refused: not JSON, over the caps, not FHIR, or of another version of FHIR.
    static func read(_ name: String, _ bytes: [UInt8], limit: Int = Limits.importFile) throws(RecordsError) -> ReadFile {
        guard bytes.count <= limit else { throw .json(JSONProblem(.tooLarge(limit: limit), at: limit)) }
        var reader = FHIRReader(name: name)
        try bytes.withUnsafeBufferPointer { (buffer) throws(RecordsError) in
            if reader.isLines(buffer) { try reader.readLines(buffer) } else { try reader.readValue(buffer) }
        }
        return reader.result
    }

    private init(name: String) { self.name = name }

    /// NDJSON is told by the file's name, or by a first line that is a whole object with another one after it.
    private func isLines(_ buffer: UnsafeBufferPointer<UInt8>) -> Bool {
        if name.hasSuffix(".ndjson") || name.hasSuffix(".jsonl") { return true }
        guard let end = buffer.firstIndex(of: 0x0A) else { return false }
        let line = UnsafeBufferPointer(rebasing: buffer[..<end])
        let rest = buffer[end...].first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard rest == UInt8(ascii: "{"), line.contains(UInt8(ascii: "{")) else { return false }
        var scanner = JSONScanner(line, depth: Limits.jsonDepth)
        return (try? scanner.whole { (scanner) throws(JSONProblem) in try scanner.skip() }) != nil
    }

    // MARK: Lines

    private mutating func readLines(_ buffer: UnsafeBufferPointer<UInt8>) throws(RecordsError) {
        var first: RecordsError?
        for (number, line) in buffer.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { ![0x20, 0x09, 0x0D].contains($0) }) else { continue }
            let position = RecordPosition(file: name, .line(number + 1))
            do throws(RecordsError) {
                let json = try whole(UnsafeBufferPointer(rebasing: line), limit: Limits.resource)
                guard json["resourceType"]?.string != "Bundle" else { throw .notFHIR("a Bundle inside NDJSON") }
                try keep(json, fullUrl: nil, at: position)
            } catch  where error.code == "other-fhir-version" {
                throw error
            } catch {
                first = first ?? error
                result.flaws.append(ReadFlaw(position: position, type: nil, reason: error.message))
            }
        }
        if result.resources.isEmpty { throw first ?? .notFHIR("the file is empty") }
    }

    private func whole(_ buffer: UnsafeBufferPointer<UInt8>, limit: Int) throws(RecordsError) -> JSON {
        guard buffer.count <= limit else { throw .json(JSONProblem(.tooLarge(limit: limit), at: limit)) }
        do throws(JSONProblem) {
            var scanner = JSONScanner(buffer, depth: Limits.jsonDepth)
            return try scanner.whole { (scanner) throws(JSONProblem) in try scanner.value() }
        } catch { throw .json(error) }
    }

    // MARK: One value

    private mutating func readValue(_ buffer: UnsafeBufferPointer<UInt8>) throws(RecordsError) {
        var frame: [JSON.Member] = []
        var entries: [BundleEntry]?
        do throws(JSONProblem) {
            var scanner = JSONScanner(buffer, depth: Limits.jsonDepth)
            try scanner.whole { (scanner) throws(JSONProblem) in
                guard scanner.peek() == UInt8(ascii: "{") else { return try scanner.skip() }
                try scanner.object { (scanner, member) throws(JSONProblem) in
                    if member == "entry", scanner.peek() == UInt8(ascii: "[") {
                        entries = try Self.entries(&scanner)
                    } else {
                        frame.append(JSON.Member(member, try scanner.value()))
                    }
                }
            }
        } catch { throw .json(error) }
        let outer = JSON.object(frame)
        guard let type = outer["resourceType"]?.string else { throw .notFHIR("no resourceType") }
        guard type == "Bundle" else { return try readSingle(outer, size: buffer.count) }
        try readBundle(outer, entries ?? [])
    }

    private mutating func readSingle(_ json: JSON, size: Int) throws(RecordsError) {
        guard size <= Limits.resource else { throw .json(JSONProblem(.tooLarge(limit: Limits.resource), at: Limits.resource)) }
        try keep(json, fullUrl: nil, at: RecordPosition(file: name, .file))
    }

    private mutating func readBundle(_ bundle: JSON, _ entries: [BundleEntry]) throws(RecordsError) {
        if let other = FHIRVersion.hint(in: bundle) { throw .otherVersion(other.version, other.why) }
        guard let type = bundle["type"]?.string, Self.bundleTypes.contains(type) else {
            throw .notFHIR("a Bundle whose type is not transaction, batch, collection, document or searchset")
        }
        if bundle["entry"] != nil { throw .notFHIR("Bundle.entry is not a list") }
        for (index, entry) in entries.enumerated() {
            let position = RecordPosition(file: name, .entry(index))
            switch entry {
            case .tooLarge: flaw(position, nil, "larger than \(Limits.resource) bytes")
            case .value(let json):
                guard let resource = json["resource"], case .object = resource else {
                    flaw(position, nil, "an entry without a resource")
                    continue
                }
                do throws(RecordsError) {
                    try keep(resource, fullUrl: json["fullUrl"]?.string, at: position)
                } catch  where error.code == "other-fhir-version" {
                    throw error
                } catch {
                    flaw(position, nil, error.message)
                }
            }
        }
    }

    private enum BundleEntry {
        case value(JSON)
        case tooLarge
    }

    private static func entries(_ scanner: inout JSONScanner) throws(JSONProblem) -> [BundleEntry] {
        var entries: [BundleEntry] = []
        try scanner.array { (scanner) throws(JSONProblem) in
            _ = scanner.peek()
            let start = scanner.index
            let level = scanner.level
            do throws(JSONProblem) {
                entries.append(.value(try scanner.within(Limits.resource) { (scanner) throws(JSONProblem) in try scanner.value() }))
            } catch {
                guard error.kind == .truncated, scanner.end - start > Limits.resource else { throw error }
                scanner.rewind(to: start, depth: level)
                try scanner.skip()
                entries.append(.tooLarge)
            }
        }
        return entries
    }

    private mutating func keep(_ json: JSON, fullUrl: String?, at position: RecordPosition) throws(RecordsError) {
        guard case .object = json else { throw .notFHIR("not a JSON object") }
        guard let type = json["resourceType"]?.string, !type.isEmpty else { throw .notFHIR("no resourceType") }
        guard json.depth <= Self.resourceDepth else { throw .json(JSONProblem(.tooDeep(limit: Self.resourceDepth), at: 0)) }
        if let other = FHIRVersion.hint(in: json) { throw .otherVersion(other.version, "\(position): \(other.why)") }
        result.resources.append(ReadResource(position: position, fullUrl: fullUrl, type: type, id: json["id"]?.string, json: json))
    }

    private mutating func flaw(_ position: RecordPosition, _ type: String?, _ reason: String) {
        result.flaws.append(ReadFlaw(position: position, type: type, reason: reason))
    }
}
