internal import BanyanCore

/// The federation that is measured: provinces of about 200 facilities, in each one national hospital, a tenth of district hospitals, and commune
/// stations. National hospitals are joined among each other; everybody else to hospitals.
///
/// Want-sets are those that a node has by default (protocol section 8): hospitals carry every log, stations those of their province and of
/// facilities whose consents they hold.
public struct MeasuredFederation: Sendable {
    public let count: Int
    public let provinces: Int
    public private(set) var topology: Topology
    /// Facilities that publish; the national ones among them first.
    public let publishers: [Int]
    /// Of each station the national hospitals elsewhere whose patients come to it with consents.
    let granting: [[Int]]

    /// Facilities of a province.
    static let provinceSize = 200
    /// How many others each kind dials.
    static let districtDials = 4
    static let stationDials = 4
    /// National hospitals of other provinces whose logs a station carries; the first of all hospitals is among them.
    static let grants = 4

    public enum Role: String, Sendable, CaseIterable { case national, district, station }

    public func role(_ site: Int) -> Role {
        if site < provinces { return .national }
        return topology.sites[site].kind == .hospital ? .district : .station
    }

    /// Whether one carries the log of another.
    public func wants(_ site: Int, _ owner: Int) -> Bool {
        topology.sites[site].kind == .hospital || site % provinces == owner % provinces || granting[site].contains(owner)
    }

    /// Whether everybody carries the log.
    public func isEverywhere(_ owner: Int) -> Bool { owner == 0 }

    /// Bytes a second of each kind's line to the network: 1 Gbit/s, 100 Mbit/s, 10 Mbit/s.
    public func line(_ site: Int) -> Int64 {
        switch role(site) {
        case .national: 125_000_000
        case .district: 12_500_000
        case .station: 1_250_000
        }
    }

    /// - Parameters:
    ///   - publishing: how many facilities publish, at most all.
    ///   - nationals: how many of these are national hospitals; the others are drawn from all facilities.
    public init(_ count: Int, seed: UInt64, publishing: Int, nationals: Int) {
        var random = SeededRandom(seed: seed, "federation", count)
        let provinces = max(1, (count + Self.provinceSize - 1) / Self.provinceSize)
        self.count = count
        self.provinces = provinces
        var topology = Topology(sites: (0..<count).map { Topology.Site(kind: .station, province: $0 % provinces) })
        for site in 0..<count where site < provinces || site / provinces % 10 == 1 { topology.sites[site].kind = .hospital }
        Self.join(&topology, provinces, &random)
        let first = Array(0..<min(nationals, provinces, publishing))
        let others = (first.count..<count).shuffled(using: &random).prefix(max(0, publishing - first.count))
        publishers = first + others
        granting = topology.sites.indices.map { site in
            guard topology.sites[site].kind != .hospital else { return [] }
            let others = (1..<max(1, provinces)).filter { $0 != site % provinces }.shuffled(using: &random)
            return (site % provinces == 0 ? [] : [0]) + others.prefix(Self.grants - 1)
        }
        self.topology = topology
        carry()
    }

    private static func join(_ topology: inout Topology, _ provinces: Int, _ random: inout SeededRandom) {
        let count = topology.sites.count
        for site in 0..<provinces {
            for step in [1, 2, 5, 13] where provinces > step { topology.join(site, (site + step) % provinces) }
        }
        var districts = [[Int]](repeating: [], count: provinces)
        for site in provinces..<max(count, provinces) where topology.sites[site].kind == .hospital {
            districts[site % provinces].append(site)
        }
        for site in provinces..<max(count, provinces) {
            let province = site % provinces
            topology.join(site, province)
            var dials = 1
            if topology.sites[site].kind == .hospital, provinces > 1 {
                topology.join(site, (province + 1 + random.number(below: provinces - 1)) % provinces)
                dials += 1
            }
            let near = districts[province].filter { $0 != site }.shuffled(using: &random)
            let most = topology.sites[site].kind == .hospital ? districtDials : stationDials
            for other in near.prefix(most - dials) { topology.join(site, other) }
        }
    }

    /// Says who carries and accepts whom. Facilities that publish nothing, are no neighbours and no hospital of the same province are left
    /// out: no log and no message of theirs would ever come up.
    private mutating func carry() {
        var hospitals = [[Int]](repeating: [], count: provinces)
        var everybody = hospitals
        for site in topology.sites.indices {
            everybody[site % provinces].append(site)
            if topology.sites[site].kind == .hospital { hospitals[site % provinces].append(site) }
        }
        let known = Set(publishers).union(0..<provinces).sorted()
        for site in topology.sites.indices {
            let isHospital = topology.sites[site].kind == .hospital
            let carried = known.filter { $0 != site && wants(site, $0) }
            topology.sites[site].carries = isHospital ? nil : carried
            // Hospitals are whom stations turn to when all their peers are gone.
            let near = isHospital ? everybody : hospitals
            topology.sites[site].accepts = carried + near[site % provinces].filter { $0 != site }
        }
    }
}
