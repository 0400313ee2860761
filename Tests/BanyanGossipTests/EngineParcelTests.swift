import BanyanCore
import BanyanCrypto
import BanyanLedger
import Testing

@testable import BanyanGossip

/// Parcels on their way: who is handed what, who keeps what, and what the receipt ends.
struct EngineParcelTests {
    private static let recipient = TestFacility(3)
    private let parcel = Bench.parcel(to: TestFacility(3)).parcel
    private let receipt = Bench.parcel(to: TestFacility(3)).receipt

    /// A node that accepts the recipient, which is not connected, and is connected to others by these numbers.
    private func bench(_ connected: Int...) -> Bench {
        var bench = Bench()
        for peer in bench.peers { bench.take(.peer(peer.id, .active, dialable: false)) }
        for number in connected { bench.connect(UInt64(number), bench.peers[number]) }
        return bench
    }

    /// Does what was asked of the disk for this parcel, as long as something is.
    @discardableResult
    private func serve(_ directives: [GossipDirective], _ parcel: Parcel, _ bench: inout Bench) -> [GossipDirective] {
        directives.parcelReads.flatMap { id, name in bench.take(.parcel(.read(id, name, name == parcel.name ? parcel : nil))) }
    }

    private func post(_ bench: inout Bench, copies: Int = Limits.parcelCopies) -> [GossipDirective] {
        serve(bench.take(.parcel(.posted(ParcelHolding(parcel, bringer: nil, copies: copies)))), parcel, &bench)
    }

    private func connection(_ number: Int) -> ConnectionID { ConnectionID(UInt64(number)) }

    /// Peer number 1 is the recipient: `peers` are facilities 2, 3, 4, 5.
    private func answer(_ verdict: ParcelVerdict, on number: Int, _ bench: inout Bench) -> [GossipDirective] {
        bench.take(.message(connection(number), .parcelVerdict(parcel.name, verdict)))
    }

    @Test func theRecipientGetsItDirectly() {
        var bench = bench(1)
        let sent = post(&bench)
        #expect(sent.parcels.map(\.1) == [parcel] && sent.parcels.first?.copies == 1)
        #expect(answer(.kept, on: 1, &bench).handings == [Limits.parcelCopies])
        let settled = bench.take(.message(connection(1), .parcelReceipt(receipt)))
        #expect(settled.settling.map(\.isOwn) == [true] && settled.settling.first?.0.receipt == receipt)
        #expect(bench.engine.parcelStatus.own == 0 && bench.engine.parcelStatus.receipts == 1)
    }

    @Test func othersGetHalfOfTheCopiesEach() {
        var bench = bench(0, 2)
        let first = post(&bench)
        #expect(first.parcels.map(\.copies) == [4, 2] && first.parcels.allSatisfy { $0.1 == parcel })
        #expect(Set(first.parcels.map(\.0)) == [connection(0), connection(2)])
        for number in [0, 2] { #expect(answer(.kept, on: number, &bench).handings == [2]) }
        let third = serve(bench.connect(3, bench.peers[3]), parcel, &bench)
        #expect(third.parcels.map(\.copies) == [1])
    }

    @Test func whoHoldsOneCopyWaitsForTheRecipient() {
        var bench = bench(0)
        #expect(post(&bench, copies: 1).parcels.isEmpty)
        #expect(serve(bench.connect(1, bench.peers[1]), parcel, &bench).parcels.map(\.1) == [parcel])
    }

    @Test(arguments: [ParcelVerdict.known, .noRoom, .refused])
    func whatIsNotKeptLeavesItsCopiesHere(verdict: ParcelVerdict) {
        var bench = bench(0)
        #expect(post(&bench).parcels.map(\.copies) == [4])
        #expect(answer(verdict, on: 0, &bench).handings.isEmpty)
        #expect(serve(bench.connect(2, bench.peers[2]), parcel, &bench).parcels.map(\.copies) == [4])
    }

    @Test func aConnectionThatEndsLeavesItsCopiesHere() {
        var bench = bench(0)
        #expect(post(&bench).parcels.map(\.copies) == [4])
        bench.take(.disconnected(connection(0)))
        #expect(serve(bench.connect(4, bench.peers[0]), parcel, &bench).parcels.map(\.copies) == [4])
    }

    @Test func oneParcelAtATimeIsUnderWayOnAConnection() {
        var bench = bench(1)
        #expect(post(&bench).parcels.count == 1)
        let (other, _) = Bench.parcel(to: Self.recipient, 2)
        #expect(bench.take(.parcel(.posted(ParcelHolding(other, bringer: nil, copies: 8)))).parcelReads.isEmpty)
        #expect(answer(.kept, on: 1, &bench).parcelReads.map(\.1) == [other.name])
    }

    @Test func withoutAReceiptNewCopiesAreGivenOut() {
        var bench = bench(0)
        _ = post(&bench)
        _ = answer(.kept, on: 0, &bench)
        #expect(bench.wait(GossipTiming().parcelSpread - 1).parcelReads.isEmpty)
        bench.connect(9, bench.peers[0])
        #expect(serve(bench.wait(GossipTiming().parcelWatch), parcel, &bench).parcels.map(\.copies) == [4])
    }

    @Test func aParcelThatExpiredIsForgotten() {
        var bench = bench()
        _ = post(&bench)
        #expect(bench.wait(Limits.parcelLife * 1000 - 1000).expirations == 0)
        #expect(bench.wait(61_000).expirations == 1)
        #expect(bench.engine.parcelStatus.own == 0 && bench.engine.parcelStatus.counters.expired == 1)
        #expect(serve(bench.connect(1, bench.peers[1]), parcel, &bench).parcels.isEmpty)
    }
}

/// Keeping for others, and taking what is for this node.
struct EngineParcelRelayTests {
    private let parcel = Bench.parcel(to: TestFacility(3)).parcel
    private let receipt = Bench.parcel(to: TestFacility(3)).receipt

