internal import BanyanCore
internal import Synchronization

/// A line on the terminal that is drawn over as work goes on; nothing where stderr is no terminal.
public final class ProgressLine: Sendable {
    private let console: any Console
    private let what: String
    /// Progress is told from other tasks than the one that the command runs in.
    private let language: Language
    private let last = Mutex<Int?>(nil)
    private static let width = 30

    /// - Parameter what: what is counted, in English.
    public init(console: any Console, what: String) {
        self.console = console
        self.what = said(english: what)
        language = .current
    }

    /// Draws when the percentage has changed.
    public func show(_ done: Int, of total: Int) {
        guard console.showsProgress, total > 0 else { return }
        let percent = Int(Double(max(0, min(done, total))) / Double(total) * 100)
        last.withLock { last in
            guard last != percent else { return }
            last = percent
            draw(percent, ("\(done) of \(total) \(what)" as Phrase).text(in: language))
        }
    }

    /// Draws how much is left of the most that there was.
    public func show(left: UInt64, of most: UInt64) {
        guard console.showsProgress, most > 0 else { return }
        let percent = Int(Double(most - min(left, most)) / Double(most) * 100)
        last.withLock { last in
            last = percent
            draw(percent, "\(left) \(what)")
        }
    }

    private func draw(_ percent: Int, _ words: String) {
        let filled = percent * Self.width / 100
        let bar = String(repeating: "=", count: filled) + String(repeating: " ", count: Self.width - filled)
        console.err("\r[\(bar)] \(percent) %  \(words)\u{1b}[K")
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
