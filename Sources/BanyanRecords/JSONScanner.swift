/// The strict reader of RFC 8259 text behind `JSON.parse`, usable piecewise: a Bundle's entries are read one at a time, so
/// that no tree of a whole file is ever held.
///
/// Works on bytes through a borrowed buffer; every access is behind a comparison with `end`. The places that run once for
/// each byte (white space, string bodies) take eight bytes at a time where they can.
struct JSONScanner {
    private let base: UnsafePointer<UInt8>?
    /// Reading stops here: the end of the text, or of what one value may occupy.
    private(set) var end: Int
    private(set) var index = 0
    private let depthLimit: Int
    private var depth = 0

    /// The buffer must outlive the scanner.
    init(_ buffer: UnsafeBufferPointer<UInt8>, depth: Int) {
        base = buffer.baseAddress
        end = buffer.count
        depthLimit = depth
    }

    // MARK: Structure

    /// Passes over a byte order mark and white space before the first value.
    private mutating func start() {
        if end >= 3, byte(0) == 0xEF, byte(1) == 0xBB, byte(2) == 0xBF { index = 3 }
        skipSpace()
    }

    /// Nothing but white space may be left.
    private mutating func finish() throws(JSONProblem) {
        skipSpace()
        guard index == end else { throw problem(.trailingBytes) }
    }

    /// Runs `body` on the one value that the text is.
    mutating func whole<T>(_ body: (inout JSONScanner) throws(JSONProblem) -> T) throws(JSONProblem) -> T {
        start()
        let value = try body(&self)
        try finish()
        return value
    }

    /// Runs `body` on what follows with at most `bytes` bytes to read; beyond them the text reads as truncated.
    mutating func within<T>(_ bytes: Int, _ body: (inout JSONScanner) throws(JSONProblem) -> T) throws(JSONProblem) -> T {
        let outer = end
        end = min(end, index + max(0, bytes))
        defer { end = outer }
        return try body(&self)
    }

    /// Goes back to a place that was read before.
    mutating func rewind(to place: Int, depth level: Int) {
        index = min(place, index)
        depth = level
    }

    /// Open arrays and objects around the present place.
    var level: Int { depth }

    /// The byte at the present place, white space passed over; `nil` at the end.
    mutating func peek() -> UInt8? {
        skipSpace()
        return index < end ? byte(index) : nil
    }

    /// Reads an object member by member; `member` must read or skip the value.
    mutating func object(_ member: (inout JSONScanner, String) throws(JSONProblem) -> Void) throws(JSONProblem) {
        try expect(UInt8(ascii: "{"))
        try enter()
        var names = SeenNames()
        if peek() == UInt8(ascii: "}") {
            index += 1
        } else {
            repeat {
                skipSpace()
                let place = index
                guard index < end else { throw problem(.truncated) }
                guard byte(index) == UInt8(ascii: "\"") else { throw problem(.unexpectedByte) }
                let name = try string()
                guard names.insert(name) else { throw JSONProblem(.duplicateName, at: place) }
                try expect(UInt8(ascii: ":"))
                try member(&self, name)
            } while try another(before: UInt8(ascii: "}"))
        }
        depth -= 1
    }

    /// Reads an array element by element; `element` must read or skip the value.
    mutating func array(_ element: (inout JSONScanner) throws(JSONProblem) -> Void) throws(JSONProblem) {
        try expect(UInt8(ascii: "["))
        try enter()
        if peek() == UInt8(ascii: "]") {
            index += 1
        } else {
            repeat { try element(&self) } while try another(before: UInt8(ascii: "]"))
        }
        depth -= 1
    }

