import Foundation

/// The test data beside the repository. A machine without it skips these tests; in CI its absence fails them.
enum SharedData {
    /// The folder `shared/data` next to the folder of the package; `nil` where there is none.
    static let folder: URL? = {
        var folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path) {
            folder.deleteLastPathComponent()
        }
        let data = folder.deletingLastPathComponent().appendingPathComponent("shared/data")
        return FileManager.default.fileExists(atPath: data.path) ? data : nil
    }()

    static let isCI = ProcessInfo.processInfo.environment["CI"] == "true"
    static let isThere = folder != nil || isCI
    static let absence = "skipped: the folder shared/data is not beside the repository"

    struct Missing: Error, CustomStringConvertible {
        var description: String { "the folder shared/data must be beside the repository in CI" }
    }

    struct File {
        let name: String
        let bytes: [UInt8]
    }

    /// The JSON and NDJSON files of a part of the data, in the order of their names.
    static func files(_ part: String, where isWanted: (String) -> Bool = { _ in true }) throws -> [File] {
        guard let folder else { throw Missing() }
        let part = folder.appendingPathComponent(part)
        let names = try FileManager.default.contentsOfDirectory(atPath: part.path).sorted().filter { name in
            name != "MANIFEST.json" && (name.hasSuffix(".json") || name.hasSuffix(".ndjson")) && isWanted(name)
        }
        return try names.map { File(name: $0, bytes: [UInt8](try Data(contentsOf: part.appendingPathComponent($0)))) }
    }

    static func file(_ path: String) throws -> [UInt8] {
        guard let folder else { throw Missing() }
        return [UInt8](try Data(contentsOf: folder.appendingPathComponent(path)))
    }
}
