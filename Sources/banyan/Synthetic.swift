import ArgumentParser
import BanyanAPI
import BanyanCLI
import BanyanCore
import BanyanRecords
import Foundation

/// `banyan synthetic`: a country of invented facilities and what they would export.
struct Synthetic: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the records of an invented country: a roster, a topology, and each facility's files.",
        discussion: """
            Bach Mai with Bac Ninh and Thai Nguyen, Cho Ray with Binh Duong and An Giang, and below them district hospitals, communes' stations,
            clinics and pharmacies. People go from one to the other, so that what is known of one lies at several. All codes (00...) are
            unassigned and everybody is invented. The same seed and day write the same files.

              banyan synthetic country --facilities 142 --encounters 100
              banyan simulate --topology country/topology.txt --nodes 142
              banyan record import country/bac-ninh/insurance
            """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: ArgumentHelp("The folder to write; it must not exist yet.", valueName: "dir"))
    var folder: String

    @Option(help: "How many facilities, 6 to 999.")
    var facilities = 142

    @Option(help: "Insurance files for each facility.")
    var encounters = 20

    @Option(help: "What to write: insurance, fhir or both.")
    var format: Format = .both

    @Option(help: "The seed.")
    var seed: UInt64 = 2026

    @Option(help: ArgumentHelp("The day that counts as today.", valueName: "yyyy-mm-dd"))
    var today: String?

    enum Format: String, CaseIterable, ExpressibleByArgument { case insurance, fhir, both }

    func validate() throws {
        guard SyntheticCountry.sizes.contains(facilities) else { throw ValidationError("--facilities takes 6 to 999") }
        guard (0...100_000).contains(encounters) else { throw ValidationError("--encounters takes 0 to 100000") }
        guard today.map({ CivilDate($0) != nil }) ?? true else { throw ValidationError("--today takes a day as 2026-11-25") }
    }

    func run() async throws {
        let day = today.flatMap { CivilDate($0) } ?? CivilDate(daysSince1970: Int64(Date().timeIntervalSince1970) / 86_400)
        let country = SyntheticCountry(seed: seed, today: day, facilities: facilities)
        let root = URL(fileURLWithPath: folder)
        guard !FileManager.default.fileExists(atPath: root.path) else {
            throw CLIFailure(.usage, "folder-exists", "\(folder) exists already", hint: "name a folder that does not exist")
        }
        // Under another name until all is there, so that nobody takes half a country for a whole one.
        let draft = root.deletingLastPathComponent()
            .appendingPathComponent(".\(root.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)")
        do {
            try write(country, day, to: draft)
            try FileManager.default.moveItem(at: draft, to: root)
        } catch {
            try? FileManager.default.removeItem(at: draft)
            throw CLIFailure(.failed, "not-written", "\(folder) can't be written: \(error.localizedDescription)")
        }
        try options.output.render(result(country, day))
    }

    private func write(_ country: SyntheticCountry, _ day: CivilDate, to root: URL) throws {
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        try Data(try SyntheticRoster(country).text.utf8).write(to: root.appendingPathComponent("roster.json"))
        try Data(SyntheticRoster.topology(country).utf8).write(to: root.appendingPathComponent("topology.txt"))
        let charts = format == .insurance ? [] : SyntheticRecords(seed: seed, today: day).bundles(for: country.sites.map(\.facility))
        let progress = ProgressLine(console: options.output.console, what: "facilities")
        defer { progress.clear() }
        for (place, site) in country.sites.enumerated() {
            let folder = root.appendingPathComponent(site.short)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            if charts.indices.contains(place) {
                try Data(charts[place].bundle.serialized).write(to: folder.appendingPathComponent("fhir.json"))
            }
            if format != .fhir { try writeInsurance(country, place, to: folder.appendingPathComponent("insurance")) }
            progress.show(place + 1, of: country.sites.count)
        }
    }

    private func writeInsurance(_ country: SyntheticCountry, _ place: Int, to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for number in 0..<encounters {
            try Data(country.insuranceFile(number, at: place)).write(to: folder.appendingPathComponent("\(number).xml"))
        }
    }

    private func result(_ country: SyntheticCountry, _ day: CivilDate) -> SyntheticResult {
        SyntheticResult(
            folder: folder, facilities: country.sites.count, insuranceFiles: format == .fhir ? 0 : country.sites.count * encounters,
            fhirFiles: format == .insurance ? 0 : country.sites.count, seed: seed, today: day.description)
    }
}

/// `banyan synthetic --json`.
struct SyntheticResult: Contract, Tabular {
    static let schema = "banyan.synthetic/1"
    let folder: String
    let facilities: Int
    let insuranceFiles: Int
    let fhirFiles: Int
    let seed: UInt64
    let today: String

    func table(_ style: TableStyle) -> String {
        "\(facilities) facilities in \(folder): \(insuranceFiles) insurance files, \(fhirFiles) FHIR files (seed \(seed), \(today))\n"
    }
}

/// The invented country in the forms that `demo` and `simulate` read.
struct SyntheticRoster: Encodable {
    struct Facility: Encodable {
        let short: String
        let name: String
        let kind: FacilityKind
        let code: String
        let province = "000"
        let listen: String
    }

    let schema = "banyan/roster/1"
    let facilities: [Facility]
    let links: [[String]]

    init(_ country: SyntheticCountry) {
        facilities = country.sites.enumerated().map { place, site in
            Facility(
                short: site.short, name: site.facility.name, kind: site.facility.kind, code: site.facility.code,
                listen: "127.0.0.1:\(7701 + place)")
        }
        links = country.sites.flatMap { site in site.dials.map { [site.facility.code, country.sites[$0].facility.code] } }
    }

    var text: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
        }
    }

    /// What `simulate --topology` reads.
    static func topology(_ country: SyntheticCountry) -> String {
        country.sites.enumerated().map { place, site in
            "\(place) \(site.facility.kind.rawValue) province \(site.province) dials \(site.dials.map(String.init).joined(separator: " "))"
                + "  # \(site.facility.code) \(site.short)\n"
        }.joined()
    }
}
