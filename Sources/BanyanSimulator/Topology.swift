public import BanyanCore

/// Who is there, who dials whom, and who accepts whom.
public struct Topology: Sendable, Hashable {
    /// One facility.
    public struct Site: Sendable, Hashable {
        public var kind: FacilityKind
        /// Facilities of one province share a region of the network.
        public var province: Int
        /// Sites that it dials.
        public var dials: [Int]
        /// Sites that it accepts, besides those that it dials or is dialled by; `nil`: everybody.
        public var accepts: [Int]?
        /// Sites whose logs it carries, besides its own; `nil`: those of everybody that it accepts.
        public var carries: [Int]?

        public init(kind: FacilityKind = .hospital, province: Int = 0, dials: [Int] = [], accepts: [Int]? = nil, carries: [Int]? = nil) {
            self.kind = kind
            self.province = province
            self.dials = dials
            self.accepts = accepts
            self.carries = carries
        }
    }

    public var sites: [Site]

    public init(sites: [Site]) { self.sites = sites }

    /// Sites that accept each other, each joined to about `degree` others at random; a ring among them keeps all of it connected.
    public static func regular(_ count: Int, degree: Int, seed: UInt64) -> Topology {
        var random = SeededRandom(seed: seed, "topology")
        var topology = Topology(sites: [Site](repeating: Site(), count: count))
        for _ in 0..<max(1, (degree + 1) / 2) where count > 1 {
            let order = Array(0..<count).shuffled(using: &random)
            for (place, site) in order.enumerated() { topology.join(site, order[(place + 1) % count]) }
        }
        // Where two rings had the same pair, somebody has too few.
        var neighbours = [Int](repeating: 0, count: count)
        for (site, description) in topology.sites.enumerated() {
            neighbours[site] += description.dials.count
            for other in description.dials { neighbours[other] += 1 }
        }
        for site in 0..<count {
            var attempts = 0
            while neighbours[site] < min(degree, count - 1), attempts < 8 * degree {
                attempts += 1
                let other = random.number(below: count)
                guard topology.join(site, other) else { continue }
                neighbours[site] += 1
                neighbours[other] += 1
            }
        }
        return topology
    }

    /// Provinces of which each has one national hospital, a tenth of district hospitals and commune stations. The national hospitals are
    /// joined among each other, district hospitals to two of these and to each other, stations to two hospitals of their province.
    public static func provinces(_ count: Int, seed: UInt64, size: Int = 200) -> Topology {
        var random = SeededRandom(seed: seed, "topology")
        let provinces = max(1, (count + size - 1) / size)
        var topology = Topology(sites: (0..<count).map { Site(kind: .station, province: $0 % provinces) })
        for site in 0..<count { topology.sites[site].kind = site < provinces || site / provinces % 10 == 1 ? .hospital : .station }
        let nationals = Array(0..<min(provinces, count))
        let hospitals = (0..<count).filter { topology.sites[$0].kind == .hospital }
        for (place, site) in nationals.enumerated() {
            for step in [1, 2, 5, 13] where nationals.count > step { topology.join(site, nationals[(place + step) % nationals.count]) }
        }
        for site in nationals.count..<max(count, nationals.count) {
            let province = topology.sites[site].province
            topology.join(site, nationals[province])
            let near = hospitals.filter { topology.sites[$0].province == province && $0 != site && $0 != nationals[province] }
            if topology.sites[site].kind == .hospital {
                topology.join(site, nationals[random.number(below: nationals.count)])
                if let other = near.randomElement(using: &random) { topology.join(site, other) }
            } else if let other = near.randomElement(using: &random) {
                topology.join(site, other)
            }
        }
        return topology
    }

    /// `a` dials `b`, unless either dials the other already.
    /// - Returns: whether they were not joined before.
    @discardableResult
    public mutating func join(_ a: Int, _ b: Int) -> Bool {
        guard a != b, !sites[a].dials.contains(b), !sites[b].dials.contains(a) else { return false }
        sites[a].dials.append(b)
        return true
    }

    /// Whom each site accepts, ascending; all accept who dials them.
    public func accepted() -> [[Int]] {
        var accepted = sites.indices.map { site in Set(sites[site].accepts ?? Array(sites.indices)).union(sites[site].dials) }
        for (site, description) in sites.enumerated() {
            for other in description.dials { accepted[other].insert(site) }
        }
        return accepted.enumerated().map { site, all in all.subtracting([site]).sorted() }
    }

    /// Reads a file of lines `NUMBER [hospital|station|clinic|pharmacy|laboratory] [province N] dials N N ...`; `#` begins a comment. Sites
    /// are numbered from 0 without gaps.
    public init(parsing text: String) throws(SimulationFailure) {
        var sites: [Int: Site] = [:]
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            var words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)[...]
            guard let first = words.popFirst() else { continue }
            guard let site = Int(first), site >= 0, sites[site] == nil else { throw .topology(line: number + 1) }
            var read = Site()
            if let kind = words.first.flatMap({ FacilityKind(rawValue: String($0)) }) {
                read.kind = kind
                words.removeFirst()
            }
            if words.first == "province" {
                guard let province = words.dropFirst().first.flatMap({ Int($0) }) else { throw .topology(line: number + 1) }
                read.province = province
                words.removeFirst(2)
            }
            if let word = words.popFirst() {
                let dials = words.compactMap { Int($0) }
                guard word == "dials", dials.count == words.count, !dials.contains(site) else { throw .topology(line: number + 1) }
                read.dials = dials
            }
            sites[site] = read
        }
        let count = sites.count
        guard count > 0, sites.keys.allSatisfy({ $0 < count }),
            sites.values.allSatisfy({ $0.dials.allSatisfy { (0..<count).contains($0) } })
        else { throw .topology(line: 0) }
        self.sites = (0..<count).compactMap { sites[$0] }
    }
}

/// A simulation that can't be run as asked.
public struct SimulationFailure: Failure {
    public let category: FailureCategory
    public let code: String
    public let message: String
    public let hint: String?

    public init(_ category: FailureCategory, _ code: String, _ message: String, hint: String? = nil) {
        self.category = category
        self.code = code
        self.message = message
        self.hint = hint
    }

    static func topology(line: Int) -> SimulationFailure {
        SimulationFailure(
            .usage, "bad-topology",
            line > 0 ? "line \(line) of the topology can't be read" : "the topology's sites are not numbered from 0 without gaps",
            hint: "a line is: NUMBER [hospital|station] [province N] dials N N ...")
    }
}
