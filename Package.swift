// swift-tools-version:6.2
import PackageDescription

/// Every Banyan target is compiled the same way: Swift 6 mode with the stricter import and existential rules.
let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func crypto() -> Target.Dependency { .product(name: "Crypto", package: "swift-crypto") }
func nio(_ name: String) -> Target.Dependency { .product(name: name, package: "swift-nio") }

/// A test target; all of them may use the support target.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies + ["BanyanTestSupport"], swiftSettings: house)
}

/// The modules that read bytes from outside, for their tests and the fuzzer.
let decoders: [Target.Dependency] = [
    "BanyanCore", "BanyanXML", "BanyanCrypto", "BanyanLedger", "BanyanConsent", "BanyanGossip", "BanyanRecords", "BanyanAPI",
    "BanyanTransport", "BanyanCLI", "BanyanTestSupport", nio("NIOCore"),
]

let package = Package(
    name: "banyan",
    products: [.executable(name: "banyan", targets: ["banyan"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-certificates.git", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1.git", from: "1.7.4"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
    ],
    targets: [
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CXML", pkgConfig: "xmlsec1-openssl", providers: [.apt(["libxml2-dev", "libxmlsec1-dev"])]),
        .target(name: "BanyanCore", swiftSettings: house),
        .target(name: "BanyanXML", dependencies: ["BanyanCore", "CXML"], swiftSettings: house),
        .target(name: "BanyanCrypto", dependencies: ["BanyanCore", "CSodium", "CZlib", crypto()], swiftSettings: house),
        .target(name: "BanyanLedger", dependencies: ["BanyanCore", "BanyanCrypto"], swiftSettings: house),
        .target(name: "BanyanConsent", dependencies: ["BanyanCore", "BanyanCrypto"], swiftSettings: house),
        .target(name: "BanyanGossip", dependencies: ["BanyanCore", "BanyanLedger"], swiftSettings: house),
        .target(
            name: "BanyanRecords", dependencies: ["BanyanCore", "BanyanXML"],
            resources: [.embedInCode("Resources/sensitive-codes.json")], swiftSettings: house),
        .target(name: "BanyanAPI", dependencies: ["BanyanCore"], swiftSettings: house),
        .target(
            name: "BanyanEngine",
            dependencies: [
                "BanyanCore", "BanyanCrypto", "BanyanLedger", "BanyanConsent", "BanyanGossip", "BanyanRecords", "BanyanAPI",
                .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: house),
        .target(
            name: "BanyanStore",
            dependencies: [
                "BanyanCore", "BanyanCrypto", "BanyanLedger", "BanyanConsent", "BanyanEngine",
                .product(name: "GRDB", package: "GRDB.swift"),
            ], swiftSettings: house),
        .target(
            name: "BanyanTransport",
            dependencies: [
                "BanyanCore", "BanyanCrypto", "BanyanLedger", "BanyanGossip", "BanyanEngine",
                .product(name: "Logging", package: "swift-log"),
                nio("NIOCore"), nio("NIOPosix"), nio("NIOTLS"), nio("NIOConcurrencyHelpers"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                crypto(),
            ], swiftSettings: house),
        .target(
            name: "BanyanHTTP",
            dependencies: [
                "BanyanCore", "BanyanAPI", nio("NIOCore"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: house),
        .target(
            name: "BanyanSimulator",
            dependencies: [
                "BanyanCore", "BanyanCrypto", "BanyanLedger", "BanyanConsent", "BanyanGossip", "BanyanRecords", "BanyanAPI", "BanyanEngine",
                .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: house),
        .target(
            name: "BanyanCLI",
            dependencies: [
                "BanyanCore", "BanyanCrypto", "BanyanLedger", "BanyanConsent", "BanyanRecords", "BanyanAPI", "BanyanSimulator",
                nio("NIOCore"),
                nio("NIOHTTP1"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
            ], swiftSettings: house),
        .executableTarget(
            name: "banyan",
            dependencies: [
                "BanyanAPI", "BanyanCore", "BanyanCrypto", "BanyanLedger", "BanyanXML", "BanyanRecords", "BanyanCLI", "BanyanEngine",
                "BanyanStore", "BanyanTransport",
                "BanyanHTTP",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: house),
        .target(name: "BanyanTestSupport", path: "Tests/BanyanTestSupport", swiftSettings: house),
        .target(name: "BanyanTestNode", dependencies: ["BanyanAPI", "BanyanCore"], path: "Tests/BanyanTestNode", swiftSettings: house),
        tests("BanyanCoreTests", ["BanyanCore"]),
        tests("BanyanCryptoTests", ["BanyanCore", "BanyanCrypto", crypto()]),
        tests("BanyanLedgerTests", ["BanyanCore", "BanyanCrypto", "BanyanLedger"]),
        tests("BanyanConsentTests", ["BanyanCore", "BanyanCrypto", "BanyanConsent"]),
        tests("BanyanGossipTests", ["BanyanCore", "BanyanCrypto", "BanyanLedger", "BanyanGossip"]),
        tests("BanyanXMLTests", ["BanyanCore", "BanyanXML"]),
        tests("BanyanRecordsTests", ["BanyanCore", "BanyanXML", "BanyanRecords"]),
        tests(
            "BanyanStoreTests",
            [
                "BanyanCore", "BanyanCrypto", "BanyanLedger", "BanyanConsent", "BanyanEngine", "BanyanStore",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        tests(
            "BanyanEngineTests",
            [
                "BanyanCore", "BanyanCrypto", "BanyanLedger", "BanyanConsent", "BanyanGossip", "BanyanRecords", "BanyanAPI", "BanyanEngine",
                "BanyanStore", .product(name: "GRDB", package: "GRDB.swift"), .product(name: "Logging", package: "swift-log"),
            ]),
        tests(
            "BanyanSimulatorTests",
            [
                "BanyanCore", "BanyanCrypto", "BanyanLedger", "BanyanConsent", "BanyanGossip", "BanyanAPI", "BanyanEngine", "BanyanStore",
                "BanyanSimulator",
            ]),
        tests(
            "BanyanHTTPTests",
            [
                "BanyanCore", "BanyanAPI", "BanyanHTTP", "BanyanTestNode", nio("NIOCore"), nio("NIOHTTP1"),
                .product(name: "Hummingbird", package: "hummingbird"), .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"), .product(name: "Logging", package: "swift-log"),
            ]),
        tests(
            "BanyanTransportTests",
            [
                "BanyanCore", "BanyanCrypto", "BanyanLedger", "BanyanGossip", "BanyanEngine", "BanyanStore", "BanyanTransport",
                nio("NIOCore"),
                nio("NIOPosix"), .product(name: "NIOSSL", package: "swift-nio-ssl"), .product(name: "Logging", package: "swift-log"),
            ]),
        tests(
            "BanyanCLITests",
            [
                "BanyanCore", "BanyanCrypto", "BanyanLedger", "BanyanConsent", "BanyanRecords", "BanyanAPI", "BanyanHTTP", "BanyanCLI",
                "BanyanTestNode", .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        tests("VectorTests", ["BanyanCore", "BanyanCrypto", "BanyanLedger", "BanyanConsent", "BanyanGossip"]),
        tests("ArchitectureTests", ["BanyanCore"]),
        .testTarget(
            name: "DecoderTests", dependencies: decoders, exclude: ["FuzzMain.swift", "Regressions"], swiftSettings: house),
    ],
    swiftLanguageModes: [.v6])

/// `BANYAN_FUZZ=1` makes this the package of the fuzzer (docs/fuzzing.md): the readers of bytes from outside with coverage and address
/// checks in them, and of two modules that need much else just the files that read.
if Context.environment["BANYAN_FUZZ"] == "1" {
    let instrumented = house + [.unsafeFlags(["-sanitize=fuzzer,address", "-enable-testing"])]
    let whole: Set = [
        "CSodium", "CZlib", "CXML", "BanyanCore", "BanyanXML", "BanyanCrypto", "BanyanLedger", "BanyanConsent", "BanyanGossip",
        "BanyanRecords", "BanyanAPI", "BanyanTestSupport",
    ]
    package.products = []
    package.targets.removeAll { !whole.contains($0.name) }
    for target in package.targets where target.type != .system { target.swiftSettings = instrumented }
    package.targets += [
        .target(
            name: "BanyanTransport", dependencies: ["BanyanCore", nio("NIOCore")], sources: ["Frames.swift", "TransportFailure.swift"],
            swiftSettings: instrumented),
        .target(
            name: "BanyanCLI", dependencies: ["BanyanCore", "BanyanLedger", "BanyanRecords", "BanyanAPI"],
            sources: [
                "Node/NodeConfiguration.swift", "Base/CLIFailure.swift", "Base/TextTable.swift", "Base/Words.swift", "Language/Said.swift",
            ],
            swiftSettings: instrumented),
        .executableTarget(
            name: "BanyanFuzz", dependencies: decoders, path: "Tests/DecoderTests", exclude: ["DecoderTests.swift", "Regressions"],
            swiftSettings: instrumented + [.unsafeFlags(["-parse-as-library"])],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
    ]
}
