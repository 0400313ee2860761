"""Writes Tests/BanyanTestSupport/SignedInsurance.swift: certificates, and insurance files signed with keys that nobody keeps.

    python3 -m venv v && v/bin/pip install lxml cryptography
    v/bin/python Tests/EndToEnd/signed_fixtures.py > Tests/BanyanTestSupport/SignedInsurance.swift

Canonical forms come from lxml, signatures from cryptography: neither is the software under test.
"""

import base64
import datetime
import hashlib
import hmac
import re

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import NameOID
from lxml import etree

DS = "http://www.w3.org/2000/09/xmldsig#"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = DS + "enveloped-signature"
RSA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
EC256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
XPATH = "http://www.w3.org/TR/1999/REC-xpath-19991116"
XSLT = "http://www.w3.org/TR/1999/REC-xslt-19991116"

DOCUMENT = """<GIAMDINHHS xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
<THONGTINDONVI{unit}><MACSKCB>00901</MACSKCB></THONGTINDONVI>
<THONGTINHOSO{dossiers}><NGAYLAP>20260906</NGAYLAP><SOLUONGHOSO>1</SOLUONGHOSO><DANHSACHHOSO><HOSO>
<FILEHOSO><LOAIHOSO>XML1</LOAIHOSO><NOIDUNGFILE><TONG_HOP>
<MA_LK>TEST00901-SIGNED</MA_LK><STT>1</STT><MA_BN>A-000077</MA_BN><HO_TEN>Lê Thử Ký</HO_TEN><SO_CCCD>000180999077</SO_CCCD>
<NGAY_SINH>198002030000</NGAY_SINH><GIOI_TINH>1</GIOI_TINH><NGAY_VAO>202609020800</NGAY_VAO><NGAY_RA>202609021000</NGAY_RA>
<CHAN_DOAN_RV>Tăng huyết áp</CHAN_DOAN_RV><MA_BENH_CHINH>I10</MA_BENH_CHINH>
<MA_LOAI_KCB>01</MA_LOAI_KCB><MA_CSKCB>00901</MA_CSKCB>
<T_TONGCHI_BV>0</T_TONGCHI_BV></TONG_HOP></NOIDUNGFILE></FILEHOSO>
</HOSO></DANHSACHHOSO></THONGTINHOSO>
<CHUKYDONVI>{signature}</CHUKYDONVI>
</GIAMDINHHS>
"""

SIGNATURE = """<Signature xmlns="http://www.w3.org/2000/09/xmldsig#">
<SignedInfo><CanonicalizationMethod Algorithm="{canonical}"/>
<SignatureMethod Algorithm="{method}"/>
{references}</SignedInfo>
<SignatureValue>VALUE</SignatureValue>
<KeyInfo><X509Data><X509Certificate>
{certificate}
</X509Certificate></X509Data></KeyInfo>{object}
</Signature>"""

REFERENCE = """<Reference URI="{uri}"><Transforms>
{transforms}</Transforms><DigestMethod Algorithm="{digest}"/>
<DigestValue>DIGEST{index}</DigestValue></Reference>
"""


def certify(key, name):
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = datetime.datetime(2026, 1, 1)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(start.replace(year=2036))
    return builder.sign(key, hashes.SHA256())


def pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def canonical(node, exclusive):
    """Of an element below the root lxml's inclusive form is wrong; it is the exclusive one with the namespaces of the root repeated."""
    if node.getparent() is None:
        return etree.tostring(node, method="c14n", exclusive=exclusive, with_comments=False)
    text = etree.tostring(node, method="c14n", exclusive=True, with_comments=False)
    if exclusive:
        return text
    scope = "".join(' xmlns:%s="%s"' % pair for pair in sorted(node.getroottree().getroot().nsmap.items())).encode()
    head, rest = re.match(rb'(<[^ >]+(?: xmlns="[^"]*")?)(.*)', text, re.S).groups()
    return head + scope + rest


def apply(root, uri, transforms):
    """The bytes that a reference digests, computed without looking at who would trust them."""
    copy = etree.fromstring(etree.tostring(root))
    node = copy if uri == "" else next(e for e in copy.iter() if e.get("Id") == uri[1:]) if uri.startswith("#") else None
    if node is None:
        return b"root:x:0:0"
    if ENVELOPED in transforms:
        signature = copy.find(".//{%s}Signature" % DS)
        if signature.tail and signature.tail.strip():
            raise ValueError("text behind the signature")
        signature.getparent().remove(signature)
    if XPATH in transforms:
        for part in copy.findall("THONGTINHOSO"):
            copy.remove(part)
    return canonical(node, EXCLUSIVE in transforms)


def transform(algorithm):
    if algorithm == XPATH:
        return '<Transform Algorithm="%s"><XPath>not(ancestor-or-self::THONGTINHOSO)</XPath></Transform>' % algorithm
    if algorithm == XSLT:
        return (
            '<Transform Algorithm="%s"><xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">'
            '<xsl:template match="/"><a/></xsl:template></xsl:stylesheet></Transform>' % algorithm
        )
    return '<Transform Algorithm="%s"/>\n' % algorithm


