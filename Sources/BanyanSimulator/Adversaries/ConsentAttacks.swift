internal import BanyanAPI
internal import BanyanCore
internal import BanyanEngine
internal import BanyanLedger

extension Adversary {
    static let replayedConsents = Adversary(
        name: "replay-consent",
        act: "a facility that came by old files brings a bundle, an enrolment, and a card again: here, elsewhere, and after they ended",
        promise: "a bundle brought twice is one consent, elsewhere none; an enrolment counts once; what is revoked stays so; no card ages",
        control: Control(takesAway: "the consent is not revoked", breaks: "after the revocation nothing is read"),
        stage: { seed, _ in
            Stage(seed: seed, dials: [[1, 2], [2, 3], [3], []], members: .full) { site, _, _ in site == 2 ? Liar(FullMember()) : nil }
        },
        play: { scene in
            let (origin, reader, thief, other) = (0, 1, 2, 3)
            try await scene.open([origin, reader, thief, other])
            let patient = SimulatedPatient(scene, 1)
            try await patient.enrol(at: origin)
            let consent = try await patient.grant(to: reader, from: [origin])
            _ = try await scene.wait(60) { scene.size(reader, of: origin) == scene.size(origin, of: origin) }
            scene.expect(try await !patient.present(consent).alreadyPresent, "the consent is new")
            scene.expect(await patient.reads(at: reader) == nil, "it is read under it")
            scene.expect(try await patient.present(consent).alreadyPresent, "the same bundle again changes nothing")
            try await patient.arrive(at: thief)
            let stolen = await scene.refusal { try await patient.present(consent, at: thief) }
            scene.expect(stolen?.hasPrefix("bundle-") == true, "at another facility the bundle opens nothing")
            scene.observe("the stolen bundle is refused as", stolen ?? "not refused")
            if let enrolment = patient.enrolment {
                let size = scene.size(origin, of: origin)
                let again = await scene.refusal { try await scene.at(origin) { try await $0.enrol(enrolment) } }
                scene.expect(again == "already-enrolled", "an enrolment counts once")
                scene.expect(scene.size(origin, of: origin) == size, "and leaves nothing in the log the second time")
            }
            try await scene.bringOldCard(of: thief, to: reader)
            if !scene.isControl {
                try await patient.revoke(consent, at: other)
                _ = try await scene.wait(60) { scene.size(reader, of: other) == scene.size(other, of: other) }
            }
            scene.expect(await patient.reads(at: reader) != nil, "after the revocation nothing is read")
            _ = await scene.refusal { try await patient.present(consent) }
            scene.expect(await patient.reads(at: reader) != nil, "nor when the old bundle is brought again")
        })

    static let copiedTags = Adversary(
        name: "copied-tag", act: "a facility copies every tag of another's log into its own, with the same payload and with random ones",
        promise: "a reading shows the same lines of the same sources as before, and a revocation is obeyed all the same",
        control: nil,
        stage: { seed, _ in
            Stage(seed: seed, dials: [[1, 2], [2, 3], [3], []], members: .full) { site, facilities, scenario in
                site == 2 ? Liar(scenario.light(site, facilities)) : nil
            }
        },
        play: { scene in
            let (origin, reader, copier, other) = (0, 1, 2, 3)
            try await scene.open([origin, reader, other])
            try await scene.ready([copier])
            let patient = SimulatedPatient(scene, 1)
            try await patient.enrol(at: origin)
            try await patient.visit(at: origin)
            let consent = try await patient.grant(to: reader, from: [origin])
            _ = try await scene.wait(60) { scene.size(reader, of: origin) == scene.size(origin, of: origin) }
            try await patient.present(consent)
            let own = scene.world.facilities[reader].id
            let before = try await patient.summary(at: reader)
            scene.expect(!before.rows(besides: own).isEmpty, "before, the consent shows what the origin has")
            try await scene.copyTags(of: origin, into: copier)
            let arrived = try await scene.wait(60) {
                scene.size(reader, of: copier) == scene.size(copier, of: copier) && scene.size(reader, of: copier) > 0
            }
            scene.expect(arrived != nil, "the copies are replicated like all entries")
            let after = try await patient.summary(at: reader)
            scene.expect(after.rows(besides: own) == before.rows(besides: own), "the reading shows the same lines of the same sources")
            scene.expect(after.sources.map(\.facility) == before.sources.map(\.facility), "the copier is no source")
            try await patient.revoke(consent, at: other)
            _ = try await scene.wait(60) { scene.size(copier, of: other) == scene.size(other, of: other) }
            try await scene.copyTags(of: other, into: copier)
            let revoked = try await scene.wait(60) { await patient.reads(at: reader) != nil }
            scene.expect(revoked != nil, "the revocation is obeyed")
            scene.observe("entries copied", scene.size(copier, of: copier))
        })
}

extension Scene {
    /// A facility renews its card, and somebody brings the old one again.
    fileprivate func bringOldCard(of site: Int, to machine: Int) async throws {
        let facility = world.facilities[site]
        let old = facility.card
        let new = try facility.keys.card(
            name: old.name, kind: old.kind, code: old.code, province: old.province, endpoints: old.endpoints, number: old.number + 1,
            issued: VirtualClock.start, notAfter: old.notAfter)
        let typed = old.id.description
        let renewed = await refusal {
            try await self.at(machine) { try await $0.addPeer(AddPeerRequest(card: new.text, typedID: typed, connect: true)) }
        }
        expect(renewed == nil, "a newer card is taken")
        let replayed = await refusal {
            try await self.at(machine) { try await $0.addPeer(AddPeerRequest(card: old.text, typedID: typed, connect: true)) }
        }
        expect(replayed == "card-older", "the older card is refused")
    }

    fileprivate func copyTags(of site: Int, into copier: Int) async throws {
        guard let held = world.machines[copier].disk.image.logs[log(site)] else { return }
        var copies: [Entry] = []
        for index in 0..<held.size {
            let entry = held.entry(index)
            let noise = entries(1, bytes: Int(entry.header.payloadLength))[0].payload ?? []
            copies.append(Entry(tag: entry.header.tag, payload: noise))
            if let payload = entry.payload { copies.append(Entry(tag: entry.header.tag, payload: payload)) }
        }
        try await world.machines[copier].member.publish(copies)
    }
}
