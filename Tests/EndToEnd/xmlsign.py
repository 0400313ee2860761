"""Signs insurance files as a facility would, with keys made here: exclusive canonicalization of the standard library, RSA of `cryptography`."""

import base64
import datetime
import hashlib
import xml.etree.ElementTree as ElementTree

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

DS = "http://www.w3.org/2000/09/xmldsig#"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"


class Signer:
    """A key and its certificate."""

    def __init__(self, name):
        self.key = rsa.generate_private_key(65537, 2048)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        start = datetime.datetime(2026, 1, 1)
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(self.key.public_key())
        builder = builder.serial_number(x509.random_serial_number()).not_valid_before(start)
        self.certificate = builder.not_valid_after(start.replace(year=2036)).sign(self.key, hashes.SHA256())

    @property
    def pem(self):
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    def sign(self, text):
        """The insurance file with a signature over the whole of it in place of its CHUKYDONVI."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        head, tail = text.split("<CHUKYDONVI/>") if "<CHUKYDONVI/>" in text else text.split("<CHUKYDONVI></CHUKYDONVI>")
        bare = ElementTree.canonicalize(head + "<CHUKYDONVI></CHUKYDONVI>" + tail)
        digest = base64.b64encode(hashlib.sha256(bare.encode()).digest()).decode()
        info = (
            f'<SignedInfo xmlns="{DS}"><CanonicalizationMethod Algorithm="{EXCLUSIVE}"></CanonicalizationMethod>'
            '<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></SignatureMethod>'
            f'<Reference URI=""><Transforms><Transform Algorithm="{DS}enveloped-signature"></Transform>'
            f'<Transform Algorithm="{EXCLUSIVE}"></Transform></Transforms>'
            '<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></DigestMethod>'
            f"<DigestValue>{digest}</DigestValue></Reference></SignedInfo>"
        )
        value = base64.b64encode(self.key.sign(info.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()
        body = base64.b64encode(self.certificate.public_bytes(serialization.Encoding.DER)).decode()
        signature = (
            f'<Signature xmlns="{DS}">{info}<SignatureValue>{value}</SignatureValue><KeyInfo><X509Data>'
            f"<X509Certificate>{body}</X509Certificate></X509Data></KeyInfo></Signature>"
        )
        return f"{head}<CHUKYDONVI>{signature}</CHUKYDONVI>{tail}"
