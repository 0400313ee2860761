internal import CSodium
internal import Synchronization

/// Locked, guarded memory for secrets.
///
/// `sodium_malloc` spends a page between two guard pages and half a dozen system calls on every secret, and the kernel caps
/// how many such mappings a process may have (65,530 by default), so a bundle full of keys could exhaust them. Secrets of up
/// to `slotSize` bytes therefore share slabs of one page: each slab is guarded and locked as a whole, each slot is zeroed when
/// it is given back, and slabs are kept for reuse. A larger secret gets a mapping of its own.
enum SecretPool {
    /// Bytes of one slot: an expanded Ed25519 key is the largest common secret.
    static let slotSize = 64
    private static let slabSize = 4096

    /// Addresses of free slots; a pointer itself is not `Sendable`.
    private static let free = Mutex<[UInt]>([])

    /// Memory for `count` bytes, which the caller fills. Running out of memory ends the process: there is no safe way on.
    static func allocate(_ count: Int) -> UnsafeMutableRawPointer {
        precondition(Sodium.ready, "libsodium is not usable")
        guard count <= slotSize else { return guarded(count) }
        let address = free.withLock { free in
            if free.isEmpty { free = cut(guarded(slabSize)) }
            return free.removeLast()
        }
        guard let slot = UnsafeMutableRawPointer(bitPattern: address) else { fatalError("a slot has an address") }
        return slot
    }

    /// Zeroes and takes back what `allocate` gave for the same `count`.
    static func release(_ memory: UnsafeMutableRawPointer, count: Int) {
        guard count <= slotSize else { return sodium_free(memory) }
        sodium_memzero(memory, slotSize)
        free.withLock { $0.append(UInt(bitPattern: memory)) }
    }

    private static func guarded(_ count: Int) -> UnsafeMutableRawPointer {
        guard let memory = sodium_malloc(count) else { fatalError("out of memory for a secret of \(count) bytes") }
        return memory
    }

    private static func cut(_ slab: UnsafeMutableRawPointer) -> [UInt] {
        sodium_memzero(slab, slabSize)
        return stride(from: 0, to: slabSize, by: slotSize).map { UInt(bitPattern: slab + $0) }
    }
}
