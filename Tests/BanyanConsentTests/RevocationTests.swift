import BanyanCore
import BanyanCrypto
import Foundation
import Testing

@testable import BanyanConsent

@Suite("Revocation and slips")
struct RevocationTests {
    @Test("whoever holds the slip revokes, in any log; nobody else does")
    func entry() throws {
        var scene = try Scene()
        let slip = try RevocationSlip(parsing: try #require(scene.wallet.slip(scene.grant.id)))
        let claims = try #require(scene.item.claims)
        let (here, there): (FacilityID, FacilityID) = (scene.random.fixed(), scene.random.fixed())
        #expect(slip.codes.count == 1 && slip.codes[0].secret.hash == claims.revocationHash)
        let entry = try Revocation.entry(for: slip.codes[0].secret, in: here, using: &scene.random)
        #expect(entry.tag == claims.revocationTag && scene.item.revocationTag == entry.tag)
        #expect(Revocation.isValid(entry.payload, in: here, hash: claims.revocationHash))
        #expect(!Revocation.isValid(entry.payload, in: there, hash: claims.revocationHash))
        #expect(!Revocation.isValid(entry.payload, in: here, hash: scene.random.fixed()))
        for (_, payload) in flips(entry.payload).prefix(100) {
            #expect(!Revocation.isValid(payload, in: here, hash: claims.revocationHash))
        }
    }

    private func slip(seed: UInt64 = 1, origins: Int = 2) throws -> (text: String, hashes: [Digest]) {
        var random = Seeded(seed)
        var wallet = Wallet(using: &random)
        let audience = TestFacility("Bach Mai: A", &random)
        let facilities = (0..<origins).map { TestFacility("Origin \($0)", &random) }
        for facility in facilities { _ = try wallet.enrol(at: facility.card, now: day(0)) }
        let (file, grant) = try wallet.grant(
            to: audience.card, from: facilities.map(\.id), terms: GrantTerms(sections: [.allergies], expires: day(7)), now: day(0),
            using: &random)
        let bundle = try SealedBundle.open(file, as: audience.id, keys: audience.keys)
        return (try #require(wallet.slip(grant.id)), bundle.items.map { $0.claims!.revocationHash })
    }

    @Test("a slip is read as it was printed, one code a token", arguments: 0..<10 as Range<UInt64>)
    func printed(_ seed: UInt64) throws {
        let (text, hashes) = try slip(seed: seed, origins: 1 + Int(seed % 4))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
        let slip = try RevocationSlip(parsing: text)
        #expect(slip.codes.map(\.secret.hash) == hashes)
        #expect(slip.audience == "Bach Mai: A (hospital)")
        #expect(slip.codes.map(\.origin) == hashes.indices.map { "Origin \($0)" })
    }

    @Test(
        "typing is forgiven",
        arguments: [
            { $0.lowercased() }, { $0.replacing("-", with: " ") }, { $0.replacing("-", with: "") },
            { $0.replacing("0", with: "o").replacing("1", with: "l") },
            { $0.replacing("\n", with: "\r\n") }, { $0.split(separator: "\n").map { "> " + $0 }.joined(separator: "\n") },
            { $0.replacing("-\n      ", with: "-") }, { $0.replacing("Code: ", with: "  CODE :") },
            { String($0[$0.range(of: "From:")!.lowerBound...]) },
        ] as [@Sendable (String) -> String])
    func forgiving(_ change: @Sendable (String) -> String) throws {
        let (text, hashes) = try slip()
        let body = String(text[text.range(of: "From:")!.lowerBound...])
        #expect(try RevocationSlip(parsing: change(body)).codes.map(\.secret.hash) == hashes)
    }

    @Test("a mistyped character is found: its line and its group are named")
    func mistyped() throws {
        let (text, _) = try slip()
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let first = try #require(lines.firstIndex { $0.hasPrefix("Code:") })
        for (row, column, group) in [(first, 6, 1), (first, 15, 2), (first, 42, 7), (first + 1, 6, 8), (first + 1, 40, 13)] {
            var changed = lines
            var characters = Array(changed[row])
            characters[column] = characters[column] == "7" ? "8" : "7"
            changed[row] = String(characters)
            let problem = #expect(throws: SlipProblem.self) { try RevocationSlip(parsing: changed.joined(separator: "\n")) }
            #expect(problem?.line == row + 1)
            #expect(problem?.group == group)
        }
        var short = lines
        short[first + 1].removeLast()
        let problem = #expect(throws: SlipProblem.self) { try RevocationSlip(parsing: short.joined(separator: "\n")) }
        #expect(problem?.line == first + 1 && problem?.group == nil)
    }

    @Test(
        "what is no slip is refused",
        arguments: [
            "", "hello", "To: X\nFrom: Y\n", "Code:", "Code: ABC", String(repeating: "a", count: Limits.smallFile + 1), "Code: \u{0}\u{1}",
        ])
    func noSlip(_ text: String) { #expect(throws: SlipProblem.self) { try RevocationSlip(parsing: text) } }

    @Test("every flipped bit of a slip's text is refused or changes nothing that counts", arguments: 0..<3 as Range<UInt64>)
    func flippedText(_ seed: UInt64) throws {
        let (text, hashes) = try slip(seed: seed, origins: 1)
        for (_, bytes) in flips(Array(text.utf8)) {
            guard let slip = try? RevocationSlip(parsing: String(decoding: bytes, as: UTF8.self)) else { continue }
            #expect(slip.codes.map(\.secret.hash) == hashes)
        }
    }

    @Test func moreCodesThanOriginsAreRefused() throws {
        let (text, _) = try slip(origins: 1)
        let code = String(text[text.range(of: "Code:")!.lowerBound...])
        #expect(try RevocationSlip(parsing: String(repeating: code + "\n", count: 64)).codes.count == 64)
        #expect(throws: SlipProblem.self) { try RevocationSlip(parsing: String(repeating: code + "\n", count: 65)) }
    }
}
