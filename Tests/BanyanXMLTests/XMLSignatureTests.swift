import BanyanCore
import BanyanTestSupport
import Testing

@testable import BanyanXML

private let caps = XMLCaps(size: 1 << 20, depth: 16, elements: 1000, attributes: 8, text: 1 << 16)
private let content = ["THONGTINDONVI", "THONGTINHOSO"]

/// What is wrong with the signature of a document; `nil` if it holds.
private func problem(_ text: String, _ pems: [String] = [SignedInsurance.certificate]) throws -> XMLFailure.Kind? {
    let certificates = try pems.flatMap { try XMLCertificate.read(Array($0.utf8)) }
    do throws(XMLFailure) {
        try XMLDocument(Array(text.utf8), caps: caps).verifySignature(in: "CHUKYDONVI", over: content, with: certificates)
        return nil
    } catch { return error.kind }
}

@Suite struct XMLSignatureTests {
    @Test(arguments: [
        SignedInsurance.whole, SignedInsurance.exclusive, SignedInsurance.parts, SignedInsurance.timed,
        "\u{FEFF}\n" + SignedInsurance.whole, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + SignedInsurance.whole,
    ])
    func `a signature over the document under a configured certificate holds`(text: String) throws {
        #expect(try problem(text) == nil)
        #expect(try problem(text, [SignedInsurance.otherCertificate, SignedInsurance.certificate]) == nil)
        #expect(try problem(text, [SignedInsurance.otherCertificate + SignedInsurance.certificate]) == nil)
    }

    @Test func `ECDSA holds like RSA`() throws {
        #expect(try problem(SignedInsurance.curve, [SignedInsurance.curveCertificate]) == nil)
        #expect(try problem(SignedInsurance.curve) == .badSignature(.otherKey))
        #expect(try problem(SignedInsurance.whole, [SignedInsurance.curveCertificate]) == .badSignature(.otherKey))
    }

    @Test(arguments: [
        ("<MACSKCB>00901", "<MACSKCB>00902"), ("Lê Thử Ký", "Lê Thử Kỳ"), ("<STT>1</STT>", "<STT>1</STT><STT>2</STT>"),
        ("I10</MA_BENH_CHINH>", "I10 </MA_BENH_CHINH>"),
    ])
    func `one changed letter and it holds no more`(old: String, new: String) throws {
        for text in [SignedInsurance.whole, SignedInsurance.parts, SignedInsurance.timed] {
            #expect(try problem(text.replacing(old, with: new)) == .badSignature(.altered))
        }
    }

    @Test func `a changed signature value is not the certificate's`() throws {
        let text = SignedInsurance.whole
        let start = try #require(text.firstRange(of: "<SignatureValue>\n")).upperBound
        var changed = text
        changed.replaceSubrange(start...start, with: text[start] == "A" ? "B" : "A")
        #expect(try problem(changed) == .badSignature(.otherKey))
        #expect(try problem(text.replacing("<SignatureValue>", with: "<SignatureValue>!")) == .badSignature(.otherKey))
    }

    @Test func `a certificate in the file is not believed`() throws {
        #expect(try problem(SignedInsurance.byOther) == .badSignature(.otherKey))
        #expect(try problem(SignedInsurance.byOther, [SignedInsurance.otherCertificate]) == nil)
        #expect(try problem(SignedInsurance.whole, []) == .badSignature(.otherKey))
    }

    @Test(arguments: [
        (SignedInsurance.sha1, XMLFailure.BadSignature.algorithm), (SignedInsurance.sha1Digest, .algorithm),
        (SignedInsurance.hmac, .algorithm), (SignedInsurance.withXPath, .transform), (SignedInsurance.withXSLT, .transform),
        (SignedInsurance.external, .external), (SignedInsurance.unitOnly, .coverage),
    ])
    func `what is signed truly and yet proves nothing is refused by name`(text: String, reason: XMLFailure.BadSignature) throws {
        #expect(try problem(text) == .badSignature(reason))
    }

