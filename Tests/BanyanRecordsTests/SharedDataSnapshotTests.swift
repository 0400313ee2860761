import BanyanCore
import Testing

@testable import BanyanRecords

@Suite(.enabled(if: SharedData.isThere, Comment(rawValue: SharedData.absence)))
struct SharedDataSnapshotTests {
    static let publishedAt = Timestamp(seconds: 1_795_500_000)

    struct Published: Sendable {
        let patient: StoredPatient
        let placement: RecordPlacement
        let snapshots: [(snapshot: Snapshot, bundle: JSON)]
    }

    private static let made = ["synthea", "synthea-bulk", "ips"].reduce(into: [:]) { parts, part in parts[part] = Result { try make(part) }
    }

    static func published(_ part: String) throws -> [Published] { try #require(made[part]).get() }

    private static func make(_ part: String) throws -> [Published] {
        let sensitive = try SensitiveCodes.starter()
        return try importing(try SharedData.files(part)).patients.map { imported in
            let patient = StoredPatient(imported)
            let snapshots = SnapshotBuilder.snapshots(of: patient, publishedAt: publishedAt, sensitive: sensitive)
            return Published(
                patient: patient, placement: RecordPlacement(patient, publishedAt: publishedAt, sensitive: sensitive),
                snapshots: try snapshots.map { ($0, try JSON.parse($0.json, limit: Limits.snapshot)) })
        }
    }

    @Test(arguments: ["synthea", "synthea-bulk", "ips"])
    func everyPlacedResourceIsInOneSnapshotAndNothingDangles(_ part: String) throws {
        for published in try Self.published(part) {
            var seen: [String: Int] = [:]
            for (snapshot, bundle) in published.snapshots {
                let resources = bundle.at("entry", "resource")
                let references = Set(resources.map { "\($0.text("resourceType") ?? "")/\($0.text("id") ?? "")" })
                #expect(references.count == resources.count)
                for resource in resources where !SectionTable.isShared(resource) {
                    seen["\(resource.text("resourceType") ?? "")/\(resource.text("id") ?? "")", default: 0] += 1
                }
                let dangling = resources.flatMap(\.references).filter {
                    !$0.hasPrefix("#") && $0 != "Patient/patient" && !references.contains($0)
                }
                #expect(dangling.isEmpty, "\(snapshot.section)")
                #expect(resources.allSatisfy { $0["text"] == nil && $0["meta"] == nil && $0.at("contained", "text").isEmpty })
                #expect(!snapshot.isTooLarge)
                #expect((snapshot.month != nil) == (snapshot.section.kind == .event))
            }
            let placed = published.patient.resources.filter { published.placement.place($0).section != nil }.map(\.reference)
            #expect(seen.values.allSatisfy { $0 == 1 })
            #expect(Set(placed) == Set(seen.keys))
            let left = published.patient.resources.filter { published.placement.place($0).section == nil }
            #expect(left.allSatisfy { $0.type.hasPrefix("Medication") })
        }
    }

    /// Neither a code of the starter list nor the words for one.
    @Test(arguments: ["synthea", "synthea-bulk", "ips"])
    func openSectionsHoldNothingOfTheSensitiveList(_ part: String) throws {
        let sensitive = try SensitiveCodes.starter()
        let list = try JSON.parse(PackageResources.sensitive_codes_json, limit: SensitiveCodes.limit)
        let words = Set(list.at("entries", "codes", "display").compactMap(\.string))
        for published in try Self.published(part) {
            for (snapshot, bundle) in published.snapshots where !snapshot.section.isSensitive && snapshot.section != .allergies {
                for resource in bundle.at("entry", "resource") {
                    #expect(sensitive.section(of: resource) == nil)
                    #expect(words.isDisjoint(with: resource.texts))
                }
            }
        }
    }

    @Test(arguments: ["synthea", "ips"])
    func theOrderOfTheStoreDoesNotMatter(_ part: String) throws {
        let sensitive = try SensitiveCodes.starter()
        for published in try Self.published(part) {
            var other = published.patient
            other.resources.reverse()
            other.shared.reverse()
            let again = SnapshotBuilder.snapshots(of: other, publishedAt: Self.publishedAt, sensitive: sensitive)
            #expect(again == published.snapshots.map(\.snapshot))
        }
    }

    @Test func recordsFromBefore1970HaveTheirMonth() throws {
        let months = try Self.published("synthea").flatMap(\.snapshots).compactMap(\.snapshot.month)
        #expect(months.contains { $0.year < 1970 })
    }
}

extension JSON {
    /// Every string, in order.
    var texts: [String] {
        switch self {
        case .string(let text): [text]
        case .array(let items): items.flatMap(\.texts)
        case .object(let members): members.flatMap(\.value.texts)
        default: []
        }
    }
}
