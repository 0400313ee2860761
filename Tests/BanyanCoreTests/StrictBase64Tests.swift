import BanyanCore
import BanyanTestSupport
import Testing

struct StrictBase64Tests {
    /// RFC 4648 section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func `the examples of the RFC come out`(plain: String, text: String) {
        #expect(Base64.encode(Array(plain.utf8)) == text)
        #expect(Base64.decode(text) == Array(plain.utf8))
    }

    @Test(arguments: 0..<100)
    func `bytes of every length come back`(count: Int) {
        var random = SeededRandom(seed: UInt64(count))
        let bytes = random.octets(count)
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
    }

    @Test func `the alphabet is the RFC's`() {
        let text = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        #expect(Base64.decode(text).map { Base64.encode($0) } == text)
        for character in UInt8.min...UInt8.max where !text.utf8.contains(character) {
            #expect(Base64.decode([0x41, 0x41, 0x41, 0x41, 0x41, character, 0x41, 0x41]) == nil)
        }
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zg===", "=", "====", "Zh==", "Zm9=", "Zm9v=", "Zm9vZg", "Zm 9v", "Zm9v\n", "Z=g=", "Zm9-", "Zm9_", "Zm8=Zm8=",
        "Zm9\u{e9}",
    ])
    func `any other text is refused`(text: String) { #expect(Base64.decode(text) == nil) }
}
