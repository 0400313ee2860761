import ArgumentParser
import BanyanCLI
import BanyanCore
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// `banyan serve`: the daemon.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the node of a data directory until SIGTERM or Ctrl-C.",
        discussion: """
            The node listens for peers on the configured address, and for commands on DIR/run/banyan.sock. Its log goes to stderr.

              banyan serve --data /var/lib/banyan
              BANYAN_KEY_FILE=/etc/banyan/node.key banyan serve
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var unlock: UnlockOptions

    @Option(help: ArgumentHelp("Accept peers on this address instead of the configured one.", valueName: "host:port"))
    var listen: String?

    @Flag(
        help: ArgumentHelp(
            "Open a new incarnation of the own log.",
            discussion: "For a node whose log can't be reconciled with what its peers hold: a restored old backup, a cloned disk."))
    var newIncarnation = false

    @Option(help: "What is logged: debug, info, notice, warning or error.")
    var logLevel: LogLevel = .notice

    func run() async throws {
        let level = logLevel.level
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        let logger = Logger(label: "banyan")
        let daemon = try await Daemon.assemble(
            directory: options.dataDirectory, unlock: unlock, listen: listen, opensIncarnation: newIncarnation, logger: logger)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: daemon.services.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
        try daemon.close()
    }
}

/// How much the daemon logs.
enum LogLevel: String, CaseIterable, ExpressibleByArgument {
    case debug, info, notice, warning, error

    var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .notice }
}
