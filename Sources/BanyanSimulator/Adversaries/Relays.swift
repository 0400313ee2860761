internal import BanyanCore
internal import BanyanEngine
internal import BanyanGossip
internal import BanyanLedger

/// The stage of all who lie while passing on: an author (0) and a reader (3) who never speak to each other, and two relays between them, the
/// adversary (1) and an honest one (2).
enum Relays {
    static let author = 0
    static let adversary = 1
    static let honest = 2
    static let reader = 3

    static func stage(_ seed: UInt64, _ tamper: @escaping @Sendable (_ seed: UInt64) -> Tamper) -> Stage {
        var stage = Stage(seed: seed, dials: [[adversary, honest], [], [], [adversary, honest]]) { site, facilities, scenario in
            site == adversary ? Liar(scenario.light(site, facilities), tamper(seed)) : nil
        }
        // A reader that is left alone would go and find the author by itself: that is another defence than those played here.
        stage.scenario.timing.alone = 86_400_000
        return stage
    }
}

extension Scene {
    var hand: Tamper? { (world.machines[Relays.adversary].member as? Liar)?.tamper }

    /// The reader's connection to the adversary is the older one, so it asks the adversary first.
    /// - Parameter cut: leaves the honest relay out of the reader's reach.
    func seatAdversaryFirst(leaving cut: Bool = false) async throws {
        self.cut(1, [Relays.reader], [Relays.honest])
        try await ready([Relays.author])
        _ = try await wait(60) { await self.peer(Relays.adversary, at: Relays.reader)?.isReady == true }
        guard !cut else { return }
        mend(1)
        _ = try await wait(60) { await self.peer(Relays.honest, at: Relays.reader)?.isReady == true }
    }

    /// One round: the author appends, the reader hears of it from the adversary alone and is lied to, and hears of it then from the honest relay.
    /// - Parameter lies: how many batches the adversary altered so far, where it may hit the announcement instead, and nothing is asked for.
    /// - Returns: seconds from there until the reader holds everything.
    func round(_ count: Int = 5, lies: (() -> Int)? = nil) async throws -> Double? {
        let before = await status(Relays.reader)?.counters.violations ?? 0
        let told = lies?() ?? 0
        cut(2, [Relays.reader], [Relays.honest])
        await world.machines[Relays.reader].member.exchange?.retry(world.facilities[Relays.adversary].id)
        _ = try await wait(60) { await self.peer(Relays.adversary, at: Relays.reader)?.isReady == true }
        try await publish(count, at: Relays.author)
        let noticed = try await wait(60) { (await self.status(Relays.reader)?.counters.violations ?? 0) > before }
        if lies.map({ $0() > told }) ?? true {
            expect(noticed != nil, "the lie is noticed and the connection closed")
            expect(await peer(Relays.adversary, at: Relays.reader)?.penalty != nil, "nothing is asked of the liar for a while")
        }
        expect(size(Relays.reader, of: Relays.author) < size(Relays.author, of: Relays.author), "nothing of the lie is stored")
        if !isControl { mend(2) }
        return try await wait(90) { self.size(Relays.reader, of: Relays.author) == self.size(Relays.author, of: Relays.author) }
    }

    func rounds(_ count: Int, lies: (() -> Int)? = nil, before prepare: (Int) -> Void = { _ in }) async throws {
        try await seatAdversaryFirst(leaving: isControl)
        var slowest = 0.0
        for number in 0..<count {
            prepare(number)
            let took = try await round(lies: lies)
            expect(took != nil, "the entries arrive over the honest relay within 90 s")
            slowest = max(slowest, took ?? .infinity)
            if isControl { break }
        }
        let closed = await status(Relays.reader)?.counters.violations ?? 0
        expect(isControl || closed > 0, "the liar loses its connections")
        observe("slowest delivery after the honest relay is heard, s", slowest)
        observe("connections closed at the liar", closed)
        await expectNobodyIsConvicted(at: [Relays.author, Relays.honest, Relays.reader])
    }
}
