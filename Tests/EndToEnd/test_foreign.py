"""Software that is not ours: another implementation plays a facility, a patient and an auditor, and the two understand each other."""

import base64
import json
import os
import time

import pytest

import people
import reference
from command import PRESET, until
from federation import Federation, entries_of
from people import LANH, TRUNG

RECORDS = [
    people.allergy("al-1", "Dị ứng penicillin"), people.condition("co-1", "I10", "Tăng huyết áp vô căn"),
    people.observation("ob-1", "2160-0", "Creatinin huyết thanh", 1.1, "mg/dL", "2026-08-30"),
    people.observation("ob-2", "2160-0", "Creatinin huyết thanh", 0.9, "mg/dL", "1966-05"),
]


@pytest.fixture(scope="module")
def federation():
    with Federation() as federation:
        federation.add("origin", "Bệnh viện nguồn")
        federation.add("peer", "Bệnh viện bên cạnh")
        federation.start()
        federation.nodes[0].import_bundle(people.bundle(LANH, "O-1", "origin", RECORDS))
        yield federation


@pytest.fixture(scope="module")
def foreign():
    """A facility whose keys and card Banyan did not make."""
    return reference.Facility("Phòng khám Ngoại Lai", "clinic", "00999", int(time.time()) - 60)


@pytest.fixture(scope="module")
def granted(federation, foreign):
    """A patient of Banyan's wallet grants to the foreign facility. Gives its opened bundle and the origin's card."""
    origin, _ = federation.nodes
    card = federation.folder / "foreign.card"
    card.write_text(foreign.card(), encoding="utf-8")
    wallet = federation.wallet("lanh")
    origin.enrol("O-1", wallet)
    federation.converge()
    grant = wallet.grant(card, [origin])
    number, plaintext = reference.open_file("banyan/1 bundle", grant.bundle.read_bytes(), foreign.id, foreign.kem)
    return number, reference.decode(plaintext), grant, reference.read_card(origin.card.read_text(encoding="utf-8"))


def test_the_card_of_another_make_is_read_and_accepted(federation, foreign):
    origin, _ = federation.nodes
    card = federation.folder / "accepted.card"
    card.write_text(foreign.card(), encoding="utf-8")
    view = origin.cli("peer", "add", card, "--id", foreign.text_id, "--no-connect").data
    assert (view["facility"], view["name"], view["kind"], view["code"], view["state"]) == (
        foreign.text_id, foreign.name, "clinic", "00999", "active")


def test_our_card_is_verified_by_another_implementation(federation):
    for node in federation.nodes:
        card = reference.read_card(node.card.read_text(encoding="utf-8"))
        assert reference.checked_text(card.id) == node.id and card.name == node.name
        printed = node.cli("peer", "card", as_json=False).out
        assert reference.read_card(printed) == card


def test_the_bundle_is_opened_by_another_hpke(foreign, granted):
    number, bundle, grant, origin = granted
    assert number == 1 and set(bundle) == {1, 2, 3, 4}
    assert bundle[1] == foreign.id and bundle[2].hex() == grant.id and abs(bundle[3] - time.time()) < 300
    [item] = bundle[4]
    assert set(item) == {1, 2, 3, 4, 5}


def test_the_token_is_verified_by_another_cose(foreign, granted):
    _, bundle, grant, origin = granted
    [item] = bundle[4]
    token = item[1]
    assert len(token) < 600
    claims = reference.decode(reference.verify1(token, reference.key_id(token), "application/banyan-consent+cwt"))
    assert set(claims) == {3, 4, 5, 6, 7, -70001}
    own = claims[-70001]
    assert claims[3] == "banyan:" + reference.base32(foreign.id)
    assert own[1] == origin.id and claims[7].hex() == grant.tokens[reference.checked_text(origin.id)]
    assert claims[5] == claims[6] and claims[4] - claims[6] == 7 * 86_400
    assert own[2] == reference.PRESET == sorted(reference.SECTIONS[name] for name in PRESET)
    assert own[4] == "TREAT" and len(own[9]) == 32
    # The key list is the one that the token names, and the canonical cover of its scope.
    assert reference.sha256(item[3]) == own[8]
    keys = reference.KeyList.parse(item[3])
    assert (keys.sections, list(keys.months), keys.generation) == (own[2], own[3], own[10])
    assert keys.expiry == reference.now_month(claims[4])
    with pytest.raises(ValueError):
        reference.verify1(token[:-1] + bytes([token[-1] ^ 1]), reference.key_id(token), "application/banyan-consent+cwt")


