/// Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files", 2019, algorithm 1) with a floor of 1 KiB, on
/// the size of a whole payload: sizes tell O(log log n) bits at a cost of at most 12 %.
public enum Padding {
    public static let floor = 1024

    /// The size that a payload of at least `size` bytes takes. `Limits.payload` is one of the sizes.
    public static func padded(_ size: Int) -> Int {
        guard size > floor else { return floor }
        let exponent = Int.bitWidth - 1 - size.leadingZeroBitCount
        let kept = Int.bitWidth - exponent.leadingZeroBitCount
        let mask = 1 << (exponent - kept) - 1
        return (size + mask) & ~mask
    }

    /// `length (4, big-endian) || content || zeros`, of `size` bytes.
    public static func pad(_ content: [UInt8], to size: Int) -> [UInt8] {
        let length = UInt32(truncatingIfNeeded: content.count)
        let head = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) }
        return head + content + [UInt8](repeating: 0, count: max(0, size - 4 - content.count))
    }

    /// `nil` when the length does not fit or a byte behind the content is not zero.
    public static func unpad(_ padded: [UInt8]) -> [UInt8]? {
        guard padded.count >= 4 else { return nil }
        let length = padded.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard length <= padded.count - 4, padded[(4 + length)...].allSatisfy({ $0 == 0 }) else { return nil }
        return Array(padded[4..<4 + length])
    }
}