    /// Reads one value into a tree.
    mutating func value() throws(JSONProblem) -> JSON {
        guard let first = peek() else { throw problem(.truncated) }
        switch first {
        case UInt8(ascii: "{"):
            var members: [JSON.Member] = []
            try object { (scanner, name) throws(JSONProblem) in members.append(JSON.Member(name, try scanner.value())) }
            return .object(members)
        case UInt8(ascii: "["):
            var items: [JSON] = []
            try array { (scanner) throws(JSONProblem) in items.append(try scanner.value()) }
            return .array(items)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: throw problem(.unexpectedByte)
        }
    }

    /// Passes over one value, checked as strictly as if it were read.
    mutating func skip() throws(JSONProblem) {
        guard let first = peek() else { throw problem(.truncated) }
        switch first {
        case UInt8(ascii: "{"): try object { (scanner, _) throws(JSONProblem) in try scanner.skip() }
        case UInt8(ascii: "["): try array { (scanner) throws(JSONProblem) in try scanner.skip() }
        default: _ = try value()
        }
    }

    // MARK: Tokens

    private mutating func enter() throws(JSONProblem) {
        guard depth < depthLimit else { throw JSONProblem(.tooDeep(limit: depthLimit), at: index - 1) }
        depth += 1
    }

    private mutating func expect(_ wanted: UInt8) throws(JSONProblem) {
        guard let next = peek() else { throw problem(.truncated) }
        guard next == wanted else { throw problem(.unexpectedByte) }
        index += 1
    }

    private mutating func another(before close: UInt8) throws(JSONProblem) -> Bool {
        guard let next = peek() else { throw problem(.truncated) }
        guard next == UInt8(ascii: ",") || next == close else { throw problem(.unexpectedByte) }
        index += 1
        return next != close
    }

    private mutating func literal(_ word: StaticString, _ value: JSON) throws(JSONProblem) -> JSON {
        for offset in 0..<word.utf8CodeUnitCount {
            guard index < end else { throw problem(.truncated) }
            guard byte(index) == word.utf8Start[offset] else { throw problem(.unexpectedByte) }
            index += 1
        }
        return value
    }