@pytest.mark.parametrize("holder", [0, 1])
def test_what_was_granted_is_found_and_opened_in_any_replica(federation, granted, holder):
    """Tags from the keys, entries from a database file of the origin or of its peer, the content in clear."""
    _, bundle, _, origin = granted
    [item] = bundle[4]
    by_tag = {}
    for tag, digest, length, payload in entries_of(federation.nodes[holder], origin.id):
        assert reference.sha256(payload) == digest and len(payload) == length
        by_tag.setdefault(tag, payload)
    slot = reference.Slot(item[2])
    enrolment = reference.decode(slot.open(by_tag[slot.tag], origin.id))
    assert set(enrolment) == set(range(1, 11))
    assert enrolment[1] == reference.key_id(item[1])
    assert (enrolment[6], enrolment[7], enrolment[8]) == (LANH.name, LANH.birth, LANH.sex)
    keys, found = reference.KeyList.parse(item[3]), {}
    for section in keys.sections:
        for month, key in keys.stream_keys(section):
            if (payload := by_tag.get(reference.tag(key, 0, 0))) is not None:
                text = reference.open_snapshot([payload], key, 0, origin.id, enrolment[1], section, month)
                found[section, month] = json.loads(text)
    names = {number: name for name, number in reference.SECTIONS.items()}
    content = {(names[s], m): [e["resource"]["id"] for e in b.get("entry", [])] for (s, m), b in found.items()}
    this_month = reference.now_month(time.time())
    assert content == {
        ("allergies", this_month): ["al-1"], ("problems", this_month): ["co-1"], ("medications", this_month): [],
        ("devices", this_month): [], ("directives", this_month): [], ("results", reference.month_index("2026-08")): ["ob-1"],
        ("results", reference.month_index("1966-05")): ["ob-2"],
    }
    whole = json.dumps(list(found.values()), ensure_ascii=False)
    assert LANH.family not in whole and "O-1" not in whole, "a snapshot names nobody"
    assert "1.1" in whole
    # The revocation that would end it is not there; a closed section's key opens nothing of this.
    assert item[4] not in by_tag


