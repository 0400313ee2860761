import BanyanCore
import Testing

@testable import BanyanEngine

/// What time it is for consent (protocol section 7).
struct ConsentClockTests {
    private func clock(_ offsets: [Int64], written: Int64? = nil) -> ConsentClock {
        ConsentClock(local: noon, offsets: offsets, written: written.map(noon.adding))
    }

    @Test func theSecondHighestPeerClockCountsWhereItIsLater() {
        #expect(clock([40, 7, -20]).now == noon.adding(7) && clock([40, 7, -20]).offset == 7)
        #expect(clock([-9, -20]).now == noon && clock([]).now == noon && clock([]).offset == nil)
    }

    @Test func aSinglePeerIsBelieved() {
        #expect(clock([250]).now == noon.adding(250) && !clock([250]).isWrong)
        #expect(clock([301]).isWrong && clock([-301]).isWrong)
    }

    @Test func onePeerAheadOfAllOthersIsNot() {
        #expect(!clock([9_000_000, 3]).isWrong && clock([9_000_000, 3]).now == noon.adding(3))
        #expect(clock([9_000_000, 301, 2]).isWrong)
    }

    @Test func aClockAheadOfEveryPeerIsWrong() {
        #expect(clock([-301, -500]).isWrong)
        #expect(!clock([-301, -300]).isWrong)
    }

    @Test func aloneAClockBehindWhatItWroteItselfIsWrong() {
        #expect(clock([], written: 301).isWrong && !clock([], written: 300).isWrong && !clock([], written: -5000).isWrong)
        // Peers that agree with it show that it was wrong when it wrote.
        #expect(!clock([1, 0], written: 400 * 86_400).isWrong)
    }

    @Test func extremeTimesDoNotOverflow() {
        let far = ConsentClock(local: Timestamp(seconds: .max), offsets: [.max], written: Timestamp(seconds: .min))
        #expect(far.now == Timestamp(seconds: .max))
        _ = ConsentClock(local: Timestamp(seconds: .min), offsets: [.min], written: Timestamp(seconds: .max))
    }
}
