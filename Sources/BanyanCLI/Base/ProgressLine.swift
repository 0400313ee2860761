internal import Synchronization

/// A line on the terminal that is drawn over as work goes on; nothing where stderr is no terminal.
public final class ProgressLine: Sendable {
    private let console: any Console
    private let what: String
    private let last = Mutex<Int?>(nil)
    private static let width = 30

    public init(console: any Console, what: String) {
        self.console = console
        self.what = what
    }

    /// Draws when the percentage has changed.
    public func show(_ done: Int, of total: Int) {
        guard console.showsProgress, total > 0 else { return }
        let percent = Int(Double(max(0, min(done, total))) / Double(total) * 100)
        last.withLock { last in
            guard last != percent else { return }
            last = percent
            let filled = percent * Self.width / 100
            let bar = String(repeating: "=", count: filled) + String(repeating: " ", count: Self.width - filled)
            console.err("\r[\(bar)] \(percent) %  \(done) of \(total) \(what)\u{1b}[K")
        }
    }

    /// Takes the line away.
    public func clear() {
        last.withLock { last in
            guard last != nil else { return }
            last = nil
            console.err("\r\u{1b}[K")
        }
    }
}
