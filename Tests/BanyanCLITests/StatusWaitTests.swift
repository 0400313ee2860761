import BanyanAPI
import BanyanCore
import BanyanTestNode
import Foundation
import Synchronization
import Testing

@testable import BanyanCLI

@Suite struct StatusWaitTests {
    /// A status as it is while entries are missing.
    private static func status(behind: UInt64, ofPeer: UInt64 = 0, connected: Bool = true, peers: Int = 2) -> NodeStatus {
        var status = Samples.status
        status.problems = []
        status.logs[1].behind = behind
        status.peers = Array(status.peers.prefix(peers))
        for index in status.peers.indices {
            status.peers[index].connected = connected && index == 0
            status.peers[index].behind = index == 0 ? ofPeer : 0
        }
        return status
    }

    private func run(_ answers: [NodeStatus], _ more: String..., showsProgress: Bool = false) async -> (outcome: Outcome, asked: Int) {
        let node = CatchingUp(answers)
        var bench = Bench(node: node)
        bench.waiting = ManualTime().waiting
        return (await bench.run(["status", "--wait"] + more, showsProgress: showsProgress), node.asked)
    }

    @Test func itWaitsUntilNothingIsMissing() async {
        let answers = [1200, 800, 1, 0].map { Self.status(behind: $0) }
        let (outcome, asked) = await run(answers)
        #expect(outcome.code == 0)
        #expect(asked == 4)
        #expect(outcome.out.contains("Nothing is wrong."))
        #expect(outcome.err.isEmpty)
    }

    @Test func aTerminalShowsWhatIsLeft() async {
        let (outcome, _) = await run([1200, 300, 0].map { Self.status(behind: $0) }, showsProgress: true)
        #expect(outcome.err.contains("0 %  1200 entries left"))
        #expect(outcome.err.contains("75 %  300 entries left"))
        #expect(outcome.err.hasSuffix("\r\u{1b}[K"))
    }

    @Test func aLogOfWhichNothingIsHereYetCounts() async {
        let (outcome, asked) = await run([Self.status(behind: 0, ofPeer: 5), Self.status(behind: 0)])
        #expect(outcome.code == 0)
        #expect(asked == 2)
    }

    @Test func itWaitsForSomebodyToSayWhatThereIs() async {
        let (outcome, asked) = await run([Self.status(behind: 0, connected: false), Self.status(behind: 0)])
        #expect(outcome.code == 0)
        #expect(asked == 2)
        let (alone, once) = await run([Self.status(behind: 0, connected: false, peers: 0)])
        #expect(alone.code == 0)
        #expect(once == 1)
    }

    @Test(arguments: [
        (status(behind: 7), "still-behind"), (status(behind: 0, connected: false), "no-peer-connected"),
    ]) func timeEnds(answer: NodeStatus, code: String) async {
        let (outcome, asked) = await run([answer], "--timeout", "5s", "--json")
        #expect(outcome.code == 8)
        #expect(asked == 6)
        #expect((outcome.document["error"] as? [String: Any])?["code"] as? String == code)
        #expect(outcome.err.contains("banyan: hint: banyan "))
        let (patient, times) = await run([answer])
        #expect(patient.code == 8)
        #expect(times == 3601)
    }

    @Test func itsCheckIsOfTheLastStatus() async {
        var bad = Self.status(behind: 0)
        bad.problems = Samples.status.problems
        #expect(await run([Self.status(behind: 1), bad], "--check").outcome.code == 1)
        bad = Self.status(behind: 1)
        bad.problems = Samples.status.problems
        #expect(await run([bad, Self.status(behind: 0)], "--check").outcome.code == 0)
    }

    @Test func aNodeThatGoesAwayEndsTheWaiting() async {
        let node = RecordingNode()
        node.fail(with: APIError(.unreachable, "node-not-running", "the node is not running"))
        #expect(await Bench(node: node).run("status", "--wait").code == 3)
    }
}

/// Answers with one status after the other, and the last one for ever.
private final class CatchingUp: NodeForwarding {
    let base = RecordingNode()
    private let answers: [NodeStatus]
    private let count = Mutex(0)

    init(_ answers: [NodeStatus]) { self.answers = answers }

    var asked: Int { count.withLock { $0 } }

    func status() async throws -> NodeStatus {
        count.withLock { count in
            count += 1
            return answers[min(count, answers.count) - 1]
        }
    }
}

/// Time that passes only by waiting.
private final class ManualTime: Sendable {
    private let now = Mutex(Duration.zero)

    var waiting: Waiting {
        Waiting(elapsed: { self.now.withLock { $0 } }, pause: { span in self.now.withLock { $0 += span } })
    }
}
