import BanyanCore
import BanyanCrypto
import BanyanLedger

@testable import BanyanConsent

extension FuzzTarget {
    static let consent = [
        FuzzTarget("token") { bytes in
            guard let claims = ConsentToken.peek(bytes) else { return false }
            _ = (claims.scope, claims.revocationTag)
            return true
        },
        FuzzTarget("token-claims") { bytes in
            _ = ConsentClaims(encoded: bytes, ignoringOthers: true).map { ($0.scope, $0.encoded) }
            return try comesBack(ConsentClaims(encoded: bytes), as: bytes, \.encoded)
        },
        FuzzTarget("key-list", longest: 8192) { bytes in
            guard let list = KeyList(encoded: bytes) else { return false }
            try promise(list.isCanonicalCover(of: list.scope), "a key list that does not cover its own scope")
            for section in list.scope.sections {
                let months = list.scope.months
                let month = section.kind == .state ? list.scope.expiry : months.upperBound
                try promise(list.streamKey(section, month: month) != nil, "a key list without the key of a month in its scope")
            }
            return try comesBack(list, as: bytes, \.encoded)
        },
        FuzzTarget("consent-item", longest: 12_288) { bytes in
            guard let item = ConsentItem(encoded: bytes) else { return false }
            _ = (item.claims, item.enrolmentTag, item.revocationTag, item.receiptKey(reader: Cast.keys.id).tag(.max))
            return try comesBack(item, as: bytes, \.encoded)
        },
        FuzzTarget("bundle", longest: 16_384) { bytes in try comesBack(ConsentBundle(encoded: bytes), as: bytes, \.encoded) },
        FuzzTarget("sealed-file", longest: 8192) { bytes in
            let bundle = try? SealedFile.parse(bytes, .bundle)
            let enrolment = try? SealedFile.parse(bytes, .enrolment)
            try promise(bundle == nil || enrolment == nil, "one file of two kinds")
            guard let (header, _) = bundle ?? enrolment else { return false }
            _ = try? SealedBundle.open(bytes, as: header.recipient, keys: [Cast.recipient])
            _ = try? EnrolmentRequest.open(bytes, as: header.recipient, keys: [Cast.recipient], now: Cast.now)
            return true
        },
        FuzzTarget(
            "signed-referral", longest: 8192,
            seeds: {
                guard let id = ReferralID([UInt8](repeating: 3, count: 16)) else { return [] }
                return [SignedReferral(id: id, token: [1, 2], bundle: [3, 4, 5]).encoded]
            }
        ) { bytes in try comesBack(try? SignedReferral(encoded: bytes), as: bytes, \.encoded) },
        FuzzTarget("enrolment-request", longest: 2048, seeds: { [try enrolmentContent()] }) { bytes in
            // Sealed here, since whoever has the card can seal anything.
            let header = SealedFile(kind: .enrolment, recipient: Cast.keys.id, number: Cast.recipient.number)
            let file = try header.seal(bytes, to: Cast.keys.kem.publicKey)
            return (try? EnrolmentRequest.open(file, as: Cast.keys.id, keys: [Cast.recipient], now: Cast.now)) != nil
        },
        FuzzTarget("enrolment-statement", longest: 256) { bytes in
            try comesBack(EnrolmentRequest.Statement(encoded: bytes), as: bytes, \.encoded)
        },
        FuzzTarget("enrolment-entry") { bytes in try comesBack(EnrolmentEntry(encoded: bytes), as: bytes, \.encoded) },
        FuzzTarget("receipt") { bytes in try comesBack(Receipt(encoded: bytes), as: bytes, \.encoded) },
        FuzzTarget("dispensing") { bytes in try comesBack(Dispensing(encoded: bytes), as: bytes, \.encoded) },
        FuzzTarget("dispensing-payload", longest: 2048) { bytes in
            guard let key = DispensingKey(Cast.secret), let code = PrescriptionCode("00271a1b2c3d-C") else { return false }
            return bytes.count >= Padding.floor && key.open(bytes, in: Cast.keys.id, of: code, prescriber: Cast.keys.id) == nil
        },
        FuzzTarget("snapshot-part") { bytes in try comesBack(SnapshotPart(encoded: bytes), as: bytes, \.encoded) },
        FuzzTarget("padding", longest: 256) { bytes in
            try comesBack(Padding.unpad(bytes), as: bytes) { Padding.pad($0, to: bytes.count) }
        },
        FuzzTarget("entry-payload", longest: 2048) { bytes in
            let hash = Digest.sha256([1])
            let link = EnrolmentLink(Cast.secret)
            try promise(!Revocation.isValid(bytes, in: Cast.keys.id, hash: hash), "a revocation without its secret")
            return bytes.count >= Padding.floor && link?.entry.open(bytes, in: Cast.keys.id) == nil
        },
        FuzzTarget("slip") { bytes in
            guard let text = String(validating: bytes, as: UTF8.self) else { return false }
            do {
                let slip = try RevocationSlip(parsing: text)
                try promise((1...Limits.originsPerGrant).contains(slip.codes.count), "a slip with too many codes or none")
                return true
            } catch let problem as SlipProblem {
                try promise(problem.line >= 1 && problem.group ?? 1 >= 1 && !problem.message.isEmpty, "a problem that is nowhere")
                return false
            }
        },
        FuzzTarget("wallet", seeds: { [try Cast.wallet().wallet.encoded] }) { bytes in
            try comesBack(Wallet(encoded: bytes), as: bytes, \.encoded)
        },
    ]

    private static func enrolmentContent() throws -> [UInt8] {
        try SealedFile.open(try Cast.wallet().file, .enrolment, as: Cast.keys.id, keys: [Cast.recipient])
    }
}
