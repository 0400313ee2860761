import BanyanCore

extension Snapshot {
    /// What a stream says whose snapshot is too large to be published: an OperationOutcome, which every reader shows as
    /// unreadable. Without it the former snapshot would stay current, or the section would look empty.
    public var sayingTooLarge: Snapshot {
        let outcome: JSON = [
            "resourceType": "OperationOutcome", "issue": .array([["severity": "error", "code": "too-long"]]),
        ]
        return Snapshot(section: section, month: month, count: 0, json: outcome.serialized)
    }
}
