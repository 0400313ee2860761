internal import BanyanCore
internal import Foundation

/// A folder into which another system drops files, and from which each is taken once it has stopped growing.
///
/// A file counts as whole when two looks find the same size and time of change. What was taken is renamed into `done`, what
/// could not be taken into `failed`; a crash in between leaves the file where it was, and taking it again changes nothing.
struct WatchedFolder {
    private struct Sight: Equatable {
        let inode: UInt64
        let size: Int64
        let seconds: Int
        let nanoseconds: Int
    }

    enum Outcome: String { case done, failed }

    let path: String
    private var seen: [String: Sight] = [:]
    /// Two processes over one folder would take turns at losing files to each other.
    private let lock: FileLock?

    /// - Throws: `CLIFailure` for what is no folder that can be written, and where another process watches it.
    init(_ path: String) throws {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        var status = stat()
        guard stat(self.path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw CLIFailure(.notFound, "no-such-directory", "there is no directory \(path)", hint: "mkdir \(path)")
        }
        for outcome in [Outcome.done, .failed] {
            let folder = "\(self.path)/\(outcome.rawValue)"
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
                throw CLIFailure(.failed, "unwritable-directory", "\(folder) can't be made: \(systemReason())")
            }
        }
        lock = try FileLock.take(
            "\(self.path)/.banyan-watch", creating: true,
            orThrow: CLIFailure(.failed, "watched", "another process watches \(path)", hint: "end it, or watch another directory"))
    }

    /// The names of the files that have not changed since the last look, in the order of their bytes.
    mutating func ready() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        var now: [String: Sight] = [:]
        for name in names where !name.hasPrefix(".") && ImportPaths.isRecordFile(name) {
            var status = stat()
            guard lstat("\(path)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
            now[name] = Sight(
                inode: UInt64(status.st_ino), size: Int64(status.st_size), seconds: status.st_mtim.tv_sec,
                nanoseconds: status.st_mtim.tv_nsec)
        }
        let settled = now.filter { seen[$0.key] == $0.value }.map(\.key)
        seen = now
        return settled.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Moves a file out of the way, beside what was there under its name, with a text that says why if there is one.
    mutating func finish(_ name: String, _ outcome: Outcome, reason: String?) throws {
        let folder = "\(path)/\(outcome.rawValue)"
        var target = "\(folder)/\(name)"
        var number = 2
        while true {
            guard link("\(path)/\(name)", target) != 0 else { break }
            guard errno == EEXIST, number < 100_000 else {
                throw CLIFailure(.failed, "unwritable-directory", "\(target) can't be made: \(systemReason())")
            }
            target = "\(folder)/\(number)-\(name)"
            number += 1
        }
        if let reason { try AtomicFile.write(Array((reason + "\n").utf8), to: "\(target).txt", mode: 0o600, replacing: true) }
        guard unlink("\(path)/\(name)") == 0 else {
            throw CLIFailure(.failed, "unwritable-directory", "\(path)/\(name) can't be removed: \(systemReason())")
        }
        seen[name] = nil
    }
}
