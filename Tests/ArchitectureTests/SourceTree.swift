import BanyanTestSupport
import Foundation
import Testing

/// The source files of the project, as text.
enum SourceTree {
    struct File: Sendable, CustomTestStringConvertible {
        let module: String
        /// The path within the repository.
        let path: String
        /// The lines without what stands behind `//`; block comments don't occur (the formatter refuses them).
        let code: [String]
        let imports: [Import]
        let text: String

        var testDescription: String { path }

        init(module: String, path: String, text: String) {
            self.module = module
            self.path = path
            code = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                line.utf8.contains(UInt8(ascii: "/"))
                    ? line.firstRange(of: "//").map { String(line[..<$0.lowerBound]) } ?? String(line) : String(line)
            }
            imports = code.compactMap(SourceTree.readImport)
            self.text = text
        }

        /// A quick look at the whole text, since looking at each line is slow in debug builds.
        func mentions(_ words: [String]) -> Bool { words.contains { text.range(of: $0, options: .literal) != nil } }
    }

    /// One `import` line.
    struct Import: Sendable {
        let module: String
        /// The name in `@_spi(Name)`, if there is one.
        let spi: String?
    }

    /// Every Swift file under `Sources`, sorted by path; empty when the folder can't be read, which a test notices.
    static let files: [File] = {
        let folder = SharedFolder.repository.appending(path: "Sources")
        let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return paths.filter { $0.hasSuffix(".swift") }.sorted().compactMap { path in
            guard let text = try? String(contentsOf: folder.appending(path: path), encoding: .utf8),
                let module = path.split(separator: "/").first
            else { return nil }
            return File(module: String(module), path: "Sources/\(path)", text: text)
        }
    }()

    private static func readImport(_ line: String) -> Import? {
        // Regular expressions are slow in debug builds, and most lines import nothing.
        guard line.contains("import ") else { return nil }
        let pattern =
            /^\s*(?<attributes>(?:@\w+(?:\([^)]*\))?\s+)*)(?:\w+\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(?<module>\w+)(?:\.\w+)*\s*$/
        guard let match = line.firstMatch(of: pattern) else { return nil }
        let spi = String(match.attributes).firstMatch(of: /@_spi\((\w+)\)/).map { String($0.1) }
        return Import(module: String(match.module), spi: spi)
    }
}
