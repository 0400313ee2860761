"""Cards and enrolment files that don't prove themselves: refused with a reason, and nothing stored."""

import base64
import copy
import os
import time

import pytest

import reference
from parties import cards, desk, federation, letter_changed, origin, refused  # noqa: F401

# Cards


@pytest.fixture(scope="module")
def facility():
    return reference.Facility("Phòng khám Lạ", "clinic", "00998", int(time.time()) - 60)


def reblocked(card, change):
    head, _, rest = card.partition("-----BEGIN BANYAN CARD-----\n")
    block, _, _ = rest.partition("-----END BANYAN CARD-----")
    raw = bytearray(base64.b64decode("".join(block.split())))
    change(raw)
    text = base64.b64encode(bytes(raw)).decode()
    return f"{head}-----BEGIN BANYAN CARD-----\n{text}\n-----END BANYAN CARD-----\n"


def flip_last(raw):
    raw[-1] ^= 1


CARDS = {
    "a wrong signature": (lambda f: f.card(signer=f.tls), 5, "card-signature"),
    "an altered signature": (lambda f: reblocked(f.card(), flip_last), 5, "card-signature"),
    "a certificate of another root": (
        lambda f: f.card(_3=[f.certificates[0], another().certificates[1], f.certificates[2]]), 5, "certificate-other-facility"),
    "another name above than in it": (
        lambda f: f.card().replace("Name: Phòng khám Lạ", "Name: Bệnh viện Bạch Mai"), 5, "card-text-differs"),
    "cut in the middle": (lambda f: f.card()[:600], 1, "card-missing"),
    "no card": (lambda f: "Kính gửi quý cơ quan\n", 1, "card-missing"),
    "two cards": (lambda f: f.card() + f.card(), 1, "card-missing"),
    "no base64": (lambda f: f.card().replace("-----BEGIN BANYAN CARD-----\n", "-----BEGIN BANYAN CARD-----\n!!!!"), 5, "card-malformed"),
    "a kind that does not exist": (lambda f: f.card(_5="spa"), 5, "card-malformed"),
    "expired": (lambda f: expired(f).card(), 5, "card-expired"),
}


def another():
    return reference.Facility("Phòng khám Khác", "clinic", "00997", int(time.time()) - 60)


def expired(facility):
    old = copy.copy(facility)
    old.issued, old.not_after = facility.issued - 10 * 86_400, facility.issued - 86_400
    return old


@pytest.mark.parametrize("name", CARDS)
def test_a_card_that_does_not_prove_itself_is_not_accepted(desk, facility, tmp_path, name):
    make, exit_code, code = CARDS[name]
    path = tmp_path / "their.card"
    path.write_text(make(facility), encoding="utf-8")
    before = desk.cli("peer", "list").data
    refused(desk.cli("peer", "add", path, "--id", facility.text_id, expect=exit_code), code)
    assert {p["facility"] for p in desk.cli("peer", "list").data["peers"]} == {p["facility"] for p in before["peers"]}


@pytest.mark.parametrize("place", [0, 4, 13, 29, 47, 70])
def test_an_id_mistyped_by_one_letter_is_told_with_its_group(desk, facility, tmp_path, place):
    path = tmp_path / "their.card"
    path.write_text(facility.card(), encoding="utf-8")
    place += facility.text_id[place] == "-"
    typed = letter_changed(facility.text_id, place)
    group = facility.text_id[:place].count("-") + 1
    refused(desk.cli("peer", "add", path, "--id", typed, expect=64), "mistyped-id", f"group {group} ")
    assert facility.text_id not in {p["facility"] for p in desk.cli("peer", "list").data["peers"]}


def test_an_id_may_be_typed_carelessly_but_never_be_another_or_none(desk, federation, facility, tmp_path):
    path = tmp_path / "their.card"
    path.write_text(facility.card(), encoding="utf-8")
    refused(desk.cli("peer", "add", path, "--id", federation.nodes[2].id, expect=5), "card-other-id")
    refused(desk.cli("peer", "add", path, expect=64), "id-needed", "--id")
    refused(desk.cli("peer", "add", path, "--id", facility.text_id[:20], expect=64), "mistyped-id")
    refused(desk.cli("peer", "add", desk.card, "--id", desk.id, expect=64), "own-card")
    careless = facility.text_id.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert desk.cli("peer", "add", path, "--id", careless, "--no-connect").data["state"] == "active"
    refused(desk.cli("peer", "add", tmp_path / "none.card", "--id", facility.text_id, expect=6), "no-such-file")


# Enrolment files


def bad_proof(patient, card, now, **changes):
    """An enrolment file whose parts can be replaced."""
    signing, link, _ = patient.keys(card.id)
    commitment = changes.get("commitment", link.commitment)
    statement = reference.encode([changes.get("facility", card.id), changes.get("number", 0), commitment, changes.get("at", now)])
    signer = changes.get("signer", signing)
    proof = reference.sign1(statement, signer, changes.get("type", "application/banyan-enrolment-proof+cbor"), reference.public(signing))
    plaintext = reference.encode({1: reference.public(signing), 2: link.secret, 3: 0, 4: proof})
    return reference.seal_file("banyan/1 enrolment", card.id, card.kem_number, card.kem, plaintext)


ENROLMENTS = {
    "by another key": (dict(signer=reference.Ed25519PrivateKey.generate()), 5, "enrolment-bad-proof"),
    "of another type": (dict(type="application/banyan-consent+cwt"), 5, "enrolment-bad-proof"),
    "about another facility": (dict(facility=os.urandom(32)), 5, "enrolment-other-proof"),
    "about another link": (dict(commitment=os.urandom(32)), 5, "enrolment-other-proof"),
    "about another number": (dict(number=3), 5, "enrolment-other-proof"),
    "of last week": (dict(at=int(time.time()) - 8 * 86_400), 4, "enrolment-stale"),
    "of next week": (dict(at=int(time.time()) + 8 * 86_400), 4, "enrolment-stale"),
}


@pytest.mark.parametrize("name", ENROLMENTS)
def test_an_enrolment_without_a_good_proof_is_refused(origin, cards, tmp_path, name):
    changes, exit_code, code = ENROLMENTS[name]
    path = tmp_path / "bad.enrol"
    path.write_bytes(bad_proof(reference.Patient(), cards[0], int(time.time()), **changes))
    before = origin.snapshot()
    refused(origin.cli("patient", "enrol", "--mrn", "O-1", path, expect=exit_code), code)
    assert origin.snapshot() == before


def test_an_enrolment_for_another_facility_or_an_unknown_patient(origin, desk, federation, cards, tmp_path):
    path = tmp_path / "other.enrol"
    path.write_bytes(reference.Patient().enrolment_file(cards[1], int(time.time())))
    before = origin.snapshot()
    refused(origin.cli("patient", "enrol", "--mrn", "O-1", path, expect=4), "enrolment-other-recipient")
    path.write_bytes(reference.Patient().enrolment_file(cards[0], int(time.time())))
    refused(origin.cli("patient", "enrol", "--mrn", "NOBODY", path, expect=6), "no-such-patient", "patient list")
    path.write_bytes(path.read_bytes()[:-20])
    refused(origin.cli("patient", "enrol", "--mrn", "O-1", path, expect=5), "enrolment-malformed")
    path.write_bytes(b"\x00" * 100_000)
    refused(origin.cli("patient", "enrol", "--mrn", "O-1", path, expect=64), "file-too-large")
    assert origin.snapshot() == before
