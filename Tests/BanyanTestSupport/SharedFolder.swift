public import Foundation

/// The folder `shared` beside the repository: published test vectors and sample records that are not part of the project.
///
/// Where it is absent the tests that need it are skipped with a message; under continuous integration (`CI=true`) they run,
/// and fail on the first file that they miss.
public enum SharedFolder {
    /// The folder that holds `Package.swift`.
    public static let repository: URL = {
        var folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path), folder.path != "/" {
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    private static let folder = repository.deletingLastPathComponent().appending(path: "shared")

    /// Whether the tests that need the folder run: for `.enabled(if: SharedFolder.isPresent, SharedFolder.absence)`.
    public static let isPresent =
        FileManager.default.fileExists(atPath: folder.path) || ProcessInfo.processInfo.environment["CI"] == "true"

    /// What a skipped test says.
    public static let absence = "the folder `shared` is not beside the repository"

    /// - Parameter path: a path within the folder, such as `vectors/cbor/appendix_a.json`.
    public static func url(_ path: String) -> URL { folder.appending(path: path) }

    public static func data(_ path: String) throws -> Data { try Data(contentsOf: url(path)) }

    /// A JSON file of the folder.
    public static func json<T: Decodable>(_ path: String, as type: T.Type = T.self) throws -> T {
        try JSONDecoder().decode(T.self, from: data(path))
    }

    /// The names of the files in a folder of the folder that end in `.json`, in order.
    public static func jsonFiles(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: url(path).path).filter { $0.hasSuffix(".json") }.sorted()
    }
}