def sign(key, certificate, references, method=RSA256, digest=SHA256, exclusive=False, ids=False, object=""):
    body = base64.encodebytes(certificate.public_bytes(serialization.Encoding.DER)).decode().strip()
    parts = "".join(
        REFERENCE.format(uri=uri, transforms="".join(map(transform, transforms)), digest=digest, index=index)
        for index, (uri, transforms) in enumerate(references)
    )
    signature = SIGNATURE.format(
        canonical=EXCLUSIVE if exclusive else C14N, method=method, references=parts, certificate=body, object=object
    )
    unit, dossiers = (' Id="unit"', ' Id="dossiers"') if ids else ("", "")
    text = DOCUMENT.format(unit=unit, dossiers=dossiers, signature=signature)
    algorithm = hashlib.sha1 if digest.endswith("sha1") else hashlib.sha256
    for index, (uri, transforms) in enumerate(references):
        value = algorithm(apply(etree.fromstring(text.encode()), uri, transforms)).digest()
        text = text.replace("DIGEST%d" % index, base64.b64encode(value).decode())
    root = etree.fromstring(text.encode())
    info = canonical(root.find(".//{%s}SignedInfo" % DS), exclusive)
    if "hmac" in method:
        value = hmac.new(pem(certificate).encode(), info, hashlib.sha256).digest()
    elif "ecdsa" in method:
        r, s = decode_dss_signature(key.sign(info, ec.ECDSA(hashes.SHA256())))
        value = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    else:
        value = key.sign(info, padding.PKCS1v15(), hashes.SHA1() if method.endswith("sha1") else hashes.SHA256())
    return text.replace("VALUE", "\n" + base64.encodebytes(value).decode())


def swift(name, text, comment):
    lines = "\n".join("        " + line.replace("\\", "\\\\") if line else "" for line in text.rstrip("\n").split("\n"))
    return '    /// %s\n    public static let %s = """\n%s\n\n        """\n' % (comment, name, lines)


def main():
    key, other = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    weak = rsa.generate_private_key(65537, 1024)
    curve = ec.generate_private_key(ec.SECP256R1())
    own, foreign, short, curved = (
        certify(k, n) for k, n in ((key, "00901"), (other, "another"), (weak, "short"), (curve, "curve"))
    )
    whole = [("", [ENVELOPED])]
    mark = '<Object><SignatureProperties Id="time"><SignatureProperty Target="#x">2026-09-06T10:00:00</SignatureProperty></SignatureProperties></Object>'
    out = [
        "// swift-format-ignore-file",
        "// Written by Tests/EndToEnd/signed_fixtures.py; the keys were thrown away.\n",
        "/// Invented insurance files of the facility 00901, signed in many ways, and certificates.",
        "public enum SignedInsurance {",
        swift("certificate", pem(own), "RSA of 2048 bits: the facility's."),
        swift("otherCertificate", pem(foreign), "RSA of 2048 bits: another signer's."),
        swift("shortCertificate", pem(short), "RSA of 1024 bits."),
        swift("curveCertificate", pem(curved), "ECDSA on P-256."),
        swift("whole", sign(key, own, whole), "The whole document, canonical XML 1.0, RSA with SHA-256: what .NET's SignedXml makes."),
        swift("exclusive", sign(key, own, [("", [ENVELOPED, EXCLUSIVE])], exclusive=True), "The same with exclusive canonicalization."),
        swift("parts", sign(key, own, [("#unit", [C14N]), ("#dossiers", [EXCLUSIVE])], ids=True), "Both parts of the content by their IDs."),
        swift("timed", sign(key, own, whole + [("#time", [C14N])], object=mark), "The whole, and a time that the signature holds."),
        swift("curve", sign(curve, curved, whole, method=EC256), "ECDSA with SHA-256."),
        swift("byOther", sign(other, foreign, whole), "By the other signer, whose certificate stands in KeyInfo."),
        swift("unitOnly", sign(key, own, [("#unit", [C14N])], ids=True), "Only the facility's code is signed."),
        swift("withXPath", sign(key, own, [("", [ENVELOPED, XPATH])]), "An XPath filter leaves the dossiers out."),
        swift("withXSLT", sign(key, own, [("", [ENVELOPED, XSLT])]), "A style sheet."),
        swift("external", sign(key, own, whole + [("file:///etc/passwd", [C14N])]), "A reference to a file of the machine."),
        swift("sha1", sign(key, own, whole, method=DS + "rsa-sha1"), "RSA with SHA-1."),
        swift("sha1Digest", sign(key, own, whole, digest=DS + "sha1"), "A digest with SHA-1."),
        swift("hmac", sign(key, own, whole, method="http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"), "HMAC under the certificate's text."),
        "}",
    ]
    print("\n".join(out))


main()
