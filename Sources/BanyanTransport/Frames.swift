internal import BanyanCore
internal import NIOCore

/// Cuts the stream into frames: length (4 bytes, big-endian, 1 ... `Limits.frame`) and that many bytes. The length is judged before
/// anything is waited for, and the buffer grows only with what has arrived.
struct FrameDecoder: NIOSingleStepByteToMessageDecoder {
    typealias InboundOut = [UInt8]

    mutating func decode(buffer: inout ByteBuffer) throws -> [UInt8]? {
        guard let length = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self) else { return nil }
        guard (1...UInt32(Limits.frame)).contains(length) else { throw TransportFailure.frame }
        guard buffer.readableBytes >= 4 + Int(length) else { return nil }
        buffer.moveReaderIndex(forwardBy: 4)
        return buffer.readBytes(length: Int(length))
    }

    /// What is left when the connection ends is part of a frame that nobody will finish.
    mutating func decodeLast(buffer: inout ByteBuffer, seenEOF: Bool) throws -> [UInt8]? { try decode(buffer: &buffer) }

    static func frame(_ message: [UInt8], allocator: ByteBufferAllocator) throws -> ByteBuffer {
        guard (1...Limits.frame).contains(message.count) else { throw TransportFailure.frame }
        var buffer = allocator.buffer(capacity: 4 + message.count)
        buffer.writeInteger(UInt32(message.count))
        buffer.writeBytes(message)
        return buffer
    }
}
