internal import Foundation

/// The process's own streams.
struct Terminal: Console {
    func out(_ text: String) { put(text, STDOUT_FILENO) }

    func err(_ text: String) { put(text, STDERR_FILENO) }

    /// A reader that went away, such as `head`, is no error: what is left has nobody to go to.
    private func put(_ text: String, _ descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

    var columns: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 100 }
        return max(60, Int(size.ws_col))
    }

    func ask(_ prompt: String) -> String? {
        err(prompt)
        return readLine(strippingNewline: true)
    }

    func askSecret(_ prompt: String) -> [UInt8]? {
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return nil }
        var silent = settings
        silent.c_lflag &= ~tcflag_t(ECHO)
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0 else { return nil }
        defer {
            _ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
            err("\n")
        }
        err(prompt)
        return readLine(strippingNewline: true).map { Array($0.utf8) }
    }

    func input(limit: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        while let chunk = try? FileHandle.standardInput.read(upToCount: 64 << 10), !chunk.isEmpty {
            bytes += chunk
            guard bytes.count <= limit else { return nil }
        }
        return bytes
    }
}
