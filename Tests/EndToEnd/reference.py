"""A second implementation of the protocol's objects, written from `docs/protocol*.md` with nothing of Banyan's own code.

It plays a facility (inception, certificates, card), a patient (enrolment, token, bundle) and a reader (bundle, enrolment entry,
snapshots, notes, proofs), with pycose, cbor2, cryptography and hashlib alone.
"""

import base64
import hashlib
import hmac
import os
import re
import struct
import zlib
from dataclasses import dataclass, field
from datetime import datetime, timezone

import cbor2
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from pycose.headers import KID, Algorithm
from pycose.algorithms import EdDSA
from pycose.keys import OKPKey
from pycose.messages import CoseMessage, Sign1Message

MONTHS = 2048
SECTIONS = {
    "allergies": 1, "problems": 2, "medications": 3, "devices": 4, "directives": 5, "immunizations": 16, "results": 17, "procedures": 18,
    "encounters": 19, "vitals": 20, "social": 21, "plan": 22, "hiv": 32, "mental-health": 33, "reproductive": 34, "genetic": 35,
}
EVENTS = {16, 17, 18, 19, 20, 21, 22}
PRESET = sorted(number for number in SECTIONS.values() if number < 32)


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


# Facilities


def iso(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def public(key):
    return key.public_key().public_bytes_raw()


class Facility:
    """A facility that has no node: its keys and its card."""

    def __init__(self, name, kind, code, now, endpoints=(), province="000"):
        self.root, self.next_root, self.log, self.tls = (Ed25519PrivateKey.generate() for _ in range(4))
        self.kem = KEMKey()
        commitment = sha256(encode(["banyan/1 next root", public(self.next_root)]))
        self.inception = encode(["banyan/1 inception", public(self.root), commitment])
        self.id = sha256(self.inception)
        self.name, self.kind, self.code, self.province, self.endpoints = name, kind, code, province, list(endpoints)
        self.issued, self.not_after = now, now + 90 * 86_400
        self.certificates = [
            self.certificate(role, key) for role, key in ((1, public(self.log)), (2, public(self.tls)), (3, self.kem.public))
        ]

    @property
    def text_id(self):
        return checked_text(self.id)

    def certificate(self, role, key):
        fields = {1: self.id, 2: role, 3: 1, 4: key, 5: self.issued, 6: self.not_after}
        return sign1(encode(fields), self.root, "banyan/1 key certificate")

    def signed(self, signer=None, **changes):
        fields = {
            1: self.inception, 2: 1, 3: self.certificates, 4: self.name, 5: self.kind, 6: self.code, 7: self.province,
            8: [list(e) for e in self.endpoints], 9: [1], 10: self.issued, 11: self.not_after,
        }
        fields.update({int(k[1:]): v for k, v in changes.items()})
        return sign1(encode(fields), signer or self.log, "banyan/1 card")

    def card(self, signer=None, **changes):
        block = base64.b64encode(self.signed(signer, **changes)).decode()
        endpoints = [f"Endpoint: {h}:{p}" for h, p in self.endpoints] or ["Endpoint: none, it dials out"]
        lines = [
            "Banyan facility card", "", f"ID: {self.text_id}", f"Name: {self.name}", f"Kind: {self.kind}", f"Code: {self.code}",
            f"Province: {self.province}", *endpoints, "Card number: 1", f"Issued: {iso(self.issued)}", f"Valid until: {iso(self.not_after)}", "",
            "-----BEGIN BANYAN CARD-----", *[block[i:i + 64] for i in range(0, len(block), 64)], "-----END BANYAN CARD-----",
        ]
        return "\n".join(lines) + "\n"


@dataclass
class Card:
    """A card that was read and verified."""

    id: bytes
    log_key: bytes
    tls_key: bytes
    kem: bytes
    kem_number: int
    name: str


def read_card(text):
    block = re.search(r"-----BEGIN BANYAN CARD-----\n(.*?)-----END BANYAN CARD-----", text, re.S)[1]
    message = base64.b64decode("".join(block.split()), validate=True)
    fields = decode(decode(message).value[2])
    label, root, _ = decode(fields[1])
    if label != "banyan/1 inception":
        raise ValueError("not an inception")
    id_ = sha256(fields[1])
    keys = {}
    for certificate in fields[3]:
        claim = decode(verify1(certificate, root, "banyan/1 key certificate"))
        if claim[1] != id_:
            raise ValueError("another facility's certificate")
        keys[claim[2]] = (claim[4], claim[3])
    verify1(message, keys[1][0], "banyan/1 card")
    return Card(id_, keys[1][0], keys[2][0], keys[3][0], keys[3][1], fields[4])


# Streams


def month_index(text):
    year, month = int(text[:4]), int(text[5:7]) if len(text) >= 7 else 1
    return min(max((year - 1900) * 12 + month - 1, 0), MONTHS - 1)


def cover(first, last, level=0, index=0):
    """The fewest nodes (level, index) of the month tree that hold exactly these months, from left to right."""
    low, high = index << 11 - level, ((index + 1) << 11 - level) - 1
    if low > last or high < first:
        return []
    if first <= low and high <= last:
        return [(level, index)]
    return cover(first, last, level + 1, index * 2) + cover(first, last, level + 1, index * 2 + 1)


def descend(key, level, index, to_level, to_index):
    for shift in range(to_level - level - 1, -1, -1):
        key = derive(key, "banyan/1 month tree", to_index >> shift & 1)
    assert to_index >> to_level - level == index
    return key


def chain(key, steps):
    for _ in range(steps):
        key = derive(key, "banyan/1 state chain")
    return key


class Link:
    """The secret L of one enrolment, and all that follows from it."""

    def __init__(self, secret):
        self.secret = secret
        self.commitment = sha256(secret)
        self.entry_key = derive(secret, "banyan/1 enrolment entry")

    def root(self, section, generation=0):
        return derive(self.secret, "banyan/1 section", section, generation)

    def marker(self, generation):
        return tag(derive(self.secret, "banyan/1 generation marker", generation))

    def receipt_key(self, reader):
        return derive(self.secret, "banyan/1 receipt", reader)

    def key_list(self, sections, months, expiry, generation=0):
        keys = []
        for section in sections:
            root = self.root(section, generation)
            if section in EVENTS:
                keys.append([descend(root, 0, 0, *node) for node in cover(*months)])
            else:
                keys.append([chain(root, MONTHS - expiry)])
        return encode({1: sections, 2: list(months), 3: expiry, 4: generation, 5: keys})


@dataclass
class KeyList:
    sections: list
    months: tuple
    expiry: int
    generation: int
    keys: list

    @classmethod
    def parse(cls, data):
        fields = decode(data)
        if set(fields) != {1, 2, 3, 4, 5}:
            raise ValueError("not a key list")
        parsed = cls(fields[1], tuple(fields[2]), fields[3], fields[4], fields[5])
        for section, keys in zip(parsed.sections, parsed.keys, strict=True):
            expected = len(cover(*parsed.months)) if section in EVENTS else 1
            if len(keys) != expected or any(len(k) != 32 for k in keys):
                raise ValueError("not the canonical cover")
        return parsed

    def stream_keys(self, section, months=None):
        """(month, key) of every stream of a section, or of these months."""
        keys = self.keys[self.sections.index(section)]
        if section not in EVENTS:
            for month in months or range(self.expiry, self.expiry - 24, -1):
                if month <= self.expiry:
                    yield month, chain(keys[0], self.expiry - month)
            return
        for (level, index), key in zip(cover(*self.months), keys):
            for month, leaf in self._leaves(key, level, index):
                if months is None or month in months:
                    yield month, leaf

    def _leaves(self, key, level, index):
        if level == 11:
            yield index, key
            return
        for side in (0, 1):
            yield from self._leaves(derive(key, "banyan/1 month tree", side), level + 1, index * 2 + side)


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


def open_snapshot(parts, key, n, facility, public_key, section, month, generation=0):
    """The JSON of one snapshot from the payloads of its parts, in order."""
    deflated = b""
    for number, payload in enumerate(parts):
        found = decode(Slot(key, n, number).open(payload, facility))
        if found[:6] != [public_key, section, month, generation, len(parts), number]:
            raise ValueError("another stream's snapshot")
        deflated += found[6]
    return zlib.decompress(deflated, wbits=-15)


# The patient


def now_month(seconds):
    return month_index(iso(seconds))


@dataclass
class Patient:
    """A wallet of another make: one seed."""

    seed: bytes = field(default_factory=lambda: os.urandom(32))

    def keys(self, facility, number=0):
        signing = Ed25519PrivateKey.from_private_bytes(derive(self.seed, "banyan/1 pairwise key", facility, number))
        return signing, Link(derive(self.seed, "banyan/1 link", facility, number)), derive(
            self.seed, "banyan/1 revocation key", facility, number)

    def enrolment_file(self, card, now, number=0):
        signing, link, _ = self.keys(card.id, number)
        statement = encode([card.id, number, link.commitment, now])
        proof = sign1(statement, signing, "application/banyan-enrolment-proof+cbor", public(signing))
        plaintext = encode({1: public(signing), 2: link.secret, 3: number, 4: proof})
        return seal_file("banyan/1 enrolment", card.id, card.kem_number, card.kem, plaintext)

    def item(self, origin, audience, now, number=0, **changes):
        """One origin's part of a bundle. Every word of it can be changed: that is what the tests of bad input are for."""
        get = changes.get
        signing, link, revocation = self.keys(origin, number)
        sections, months = get("sections", PRESET), get("months", (0, min(now_month(now) + 12, MONTHS - 1)))
        expires = get("expires", now + 7 * 86_400)
        expiry = now_month(expires)
        link = get("link", link)
        key_list = get("key_list", link.key_list(get("listed_sections", sections), get("listed_months", months), expiry))
        token_id = get("token_id", os.urandom(16))
        secret = derive(revocation, "banyan/1 revocation secret", token_id)
        own = {
            1: get("claimed_origin", origin), 2: sections, 3: list(months), 4: get("purpose", "TREAT"), 5: get("erase_by", expires),
            6: 1, 7: 4, 8: get("digest", sha256(key_list)), 9: sha256(secret), 10: 0, **get("own_claims", {}),
        }
        claims = {
            3: get("audience_text", "banyan:" + base32(get("claimed_audience", audience))), 4: expires, 5: get("not_before", now),
            6: get("issued", now), 7: token_id, -70001: own, **get("claims", {}),
        }
        signer = get("signer", signing)
        token = sign1(encode(claims), signer, get("type", "application/banyan-consent+cwt"), get("kid", public(signer)))
        token = get("alter", lambda t: t)(token)
        item = {1: token, 2: get("entry_key", link.entry_key), 3: key_list, 4: link.marker(1), 5: link.receipt_key(audience)}
        return item, token_id, secret

    def bundle(self, card, items, now, **changes):
        fields = {1: changes.get("audience", card.id), 2: os.urandom(16), 3: now, 4: items}
        return seal_file("banyan/1 bundle", card.id, card.kem_number, card.kem, encode(fields))


def slip(secrets, audience="Somebody (hospital)", origin="Somewhere"):
    lines = ["Banyan revocation slip", "", f"To: {audience}"]
    for secret in secrets:
        lines += ["", f"From: {origin}", f"Code: {checked_text(secret)}"]
    return "\n".join(lines) + "\n"


def revocation_slot(revocation_hash):
    return Slot(derive(revocation_hash, "banyan/1 revocation entry"))


# Logs


def leaf(tag_, digest, length):
    return sha256(b"\0" + tag_ + digest + struct.pack(">I", length))


def parent(left, right):
    return sha256(b"\1" + left + right)


def tree_root(leaves):
    """RFC 9162 section 2.1.1, as it is written there."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else sha256(b"")
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return parent(tree_root(leaves[:split]), tree_root(leaves[split:]))


def consistency_proof(old, leaves, whole=True):
    """RFC 9162 section 2.1.4.1: that the tree of the first `old` leaves is a prefix of this one."""
    if old == len(leaves):
        return [] if whole else [tree_root(leaves)]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if old <= split:
        return [*consistency_proof(old, leaves[:split], whole), tree_root(leaves[split:])]
    return [*consistency_proof(old - split, leaves[split:], False), tree_root(leaves[:split])]


def root_from_proof(index, size, hash_, proof):
    """RFC 9162 section 2.1.3.2; None where the proof has the wrong length."""
    if index >= size:
        return None
    place, last = index, size - 1
    for sibling in proof:
        if last == 0:
            return None
        if place & 1 or place == last:
            hash_ = parent(sibling, hash_)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            hash_ = parent(hash_, sibling)
        place, last = place >> 1, last >> 1
    return hash_ if last == 0 else None


@dataclass
class Checkpoint:
    origin: str
    size: int
    root: bytes


def read_checkpoint(note, log_key):
    """c2sp.org/tlog-checkpoint in c2sp.org/signed-note, verified under an Ed25519 key."""
    text, _, signatures = note.partition("\n\n")
    text += "\n"
    origin, size, root = text.splitlines()
    expected = sha256(origin.encode() + b"\n\x01" + log_key)[:4]
    for line in signatures.splitlines():
        dash, name, blob = line.split(" ")
        raw = base64.b64decode(blob, validate=True)
        if dash == "\u2014" and name == origin and raw[:4] == expected:
            try:
                Ed25519PublicKey.from_public_bytes(log_key).verify(raw[4:], text.encode())
            except InvalidSignature:
                raise ValueError("the note's signature is wrong") from None
            return Checkpoint(origin, int(size), base64.b64decode(root, validate=True))
    raise ValueError("the note is not signed by this key")
