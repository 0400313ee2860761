import BanyanCore
import BanyanTestSupport
import Testing

@Suite struct CheckedTextTests {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    private func decode(_ characters: [Character], count: Int = 32) -> Result<[UInt8], CheckedText.Problem> {
        do { return .success(try CheckedText.decode(String(characters), count: count)) } catch { return .failure(error) }
    }

    /// The characters without hyphens, so that place p lies in group p / 5.
    private func sample(_ seed: UInt64, count: Int = 32) -> (bytes: [UInt8], characters: [Character]) {
        var random = SeededRandom(seed: seed)
        let bytes = random.octets(count)
        return (bytes, CheckedText.encode(bytes).filter { $0 != "-" })
    }

    @Test func `thirty-two bytes are thirteen groups of five characters`() {
        let text = CheckedText.encode([UInt8](repeating: 0xa5, count: 32))
        #expect(text.split(separator: "-").map(\.count) == [Int](repeating: 5, count: 13))
    }

    @Test(arguments: 0..<40)
    func `bytes of every length come back`(count: Int) throws {
        let (bytes, characters) = sample(UInt64(count), count: count)
        #expect(try CheckedText.decode(String(characters), count: count) == bytes)
        #expect(try CheckedText.decode(CheckedText.encode(bytes), count: count) == bytes)
    }

    @Test(arguments: 0..<3 as Range<UInt64>)
    func `any one wrong character is noticed and its group named`(seed: UInt64) {
        let (_, characters) = sample(seed)
        for place in characters.indices {
            for wrong in Self.alphabet where wrong != characters[place] {
                var typed = characters
                typed[place] = wrong
                #expect(decode(typed) == .failure(.wrongGroup(place / 5 + 1)))
            }
        }
    }

    /// All pairs of characters a group can hold at two of its places, the check character among them.
    @Test func `any swap of two different characters in a group is noticed and the group named`() {
        for seed in 0..<200 as Range<UInt64> {
            let (_, characters) = sample(seed)
            for group in 0..<13 {
                for first in 0..<5 {
                    for second in 0..<first where characters[group * 5 + first] != characters[group * 5 + second] {
                        var typed = characters
                        typed.swapAt(group * 5 + first, group * 5 + second)
                        #expect(decode(typed) == .failure(.wrongGroup(group + 1)))
                    }
                }
            }
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `any swap of two groups is noticed and the first of them named`(seed: UInt64) {
        // Thirteen equal groups are the hardest case: only the number of the group tells them apart.
        let (_, characters) = seed == 0 ? ([], CheckedText.encode([UInt8](repeating: 0, count: 32)).filter { $0 != "-" }) : sample(seed)
        let groups = stride(from: 0, to: characters.count, by: 5).map { Array(characters[$0..<$0 + 5]) }
        for first in groups.indices {
            for second in groups.indices where first < second {
                var typed = groups
                typed.swapAt(first, second)
                #expect(decode(Array(typed.joined())) == .failure(.wrongGroup(first + 1)))
            }
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `a missing or doubled character is a wrong length`(seed: UInt64) {
        let (_, characters) = sample(seed)
        for place in characters.indices {
            var shorter = characters
            shorter.remove(at: place)
            #expect(decode(shorter) == .failure(.wrongLength(expectedCharacters: 65, got: 64)))
            var longer = characters
            longer.insert(characters[place], at: place)
            #expect(decode(longer) == .failure(.wrongLength(expectedCharacters: 65, got: 66)))
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `typing is forgiving`(seed: UInt64) throws {
        let (bytes, _) = sample(seed)
        let text = CheckedText.encode(bytes)
        for typed in [
            text.lowercased(), text.replacing("-", with: ""), text.replacing("-", with: " \n\t"), "  \(text)\r\n",
            text.replacing("0", with: "O").replacing("1", with: "I"), text.replacing("0", with: "o").replacing("1", with: "l"),
            text.replacing("1", with: "L"), text.replacing("1", with: "i"),
        ] {
            #expect(try CheckedText.decode(typed, count: 32) == bytes)
        }
    }

    @Test(arguments: ["U", "u", "!", "_", "=", "\u{7f}"])
    func `a character that is not in use names its group`(wrong: Character) {
        var (_, characters) = sample(7)
        characters[31] = wrong
        #expect(decode(characters) == .failure(.wrongCharacter(group: 7)))
    }

    @Test func `bits behind the last byte must be zero`() throws {
        // One byte is two symbols, so three characters; of the last symbol two bits are spare. Every text of this length is tried.
        var accepted = 0
        for a in Self.alphabet {
            for b in Self.alphabet {
                for check in Self.alphabet {
                    guard case .success(let bytes) = decode([a, b, check], count: 1) else { continue }
                    #expect(CheckedText.encode(bytes) == String([a, b, check]))
                    accepted += 1
                }
            }
        }
        #expect(accepted == 256)
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `garbage is refused without a trap`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<100 {
            let text = String(decoding: random.octets(random.number(0...120)), as: UTF8.self)
            #expect(throws: CheckedText.Problem.self) { try CheckedText.decode(text, count: 32) }
        }
    }

    @Test func `a facility ID is read as it is shown`() throws {
        var random = SeededRandom(seed: 1)
        let id = try #require(FacilityID(random.octets(32)))
        #expect(try FacilityID(typed: id.description) == id)
        #expect(id.compact.count == 52)
        #expect(LogID(facility: id, incarnation: 3).origin == "banyan/log/\(id.compact)/3")
    }
}

@Suite struct HexTests {
    @Test(arguments: 0..<50)
    func `bytes come back in either case`(count: Int) {
        var random = SeededRandom(seed: UInt64(count))
        let bytes = random.octets(count)
        let text = Hex.encode(bytes)
        #expect(text.utf8.count == 2 * count)
        #expect(Hex.decode(text) == bytes)
        #expect(Hex.decode(text.uppercased()) == bytes)
    }

    @Test(arguments: ["0", "0g", "g0", " 00", "00 ", "0x00", "é", "００", "\u{0}0"])
    func `anything else is refused`(text: String) { #expect(Hex.decode(text) == nil) }
}