def test_checkpoints_and_proofs_hold_by_their_rfc_alone(federation, granted):
    _, _, _, origin = granted
    for holder in federation.nodes:
        entries = entries_of(holder, origin.id)
        leaves = [reference.leaf(tag, digest, length) for tag, digest, length, _ in entries]
        for index in {0, 1, len(leaves) // 2, len(leaves) - 1}:
            proof = holder.cli("log", "proof", federation.nodes[0].code, index).data
            note = reference.read_checkpoint(proof["checkpoint"], origin.log_key)
            assert note.origin == f"banyan/log/{reference.base32(origin.id)}/0"
            assert (note.size, proof["size"]) == (len(leaves), len(leaves)) and note.root == reference.tree_root(leaves)
            assert bytes.fromhex(proof["leaf"]) == leaves[index]
            header = bytes.fromhex(proof["header"])
            assert reference.sha256(b"\0" + header) == leaves[index]
            path = [bytes.fromhex(h) for h in proof["proof"]]
            assert reference.root_from_proof(index, note.size, leaves[index], path) == note.root
            wrong = (index + 1) % len(leaves)
            assert reference.root_from_proof(wrong, note.size, leaves[index], path) != note.root
        with pytest.raises(ValueError):
            reference.read_checkpoint(proof["checkpoint"], os.urandom(32))


def test_a_wallet_of_another_make_enrols_grants_and_revokes(federation):
    """Enrolment file, bundle and slip made by the other implementation; Banyan reads under them until it is told not to."""
    origin, peer = federation.nodes
    origin.import_bundle(people.bundle(TRUNG, "O-2", "origin", [people.allergy("al-9", "Dị ứng tôm", "Z91.0")]))
    peer.import_bundle(people.registration(TRUNG, "P-2", "peer"))
    card, audience = (reference.read_card(n.card.read_text(encoding="utf-8")) for n in (origin, peer))
    patient, now = reference.Patient(), int(time.time())
    file = federation.folder / "foreign.enrol"
    file.write_bytes(patient.enrolment_file(card, now))
    assert origin.cli("patient", "enrol", "--mrn", "O-2", file).data["number"] == 0
    refused = origin.cli("patient", "enrol", "--mrn", "O-2", file, expect=4)
    assert refused.error_code == "already-enrolled", "a number that the log has is refused"
    federation.converge()
    item, token, secret = patient.item(card.id, audience.id, now)
    bundle = federation.folder / "foreign.bundle"
    bundle.write_bytes(patient.bundle(audience, [item], now))
    presented = peer.present(bundle, "P-2").data
    assert [c["token"] for c in presented["consents"]] == [token.hex()] and presented["consents"][0]["state"] == "valid"
    rows = [r["text"] for s in peer.summary("P-2").data["sections"] for p in s["parts"] for r in p["rows"]]
    assert rows == ["Dị ứng tôm"]
    # The receipt that Banyan left is found and opened by the other wallet.
    key = patient.keys(card.id)[1].receipt_key(audience.id)
    slot = reference.Slot(key, 0)
    by_tag = {tag: payload for tag, _, _, payload in entries_of(peer, audience.id)}
    receipt = reference.decode(slot.open(by_tag[slot.tag], audience.id))
    assert receipt[1] == token and receipt[4] == "TREAT" and (receipt[6], receipt[7]) == ("clinician", "bs-hoa")
    positions = {(facility, index) for facility, _, indexes in receipt[2] for index in indexes}
    assert {facility for facility, _ in positions} == {card.id} and len(positions) == 5
    # The slip, typed carelessly.
    slip = federation.folder / "foreign.slip"
    slip.write_text(reference.slip([secret]).replace("-", " ").lower().replace("0", "o"), encoding="utf-8")
    assert origin.cli("consent", "revoke", slip).data["appended"] == 1
    until("the revocation arrives", lambda: set(peer.consent_states("P-2").values()) == {"revoked"})
    assert peer.summary("P-2", expect=4).error_code == "revoked"
    # What was appended is recognised by whoever holds the token, and only says the secret.
    revocation = reference.revocation_slot(reference.sha256(secret))
    entry = {tag: payload for tag, _, _, payload in entries_of(origin, card.id)}[revocation.tag]
    assert revocation.open(entry, card.id) == secret


def test_the_wallet_s_own_proofs_are_what_another_program_computes(federation, granted):
    """`banyan wallet receipts` says proven; here the proof is checked again from the socket's answer."""
    origin, peer = federation.nodes
    key = reference.read_card(peer.card.read_text(encoding="utf-8")).log_key
    own = peer.own_size()
    assert own > 0
    proof = peer.cli("log", "proof", peer.id, own - 1).data
    note = reference.read_checkpoint(proof["checkpoint"], key)
    path = [bytes.fromhex(h) for h in proof["proof"]]
    assert reference.root_from_proof(own - 1, note.size, bytes.fromhex(proof["leaf"]), path) == note.root
    assert base64.b64encode(note.root).decode() in proof["checkpoint"]
    assert origin.cli("log", "proof", peer.id, own, expect=6).error_code == "no-such-entry"
