public import ArgumentParser
internal import BanyanCore
internal import Foundation

/// The command line as a library: the executable adds the commands that compose a whole node, and runs it.
public enum BanyanCLI {
    public static let version = "0.1.0"

    /// Every command but `serve` and `demo`.
    public static let nodeCommands: [any ParsableCommand.Type] = [
        InitCommand.self, StatusCommand.self, PeerCommand.self, RecordCommand.self, PatientCommand.self, WalletCommand.self,
        ConsentCommand.self, ReferralCommand.self, SummaryCommand.self, DispenseCommand.self, DispensingCommand.self,
        PrescriptionCommand.self, SensitiveCommand.self, LogCommand.self, RenewCommand.self, SimulateCommand.self, VersionCommand.self,
    ]

    /// The root command's configuration.
    /// - Parameter commands: what the executable adds; they are listed after `init`.
    public static func configuration(adding commands: [any ParsableCommand.Type]) -> CommandConfiguration {
        CommandConfiguration(
            commandName: "banyan",
            abstract: "Patient summaries between facilities, sealed, replicated, and opened by the patient's consent alone.",
            discussion: """
                A node is set up once and then serves; every other command speaks to it over its socket.

                  banyan init --name A --kind clinic --code 00901 --province 000 \\
                    --listen 127.0.0.1:7100
                  banyan serve
                  banyan peer card > our.card
                  banyan peer add their.card

                Data go to stdout, words about them to stderr. Exit codes: 0 done, 1 failed, 3 the node is not reachable, 4 denied by \
                consent or policy, 5 a signature or identity is wrong, 6 not found, 7 done in part, 8 timed out, 64 wrong usage, 78 wrong \
                configuration.

                Messages are in Vietnamese or English: --lang vi or --lang en, else BANYAN_LANG, else the system's language.
                """,
            version: "banyan \(version)",
            subcommands: [nodeCommands[0]] + commands + nodeCommands.dropFirst())
    }

    /// Parses and runs one command.
    /// - Returns: the exit code.
    public static func run(_ root: any ParsableCommand.Type, arguments: [String], environment: CommandEnvironment = .process) async -> Int32
    {
        let environmental = Language(variables: environment.variables)
        let json = arguments.contains("--json")
        do {
            let choice = try LanguageChoice(arguments, otherwise: environmental)
            return await Language.$current.withValue(choice.language) { await run(root, choice.arguments, environment) }
        } catch {
            return Language.$current.withValue(environmental) {
                Conclusion(root: root, json: json, console: environment.console).report(error)
            }
        }
    }

    private static func run(_ root: any ParsableCommand.Type, _ arguments: [String], _ environment: CommandEnvironment) async -> Int32 {
        await CommandEnvironment.$current.withValue(environment) {
            do {
                var command = try root.parseAsRoot(arguments)
                if var asynchronous = command as? any AsyncParsableCommand {
                    try await asynchronous.run()
                } else {
                    try command.run()
                }
                return 0
            } catch {
                return Conclusion(root: root, json: arguments.contains("--json"), console: environment.console).report(error)
            }
        }
    }

    /// Runs the process's own arguments and exits.
    public static func main(_ root: any ParsableCommand.Type) async -> Never {
        exit(await run(root, arguments: Array(ProcessInfo.processInfo.arguments.dropFirst())))
    }
}

/// How a command that did not simply succeed ends: its words and its exit code.
struct Conclusion {
    let root: any ParsableCommand.Type
    let json: Bool
    let console: any Console

    func report(_ error: any Error) -> Int32 {
        let output = Output(json: json, console: console)
        switch error {
        case let code as ExitCode: return code.rawValue
        case let after as FailureAfterOutput:
            output.report(after.failure, afterOutput: true)
            return after.failure.category.rawValue
        case let failure as any Failure:
            output.report(failure, afterOutput: false)
            return failure.category.rawValue
        default: return reportParsing(error, output)
        }
    }

    private func reportParsing(_ error: any Error, _ output: Output) -> Int32 {
        let code = root.exitCode(for: error)
        if code == .success {
            console.out(helpText(error) + "\n")
            return 0
        }
        let isUsage = code == .validationFailure
        let message = isUsage ? sentence(root.message(for: error)) : "the command failed: \(error)"
        let failure = CLIFailure(
            isUsage ? .usage : .failed, isUsage ? "usage" : "internal", message, hint: isUsage ? helpCommand(error) : nil)
        output.report(failure, afterOutput: false)
        return failure.category.rawValue
    }

    private func helpText(_ error: any Error) -> String {
        guard Language.current != .english else { return root.fullMessage(for: error) }
        return HelpText(columns: console.columns).translated(root.fullMessage(for: error, columns: HelpText.unbroken))
    }

    /// The parser's words in one line.
    private func sentence(_ message: String) -> String {
        let text = message.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }.joined(
            separator: " ")
        return text.hasPrefix("Error: ") ? String(text.dropFirst(7)) : text
    }

    /// `banyan peer add --help`, from the usage that the parser would print.
    private func helpCommand(_ error: any Error) -> String {
        for line in root.fullMessage(for: error).split(separator: "\n") {
            let words = line.trimmingCharacters(in: .whitespaces).split(separator: " ")
            guard words.first?.lowercased() == "usage:" else { continue }
            let names = words.dropFirst().prefix { word in word.allSatisfy { $0.isLetter || $0 == "-" } && word.first != "-" }
            return (names + ["--help"]).joined(separator: " ")
        }
        return "banyan --help"
    }
}
