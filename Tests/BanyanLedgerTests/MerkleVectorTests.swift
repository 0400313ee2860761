import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport
import Foundation
import Testing

/// The published inclusion and consistency cases of the Merkle set (`merkle/testdata`), every one of them.
struct MerkleVectorTests {
    /// Folders that do not apply: proofs about a subtree with a start of its own, which neither RFC 9162 nor this log has.
    private static let doesNotApply = ["subtreeconsistency", "subtreeinclusion"]

    private struct Case: Decodable {
        let desc: String
        let wantErr: Bool
        let proof: [Data]?
        let leafIdx: UInt64?
        let treeSize: UInt64?
        let root: Data?
        let leafHash: Data?
        let size1: UInt64?
        let size2: UInt64?
        let root1: Data?
        let root2: Data?
    }

    private static func cases(_ folder: String) throws -> [(name: String, value: Case)] {
        let top = SharedFolder.url("vectors/merkle/testdata/\(folder)")
        let files = try #require(FileManager.default.enumerator(at: top, includingPropertiesForKeys: nil))
        return try files.compactMap { $0 as? URL }.filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }.map {
            ($0.path, try JSONDecoder().decode(Case.self, from: Data(contentsOf: $0)))
        }
    }

    /// `nil` where one of them is not 32 bytes long: such a value can't be made here at all, so the case counts as refused.
    private static func digests(_ values: [Data?]) -> [Digest]? {
        let digests = values.compactMap { $0.flatMap { Digest(Array($0)) } }
        return digests.count == values.count ? digests : nil
    }

    @Test(.enabled(if: SharedFolder.isPresent, "\(SharedFolder.absence)"))
    func theSetHoldsWhatThisTestKnows() throws {
        let top = SharedFolder.url("vectors/merkle/testdata")
        let folders = try FileManager.default.contentsOfDirectory(atPath: top.path).sorted()
        #expect(folders == (["consistency", "inclusion"] + Self.doesNotApply).sorted())
    }

    @Test(.enabled(if: SharedFolder.isPresent, "\(SharedFolder.absence)"))
    func inclusionCases() throws {
        let cases = try Self.cases("inclusion")
        #expect(cases.count == 98)
        #expect(cases.contains { !$0.value.wantErr })
        for (name, value) in cases {
            let accepted: Bool
            if let hashes = Self.digests([value.leafHash, value.root] + (value.proof ?? [])) {
                accepted = MerkleProof.verifyInclusion(
                    index: try #require(value.leafIdx), size: try #require(value.treeSize), leaf: hashes[0], root: hashes[1],
                    proof: Array(hashes.dropFirst(2)))
            } else {
                accepted = false
            }
            #expect(accepted == !value.wantErr, "\(name): \(value.desc)")
        }
    }

    @Test(.enabled(if: SharedFolder.isPresent, "\(SharedFolder.absence)"))
    func consistencyCases() throws {
        let cases = try Self.cases("consistency")
        #expect(cases.count == 98)
        #expect(cases.contains { !$0.value.wantErr })
        for (name, value) in cases {
            // Some roots are placeholder texts of another length; their hashes take their place.
            let hashes = ([value.root1, value.root2] + (value.proof ?? [])).map { hash in
                let bytes = Array(hash ?? Data())
                return Digest(bytes) ?? .sha256(bytes)
            }
            let accepted = MerkleProof.verifyConsistency(
                from: try #require(value.size1), root: hashes[0], to: try #require(value.size2), root: hashes[1],
                proof: Array(hashes.dropFirst(2)))
            #expect(accepted == !value.wantErr, "\(name): \(value.desc)")
        }
    }
}
