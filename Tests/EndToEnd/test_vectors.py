"""Banyan's own vectors, recomputed by the other implementation: what is published suffices to write one."""

import base64
import json

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import reference
from command import ROOT

NAMES = {number: name for name, number in reference.SECTIONS.items()}


def vectors(name, *fields):
    """The vectors of a file that have all of these fields."""
    found = json.loads((ROOT / "docs" / "vectors" / f"{name}.json").read_text(encoding="utf-8"))["vectors"]
    found = [v for v in found if all(f in v for f in fields)]
    assert found, f"{name}.json has no vector with {fields}"
    return found


def raw(text):
    return bytes.fromhex(text)


def numbers(names):
    return [reference.SECTIONS[n] for n in names]


@pytest.fixture(scope="module")
def keys():
    [first] = vectors("derivations", "wallet_seed")
    return first, reference.Patient(raw(first["wallet_seed"])).keys(raw(first["facility"]), first["number"])


def test_derivations(keys):
    first, (signing, link, revocation) = keys
    assert signing.private_bytes_raw().hex() == first["p_seed"] and reference.public(signing).hex() == first["p"]
    assert (link.secret.hex(), revocation.hex(), link.commitment.hex()) == (first["l"], first["r"], first["link_commitment"])
    for vector in vectors("derivations", "rs"):
        secret = reference.derive(revocation, "banyan/1 revocation secret", raw(vector["token_id"]))
        assert (secret.hex(), reference.sha256(secret).hex()) == (vector["rs"], vector["rh"])
    for vector in vectors("derivations", "base", "slot"):
        slot = reference.Slot(raw(vector["base"]), *vector["context"])
        assert (slot.tag.hex(), slot.key.hex(), slot.commitment.hex()) == (vector["tag"], vector["content"], vector["commitment"])
    for vector in vectors("derivations", "root"):
        section, month, generation = reference.SECTIONS[vector["section"]], vector["month"], vector["generation"]
        root = link.root(section, generation)
        assert root.hex() == vector["root"]
        key = reference.descend(root, 0, 0, 11, month) if section in reference.EVENTS else reference.chain(root, reference.MONTHS - month)
        assert key.hex() == vector["base"]


def test_text_with_check_characters():
    for vector in vectors("checked-text", "bytes", "text"):
        assert reference.checked_text(raw(vector["bytes"])) == vector["text"]
        assert reference.base32(raw(vector["bytes"])) == vector.get("base32", reference.base32(raw(vector["bytes"])))
    for vector in vectors("checked-text", "typed", "bytes"):
        assert reference.read_checked_text(vector["typed"], len(raw(vector["bytes"]))).hex() == vector["bytes"]
    for vector in vectors("checked-text", "typed", "problem"):
        with pytest.raises((ValueError, IndexError)):
            reference.read_checked_text(vector["typed"], vector.get("count", 32))


def test_the_month_tree(keys):
    for vector in vectors("month-tree", "cover"):
        cover = reference.cover(*vector["months"])
        assert cover == [(n["level"], n["index"]) for n in vector["cover"]]
    for vector in vectors("month-tree", "text"):
        assert reference.month_index(vector["text"]) == vector["month"]


def test_deterministic_cbor():
    for vector in vectors("cbor", "diagnostic"):
        if "refused" not in vector:
            item = cbor2.loads(raw(vector["item"]))
            assert reference.encode(item) == raw(vector["item"]), vector["diagnostic"]


def test_padding():
    for vector in vectors("padding", "content"):
        if vector["payload"]:
            assert reference.padded_size(vector["content"] + reference.OVERHEAD) == vector["payload"]


def test_cards():
    for vector in vectors("facility", "root_seed", "card"):
        text = vector["card"]["text"]
        card = reference.read_card(text)
        assert card.id.hex() == vector["facility"] and reference.checked_text(card.id) == vector["facility_text"]
        assert reference.base32(card.id) == vector["facility_compact"]
        root, log, tls = (Ed25519PrivateKey.from_private_bytes(raw(vector[f"{k}_seed"])) for k in ("root", "log", "tls"))
        assert (card.log_key, card.tls_key) == (reference.public(log), reference.public(tls))
        assert card.kem == reference.KEMKey(raw(vector["kem_seed"])).public, "the X-Wing seed expands to another key"
        commitment = reference.sha256(reference.encode(["banyan/1 next root", raw(vector["next_root"])]))
        inception = reference.encode(["banyan/1 inception", reference.public(root), commitment])
        assert inception.hex() == vector["inception"] and reference.sha256(inception) == card.id


