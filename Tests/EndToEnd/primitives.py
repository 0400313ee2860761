"""Section 2 of `docs/protocol.md` once more: encodings, derivations, signatures, sealing. pycose, cbor2, cryptography, hashlib."""

import hashlib
import hmac
import os
import re
import struct

import cbor2
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from pycose.algorithms import EdDSA
from pycose.headers import KID, Algorithm
from pycose.keys import OKPKey
from pycose.messages import CoseMessage, Sign1Message


def sha256(data):
    return hashlib.sha256(data).digest()


# Deterministic CBOR (RFC 8949 section 4.2.1)


def encode(item):
    return cbor2.dumps(item, canonical=True)


def decode(data):
    """One item that fills the bytes and is encoded in the one deterministic way."""
    item = cbor2.loads(data)
    if encode(item) != data:
        raise ValueError("not deterministic CBOR")
    return item


def derive(secret, label, *context):
    return hmac.new(secret, encode([label, *context]), hashlib.sha256).digest()


def tag(secret, *context):
    return derive(secret, "banyan/1 tag", *context)[:16]


# Text that people type

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def _values(data):
    bits = int.from_bytes(data, "big") << (-len(data) * 8 % 5)
    count = (len(data) * 8 + 4) // 5
    return [bits >> 5 * (count - 1 - place) & 31 for place in range(count)]


def base32(data):
    return "".join(ALPHABET[v] for v in _values(data))


def from_base32(text, count):
    values = [ALPHABET.index(c) for c in text]
    if len(values) != (count * 8 + 4) // 5:
        raise ValueError("wrong length")
    bits = 0
    for value in values:
        bits = bits << 5 | value
    spare = len(values) * 5 - count * 8
    if bits & (1 << spare) - 1:
        raise ValueError("bits behind the end")
    return (bits >> spare).to_bytes(count, "big")


def _multiply(a, b):
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 32:
            a ^= 0b100101
        b >>= 1
    return product


def _check(group, number):
    total, weight = number & 31, 2
    for value in group:
        total ^= _multiply(value, weight)
        weight = _multiply(weight, 2)
    return total


def checked_text(data):
    values = _values(data)
    groups = [values[i:i + 4] for i in range(0, len(values), 4)]
    return "-".join("".join(ALPHABET[v] for v in [*g, _check(g, n)]) for n, g in enumerate(groups))


def read_checked_text(text, count=32):
    typed = re.sub(r"[\s-]", "", text.upper()).replace("O", "0").replace("I", "1").replace("L", "1")
    values = []
    for number, start in enumerate(range(0, len(typed), 5)):
        *group, check = [ALPHABET.index(c) for c in typed[start:start + 5]]
        if check != _check(group, number):
            raise ValueError(f"group {number + 1} is mistyped")
        values += group
    return from_base32("".join(ALPHABET[v] for v in values), count)


# COSE_Sign1


def sign1(payload, key, type_, kid=None):
    """Made by hand, so that pycose can be asked about it, and bad ones can be made too."""
    protected = {1: -8, 16: type_}
    if kid is not None:
        protected[4] = kid
    header = encode(protected)
    signature = key.sign(encode(["Signature1", header, b"", payload]))
    return encode(cbor2.CBORTag(18, [header, {}, payload, signature]))


def verify1(message, public_key, type_):
    """Verified by pycose. Gives the payload; raises ValueError where anything is not as it must be."""
    decode(message)
    cose = CoseMessage.decode(message)
    if not isinstance(cose, Sign1Message) or cose.phdr.get(Algorithm) is not EdDSA:
        raise ValueError("not a COSE_Sign1 with EdDSA")
    header = cbor2.loads(cbor2.loads(message).value[0])
    if header.get(16) != type_ or set(header) - {1, 4, 16} or cose.uhdr:
        raise ValueError("wrong type or headers")
    cose.key = OKPKey(crv="ED25519", x=public_key, optional_params={"ALG": "EDDSA", "KEY_OPS": ["VERIFY"]})
    if not cose.verify_signature():
        raise ValueError("bad signature")
    return cose.payload


def key_id(message):
    return CoseMessage.decode(message).phdr.get(KID)


# HPKE with X-Wing

SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)