    private func bench(_ connected: Int...) -> Bench {
        var bench = Bench()
        for peer in bench.peers { bench.take(.peer(peer.id, .active, dialable: false)) }
        for number in connected { bench.connect(UInt64(number), bench.peers[number]) }
        return bench
    }

    private func hand(_ parcel: Parcel, copies: Int = 4, on number: Int, _ bench: inout Bench) -> [GossipDirective] {
        bench.take(.message(ConnectionID(UInt64(number)), .parcel(parcel, copies: copies)))
    }

    private func keep(_ parcel: Parcel, on number: Int, _ bench: inout Bench) -> [GossipDirective] {
        _ = hand(parcel, on: number, &bench)
        return bench.take(.parcel(.kept(ConnectionID(UInt64(number)), parcel.name, true)))
    }

    @Test func itIsKeptAnsweredAndHandedToTheRecipientWhenItComes() {
        var bench = bench(0)
        #expect(hand(parcel, on: 0, &bench).keeping.map(\.copies) == [4])
        #expect(bench.connect(1, bench.peers[1]).parcelReads.isEmpty, "what is not on the disk is not promised to anybody")
        let kept = bench.take(.parcel(.kept(ConnectionID(0), parcel.name, true)))
        #expect(kept.verdicts == [.kept] && kept.parcelReads.map(\.0) == [ConnectionID(1)])
        #expect(bench.engine.parcelStatus.kept == 1 && bench.engine.parcelStatus.keptBytes == parcel.sealed.count)
    }

    @Test func theReceiptEndsItAndGoesBackToWhoBroughtIt() {
        var bench = bench(0, 2)
        _ = keep(parcel, on: 0, &bench)
        bench.connect(1, bench.peers[1])
        let told = bench.take(.message(ConnectionID(1), .parcelReceipt(receipt)))
        #expect(told.receipts.map(\.0) == [ConnectionID(0)] && told.settling.map(\.isOwn) == [false])
        #expect(bench.engine.parcelStatus.kept == 0)
        bench.take(.disconnected(ConnectionID(0)))
        #expect(bench.connect(7, bench.peers[0]).receipts.map(\.1) == [receipt], "whoever was away hears of it later")
        let again = hand(parcel, on: 2, &bench)
        #expect(again.verdicts == [.known] && again.receipts.map(\.0) == [ConnectionID(2)] && again.keeping.isEmpty)
    }

    @Test func aReceiptOfAnotherSecretEndsNothing() {
        var bench = bench(0)
        _ = keep(parcel, on: 0, &bench)
        let forged = bench.take(.message(ConnectionID(0), .parcelReceipt(ParcelReceipt(secret: parcel.id.bytes.digest))))
        #expect(forged.settling.isEmpty && bench.engine.parcelStatus.kept == 1)
    }

    @Test func anAlteredOneUnderTheSameIDDoesNotStandInTheWayOfTheTrueOne() {
        var bench = bench(0, 2)
        let altered = Parcel(recipient: parcel.recipient, id: parcel.id, expires: parcel.expires, sealed: [9])!
        _ = keep(altered, on: 2, &bench)
        #expect(hand(parcel, on: 0, &bench).keeping.count == 1)
        bench.take(.parcel(.kept(ConnectionID(0), parcel.name, true)))
        #expect(bench.engine.parcelStatus.kept == 2)
        #expect(bench.take(.message(ConnectionID(2), .parcelReceipt(receipt))).settling.count == 1)
        #expect(bench.engine.parcelStatus.kept == 0, "the receipt ends both")
    }