def test_the_token_and_its_keys(keys):
    _, (signing, link, _) = keys
    for vector in vectors("token", "token"):
        payload = reference.verify1(raw(vector["token"]), raw(vector["signer"]), "application/banyan-consent+cwt")
        assert payload.hex() == vector["claims"] and reference.key_id(raw(vector["token"])) == raw(vector["signer"])
        signer = Ed25519PrivateKey.from_private_bytes(raw(vector["signer_seed"]))
        again = reference.sign1(payload, signer, "application/banyan-consent+cwt", raw(vector["signer"]))
        assert again.hex() == vector["token"]
        claims = reference.decode(payload)
        own = claims[-70001]
        assert (claims[4], claims[5], claims[6], claims[7].hex()) == (
            vector["expires"], vector["not_before"], vector["issued"], vector["token_id"])
        assert own[2] == numbers(vector["sections"]) and own[3] == vector["months"] and own[9].hex() == vector["rh"]
        key_list = link.key_list(own[2], own[3], reference.now_month(claims[4]), own[10])
        assert key_list.hex() == vector["key_list"] and reference.sha256(key_list).hex() == vector["key_list_digest"]
        assert link.entry_key.hex() == vector["e"] and link.marker(1).hex() == vector["marker_tag"]
        assert link.receipt_key(raw(vector["audience"])).hex() == vector["receipt_key"]
        parts = {
            1: raw(vector["token"]), 2: link.entry_key, 3: key_list, 4: link.marker(1), 5: link.receipt_key(raw(vector["audience"]))}
        assert reference.encode(parts).hex() == vector["item"]


def test_each_denial_is_found_where_the_other_implementation_looks_for_it():
    """Of the steps of verification those that need nothing but the token: strict form, type, claims, signature."""
    for vector in vectors("verification", "token"):
        token, step = raw(vector["token"]), vector.get("step")
        try:
            payload = reference.verify1(token, reference.key_id(token), "application/banyan-consent+cwt")
            claims = reference.decode(payload)
            well = set(claims) == {3, 4, 5, 6, 7, -70001} and set(claims[-70001]) == set(range(1, 11))
        except (ValueError, AttributeError, TypeError, cbor2.CBORDecodeError):
            well = False
        if step is None:
            assert well, vector["what"]
        elif step in ("decoding", "type", "claims", "signature"):
            assert not well, vector["what"]


def test_sealed_files_are_opened_by_another_hpke():
    for vector in vectors("bundle", "file"):
        number, content = reference.open_file(
            "banyan/1 bundle", raw(vector["file"]), raw(vector["audience"]), reference.KEMKey(raw(vector["kem_seed"])))
        assert (number, content.hex()) == (vector["kem_number"], vector["content"])
    for vector in vectors("enrolment", "file"):
        number, content = reference.open_file(
            "banyan/1 enrolment", raw(vector["file"]), raw(vector["facility"]), reference.KEMKey(raw(vector["kem_seed"])))
        fields = reference.decode(content)
        assert number == vector["kem_number"] and [fields[k] for k in (1, 2, 3)] == [raw(vector["p"]), raw(vector["l"]), vector["number"]]
        assert reference.verify1(fields[4], fields[1], "application/banyan-enrolment-proof+cbor").hex() == vector["statement"]


def test_entries(keys):
    first, (signing, link, _) = keys
    facility, p = raw(first["facility"]), reference.public(signing)
    for vector in vectors("enrolment", "payload"):
        slot = reference.Slot(link.entry_key)
        assert slot.tag.hex() == vector["tag"]
        content = slot.open(raw(vector["payload"]), facility)
        fields = reference.decode(content)
        assert content.hex() == vector["content"] and fields[6] == vector["name"] and fields[9] == numbers(vector["release_policy"])
    for vector in vectors("snapshots", "parts"):
        section, month = reference.SECTIONS[vector["section"]], vector["month"]
        root = link.root(section)
        key = reference.descend(root, 0, 0, 11, month) if section in reference.EVENTS else reference.chain(root, reference.MONTHS - month)
        parts = [raw(part["payload"]) for part in vector["parts"]]
        assert [reference.tag(key, vector["n"], n).hex() for n in range(len(parts))] == [part["tag"] for part in vector["parts"]]
        assert reference.open_snapshot(parts, key, vector["n"], facility, p, section, month).decode() == vector["json"]
    for vector in vectors("receipt", "payload"):
        slot = reference.Slot(raw(vector["receipt_key"]), vector["counter"])
        assert slot.tag.hex() == vector["tag"]
        content = slot.open(raw(vector["payload"]), raw(vector["reader"]))
        receipt = reference.decode(content)
        assert content.hex() == vector["content"] and receipt[1].hex() == vector["token_id"]
        assert (receipt[4], receipt[5], receipt[6], receipt[7], receipt.get(8)) == (
            vector["purpose"], vector["time"], vector["role"], vector["pseudonym"], vector["override"])
    for vector in vectors("revocation", "payload"):
        slot = reference.revocation_slot(raw(vector["rh"]))
        assert slot.tag.hex() == vector["tag"] and slot.open(raw(vector["payload"]), raw(vector["facility"])).hex() == vector["rs"]
    for vector in vectors("dispensing", "payload"):
        key = reference.derive(raw(vector["link"]), "banyan/1 dispensing", vector["code"])
        slot = reference.Slot(key)
        assert key.hex() == vector["key"] and slot.tag.hex() == vector["tag"]
        content = slot.open(raw(vector["payload"]), raw(vector["facility"]))
        said = reference.decode(content)
        items = [[item["what"], item["quantity"], item["unit"]] for item in vector["items"]]
        assert content.hex() == vector["content"] and (said[1], said[4], said[6]) == (vector["code"], vector["role"], items)
        assert said.get(7, raw(vector["facility"])).hex() == vector["dispenser"]