class KEMKey:
    """An X-Wing key pair; the public half is ML-KEM-768's 1,184 bytes and X25519's 32. The 32-byte seed is expanded as
    draft-connolly-cfrg-xwing-kem section 5.2 has it."""

    def __init__(self, seed=None):
        expanded = hashlib.shake_256(seed or os.urandom(32)).digest(96)
        self.mlkem = mlkem.MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
        self.x25519 = x25519.X25519PrivateKey.from_private_bytes(expanded[64:])
        self.private = hpke.MLKEM768X25519PrivateKey(self.mlkem, self.x25519)
        self.public = self.mlkem.public_key().public_bytes_raw() + self.x25519.public_key().public_bytes_raw()


def kem_public(data):
    return hpke.MLKEM768X25519PublicKey(
        mlkem.MLKEM768PublicKey.from_public_bytes(data[:1184]), x25519.X25519PublicKey.from_public_bytes(data[1184:]))


def seal_file(label, facility, number, kem, plaintext):
    """A file for one facility: everything that it is bound to stands in `info`, there is no associated data."""
    header = [label, facility, number]
    return encode([*header, b"\x01" + SUITE.encrypt(plaintext, kem_public(kem), info=encode(header))])


def open_file(label, data, facility, key):
    found, recipient, number, envelope = decode(data)
    if (found, recipient, envelope[0]) != (label, facility, 1):
        raise ValueError("not this kind of file, or for another facility")
    try:
        return number, SUITE.decrypt(envelope[1:], key.private, info=encode([found, recipient, number]))
    except InvalidTag:
        raise ValueError("altered, or sealed to another key") from None


# Entries


def _quarter(s, a, b, c, d):
    s[a] = s[a] + s[b] & 0xFFFFFFFF
    s[d] = _rotate(s[d] ^ s[a], 16)
    s[c] = s[c] + s[d] & 0xFFFFFFFF
    s[b] = _rotate(s[b] ^ s[c], 12)
    s[a] = s[a] + s[b] & 0xFFFFFFFF
    s[d] = _rotate(s[d] ^ s[a], 8)
    s[c] = s[c] + s[d] & 0xFFFFFFFF
    s[b] = _rotate(s[b] ^ s[c], 7)


def _rotate(value, by):
    return (value << by | value >> 32 - by) & 0xFFFFFFFF


def hchacha20(key, nonce):
    """draft-irtf-cfrg-xchacha-03 section 2.2."""
    s = list(struct.unpack("<4I", b"expand 32-byte k") + struct.unpack("<8I", key) + struct.unpack("<4I", nonce))
    for _ in range(10):
        _quarter(s, 0, 4, 8, 12), _quarter(s, 1, 5, 9, 13), _quarter(s, 2, 6, 10, 14), _quarter(s, 3, 7, 11, 15)
        _quarter(s, 0, 5, 10, 15), _quarter(s, 1, 6, 11, 12), _quarter(s, 2, 7, 8, 13), _quarter(s, 3, 4, 9, 14)
    return struct.pack("<8I", *s[:4], *s[12:])


def xchacha(key, nonce):
    return ChaCha20Poly1305(hchacha20(key, nonce[:16])), b"\0\0\0\0" + nonce[16:]


def padded_size(size):
    """Padmé with a floor of 1 KiB."""
    if size <= 1024:
        return 1024
    exponent = size.bit_length() - 1
    mask = (1 << exponent - exponent.bit_length()) - 1
    return size + mask & ~mask


OVERHEAD = 32 + 24 + 16 + 4


class Slot:
    """The secret of one entry: where it lies, and what opens it."""

    def __init__(self, base, *context):
        self.tag = tag(base, *context)
        secret = derive(base, "banyan/1 slot", *context)
        self.key, self.commitment = derive(secret, "banyan/1 content"), derive(secret, "banyan/1 commitment")

    def open(self, payload, facility):
        if payload[:32] != self.commitment:
            raise ValueError("committed to another key")
        aead, nonce = xchacha(self.key, payload[32:56])
        padded = aead.decrypt(nonce, payload[56:], facility + self.tag)
        length = int.from_bytes(padded[:4], "big")
        content, rest = padded[4:4 + length], padded[4 + length:]
        if len(content) != length or any(rest) or len(payload) != padded_size(length + OVERHEAD):
            raise ValueError("not padded as it must be")
        return content

    def seal(self, content, facility):
        size = padded_size(len(content) + OVERHEAD) - OVERHEAD
        padded = len(content).to_bytes(4, "big") + content + bytes(size - len(content))
        nonce = os.urandom(24)
        aead, inner = xchacha(self.key, nonce)
        return self.commitment + nonce + aead.encrypt(inner, padded, facility + self.tag)
