internal import BanyanCore
internal import Foundation

/// An exclusive lock on a file, held while this value lives; the system lets it go however the process ends (`flock`).
final class FileLock: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }
    deinit { close(descriptor) }

    /// Takes the lock, or fails at once where another holds it.
    ///
    /// A file that is replaced by renaming is another file under the same name: what was locked must still be what the path names.
    /// - Parameter creating: makes a missing file, mode 0600; otherwise `nil` is returned for it.
    static func take(_ path: String, creating: Bool, orThrow busy: @autoclosure () -> CLIFailure) throws -> FileLock? {
        for _ in 0..<attempts {
            let flags = creating ? O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC : O_RDONLY | O_CLOEXEC
            let descriptor = open(path, flags, 0o600)
            guard descriptor >= 0 else {
                if !creating, errno == ENOENT { return nil }
                throw CLIFailure(.failed, "unreadable-file", "\(path) can't be opened: \(systemReason())")
            }
            let lock = FileLock(descriptor: descriptor)
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                if errno == EWOULDBLOCK { throw busy() }
                throw CLIFailure(
                    .failed, "no-locks", "\(path) can't be locked: \(systemReason())", hint: "keep it on a file system that has locks")
            }
            if isCurrent(descriptor, path) { return lock }
        }
        throw busy()
    }

    private static let attempts = 8

    private static func isCurrent(_ descriptor: Int32, _ path: String) -> Bool {
        var held = stat()
        var named = stat()
        return fstat(descriptor, &held) == 0 && stat(path, &named) == 0 && held.st_ino == named.st_ino && held.st_dev == named.st_dev
    }
}
