import BanyanCore
import BanyanTestSupport
import Testing

@testable import BanyanRecords

@Suite struct InsuranceSignatureTests {
    private func imported(_ texts: [String], _ certificates: String...) throws -> ImportResult {
        var signers = InsuranceSigners()
        for certificate in certificates { try signers.add(pem: Array(certificate.utf8)) }
        var records = RecordImport(facility: "00901", signers: signers) { "\($0)#\($1)" }
        for (index, text) in texts.enumerated() { records.add(name: "\(index).xml", bytes: Array(text.utf8)) }
        return records.finish()
    }

    @Test(arguments: [SignedInsurance.whole, SignedInsurance.exclusive, SignedInsurance.parts, SignedInsurance.timed])
    func `a signed file is imported, and counted as valid where its certificate is configured`(text: String) throws {
        let checked = try imported([text], SignedInsurance.otherCertificate, SignedInsurance.certificate)
        #expect(checked.patients.map(\.identity.name) == ["Lê Thử Ký"] && checked.report.problems.isEmpty)
        #expect(checked.report.insurance.signaturesValid == 1 && checked.report.insurance.signaturesNotChecked == 0)
        let unchecked = try imported([text])
        #expect(unchecked.patients.count == 1 && unchecked.report.insurance.signaturesNotChecked == 1)
        #expect(unchecked.report.insurance.signaturesValid == 0 && unchecked.report.insurance.unsigned == 0)
    }

    @Test(arguments: [
        (SignedInsurance.whole.replacing("I10", with: "E11"), "bad-signature"), (SignedInsurance.byOther, "other-signer"),
        (SignedInsurance.unitOnly, "signature-coverage"), (SignedInsurance.sha1, "weak-signature"),
        (SignedInsurance.hmac, "weak-signature"),
        (SignedInsurance.withXSLT, "signature-transform"), (SignedInsurance.withXPath, "signature-transform"),
        (SignedInsurance.external, "signature-reference"),
        (SignedInsurance.whole.replacing("<Signature ", with: "<X/><Signature "), "not-xmldsig"),
    ])
    func `a signature that does not hold refuses the file with its reason`(text: String, code: String) throws {
        let result = try imported([text], SignedInsurance.certificate)
        #expect(result.patients.isEmpty)
        let problem = try #require(result.report.problems.first)
        #expect(problem.code == code && problem.isWholeFile && problem.category == .trust)
        #expect(!problem.reason.contains("Ký"))
    }

    @Test func `an unsigned file is counted as such, with a certificate and without`() throws {
        let file = InsuranceFixture.dossier.file()
        let text = String(decoding: file, as: UTF8.self)
        for certificates in [[], [SignedInsurance.certificate]] {
            var signers = InsuranceSigners()
            for certificate in certificates { try signers.add(pem: Array(certificate.utf8)) }
            let read = try InsuranceEnvelope.read("a", Array(text.utf8), facility: "00901", signers: signers)
            #expect(read.count.unsigned == 1 && read.count.signaturesValid == 0 && read.count.signaturesNotChecked == 0)
        }
    }

    @Test func `one bad file among others refuses itself alone`() throws {
        let bad = SignedInsurance.whole.replacing("A-000077", with: "A-000078").replacing("SIGNED", with: "OTHER")
        let result = try imported([SignedInsurance.whole, bad], SignedInsurance.certificate)
        #expect(result.patients.count == 1 && result.report.refusedFiles.map(\.code) == ["bad-signature"])
        #expect(result.report.insurance.signaturesValid == 1)
    }

    @Test func `certificates are bounded, each counted once, and none that is bad is taken`() throws {
        var signers = InsuranceSigners()
        #expect(signers.isEmpty)
        for _ in 0..<20 { try signers.add(pem: Array(SignedInsurance.certificate.utf8)) }
        #expect(signers.certificates.count == 1)
        let failure = #expect(throws: RecordsError.self) { try signers.add(pem: Array(SignedInsurance.shortCertificate.utf8)) }
        #expect(failure?.code == "bad-certificate" && failure?.category == .configuration)
        #expect(signers.certificates.count == 1)
    }
}