    @Test(
        arguments: [
            ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmldsig-more#rsa-md5", .algorithm),
            ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "", .algorithm),
            ("http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmldsig-more#md5", .algorithm),
            ("REC-xml-c14n-20010315\"/>", "REC-xml-c14n-20010315#WithComments\"/>", .algorithm),
            ("URI=\"\"", "URI=\"http://127.0.0.1:9/a\"", .external), ("URI=\"\"", "URI=\"#xpointer(/)\"", .external),
            ("URI=\"\"", "URI=\"#xpointer(id('unit'))\"", .external), ("Reference URI=\"\"", "Reference", .external),
            ("URI=\"\"", "URI=\"#nobody\"", .coverage), ("URI=\"\"", "URI=\"#\"", .external),
            ("xmldsig#enveloped-signature", "xmldsig#base64", .transform),
            ("<SignatureMethod ", "<X/><SignatureMethod ", .shape), ("<Signature ", "<Signatur ", .shape),
            ("xmldsig#\">", "xmldsig2#\">", .shape),
        ] as [(String, String, XMLFailure.BadSignature)])
    func `a signature that says something else is refused before it is computed`(old: String, new: String, reason: XMLFailure.BadSignature)
        throws
    {
        var text = SignedInsurance.whole.replacing(old, with: new)
        if old == "<Signature " { text = text.replacing("</Signature>", with: "</Signatur>") }
        #expect(text != SignedInsurance.whole)
        #expect(try problem(text) == .badSignature(reason))
    }

    @Test func `signed content that is moved aside is not taken for the document`() throws {
        // The signed parts move into an object of the signature, others stand in their places.
        let text = SignedInsurance.parts
        let start = try #require(text.firstRange(of: "<THONGTINDONVI")).lowerBound
        let end = try #require(text.firstRange(of: "</THONGTINHOSO>")).upperBound
        let signed = String(text[start..<end])
        let forged = signed.replacing(" Id=\"unit\"", with: "").replacing(" Id=\"dossiers\"", with: "").replacing("I10", with: "B20")
        let moved = text.replacing(signed, with: forged).replacing("</Signature>", with: "<Object>\(signed)</Object></Signature>")
        #expect(try problem(moved) == .badSignature(.coverage))
        // The same ID twice, or an ID in another way.
        let twice = text.replacing("<HOSO>", with: "<HOSO Id=\"dossiers\">")
        #expect(try problem(twice) == .badSignature(.coverage))
        let other = text.replacing("<HOSO>", with: "<HOSO xml:id=\"unit\">")
        #expect(try problem(other) == .badSignature(.coverage))
        // A second element beside the signed one.
        let doubled = text.replacing("</THONGTINHOSO>", with: "</THONGTINHOSO><THONGTINHOSO/>")
        #expect(try problem(doubled) == .badSignature(.coverage))
    }

    @Test func `one signature and no more`() throws {
        let text = SignedInsurance.whole
        let start = try #require(text.firstRange(of: "<Signature ")).lowerBound
        let end = try #require(text.firstRange(of: "</Signature>")).upperBound
        let signature = String(text[start..<end])
        #expect(try problem(text.replacing(signature, with: signature + signature)) == .badSignature(.several))
        #expect(try problem(text.replacing("</HOSO>", with: "\(signature)</HOSO>")) == .badSignature(.several))
        #expect(try problem(text.replacing(signature, with: "")) == .badSignature(.shape))
        #expect(try problem(text.replacing(signature, with: "AAAA" + signature)) == .badSignature(.shape))
        let references = String(repeating: "<Reference URI=\"\"/>", count: 9)
        #expect(try problem(text.replacing("</SignedInfo>", with: references + "</SignedInfo>")) == .badSignature(.shape))
    }

    @Test func `what is not read as a document is not verified`() throws {
        let bomb = "<!DOCTYPE a [<!ENTITY b 'c'>]>" + SignedInsurance.whole
        #expect(try problem(bomb) == .doctype)
    }
}

@Suite struct XMLCertificateTests {
    @Test(arguments: [
        ("", XMLFailure.BadCertificate.none), ("hello", .none), (SignedInsurance.shortCertificate, .weakKey),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", .unreadable),
        ("-----BEGIN CERTIFICATE-----\n", .none),
        (SignedInsurance.certificate + "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n", .privateKey),
        (String(repeating: SignedInsurance.certificate, count: 9), .tooMany),
    ])
    func `a file without a certificate that may verify is refused`(text: String, reason: XMLFailure.BadCertificate) {
        #expect(throws: XMLFailure(.badCertificate(reason))) { try XMLCertificate.read(Array(text.utf8)) }
    }

    @Test func `certificates among other text are found, and a file has a bound`() throws {
        let text = "Bag Attributes\n" + SignedInsurance.certificate + "issuer\n" + SignedInsurance.curveCertificate
        #expect(try XMLCertificate.read(Array(text.utf8)).count == 2)
        #expect(throws: XMLFailure(.tooLarge(limit: XMLCertificate.limit))) {
            try XMLCertificate.read(Array((text + String(repeating: " ", count: XMLCertificate.limit)).utf8))
        }
    }
}
