import BanyanAPI
import BanyanCore
import BanyanCrypto
import BanyanGossip
import BanyanLedger
import Foundation
import Testing

@testable import BanyanEngine

/// Parcels between whole nodes: they arrive once, whatever was down, and their senders hear of it.
@Suite struct ParcelPostTests {
    private func send(_ text: String, from site: Site, to other: Site) async throws -> ParcelID {
        try await site.node.parcels.send(kind: "test", to: other.id, payload: Array(text.utf8))
    }

    private func texts(_ site: Site) async throws -> [String] {
        try await site.node.parcels.inbox("test").map { String(decoding: $0.content, as: UTF8.self) }
    }

    private func arrived(_ texts: [String], at site: Site) async throws -> Bool {
        try await eventually { try await self.texts(site).sorted() == texts.sorted() }
    }

    private func take(at site: Site) async throws {
        for parcel in try await site.node.parcels.inbox("test") { #expect(try await site.node.parcels.acknowledge(parcel, changes: [])) }
    }

    private func state(_ id: ParcelID, _ site: Site) async throws -> ParcelState? {
        try await site.node.parcels.sent(id)?.state(at: site.clock.now())
    }

    @Test func `a parcel arrives, is taken, and its sender hears of it`() async throws {
        try await withSites(2) { sites in
            let id = try await send("xin chào", from: sites[0], to: sites[1])
            #expect(try await arrived(["xin chào"], at: sites[1]))
            let parcel = try #require(try await sites[1].node.parcels.inbox("test").first)
            #expect(parcel.sender == sites[0].id && parcel.id == id)
            #expect(try await eventually { try await state(id, sites[0]) == .handedOver })
            #expect(try await sites[1].node.parcels.acknowledge(parcel, changes: []))
            #expect(try await !sites[1].node.parcels.acknowledge(parcel, changes: []), "a second time there is nothing to end")
            #expect(try await eventually { try await state(id, sites[0]) == .acknowledged })
            #expect(try await texts(sites[1]).isEmpty)
            #expect(try await sites[0].store.parcels().held.isEmpty)
        }
    }

    /// The issue's own case: the sender is gone when the recipient comes back, and the recipient knows the third one alone.
    @Test func `who was away gets it from a third one, once, though its sender is gone by then`() async throws {
        try await withSites(3) { sites in
            let (a, c, b) = (sites[0], sites[1], sites[2])
            try await b.stop()
            let id = try await send("chuyển", from: a, to: b)
            #expect(try await eventually { try await state(id, a) == .handedOver })
            try await c.restart()
            try await a.stop()
            try await b.start()
            #expect(try await arrived(["chuyển"], at: b))
            try await b.restart()
            #expect(try await texts(b) == ["chuyển"], "what is in the inbox outlives the process")
            try await take(at: b)
            try await b.restart()
            try await a.start()
            #expect(try await eventually { try await state(id, a) == .acknowledged })
            #expect(try await texts(b).isEmpty, "it does not come again")
            #expect(try await eventually { try await c.store.parcels().held.isEmpty })
        }
    }

    @Test func `a parcel that comes again after it was taken is answered with its receipt and not taken again`() async throws {
        try await withSites(2) { sites in
            let (parcel, _) = try ParcelLetter.seal(
                [1], kind: "test", from: sites[0].keys, to: sites[1].card, at: noon, secret: .sha256([9]))
            #expect(await sites[1].node.desk.open(parcel, from: sites[0].id).verdict == .kept)
            #expect(await sites[1].node.desk.open(parcel, from: sites[0].id).verdict == .known)
            try await take(at: sites[1])
            #expect(await sites[1].node.desk.open(parcel, from: sites[0].id).verdict == .known)
            try await sites[1].restart()
            #expect(await sites[1].node.desk.open(parcel, from: sites[0].id).verdict == .known)
            #expect(try await texts(sites[1]).isEmpty)
        }
    }

    @Test func `what is not from an active facility, or was altered, is refused`() async throws {
        try await withSites(2) { sites in
            var random = SodiumRandom()
            let stranger = try FacilityKeys.generate(at: noon, using: &random).keys
            let (foreign, _) = try ParcelLetter.seal([1], kind: "test", from: stranger, to: sites[1].card, at: noon, secret: .sha256([9]))
            #expect(await sites[1].node.desk.open(foreign, from: sites[0].id).verdict == .refused)
            let (good, _) = try ParcelLetter.seal([1], kind: "test", from: sites[0].keys, to: sites[1].card, at: noon, secret: .sha256([9]))
            let cut = try #require(
                Parcel(recipient: good.recipient, id: good.id, expires: good.expires, sealed: Array(good.sealed.dropLast())))
            #expect(await sites[1].node.desk.open(cut, from: sites[0].id).verdict == .refused)
            _ = try await sites[1].node.change(sites[0].id, .suspend)
            #expect(await sites[1].node.desk.open(good, from: sites[0].id).verdict == .refused)
            #expect(try await texts(sites[1]).isEmpty)
        }
    }

    @Test func `a sender fills its share of the inbox and no more`() async throws {
        try await withSites(2) { sites in
            for number in 0...Limits.parcelsFromSender {
                let (parcel, _) = try ParcelLetter.seal(
                    [UInt8(number)], kind: "test", from: sites[0].keys, to: sites[1].card, at: noon, secret: .sha256([UInt8(number)]))
                let verdict = await sites[1].node.desk.open(parcel, from: sites[0].id).verdict
                #expect(verdict == (number < Limits.parcelsFromSender ? .kept : .noRoom))
            }
        }
    }

    @Test func `nothing is sent to oneself, to nobody, or to who is suspended`() async throws {
        try await withSites(2) { sites in
            let post = sites[0].node.parcels
            #expect(await failure { try await post.send(kind: "test", to: sites[0].id, payload: []) }?.code == "parcel-to-self")
            let nobody = FacilityID(.sha256([1]))
            #expect(await failure { try await post.send(kind: "test", to: nobody, payload: []) }?.code == "unknown-facility")
            _ = try await sites[0].node.change(sites[1].id, .suspend)
            #expect(await failure { try await post.send(kind: "test", to: sites[1].id, payload: []) }?.code == "facility-not-active")
        }
    }

    @Test func `a parcel that nobody acknowledged within seven days has expired`() async throws {
        try await withSites(2) { sites in
            try await sites[1].stop()
            let id = try await send("quá hạn", from: sites[0], to: sites[1])
            #expect(try await state(id, sites[0]) == .queued)
            sites[0].clock.move(Limits.parcelLife)
            #expect(try await state(id, sites[0]) == .expired)
            try await sites[1].start()
        }
    }
}
