"""A second implementation of the protocol's objects, written from `docs/protocol*.md` with nothing of Banyan's own code.

It plays a facility (inception, certificates, card), a patient (enrolment, token, bundle) and a reader (bundle, enrolment entry,
snapshots, notes, proofs), with pycose, cbor2, cryptography and hashlib alone.
"""

import base64
import os
import re
import struct
import zlib
from dataclasses import dataclass, field
from datetime import datetime, timezone

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from primitives import (  # noqa: F401 (for whoever imports this)
    OVERHEAD, KEMKey, Slot, base32, checked_text, decode, derive, encode, from_base32, key_id, open_file, padded_size, read_checked_text,
    seal_file, sha256, sign1, tag, verify1,
)

MONTHS = 2048
SECTIONS = {
    "allergies": 1, "problems": 2, "medications": 3, "devices": 4, "directives": 5, "immunizations": 16, "results": 17, "procedures": 18,
    "encounters": 19, "vitals": 20, "social": 21, "plan": 22, "hiv": 32, "mental-health": 33, "reproductive": 34, "genetic": 35,
}
EVENTS = {16, 17, 18, 19, 20, 21, 22}
PRESET = sorted(number for number in SECTIONS.values() if number < 32)


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
            f"Province: {self.province}", *endpoints, "Card number: 1", f"Issued: {iso(self.issued)}",
            f"Valid until: {iso(self.not_after)}", "", "-----BEGIN BANYAN CARD-----",
            *[block[i:i + 64] for i in range(0, len(block), 64)], "-----END BANYAN CARD-----",
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


# Witnesses (sections 3.8 and 3.9)


@dataclass
class Cosignature:
    origin: str
    size: int
    root: bytes
    witness: bytes
    time: int


def read_cosignature(note, witness_key):
    """c2sp.org/tlog-cosignature, verified under the witness's Ed25519 key."""
    text, blank, lines = note.partition("\n\n")
    text += "\n"
    origin, size, root = text.splitlines()
    [line] = lines.splitlines()
    dash, name, blob = line.split(" ")
    raw = base64.b64decode(blob, validate=True)
    if not blank or dash != "\u2014" or not name.startswith("banyan/witness/") or len(raw) != 4 + 8 + 64:
        raise ValueError("not a cosignature")
    if raw[:4] != sha256(name.encode() + b"\n\x04" + witness_key)[:4]:
        raise ValueError("not this witness's key")
    time = int.from_bytes(raw[4:12], "big")
    try:
        Ed25519PublicKey.from_public_bytes(witness_key).verify(raw[12:], f"cosignature/v1\ntime {time}\n{text}".encode())
    except InvalidSignature:
        raise ValueError("the cosignature is wrong") from None
    return Cosignature(origin, int(size), base64.b64decode(root, validate=True), from_base32(name.removeprefix("banyan/witness/"), 32), time)


def cosign(origin, size, root, witness, key, time):
    """The note with the line of a witness."""
    text = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"
    name = "banyan/witness/" + base32(witness)
    signature = key.sign(f"cosignature/v1\ntime {time}\n{text}".encode())
    blob = sha256(name.encode() + b"\n\x04" + public(key))[:4] + time.to_bytes(8, "big") + signature
    return f"{text}\n\u2014 {name} {base64.b64encode(blob).decode()}\n"


def history_path(old, leaves):
    """A consistency proof with the subtree that the old tree ends with always in front."""
    return consistency_proof(old, leaves, whole=False)


def roots_from_path(old, new, path):
    """Both roots that a path leads to; None where it has the wrong length."""
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    if not path or not 1 <= old < new:
        return None
    before = after = path[0]
    for hash_ in path[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            before, after = parent(hash_, before), parent(hash_, after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = parent(after, hash_)
        place, last = place >> 1, last >> 1
    return (before, after) if last == 0 else None


def check_misbehaviour(proof):
    """Who signed two histories, by the proof object alone; raises ValueError where it proves nothing."""
    label, inception, certificate, first, second, path = decode(proof)
    inception_label, root, _ = decode(inception)
    if (label, inception_label) != ("banyan/1 misbehaviour", "banyan/1 inception") or len(path) % 32:
        raise ValueError("not a proof")
    facility = sha256(inception)
    fields = decode(verify1(certificate, root, "banyan/1 key certificate"))
    if (fields[1], fields[2]) != (facility, 1):
        raise ValueError("not a log key of this facility")
    one, other = read_checkpoint(first, fields[4]), read_checkpoint(second, fields[4])
    if one.origin != other.origin or one.origin.split("/")[2] != base32(facility):
        raise ValueError("not of one log of this facility")
    if one.size == other.size:
        if one.root == other.root or path:
            raise ValueError("one history")
        return facility
    roots = roots_from_path(one.size, other.size, [path[i:i + 32] for i in range(0, len(path), 32)])
    if not roots or roots[1] != other.root or roots[0] == one.root:
        raise ValueError("the path proves nothing")
    return facility


def read_proof_file(text):
    block = text.partition("-----BEGIN BANYAN PROOF-----")[2].partition("-----END BANYAN PROOF-----")[0]
    return base64.b64decode("".join(block.split()), validate=True)