def test_the_log():
    entries = vectors("log", "leaf")
    leaves = []
    for vector in entries:
        payload = raw(vector["payload"])
        header = raw(vector["tag"]) + reference.sha256(payload) + len(payload).to_bytes(4, "big")
        assert header.hex() == vector["header"] and reference.sha256(b"\0" + header).hex() == vector["leaf"]
        leaves.append(raw(vector["leaf"]))
    for vector in vectors("log", "size", "root"):
        assert reference.tree_root(leaves[:vector["size"]]).hex() == vector["root"]
    for vector in vectors("log", "inclusion_of"):
        index, size = vector["inclusion_of"], vector["size"]
        root = reference.root_from_proof(index, size, leaves[index], [raw(h) for h in vector["proof"]])
        assert root == reference.tree_root(leaves[:size])
    for vector in vectors("log", "consistency_from"):
        proof = reference.consistency_proof(vector["consistency_from"], leaves[:vector["size"]]) if vector["consistency_from"] else []
        assert [h.hex() for h in proof] == vector["proof"]
    [key] = [raw(v["log_key"]) for v in vectors("log", "log_key")]
    for vector in vectors("log", "checkpoint"):
        note = reference.read_checkpoint(vector["checkpoint"], key)
        assert note.size == vector["size"] and note.root == reference.tree_root(leaves[:note.size])
    for vector in vectors("log", "fork"):
        one, other = (reference.read_checkpoint(note, key) for note in vector["fork"])
        assert one.size == other.size and one.root != other.root


def test_cosignatures_and_proofs_of_two_histories():
    [log_key] = [raw(v["log_key"]) for v in vectors("log", "log_key")]
    seven = reference.read_checkpoint(next(v["checkpoint"] for v in vectors("log", "checkpoint") if v["size"] == 7), log_key)
    [given] = vectors("witness", "cosignature")
    read = reference.read_cosignature(given["cosignature"], raw(given["witness_key"]))
    assert (read.origin, read.size, read.root) == (seven.origin, 7, seven.root)
    assert (read.witness, read.time) == (raw(given["witness"]), given["time"])
    name, key_id, key = given["verifier_key"].split("+", 2)
    assert key_id == reference.sha256(name.encode() + b"\n\x04" + raw(given["witness_key"]))[:4].hex()
    assert base64.b64decode(key) == b"\x04" + raw(given["witness_key"])
    for vector in vectors("witness", "refused_cosignature"):
        with pytest.raises(ValueError):
            reference.read_cosignature(vector["refused_cosignature"], raw(given["witness_key"]))
    for vector in vectors("witness", "proof"):
        assert reference.check_misbehaviour(raw(vector["proof"])).hex() == vector["facility"], vector["what"]
        assert reference.read_proof_file(vector["text"]).hex() == vector["proof"]
    for vector in vectors("witness", "refused_proof"):
        with pytest.raises(ValueError):
            reference.check_misbehaviour(raw(vector["refused_proof"]))


def test_messages():
    for vector in vectors("messages", "message"):
        message = reference.decode(raw(vector["message"]))
        assert 0 <= message[0] <= 20, vector["what"]
    for vector in vectors("messages", "frame"):
        frame = raw(vector["frame"])
        assert int.from_bytes(frame[:4], "big") == len(frame) - 4
    for vector in vectors("messages", "digest"):
        leaves = [reference.sha256(b"\0" + frontier_header(item)) for item in vector["items"]]
        assert reference.tree_root(leaves).hex() == vector["digest"], vector["what"]


def frontier_header(item):
    numbers_ = item["incarnation"].to_bytes(4, "big") + bytes(4) + item["size"].to_bytes(8, "big")
    return numbers_ + raw(item["facility"]) + bytes(4)
