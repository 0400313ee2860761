import BanyanCore
import BanyanRecords
import Foundation

/// The unsigned roster of the demonstration federation, `peers/roster.json`.
struct DemoRoster: Decodable {
    struct Facility: Decodable {
        /// The node's folder in the demonstration.
        let short: String
        let name: String
        let kind: FacilityKind
        let code: String
        let province: String
        let listen: String
    }

    let facilities: [Facility]
    /// Pairs of facility codes that connect to each other.
    let links: [[String]]

    init(file: URL) throws {
        let bytes: Data
        do { bytes = try Data(contentsOf: file) } catch {
            throw DemoFailure(
                .configuration, "no-roster", "cannot read the roster \(file.path)",
                hint: "run this in Banyan's folder, or pass --roster FILE")
        }
        do { self = try JSONDecoder().decode(DemoRoster.self, from: bytes) } catch {
            throw DemoFailure(.configuration, "damaged-roster", "\(file.path) is not a roster: \(error)")
        }
    }

    subscript(code code: String) -> Facility {
        get throws {
            guard let facility = facilities.first(where: { $0.code == code }) else {
                throw DemoFailure(.configuration, "damaged-roster", "the roster has no facility \(code)")
            }
            return facility
        }
    }

    var synthetic: [SyntheticFacility] { facilities.map { SyntheticFacility(code: $0.code, name: $0.name, kind: $0.kind) } }
}
