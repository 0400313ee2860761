import BanyanTestSupport
import Foundation
import Testing

/// What the fuzzer runs for long, run briefly at every change: seeds, damaged seeds, and every input that once broke something.
@Suite struct DecoderTests {
    static let names = FuzzTarget.all.map(\.name)

    private func target(_ name: String) throws -> FuzzTarget { try #require(FuzzTarget.named(name)) }

    @Test func `each target has a name of its own`() { #expect(Set(Self.names).count == Self.names.count) }

    /// A target that accepts nothing would be fuzzed at its door alone.
    @Test(arguments: names)
    func `a target accepts what it is seeded with`(name: String) throws {
        let target = try target(name)
        let accepted = try Seeds.of(target).filter { try target.run($0) }
        #expect(!accepted.isEmpty)
    }

    @Test(arguments: names)
    func `damaged bytes break no promise`(name: String) throws {
        let target = try target(name)
        let seeds = Array(try Seeds.of(target).prefix(40))
        var random = SeededRandom(seed: 20_261_125)
        for _ in 0..<100 {
            let seed = seeds[random.number(0...seeds.count - 1)]
            let input = Self.damaged(seed, &random)
            do { _ = try target.run(input) } catch { Issue.record("\(name): \(error) on \(input.map { String($0, radix: 16) })") }
        }
    }

    /// Inputs that once broke something, as files named `TARGET+WHAT`.
    @Test func `what once broke a reader no longer does`() throws {
        let folder = SharedFolder.repository.appending(path: "Tests/DecoderTests/Regressions")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() where !name.hasPrefix(".") {
            let target = try #require(FuzzTarget.all.first { name.hasPrefix($0.name + "+") }, "\(name) names no target")
            _ = try target.run(Array(Data(contentsOf: folder.appending(path: name))))
        }
    }

    private static func damaged(_ seed: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = seed
        for _ in 0..<random.number(1...4) {
            let place = bytes.isEmpty ? 0 : random.number(0...bytes.count - 1)
            switch random.number(0...6) {
            case 0 where !bytes.isEmpty: bytes[place] ^= 1 << UInt8(random.number(0...7))
            case 1 where !bytes.isEmpty: bytes[place] = [0, 0x18, 0x1b, 0x7f, 0x80, 0xff].randomElement(using: &random) ?? 0
            case 2: bytes = Array(bytes[..<place])
            case 3: bytes.insert(contentsOf: random.octets(random.number(1...9)), at: place)
            case 4: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + random.number(1...40))], at: place)
            case 5: bytes.removeSubrange(place..<min(bytes.count, place + random.number(1...9)))
            default: bytes.append(contentsOf: [UInt8](repeating: 0xff, count: random.number(1...8)))
            }
        }
        return bytes
    }
}
