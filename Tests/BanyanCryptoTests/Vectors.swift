import BanyanCore
import Testing

/// Bytes of a vector; text that is not hexadecimal fails the test.
func hex(_ text: String) throws -> [UInt8] { try #require(Hex.decode(text)) }

/// The shape that the files of Wycheproof share.
struct Wycheproof<Group: Decodable>: Decodable {
    let numberOfTests: Int
    let testGroups: [Group]
}

/// A group whose cases stand alone.
struct PlainGroup<Case: Decodable>: Decodable {
    let tests: [Case]
}

/// A group whose cases share a key.
struct KeyedGroup<Key: Decodable, Case: Decodable>: Decodable {
    let publicKey: Key
    let tests: [Case]
}
