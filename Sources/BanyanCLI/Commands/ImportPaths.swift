internal import BanyanAPI
internal import BanyanCore
internal import Foundation

/// The files behind the paths of an import.
struct ImportPaths {
    let paths: [String]

    init(_ paths: [String]) { self.paths = paths }

    /// - Throws: `CLIFailure` for a path that does not exist, a directory without any such file, or more than the caps.
    func read() throws -> [ImportFile] {
        var files: [ImportFile] = []
        var total = 0
        for path in try expanded() {
            let bytes = try LocalFile.read(path, limit: Limits.importFile, what: "a record file")
            total += bytes.count
            guard total <= Limits.importTotal else {
                throw CLIFailure(
                    .usage, "import-too-large", "the files are together larger than \(Limits.importTotal >> 20) MiB",
                    hint: "import them in several commands")
            }
            files.append(ImportFile(name: path, bytes: bytes))
        }
        return files
    }

    private func expanded() throws -> [String] {
        var out: [String] = []
        for path in paths {
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
                throw CLIFailure(.notFound, "no-such-file", "there is no file or directory \(path)")
            }
            guard isDirectory.boolValue else {
                out.append(path)
                continue
            }
            let found = walk(path)
            guard !found.isEmpty else {
                throw CLIFailure(
                    .usage, "no-records", "\(path) holds no .json, .ndjson or .xml file", hint: "name the files, or another directory")
            }
            out += found
        }
        var seen: Set<String> = []
        return out.filter { seen.insert($0).inserted }
    }

    /// Regular files only, in the order of their paths' bytes, so that an import does not depend on the file system.
    private func walk(_ directory: String) -> [String] {
        let base = directory.hasSuffix("/") ? String(directory.dropLast()) : directory
        let names = FileManager.default.enumerator(atPath: base)?.compactMap { $0 as? String } ?? []
        return names.filter(Self.isRecordFile).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            .map { "\(base)/\($0)" }.filter(isRegular)
    }

    /// By its name; what is in it says which format it is.
    static func isRecordFile(_ name: String) -> Bool {
        let name = name.lowercased()
        return [".json", ".ndjson", ".xml"].contains { name.hasSuffix($0) }
    }

    private func isRegular(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}
