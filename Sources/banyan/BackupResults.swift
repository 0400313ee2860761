import BanyanAPI
import BanyanCLI
import BanyanCore

/// `banyan backup create --json`.
struct BackupResult: Contract, Tabular {
    static let schema = "banyan.backup/1"
    let facility: FacilityID
    let created: Timestamp
    let file: String
    let bytes: Int

    func table(_ style: TableStyle) -> String {
        said(
            """
            The backup is \(file) (\(bytes) bytes). The node's passphrase or key file opens it: keep that elsewhere.

            Next:
              banyan backup verify \(file)

            """)
    }
}

/// `banyan backup verify --json`.
struct BackupVerified: Contract, Tabular {
    static let schema = "banyan.backup-verification/1"
    let facility: FacilityID
    let created: Timestamp
    let file: String
    let logs: Int
    let entries: UInt64
    let ownLogSize: UInt64
    let records: Int

    func table(_ style: TableStyle) -> String {
        said(
            """
            \(file) is whole: made at \(created.iso8601) of the facility
              \(facility)
              \(logs) logs with \(entries) entries, each hashed again; \(ownLogSize) of them its own
              \(records) sealed records, each opened

            """)
    }
}

/// `banyan backup restore --json`.
struct BackupRestored: Contract, Tabular {
    static let schema = "banyan.backup-restore/1"
    let facility: FacilityID
    let created: Timestamp
    let data: String

    func table(_ style: TableStyle) -> String {
        let meaning = said(
            "When it starts it asks its peers how long its own log is, and takes back from them what came after the backup before it "
                + "appends anything. Records that were imported and not published since are lost: import them again.")
        return said("The node of \(created.iso8601) is back in \(data)\n\n") + paragraph(meaning, columns: style.columns)
            + said(
                """

                Next:
                  banyan serve --data \(data)
                  banyan status --data \(data)

                """)
    }
}
