public import BanyanCore
import BanyanXML

/// The certificates with whose keys a facility signs its insurance files, as its operator configured them.
public struct InsuranceSigners: Sendable, Hashable {
    /// Certificates in all: the one in use, the one before it, and those of who signs besides.
    public static let limit = 16
    /// Bytes of one file of certificates.
    public static let fileLimit = XMLCertificate.limit

    private(set) var certificates: [XMLCertificate] = []

    /// Nobody: signatures are counted and not checked.
    public init() {}

    public var isEmpty: Bool { certificates.isEmpty }

    /// Adds the certificates of a file in PEM form.
    /// - Throws: `bad-certificate` with what is wrong with it.
    public mutating func add(pem bytes: [UInt8]) throws(RecordsError) {
        let read: [XMLCertificate]
        do throws(XMLFailure) { read = try XMLCertificate.read(bytes) } catch {
            throw RecordsError(error.code, "a file of certificates: \(error.message)", hint: error.hint, category: error.category)
        }
        certificates += read.filter { !certificates.contains($0) }
        guard certificates.count <= Self.limit else {
            throw RecordsError(
                "bad-certificate", "more than \(Self.limit) certificates are configured for insurance files", category: .configuration)
        }
    }
}
