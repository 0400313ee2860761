/// Which module may import what: the walls of the house. A new import is a decision; it is taken here, and in
/// `Package.swift`, or not at all.
enum AllowList {
    /// The standard library.
    static let everyone: Set<String> = ["Synchronization"]

    /// Names under which one thing is imported: the smaller half of Foundation, the C library of each platform.
    static let aliases: [String: Set<String>] = [
        "Foundation": ["FoundationEssentials"],
        "Glibc": ["Musl", "Darwin"],
    ]

    static let modules: [String: Set<String>] = [
        "BanyanCore": [],
        "BanyanCrypto": ["BanyanCore", "CSodium", "CZlib", "Crypto", "FoundationEssentials"],
        "BanyanConsent": ["BanyanCore", "BanyanCrypto"],
        "BanyanLedger": ["BanyanCore", "BanyanCrypto"],
        "BanyanGossip": ["BanyanCore", "BanyanLedger"],
        "BanyanXML": ["BanyanCore", "CXML"],
        "BanyanRecords": ["BanyanCore", "BanyanXML", "Foundation"],
        "BanyanAPI": ["BanyanCore", "Foundation"],
        "BanyanEngine": [
            "BanyanCore", "BanyanCrypto", "BanyanLedger", "BanyanConsent", "BanyanGossip", "BanyanRecords", "BanyanAPI",
            "Foundation", "Logging", "Metrics",
        ],
        "BanyanStore": ["BanyanCore", "BanyanCrypto", "BanyanLedger", "BanyanConsent", "BanyanEngine", "Foundation", "Glibc", "GRDB"],
        "BanyanTransport": [
            "BanyanCore", "BanyanCrypto", "BanyanLedger", "BanyanGossip", "BanyanEngine",
            "Crypto", "Foundation", "Glibc", "Logging", "NIOConcurrencyHelpers", "NIOCore", "NIOPosix", "NIOSSL", "NIOTLS", "SwiftASN1",
            "X509",
        ],
        "BanyanHTTP": ["BanyanCore", "BanyanAPI", "Foundation", "Glibc", "Hummingbird", "Logging", "NIOCore"],
        "BanyanSimulator": [
            "BanyanCore", "BanyanCrypto", "BanyanLedger", "BanyanConsent", "BanyanGossip", "BanyanRecords", "BanyanAPI", "BanyanEngine",
            "Glibc", "Logging",
        ],
        "BanyanCLI": [
            "BanyanCore", "BanyanCrypto", "BanyanLedger", "BanyanConsent", "BanyanRecords", "BanyanAPI", "BanyanSimulator",
            "ArgumentParser", "AsyncHTTPClient", "Foundation", "Glibc", "NIOCore", "NIOHTTP1",
        ],
    ]

    /// The executable: composition, so every module of the house and what starts and stops them.
    static let executable = "banyan"
    static let executableExtras: Set<String> = [
        "ArgumentParser", "Foundation", "Glibc", "Logging", "NIOCore", "NIOPosix", "ServiceLifecycle", "UnixSignals",
    ]

    static func allowed(to module: String) -> Set<String>? {
        if module == executable { return everyone.union(modules.keys).union(executableExtras) }
        return modules[module].map { $0.union(everyone).union($0.compactMap { aliases[$0] }.joined()) }
    }

    /// The column "never" of the house rules: what the list above must not come to allow.
    static let never: [String: Set<String>] = [
        "BanyanCore": ["Foundation", "FoundationEssentials", "Logging", "NIOCore"],
        "BanyanCrypto": ["Foundation", "Logging", "NIOCore"],
        "BanyanConsent": ["BanyanRecords", "Foundation", "Logging", "NIOCore", "GRDB"],
        "BanyanLedger": ["BanyanConsent", "BanyanRecords", "Foundation", "NIOCore", "GRDB"],
        "BanyanGossip": ["BanyanCrypto", "BanyanConsent", "BanyanRecords", "Foundation", "NIOCore"],
        "BanyanXML": ["Foundation", "Logging", "NIOCore"],
        "BanyanRecords": ["BanyanCrypto", "CXML", "FoundationXML", "Logging", "NIOCore", "GRDB"],
        "BanyanEngine": ["NIOCore", "NIOPosix", "GRDB", "Hummingbird"],
        "BanyanStore": ["BanyanRecords", "NIOCore", "Hummingbird"],
        "BanyanTransport": ["GRDB", "BanyanConsent", "BanyanRecords"],
        "BanyanHTTP": ["BanyanStore", "BanyanCrypto", "BanyanTransport", "BanyanEngine"],
        "BanyanSimulator": ["NIOCore", "GRDB"],
        "BanyanCLI": ["GRDB", "NIOPosix", "NIOSSL", "BanyanEngine", "BanyanStore"],
    ]

    /// Which modules may reach behind a wall that `@_spi` marks.
    static let spi: [String: Set<String>] = [
        // Positions and durable receipts are minted by the append alone.
        "Append": ["BanyanStore", "BanyanSimulator"],
        // Sealed bytes are rebuilt where they are read back.
        "Storage": ["BanyanStore"],
    ]

    /// Modules whose every result follows from their arguments: time and randomness are among these.
    static let pure: Set<String> = [
        "BanyanCore", "BanyanCrypto", "BanyanConsent", "BanyanLedger", "BanyanGossip", "BanyanXML", "BanyanRecords", "BanyanAPI",
        "BanyanSimulator",
    ]
}
