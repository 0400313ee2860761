public import BanyanCore
internal import GRDB

/// A failure of the store. Nothing of the call that threw it was written; only with `disk-error` can a crash that follows at
/// once bring it back whole, never in part.
public struct StoreFailure: Failure {
    public let category: FailureCategory
    public let code: String
    public let message: String
    public let hint: String?

    public init(_ category: FailureCategory, _ code: String, _ message: String, hint: String? = nil) {
        self.category = category
        self.code = code
        self.message = message
        self.hint = hint
    }
}

extension StoreFailure {
    /// What is on the disk can't be what this program wrote.
    static func damaged(_ what: String) -> StoreFailure {
        StoreFailure(
            .failed, "database-damaged", "the node's database is damaged: \(what)",
            hint: "keep a copy of the data directory; where the node still starts, 'banyan log verify' names the entries that are damaged")
    }

    /// The form in which an error of the store reaches its caller: failures of Banyan and a cancelled task as they are, those
    /// of SQLite translated. Messages of SQLite name tables and columns, never values.
    static func translating(_ error: any Error) -> any Error {
        switch error {
        case let failure as any Failure: failure
        case let cancellation as CancellationError: cancellation
        case let error as DatabaseError: translating(error)
        case is RowDecodingError: damaged("a value can't be read")
        default: StoreFailure(.failed, "database-error", "the database failed in an unexpected way")
        }
    }

    private static func translating(_ error: DatabaseError) -> StoreFailure {
        switch error.resultCode {
        case .SQLITE_FULL:
            StoreFailure(
                .failed, "disk-full", "the disk is full: nothing of this was stored",
                hint: "free space on the disk of the data directory; 'banyan status' shows how much there is")
        case .SQLITE_IOERR:
            StoreFailure(
                .failed, "disk-error",
                "the disk refused a read or write (SQLite \(error.extendedResultCode.rawValue))",
                hint: "check the disk, its quota and the system's log, then start the node again")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: .damaged("SQLite can't read it")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            StoreFailure(
                .failed, "database-locked", "another program holds the node's database",
                hint: "end the backup or SQLite shell that has it open, then try again")
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            StoreFailure(
                .configuration, "database-not-writable", "the node's database can't be opened for writing",
                hint: "the data directory and its files must belong to the user that runs banyan")
        case .SQLITE_MISUSE: StoreFailure(.failed, "store-closed", "the node's database is closed")
        case .SQLITE_NOMEM: StoreFailure(.failed, "out-of-memory", "there is not enough memory for the database")
        default: StoreFailure(.failed, "database-error", "the database refused a statement (SQLite \(error.extendedResultCode.rawValue))")
        }
    }
}
