internal import BanyanCore

/// A scenario as a command names it: few words, from which everything follows, so that it can be told to somebody else.
public struct Plan: Sendable, Hashable {
    public enum Shape: Sendable, Hashable {
        /// Each site joined to about so many others at random.
        case regular(Int)
        /// A national hospital in each province, district hospitals, commune stations.
        case provinces
        /// What a file says, and its path.
        case file(path: String, Topology)
    }

    public var seed: UInt64
    public var nodes: Int
    public var shape: Shape
    /// `nil`: whole nodes up to twenty, the exchange alone beyond.
    public var members: Scenario.MemberKind?
    public var mode: Scenario.Mode
    /// Seconds.
    public var duration: Int64
    public var faults: FaultSet
    /// The timed faults that take place; `nil`: all.
    public var only: [Int]?

    public init(
        seed: UInt64, nodes: Int = 7, shape: Shape = .regular(4), members: Scenario.MemberKind? = nil, mode: Scenario.Mode = .liveness,
        duration: Int64 = 600, faults: FaultSet = .all, only: [Int]? = nil
    ) {
        self.seed = seed
        self.nodes = nodes
        self.shape = shape
        self.members = members
        self.mode = mode
        self.duration = duration
        self.faults = faults
        self.only = only
    }

    /// Most sites that a command simulates.
    public static let mostNodes = 20_000

    public var scenario: Scenario {
        let topology: Topology =
            switch shape {
            case .regular(let degree): .regular(nodes, degree: degree, seed: seed)
            case .provinces: .provinces(nodes, seed: seed)
            case .file(_, let topology): topology
            }
        let kind = members ?? (topology.sites.count <= 20 ? .full : .light)
        var scenario = Scenario(seed: seed, topology: topology, members: kind, mode: mode, duration: duration, faults: faults)
        scenario.only = only
        return scenario
    }

    /// The command that does the same again.
    public var command: String {
        var words = ["banyan simulate", "--seed \(seed)"]
        switch shape {
        case .regular(let degree): words += ["--nodes \(nodes)", "--topology regular:\(degree)"]
        case .provinces: words += ["--nodes \(nodes)", "--topology provinces"]
        case .file(let path, _): words.append("--topology \(path)")
        }
        words += [
            "--members \(scenario.members.rawValue)", "--mode \(mode.rawValue)", "--duration \(duration)s", "--faults \(faults.text)",
        ]
        if let only { words.append("--only \(only.isEmpty ? "none" : only.map(String.init).joined(separator: ","))") }
        return words.joined(separator: " ")
    }
}
