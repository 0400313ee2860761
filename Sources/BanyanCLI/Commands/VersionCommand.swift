internal import ArgumentParser
internal import BanyanAPI
internal import BanyanCore

/// `banyan version`.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print the version of this program.",
        discussion: "The running node's version is in `banyan status`.")

    @OptionGroup var options: GlobalOptions

    func run() throws { try options.output.render(VersionResult(version: BanyanCLI.version, protocolVersion: 1)) }
}

/// `banyan version --json`.
struct VersionResult: Contract, Tabular {
    static let schema = "banyan.version/1"
    let version: String
    let protocolVersion: Int

    func table(_ style: TableStyle) -> String { said("banyan \(version) (protocol \(protocolVersion))\n") }
}
