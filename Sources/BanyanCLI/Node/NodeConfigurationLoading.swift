internal import BanyanCore
internal import BanyanLedger
internal import BanyanRecords

/// Where a configuration comes from: a file in the data directory, and the environment over it.
extension NodeConfiguration {
    /// Reads the configuration of a data directory and applies the environment.
    /// - Throws: `CLIFailure` of category configuration that names the file or variable and the key.
    public static func load(_ directory: DataDirectory) throws -> NodeConfiguration {
        guard directory.isNode else {
            throw CLIFailure(
                .configuration, "no-node", "there is no node in \(directory.path)",
                hint: "banyan init --data \(directory.path) --name NAME --kind KIND --code CODE --province PROVINCE --listen HOST:PORT")
        }
        let bytes = try LocalFile.read(directory.configuration, limit: Limits.smallFile, what: "the configuration")
        return try NodeConfiguration(file: bytes, path: directory.configuration).applying(CommandEnvironment.current)
    }

    /// Variables win over the file; flags win over both and are applied by the commands that have them.
    func applying(_ environment: CommandEnvironment) throws(CLIFailure) -> NodeConfiguration {
        func wrong(_ variable: String, _ expected: String) -> CLIFailure {
            CLIFailure(.configuration, "bad-variable", "the variable \(variable) must be \(expected)", hint: "unset \(variable)")
        }
        var copy = self
        if let text = environment.variable("BANYAN_LISTEN") {
            guard let listen = Endpoint(text) else { throw wrong("BANYAN_LISTEN", "HOST:PORT") }
            copy.listen = listen
        }
        if let text = environment.variable("BANYAN_TICK_SECONDS") {
            guard let tick = Self.tick(text) else { throw wrong("BANYAN_TICK_SECONDS", "1 to 86400") }
            copy.tickSeconds = tick
        }
        if let text = environment.variable("BANYAN_WANTS") {
            guard let wants = WantedLogs(rawValue: text) else {
                throw wrong("BANYAN_WANTS", Words.list(WantedLogs.allCases.map(\.rawValue)))
            }
            copy.wants = wants
        }
        if let path = environment.variable("BANYAN_KEY_FILE") { copy.keyFile = path }
        if let path = environment.variable("BANYAN_SENSITIVE_CODES") { copy.sensitiveCodes = path }
        if let text = environment.variable("BANYAN_INSURANCE_CERTIFICATES") {
            copy.insuranceCertificates = text.split(separator: ":").map(String.init)
        }
        if let text = environment.variable("BANYAN_IDENTIFIER_SYSTEMS") {
            guard let systems = IdentifierSystems(configuredText: text) else {
                throw wrong("BANYAN_IDENTIFIER_SYSTEMS", Self.systemsExpected)
            }
            copy.identifierSystems = systems
        }
        return copy
    }
}
