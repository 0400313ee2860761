internal import CZlib

/// Raw DEFLATE (RFC 1951) through zlib, with a bound on what inflation may produce.
public enum Deflate {
    /// - Precondition: less than 4 GiB, and memory for a window of 256 KiB; the bytes are the caller's own, never from outside.
    public static func compress(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        guard deflateInit2_(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else {
            fatalError("zlib has no memory")
        }
        defer { deflateEnd(&stream) }
        var out = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
        var input = bytes
        let written = input.withUnsafeMutableBufferPointer { input in
            out.withUnsafeMutableBufferPointer { out in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = out.baseAddress
                stream.avail_out = UInt32(out.count)
                precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END, "deflateBound was too small")
                return out.count - Int(stream.avail_out)
            }
        }
        out.removeLast(out.count - written)
        return out
    }

    /// - Parameter limit: most bytes to produce; the output buffer grows with what is produced, never to the limit at once.
    /// - Returns: `nil` for damaged or truncated input, bytes behind the end, or more than `limit` bytes of output.
    public static func inflate(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
        guard bytes.count <= Int(UInt32.max) else { return nil }
        var stream = z_stream()
        guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var input = bytes
        var out: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        return input.withUnsafeMutableBufferPointer { input -> [UInt8]? in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            while true {
                let (result, produced) = chunk.withUnsafeMutableBufferPointer { chunk in
                    stream.next_out = chunk.baseAddress
                    stream.avail_out = UInt32(chunk.count)
                    let result = CZlib.inflate(&stream, Z_NO_FLUSH)
                    return (result, chunk.count - Int(stream.avail_out))
                }
                guard result == Z_OK || result == Z_STREAM_END, out.count + produced <= limit else { return nil }
                out.append(contentsOf: chunk.prefix(produced))
                if result == Z_STREAM_END { return stream.avail_in == 0 ? out : nil }
                if produced == 0 && stream.avail_in == 0 { return nil }
            }
        }
    }
}
