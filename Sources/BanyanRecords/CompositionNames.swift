/// Gives every resource of a document an `id` and a `urn:uuid:` address of its own.
///
/// Both derive from the source and the resource's own name, so one input gives one document, and a resource keeps its
/// address from one summary to the next. A name that is taken already, which only a hostile source can bring about, gets a
/// counter: uniqueness rests on the check, not on the hash.
struct CompositionNames {
    private var ids: Set<String> = []
    private var urns: Set<String> = []
    private var count = 0

    /// - Parameters:
    ///   - prefix: what sets a source apart within the document, such as `s1`.
    ///   - origin: the facility's URI.
    ///   - type: the resource type.
    ///   - id: the resource's id at its source, if it has one.
    mutating func allot(prefix: String, origin: String, type: String, id: String?) -> (id: String, urn: String) {
        (freeID(prefix, id), freeURN("\(origin)\n\(type)/\(id ?? "")"))
    }

    private mutating func freeID(_ prefix: String, _ id: String?) -> String {
        if let id {
            let candidate = prefix.isEmpty ? id : "\(prefix)-\(id)"
            if Self.isID(candidate), ids.insert(candidate).inserted { return candidate }
        }
        while true {
            count += 1
            let candidate = "\(prefix)-r\(count)"
            if ids.insert(candidate).inserted { return candidate }
        }
    }

    private mutating func freeURN(_ name: String) -> String {
        var candidate = Self.urn(of: name)
        while !urns.insert(candidate).inserted {
            count += 1
            candidate = Self.urn(of: "\(name)\n\(count)")
        }
        return candidate
    }

    /// FHIR R4 data type `id`.
    private static func isID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "-"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }

    /// A UUID of version 8 (RFC 9562 section 5.8, its content chosen by the maker) from the FNV-1a hash of the name.
    static func urn(of name: String) -> String { "urn:uuid:" + uuid(of: name) }

    static func uuid(of name: String) -> String {
        var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
        for byte in name.utf8 {
            hash ^= UInt128(byte)
            hash &*= 0x0000_0000_0100_0000_0000_0000_0000_013b
        }
        var digits = Array(hexadecimal(hash))
        digits[12] = "8"
        digits[16] = Array("89ab")[Int(truncatingIfNeeded: hash >> 60) & 3]
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }

    private static func hexadecimal(_ value: UInt128) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: 32 - text.count) + text
    }
}