    @Test func whoHandsOverASecondOneBeforeTheAnswerBreaksTheProtocol() {
        var bench = bench(0)
        _ = hand(parcel, on: 0, &bench)
        #expect(hand(Bench.parcel(to: TestFacility(3), 2).parcel, on: 0, &bench).closings == [.violation(code: "parcel-unanswered")])
    }

    @Test(arguments: [Limits.parcelLife + Limits.parcelClockSlack + 1, 0, -1])
    func oneThatHasExpiredOrWouldLiveTooLongIsRefused(life: Int64) {
        var bench = bench(0)
        #expect(hand(Bench.parcel(to: TestFacility(3), life: life).parcel, on: 0, &bench).verdicts == [.refused])
    }

    @Test func oneForNobodyKnownIsRefused() {
        var bench = bench(0)
        #expect(hand(Bench.parcel(to: TestFacility(77)).parcel, on: 0, &bench).verdicts == [.refused])
        bench.take(.peer(TestFacility(3).id, .suspended, dialable: false))
        #expect(hand(parcel, on: 0, &bench).verdicts == [.refused])
    }

    @Test func aPeerFillsItsShareForARecipientAndNoMore() {
        var bench = bench(0, 2)
        for number in 0..<Limits.parcelsFromPeerForRecipient {
            #expect(keep(Bench.parcel(to: TestFacility(3), UInt8(number)).parcel, on: 0, &bench).verdicts == [.kept])
        }
        let more = Bench.parcel(to: TestFacility(3), 200).parcel
        #expect(hand(more, on: 0, &bench).verdicts == [.noRoom])
        #expect(hand(more, on: 2, &bench).keeping.count == 1, "another peer has room")
        #expect(hand(Bench.parcel(to: TestFacility(5), 201).parcel, on: 0, &bench).keeping.count == 1, "another recipient has room")
    }

    @Test func bytesAreBoundedAsNumbersAre() {
        var bench = bench(0)
        var kept = 0
        for number in 0..<Limits.parcelsFromPeerForRecipient {
            let large = Bench.parcel(to: TestFacility(3), UInt8(number), bytes: Limits.parcel).parcel
            kept += keep(large, on: 0, &bench).verdicts == [.kept] ? 1 : 0
        }
        #expect(kept == Limits.parcelBytesFromPeerForRecipient / Limits.parcel)
    }

    @Test func aDiskThatFailsKeepsNothingAndSaysSo() {
        var bench = bench(0)
        _ = hand(parcel, on: 0, &bench)
        #expect(bench.take(.parcel(.kept(ConnectionID(0), parcel.name, false))).verdicts == [.noRoom])
        #expect(bench.engine.parcelStatus.kept == 0)
        #expect(hand(parcel, on: 0, &bench).keeping.count == 1, "it may come again")
    }

    @Test func whatIsForThisNodeIsOpenedAndItsReceiptGoesToWhoBroughtItAndToItsSender() {
        var bench = bench(0, 2)
        let (mine, secret) = Bench.parcel(to: bench.own)
        #expect(hand(mine, copies: 1, on: 0, &bench).opening == [mine])
        let opened = bench.take(
            .parcel(.opened(ConnectionID(0), mine.name, mine.id, .kept, tell: [bench.peers[0].id, bench.peers[2].id])))
        #expect(opened.verdicts == [.kept] && opened.receipts.isEmpty)
        let settled = SettledParcel(receipt: secret, expires: mine.expires, bringers: [])
        #expect(Set(bench.take(.parcel(.taken(settled))).receipts.map(\.0)) == [ConnectionID(0), ConnectionID(2)])
        let again = hand(mine, on: 2, &bench)
        #expect(again.opening.isEmpty && again.verdicts == [.known] && again.receipts.map(\.1) == [secret])
    }

    @Test func whatTheDiskRemembersIsGoneOnWith() {
        var bench = bench()
        let old = SettledParcel(receipt: ParcelReceipt(secret: .sha256([99])), expires: Bench.now.adding(60), bringers: [bench.peers[0].id])
        bench.take(.parcel(.loaded([ParcelHolding(parcel, bringer: bench.peers[0].id, copies: 2)], [old])))
        #expect(bench.connect(0, bench.peers[0]).receipts.map(\.1) == [old.receipt])
        #expect(bench.connect(1, bench.peers[1]).parcelReads.map(\.1) == [parcel.name])
    }
}

extension [UInt8] {
    fileprivate var digest: Digest { Digest(self)! }
}
