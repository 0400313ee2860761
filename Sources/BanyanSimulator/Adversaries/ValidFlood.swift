internal import BanyanCore
internal import BanyanEngine
internal import BanyanGossip
internal import BanyanLedger

extension Adversary {
    /// Entries of a facility and day in this play.
    private static let quota: Int64 = 300

    static let floodOfEntries = Adversary(
        name: "flood-valid", act: "a facility appends genuine entries to its log without end",
        promise: "no more of it lies on a disk than a day's quota, others' logs flow and are in sync, and it is slowed down, not convicted",
        control: Control(takesAway: "there is no quota", breaks: "a disk holds no more of the flood than the quota"),
        stage: { seed, isControl in
            var stage = Stage(seed: seed, dials: [[1, 2], [2, 3], [3], []]) { site, facilities, scenario in
                site == 0 ? Liar(scenario.light(site, facilities)) : nil
            }
            stage.scenario.timing.entriesPerDay = isControl ? Limits.entriesPerDay : quota
            return stage
        },
        play: { scene in
            try await scene.ready([0, 1])
            var slowest = 0.0
            for _ in 0..<6 {
                for _ in 0..<5 {
                    try await scene.publish(40, at: 0, bytes: 256)
                    try await scene.pause(1)
                }
                let took = try await scene.delivery(of: 3, from: 1, to: 3, within: 30)
                scene.expect(took != nil, "others' entries arrive within 30 s")
                slowest = max(slowest, took ?? 30)
            }
            try await scene.pause(60)
            let appended = scene.size(0, of: 0)
            // What a day brings comes evenly: at most one entry more in this time.
            let most = UInt64(quota + 1)
            for site in 1...3 {
                scene.expect(scene.size(site, of: 0) <= most, "a disk holds no more of the flood than the quota")
                scene.expect(scene.size(site, of: 0) > 0, "the flood is slowed down and not shut out")
                let relay = await scene.peer(site == 3 ? 2 : 3, at: site)
                scene.expect(relay?.isSynced == true, "the flood keeps nobody from being in sync")
                scene.expect(await scene.status(site)?.counters.violations == 0, "nobody is punished")
            }
            for site in 1...2 {
                let slowed = await scene.world.machines[site].member.exchange?.slowedFacilities() ?? []
                scene.expect(slowed == [scene.world.facilities[0].id], "who hears the flood itself shows whose quota is used up")
            }
            await scene.expectNobodyIsConvicted(at: [1, 2, 3])
            scene.observe("entries of the flood that a disk holds", "\(scene.size(3, of: 0)) of \(appended)")
            scene.observe("slowest delivery of others' entries, s", slowest)
        })
}
