import ArgumentParser
import BanyanCLI

/// The program: every command of the library, and those that put a whole node together.
@main
struct Banyan: AsyncParsableCommand {
    static let configuration = BanyanCLI.configuration(adding: [Serve.self, Restore.self, Backup.self, Demo.self, Synthetic.self, Bench.self])

    static func main() async { await BanyanCLI.main(Banyan.self) }
}
