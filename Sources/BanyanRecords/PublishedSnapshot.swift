internal import BanyanCore

/// A published snapshot read back into the resources that it was made of: what a node that lost its records has left of them.
/// Narrative, attachments and what was never published are not among them.
public struct PublishedSnapshot: Sendable {
    public let resources: [ImportedResource]
    public let shared: [ImportedResource]

    /// - Returns: `nil` for anything but a Bundle of such resources, such as the word that a section is too large.
    public init?(_ json: [UInt8]) {
        guard let bundle = try? JSON.parse(json, limit: Limits.snapshot), bundle["resourceType"]?.string == "Bundle" else { return nil }
        var resources: [ImportedResource] = []
        var shared: [ImportedResource] = []
        for entry in bundle["entry"]?.items ?? [] {
            guard let resource = entry["resource"].map({ DispensingMark.removed(from: $0) }),
                let read = try? ImportedResource(bytes: resource.serialized)
            else { return nil }
            if SectionTable.isShared(resource) { shared.append(read) } else { resources.append(read) }
        }
        self.resources = resources
        self.shared = shared
    }
}
