public import BanyanAPI
public import BanyanCore
internal import Foundation

/// A result that can be shown to a person.
public protocol Tabular: Sendable {
    /// Lines for a terminal, ending with a line break.
    func table(_ style: TableStyle) -> String
}

/// What a table needs to know of where it is shown.
public struct TableStyle: Sendable {
    public var columns: Int
    public var now: Timestamp
    public init(columns: Int, now: Timestamp) {
        self.columns = columns
        self.now = now
    }
}

/// The one renderer: a result becomes a table for people, or `{"data": ..., "schema": ...}` for programs.
public struct Output: Sendable {
    public let json: Bool
    public let console: any Console

    public init(json: Bool, console: any Console) {
        self.json = json
        self.console = console
    }

    /// Prints a result.
    public func render<Result: Contract & Tabular>(_ result: Result) throws {
        if json {
            try renderJSON(result)
        } else {
            console.out(result.table(style))
        }
    }

    public func renderJSON(_ result: some Contract) throws {
        console.out(String(decoding: try Self.encode(Document(result)), as: UTF8.self) + "\n")
    }

    /// A word to a person, on stderr; nothing under `--json`.
    public func note(_ text: Phrase) {
        if !json { console.err(said(text) + "\n") }
    }

    var style: TableStyle { TableStyle(columns: min(console.columns, 140), now: CommandEnvironment.current.now()) }

    /// Prints an error in the house form, and under `--json` as a document too.
    func report(_ failure: any Failure, afterOutput: Bool) {
        if json, !afterOutput, let text = try? Self.encode(ErrorDocument(APIError(failure))) {
            console.out(String(decoding: text, as: UTF8.self) + "\n")
        }
        console.err(said("banyan: error: \(said(english: failure.message))\n"))
        if let hint = failure.hint { console.err(said("banyan: hint: \(said(english: hint))\n")) }
    }

    static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }

    private struct Document<Result: Contract>: Encodable {
        let schema: String
        let data: Result
        init(_ data: Result) {
            schema = Result.schema
            self.data = data
        }
    }

    private struct ErrorDocument: Encodable {
        let schema = "banyan.error/1"
        let error: APIError
        init(_ error: APIError) { self.error = error }
    }
}