    private mutating func number() throws(JSONProblem) -> String {
        let start = index
        if byte(index) == UInt8(ascii: "-") { index += 1 }
        let whole = index
        try digits()
        if byte(whole) == UInt8(ascii: "0"), index > whole + 1 { throw JSONProblem(.badNumber, at: start) }
        if index < end, byte(index) == UInt8(ascii: ".") {
            index += 1
            try digits()
        }
        if index < end, byte(index) | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < end, byte(index) == UInt8(ascii: "+") || byte(index) == UInt8(ascii: "-") { index += 1 }
            try digits()
        }
        return String(decoding: slice(start, index), as: UTF8.self)
    }

    private mutating func digits() throws(JSONProblem) {
        let start = index
        while index < end, byte(index) &- UInt8(ascii: "0") < 10 { index += 1 }
        guard index > start else { throw problem(index < end ? .badNumber : .truncated) }
    }

    private mutating func skipSpace() {
        while index < end {
            switch byte(index) {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return
            }
            while index &+ 8 <= end, word(index) == 0x2020_2020_2020_2020 { index += 8 }
        }
    }

    // MARK: Strings

    private mutating func string() throws(JSONProblem) -> String {
        index += 1
        let start = index
        try passPlain()
        if byte(index) == UInt8(ascii: "\"") {
            index += 1
            return try text(slice(start, index - 1), at: start)
        }
        return try escapedString(from: start)
    }

    /// Moves to the next quote or backslash.
    private mutating func passPlain() throws(JSONProblem) {
        while index < end {
            while index &+ 8 <= end, isPlain(word(index)) { index += 8 }
            guard index < end else { break }
            let next = byte(index)
            if next == UInt8(ascii: "\"") || next == UInt8(ascii: "\\") { return }
            guard next >= 0x20 else { throw problem(.controlCharacter) }
            index += 1
        }
        throw problem(.truncated)
    }

    private mutating func escapedString(from start: Int) throws(JSONProblem) -> String {
        var out: [UInt8] = []
        var plain = start
        while true {
            out.append(contentsOf: slice(plain, index))
            if byte(index) == UInt8(ascii: "\"") {
                index += 1
                return try out.withUnsafeBufferPointer { (buffer) throws(JSONProblem) in try text(buffer, at: start) }
            }
            try escape(into: &out)
            plain = index
            try passPlain()
        }
    }

    private mutating func escape(into out: inout [UInt8]) throws(JSONProblem) {
        guard index + 1 < end else { throw JSONProblem(.truncated, at: end) }
        let place = index
        index += 2
        switch byte(place + 1) {
        case UInt8(ascii: "\""): out.append(0x22)
        case UInt8(ascii: "\\"): out.append(0x5C)
        case UInt8(ascii: "/"): out.append(0x2F)
        case UInt8(ascii: "b"): out.append(0x08)
        case UInt8(ascii: "f"): out.append(0x0C)
        case UInt8(ascii: "n"): out.append(0x0A)
        case UInt8(ascii: "r"): out.append(0x0D)
        case UInt8(ascii: "t"): out.append(0x09)
        case UInt8(ascii: "u"): out.append(contentsOf: Array(String(Character(try scalar(at: place))).utf8))
        default: throw JSONProblem(.badEscape, at: place)
        }
    }

    /// The scalar of `\uXXXX`, or of a surrogate pair of two; half a pair is no character.
    private mutating func scalar(at place: Int) throws(JSONProblem) -> Unicode.Scalar {
        let high = try hex4(at: place)
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard high < 0xDC00 else { throw JSONProblem(.badEscape, at: place) }
        for expected in [UInt8(ascii: "\\"), UInt8(ascii: "u")] {
            guard index < end else { throw JSONProblem(.truncated, at: end) }
            guard byte(index) == expected else { throw JSONProblem(.badEscape, at: place) }
            index += 1
        }
        let low = try hex4(at: place)
        guard (0xDC00...0xDFFF).contains(low), let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) else {
            throw JSONProblem(.badEscape, at: place)
        }
        return scalar
    }

    private mutating func hex4(at place: Int) throws(JSONProblem) -> UInt32 {
        guard index + 4 <= end else { throw JSONProblem(.truncated, at: end) }
        var value: UInt32 = 0
        for offset in 0..<4 {
            let digit = byte(index + offset)
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(digit - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(digit - UInt8(ascii: "A") + 10)
            default: throw JSONProblem(.badEscape, at: place)
            }
        }
        index += 4
        return value
    }

    private func text(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) throws(JSONProblem) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw JSONProblem(.badUTF8, at: place) }
        return text
    }

    // MARK: Bytes

    private func problem(_ kind: JSONProblem.Kind) -> JSONProblem { JSONProblem(kind, at: index) }

    /// Callers have compared `place` with `end`, which is zero where there is no buffer.
    private func byte(_ place: Int) -> UInt8 { base.unsafelyUnwrapped[place] }

    private func word(_ place: Int) -> UInt64 { UnsafeRawPointer(base.unsafelyUnwrapped + place).loadUnaligned(as: UInt64.self) }

    private func slice(_ from: Int, _ to: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: base.map { $0 + from }, count: to - from)
    }

    /// No quote, backslash or control character in eight bytes; may say no for a byte that follows one of those.
    private func isPlain(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        let quotes = word ^ (ones &* 0x22)
        let slashes = word ^ (ones &* 0x5C)
        let found = ((word &- ones &* 0x20) & ~word) | ((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes)
        return found & tops == 0
    }
}

/// The member names of one object: a list while they are few, a set beyond.
private struct SeenNames {
    private var few: [String] = []
    private var many: Set<String> = []

    /// `false` for a name that was there.
    mutating func insert(_ name: String) -> Bool {
        if !many.isEmpty { return many.insert(name).inserted }
        guard !few.contains(name) else { return false }
        few.append(name)
        if few.count > 16 { many = Set(few) }
        return true
    }
}
