public import BanyanCore

extension Snapshot {
    /// What an event section's month says once nothing of it is left: without it the former snapshot would stay current.
    public static func empty(_ section: Section, month: CivilMonth?) -> Snapshot {
        let bundle: JSON = ["resourceType": "Bundle", "type": "collection"]
        return Snapshot(section: section, month: month, count: 0, json: bundle.serialized)
    }
}
