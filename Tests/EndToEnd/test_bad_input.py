"""Bad input: a clear error, the exit code of the contract, and nothing stored or lost."""

import base64
import copy
import json
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

import people
import reference
from federation import Federation, Node, run, until
from people import LANH, TRUNG

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def federation():
    with Federation() as federation:
        origin = federation.add("origin", "Bệnh viện nguồn")
        desk = federation.add("desk", "Bệnh viện đọc")
        federation.add("third", "Bệnh viện thứ ba")
        federation.start()
        origin.import_bundle(people.bundle(LANH, "O-1", "origin", [
            people.allergy("al-1", "Dị ứng penicillin"), people.condition("co-1", "I10", "Tăng huyết áp vô căn"),
            people.observation("ob-1", "2160-0", "Creatinin", 1.1, "mg/dL", "2020-05-05")]))
        origin.import_bundle(
            people.bundle(TRUNG, "O-2", "origin", [people.condition("co-2", "E11.9", "Đái tháo đường típ 2")]), "trung.json")
        desk.import_bundle(people.registration(LANH, "D-1", "desk"))
        desk.import_bundle(people.registration(TRUNG, "D-2", "desk"), "trung.json")
        yield federation


@pytest.fixture(scope="module")
def origin(federation):
    return federation.nodes[0]


@pytest.fixture(scope="module")
def desk(federation):
    return federation.nodes[1]


def refused(outcome, code, *words):
    """The form of every refusal: the stable code, one sentence, and a hint that helps where there is one."""
    assert outcome.error_code == code, str(outcome)
    assert outcome.schema == "banyan.error/1"
    assert outcome.document["error"]["message"] == outcome.error
    for word in words:
        assert word in outcome.error + " " + (outcome.hint or ""), str(outcome)
    return outcome


# Records


def deep(levels):
    return b'{"resourceType":"Bundle","type":"collection","x":' + b"[" * levels + b"]" * levels + b"}"


GOOD = json.dumps(people.bundle(LANH, "X-1", "origin", [people.condition("co-9", "I10", "x")])).encode()


def versioned(**changes):
    bundle = people.bundle(LANH, "X-1", "origin", [people.encounter("en-1", "I10", "x"), people.medication("me-1", "C09AA02", "x")])
    for index, fields in changes.pop("resources", {}).items():
        bundle["entry"][index]["resource"].update(fields)
    return json.dumps(bundle | changes).encode()


FILES = {
    "truncated": (GOOD[:len(GOOD) // 2], "truncated", []),
    "nothing in it": (b"", None, []),
    "not JSON": (b"MSH|^~\\&|HIS|", "not-json", []),
    "trailing bytes": (GOOD + b"{}x", None, []),
    "binary": (bytes(range(256)) * 40, None, []),
    "deeply nested": (deep(1000), "too-deep", []),
    "very deeply nested": (deep(2_000_000), "too-deep", []),
    "a member twice": (b'{"resourceType":"Bundle","type":"collection","type":"batch"}', "not-json", []),
    "JSON, not FHIR": (b'{"hello": "world"}', "not-fhir", ["resourceType"]),
    "a list": (b"[1,2,3]", "not-fhir", []),
    "a Bundle of another kind": (GOOD.replace(b'"transaction"', b'"history"'), "not-fhir", []),
    "R5 by its Bundle": (versioned(issues={"resourceType": "OperationOutcome"}), "other-fhir-version", ["R5", "R4"]),
    "R5 by its encounter": (versioned(resources={1: {"actualPeriod": {"start": "2024-01-01"}}}), "other-fhir-version", ["R5"]),
    "R5 by its medication": (
        versioned(resources={2: {"medication": {"concept": {"text": "x"}}}}), "other-fhir-version", ["R5"]),
    "STU3 by its condition": (
        versioned(resources={1: {"resourceType": "Condition", "context": {"reference": "Encounter/1"}}}), "other-fhir-version", ["STU3"]),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_can_not_be_read_changes_nothing(origin, tmp_path, name):
    content, code, words = FILES[name]
    path = tmp_path / "export.json"
    path.write_bytes(content)
    before = origin.snapshot()
    outcome = origin.import_file(path, expect=1)
    refused(outcome, code or outcome.error_code, "export.json", *words)
    assert outcome.hint and "Traceback" not in outcome.err
    assert origin.snapshot() == before


def test_a_file_of_any_size_is_refused_before_it_is_read(origin, tmp_path):
    path = tmp_path / "huge.json"
    with open(path, "wb") as file:
        file.truncate((256 << 20) + 1)
    before = origin.snapshot()
    began = time.monotonic()
    refused(origin.import_file(path, expect=64), "file-too-large", "huge.json")
    assert time.monotonic() - began < 10
    assert origin.snapshot() == before


def test_a_resource_of_any_size_is_reported_and_the_others_are_taken(origin, tmp_path):
    bundle = people.bundle(LANH, "X-2", "origin", [people.condition("co-1", "I10", "x"), people.condition("co-2", "I10", "y")])
    bundle["entry"][1]["resource"]["note"] = [{"text": "z" * (4 << 20)}]
    path = tmp_path / "big.json"
    path.write_text(json.dumps(bundle), encoding="utf-8")
    outcome = origin.import_file(path, expect=7)
    [problem] = outcome.data["problems"]
    assert problem["position"] == 2 and "larger" in problem["reason"]
    assert outcome.data["imported"]["Condition"] == 1


def test_paths_that_hold_nothing(origin, tmp_path):
    refused(origin.import_file(tmp_path / "nowhere.json", expect=6), "no-such-file", "nowhere.json")
    refused(origin.import_file(tmp_path, expect=64), "no-records")


def test_one_bad_resource_among_thousands(origin, tmp_path):
    records = [people.observation(f"ob-{n}", "2160-0", "Creatinin", 1.0, "mg/dL", "2024-03-03") for n in range(3000)]
    records[1711]["status"] = "finished"
    path = tmp_path / "thousands.json"
    path.write_text(json.dumps(people.bundle(LANH, "X-3", "origin", records)), encoding="utf-8")
    outcome = origin.import_file(path, expect=7)
    assert "1 problem" in outcome.error and outcome.schema == "banyan.import/1"
    [problem] = outcome.data["problems"]
    # Entry 1 is the patient; positions count from 1.
    assert (problem["position"], problem["type"]) == (1711 + 2, "Observation")
    assert problem["file"].endswith("thousands.json") and "status" in problem["reason"]
    assert outcome.data["imported"] == {"Patient": 1, "Observation": 2999}
    listed = {r["reference"] for r in origin.cli("record", "list", "--patient", "X-3").data["records"]}
    assert len(listed) == 2999 and "Observation/ob-1711" not in listed
    # For people: the place and the reason stand in the table, the hint says how to go on.
    shown = origin.cli("record", "import", path, expect=7, as_json=False)
    assert "status" in shown.out and "thousands.json" in shown.out and shown.hint


FLAWS = {
    "no resourceType": lambda r: r.pop("resourceType"), "no subject": lambda r: r.pop("subject"),
    "another patient": lambda r: r.update(subject={"reference": "Patient/nobody"}), "a date that is none": lambda r: r.update(effectiveDateTime="2024-13-01"),
    "a wrong type": lambda r: r.update(code="2160-0"), "no code": lambda r: r.pop("code"), "a status of R5": lambda r: r.update(status="in-progress-x"),
}


@pytest.mark.parametrize("name", FLAWS)
def test_each_flaw_is_told_and_stays_out(origin, tmp_path, name):
    good, bad = (people.observation(i, "2160-0", "Creatinin", 1.0, "mg/dL", "2024-03-03") for i in ("good", "bad"))
    bundle = people.bundle(LANH, "X-4", "origin", [good, bad])
    FLAWS[name](bundle["entry"][2]["resource"])
    path = tmp_path / "flaw.json"
    path.write_text(json.dumps(bundle), encoding="utf-8")
    outcome = origin.import_file(path, expect=7)
    [problem] = outcome.data["problems"]
    assert problem["position"] == 3 and problem["reason"]
    listed = {r["reference"] for r in origin.cli("record", "list", "--patient", "X-4").data["records"]}
    assert listed == {"Observation/good"}


def test_a_bad_line_of_a_bulk_export_is_told_by_its_number(origin, tmp_path):
    patient = people.bundle(LANH, "X-5", "origin")["entry"][0]["resource"]
    lines = [json.dumps(patient)]
    for n in range(3):
        condition = people.condition(f"co-{n}", "I10", "x")
        condition["subject"] = {"reference": "Patient/patient-X-5"}
        lines.append(json.dumps(condition))
    lines.insert(2, '{"resourceType":"Condition","id":')
    path = tmp_path / "bulk.ndjson"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    outcome = origin.import_file(path, expect=7)
    [problem] = outcome.data["problems"]
    assert problem["position"] == 3
    assert outcome.data["imported"] == {"Patient": 1, "Condition": 3}


def test_a_dry_run_keeps_nothing(origin, tmp_path):
    path = tmp_path / "dry.json"
    path.write_text(json.dumps(people.bundle(LANH, "X-6", "origin", [people.condition("co-1", "I10", "x")])), encoding="utf-8")
    before = origin.snapshot()
    outcome = origin.cli("record", "import", path, "--dry-run").data
    assert outcome["dryRun"] and outcome["imported"]["Condition"] == 1
    assert origin.snapshot() == before


def test_the_same_number_of_another_person_is_refused(origin, tmp_path):
    before = origin.snapshot()
    path = tmp_path / "other.json"
    path.write_text(json.dumps(people.bundle(TRUNG, "O-1", "origin", [people.condition("co-1", "I10", "x")])), encoding="utf-8")
    outcome = origin.import_file(path, expect=7)
    assert any("refused" in p["reason"] for p in outcome.data["problems"]) and "O-1" in str(outcome.data["problems"])
    assert origin.snapshot() == before


# Cards


@pytest.fixture(scope="module")
def facility():
    return reference.Facility("Phòng khám Lạ", "clinic", "00998", int(time.time()) - 60)


def letter_changed(text, place):
    other = "7" if text[place] != "7" else "8"
    return text[:place] + other + text[place + 1:]


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
        lambda f: f.card(_3=[f.certificates[0], reference.Facility("x", "clinic", "00998", f.issued).certificates[1], f.certificates[2]]), 5,
        "certificate-other-facility"),
    "another name above than in it": (lambda f: f.card().replace("Name: Phòng khám Lạ", "Name: Bệnh viện Bạch Mai"), 5, "card-text-differs"),
    "cut in the middle": (lambda f: f.card()[:600], 1, "card-missing"),
    "no card": (lambda f: "Kính gửi quý cơ quan\n", 1, "card-missing"),
    "two cards": (lambda f: f.card() + f.card(), 1, "card-missing"),
    "no base64": (lambda f: f.card().replace("-----BEGIN BANYAN CARD-----\n", "-----BEGIN BANYAN CARD-----\n!!!!"), 1, "card-malformed"),
    "a kind that does not exist": (lambda f: f.card(_5="spa"), 1, "card-malformed"),
    "expired": (lambda f: expired(f).card(), 5, "card-expired"),
}


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


@pytest.fixture(scope="module")
def cards(federation):
    return [reference.read_card(node.card.read_text(encoding="utf-8")) for node in federation.nodes]


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
    refused(origin.cli("patient", "enrol", "--mrn", "O-1", path, expect=1), "enrolment-malformed")
    path.write_bytes(b"\x00" * 100_000)
    refused(origin.cli("patient", "enrol", "--mrn", "O-1", path, expect=64), "file-too-large")
    assert origin.snapshot() == before


# Bundles


@pytest.fixture(scope="module")
def patients(federation, cards):
    """Two patients of another make, enrolled at the origin: the keys are at hand, so everything can be forged that keys can forge."""
    origin = federation.nodes[0]
    made = []
    for mrn in ("O-1", "O-2"):
        patient = reference.Patient()
        path = federation.folder / f"{mrn}.enrol"
        path.write_bytes(patient.enrolment_file(cards[0], int(time.time())))
        origin.cli("patient", "enrol", "--mrn", mrn, path)
        made.append(patient)
    federation.converge()
    return made


NOW = int(time.time())
YEAR = 366 * 86_400
ALLERGIES, PROBLEMS, RESULTS = 1, 2, 17


def unsigned_change(token):
    """The claims are altered after signing: the sections grow by one."""
    parts = reference.decode(token).value
    claims = reference.decode(parts[2])
    claims[-70001][2] = sorted({*claims[-70001][2], 32})
    return reference.encode(reference.cbor2.CBORTag(18, [parts[0], parts[1], reference.encode(claims), parts[3]]))


def loosely(token):
    """The same claims in an encoding that is not the deterministic one."""
    assert token[0] == 0xD2 and token[1] == 0x84
    return token[:1] + b"\x98\x04" + token[2:]


BUNDLES = {
    "expired": (dict(issued=NOW - 9 * 86_400, not_before=NOW - 9 * 86_400, expires=NOW - 86_400), 4, "expired"),
    "erasure due": (dict(issued=NOW - 9 * 86_400, not_before=NOW - 9 * 86_400, erase_by=NOW - 60), 4, "erase-due"),
    "longer than a year": (dict(expires=NOW + YEAR + 86_400), 4, "token-lifetime"),
    "ending before it begins": (dict(not_before=NOW + 9 * 86_400), 4, "token-lifetime"),
    "widened after signing": (dict(alter=unsigned_change), 5, "bad-signature"),
    "widened and signed by somebody else": (dict(signer=reference.Ed25519PrivateKey.generate()), 5, "issuer-mismatch"),
    "more sections than keys": (dict(sections=[1, 2, 17, 32], listed_sections=[1, 2, 17]), 5, "key-list-cover"),
    "fewer sections than keys": (dict(sections=[1], listed_sections=[1, 2]), 5, "key-list-cover"),
    "more months than keys": (dict(months=(0, 1500), listed_months=(1400, 1500)), 5, "key-list-cover"),
    "keys that the token does not name": (dict(digest=os.urandom(32)), 5, "key-list-hash"),
    "for another audience": (dict(claimed_audience=os.urandom(32)), 4, "wrong-audience"),
    "for an origin that is not accepted": (dict(claimed_origin=os.urandom(32)), None, None),
    "a claim too many": (dict(claims={99: 1}), 5, None),
    "an own claim too many": (dict(own_claims={11: 1}), 5, None),
    "a section that does not exist": (dict(sections=[1, 99], listed_sections=[1]), 5, None),
    "of another type": (dict(type="application/banyan-enrolment-proof+cbor"), 5, None),
    "in a loose encoding": (dict(alter=loosely), 5, None),
    "for an emergency": (dict(purpose="ETREAT"), 4, "emergency-purpose"),
    "for no purpose that is known": (dict(purpose="FUN"), 5, None),
    "a key of low order": (dict(kid=bytes(31) + b"\x80"), 5, "issuer-unsound"),
    "another key than signed": (dict(kid=os.urandom(32)), 5, None),
}


def present_crafted(desk, cards, items, tmp_path, mrn="D-1", expect=0, **changes):
    path = tmp_path / "crafted.bundle"
    path.write_bytes(reference.Patient().bundle(cards[1], items, NOW, **changes))
    return desk.present(path, mrn, expect=expect)


@pytest.mark.parametrize("name", [n for n, (_, code, _) in BUNDLES.items() if code])
def test_a_forged_token_opens_nothing(desk, cards, patients, tmp_path, name):
    changes, exit_code, code = BUNDLES[name]
    item, *_ = patients[0].item(cards[0].id, cards[1].id, NOW, **changes)
    before = desk.snapshot()
    outcome = present_crafted(desk, cards, [item], tmp_path, expect=exit_code)
    refused(outcome, code or outcome.error_code)
    assert desk.snapshot() == before


def test_an_item_of_the_bundle_with_a_good_sibling_is_refused_whole(desk, cards, patients, tmp_path):
    good, *_ = patients[0].item(cards[0].id, cards[1].id, NOW)
    bad, *_ = patients[0].item(cards[0].id, cards[1].id, NOW, alter=unsigned_change)
    before = desk.snapshot()
    present_crafted(desk, cards, [good, bad], tmp_path, expect=5)
    assert desk.snapshot() == before, "half a bundle was kept"


def test_a_token_for_another_origin_opens_nothing(desk, federation, cards, patients, tmp_path):
    """The third facility never enrolled this patient, and the origin's keys lead nowhere in its log."""
    item, token, _ = patients[0].item(cards[0].id, cards[1].id, NOW, claimed_origin=cards[2].id)
    size = desk.own_size()
    outcome = present_crafted(desk, cards, [item], tmp_path, expect=(0, 4, 5, 6))
    if outcome.code == 0:
        # It may be that the enrolment has only not arrived yet: then it is kept, shown as that, and opens nothing.
        assert desk.consent_states("D-1")[token.hex()] == "enrolment-not-replicated"
        assert desk.summary("D-1", expect=4).error_code == "enrolment-not-replicated"
    assert desk.own_size() == size, "a receipt for nothing"
    item, *_ = patients[0].item(cards[0].id, cards[1].id, NOW, claimed_origin=os.urandom(32))
    present_crafted(desk, cards, [item], tmp_path, expect=(0, 4, 5, 6))
    desk.summary("D-1", expect=4)
    assert desk.own_size() == size


def test_another_patient_s_keys_open_nothing(desk, cards, patients, tmp_path):
    """Lanh signs, with the stream keys of Trung: by whatever way she got them, his record is not shown as hers."""
    lanh, trung = patients
    his = trung.keys(cards[0].id)[1]
    months = (0, reference.now_month(NOW) + 12)
    key_list = his.key_list(reference.PRESET, months, reference.now_month(NOW + 7 * 86_400))
    # With his enrolment entry too: then the signature is not the enrolled one's.
    item, *_ = lanh.item(cards[0].id, cards[1].id, NOW, key_list=key_list, entry_key=his.entry_key)
    before = desk.snapshot()
    refused(present_crafted(desk, cards, [item], tmp_path, expect=5), "issuer-mismatch")
    assert desk.snapshot() == before
    # With her own: everything verifies, and every snapshot says that it is not hers.
    item, token, secret = lanh.item(cards[0].id, cards[1].id, NOW, key_list=key_list)
    present_crafted(desk, cards, [item], tmp_path)
    read = desk.summary("D-1", expect=(0, 4))
    assert "Đái tháo đường" not in read.out
    if read.code == 0:
        assert not [row for s in read.data["sections"] for p in s["parts"] for row in p["rows"]]
        states = {p["state"] for s in read.data["sections"] for p in s["parts"] if p["source"] == reference.checked_text(cards[0].id)}
        assert "listed" not in states and "unreadable" in states
    slip = tmp_path / "slip.txt"
    slip.write_text(reference.slip([secret]), encoding="utf-8")
    desk.cli("consent", "revoke", slip)


def test_a_consent_brought_for_another_person_is_not_read(desk, cards, patients, tmp_path):
    """Trung's consent, presented for Lanh: the identity in the enrolment is compared before anything clinical shows."""
    item, token, secret = patients[1].item(cards[0].id, cards[1].id, NOW)
    present_crafted(desk, cards, [item], tmp_path, mrn="D-1", expect=(0, 4))
    size = desk.own_size()
    outcome = desk.summary("D-1", expect=4)
    assert "Đái tháo đường" not in outcome.out + outcome.err
    assert desk.own_size() == size
    slip = tmp_path / "slip.txt"
    slip.write_text(reference.slip([secret]), encoding="utf-8")
    desk.cli("consent", "revoke", slip)


@pytest.fixture(scope="module")
def honest(federation, patients, cards):
    """A wallet of our own, a grant that works, and the bytes of its bundle."""
    origin, desk, third = federation.nodes
    wallet = federation.wallet("lanh")
    origin.enrol("O-1", wallet)
    federation.converge()
    return wallet, wallet.grant(desk, [origin])


def test_a_bundle_sealed_to_another_node(federation, honest, cards, tmp_path):
    wallet, _ = honest
    origin, desk, third = federation.nodes
    other = wallet.grant(third, [origin])
    before = desk.snapshot()
    refused(desk.present(other.bundle, "D-1", expect=4), "bundle-other-recipient", third.id)
    # The clear header is rewritten: the seal does not fit any more.
    label, _, number, envelope = reference.decode(other.bundle.read_bytes())
    path = tmp_path / "readdressed.bundle"
    path.write_bytes(reference.encode([label, cards[1].id, number, envelope]))
    refused(desk.present(path, "D-1", expect=5), "bundle-altered")
    path.write_bytes(reference.encode([label, cards[1].id, number + 7, envelope]))
    refused(desk.present(path, "D-1", expect=5), "bundle-unknown-key")
    assert desk.snapshot() == before


def test_a_bundle_altered_in_any_byte(desk, honest, tmp_path):
    _, grant = honest
    original = grant.bundle.read_bytes()
    places = sorted({*range(0, 70, 5), 71, 72, 73, 74, *range(80, len(original), len(original) // 30), len(original) - 1})
    before = desk.snapshot()
    path = tmp_path / "altered.bundle"
    for place in places:
        changed = bytearray(original)
        changed[place] ^= 1 << place % 8
        path.write_bytes(bytes(changed))
        outcome = desk.present(path, "D-1", expect=(1, 4, 5))
        assert outcome.error_code.startswith("bundle-") and outcome.error, f"byte {place}: {outcome}"
    for cut in (0, 1, 50, len(original) // 2, len(original) - 1):
        path.write_bytes(original[:cut])
        assert desk.present(path, "D-1", expect=1).error_code == "bundle-malformed"
    path.write_bytes(original + b"\0")
    assert desk.present(path, "D-1", expect=1).error_code == "bundle-malformed"
    path.write_bytes(b"\0" * ((256 << 10) + 1))
    refused(desk.present(path, "D-1", expect=64), "file-too-large")
    assert desk.snapshot() == before


def test_a_consent_that_ends_is_not_read_after(desk, federation, honest):
    wallet, _ = honest
    origin = federation.nodes[0]
    short = wallet.grant(desk, [origin], expires="6s")
    desk.present(short.bundle, "D-1")
    assert desk.consent_states("D-1")[short.tokens[origin.id]] == "valid"
    until("it has ended", lambda: desk.consent_states("D-1")[short.tokens[origin.id]] == "expired", seconds=15)
    assert desk.summary("D-1", expect=4).error_code in ("expired", "enrolment-not-replicated", "revoked", "identity-mismatch")
    other = wallet.grant(desk, [origin], expires="1s")
    until("it has ended on its way", lambda: time.time() > os.path.getmtime(other.bundle) + 2)
    before = desk.snapshot()
    refused(desk.present(other.bundle, "D-1", expect=4), "expired")
    assert desk.snapshot() == before


def test_what_was_not_granted_or_is_not_asked_for_by_its_name(desk, federation, honest):
    wallet, grant = honest
    desk.present(grant.bundle, "D-1")
    desk.summary("D-1")
    assert desk.summary("D-1", "--sections", "hiv", expect=4).error_code in ("not-granted", "section-not-granted")
    assert desk.cli("summary", "D-1", "--sections", "everything", expect=64).error
    assert desk.summary("D-1", "--purpose", "HRESCH", expect=4).error_code == "wrong-purpose"
    assert desk.cli("summary", "NOBODY", expect=6).error_code == "no-such-patient"
    origin = federation.nodes[0]
    assert run("wallet", "grant", "--to", desk.card, "--from", origin.card, "--purpose", "ETREAT", "-o", wallet.file("bundle"), "--yes",
               "--wallet", wallet.path, "--key-file", wallet.key, expect=64).error


# Slips


def test_a_slip_mistyped_is_told_with_line_and_group(desk, federation, honest, tmp_path):
    wallet, grant = honest
    text = wallet.slip(grant).read_text(encoding="utf-8")
    lines = text.splitlines()
    [line] = [n for n, l in enumerate(lines) if l.startswith("Code: ")]
    before, states = desk.snapshot(), desk.consent_states("D-1")
    path = tmp_path / "slip.txt"
    for place, group in ((6, 1), (9, 1), (18, 3)):
        lines_ = list(lines)
        lines_[line] = letter_changed(lines[line], place)
        path.write_text("\n".join(lines_) + "\n", encoding="utf-8")
        refused(desk.cli("consent", "revoke", path, expect=1), "slip-mistyped", f"line {line + 1} ", f"group {group} ")
    # On the code's second line the line is told, not the first one's.
    lines_ = list(lines)
    lines_[line + 1] = letter_changed(lines[line + 1], 6)
    path.write_text("\n".join(lines_) + "\n", encoding="utf-8")
    refused(desk.cli("consent", "revoke", path, expect=1), "slip-mistyped", f"line {line + 2} ", "group 8 ")
    for bad in ("", "To: somebody\n", "Code: \n", "\n".join(lines[:line + 1]) + "\n"):
        path.write_text(bad, encoding="utf-8")
        refused(desk.cli("consent", "revoke", path, expect=1), "slip-mistyped")
    path.write_bytes(b"\xff\xfe\x00")
    assert desk.cli("consent", "revoke", path, expect=64).error
    assert desk.snapshot() == before and desk.consent_states("D-1") == states


def test_a_slip_of_another_token_ends_only_that(desk, federation, honest):
    wallet, grant = honest
    origin, _, third = federation.nodes
    other = wallet.grant(third, [origin])
    desk.present(grant.bundle, "D-1")
    done = desk.cli("consent", "revoke", wallet.slip(other)).data
    assert done["appended"] == 1 and done["endedHere"] == 0
    assert desk.consent_states("D-1")[grant.tokens[origin.id]] == "valid"
    desk.summary("D-1")


# The clock


@pytest.fixture(scope="module")
def clock_library(tmp_path_factory):
    compiler = shutil.which("cc") or shutil.which("clang") or shutil.which("gcc")
    if not compiler:
        if os.environ.get("CI") == "true":
            pytest.fail("no C compiler for the shifted clock")
        pytest.skip("no C compiler for the shifted clock")
    library = tmp_path_factory.mktemp("clock") / "clock.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, HERE / "clock.c", "-ldl"], check=True)
    return library


@pytest.mark.parametrize("years", [3, -3])
def test_a_clock_years_off_opens_nothing_until_it_is_set(clock_library, tmp_path, years):
    offset = tmp_path / "offset"
    offset.write_text("0")
    with Federation() as federation:
        origin = federation.add("origin", "Bệnh viện nguồn")
        desk = federation.add("desk", "Bệnh viện đọc", env={"LD_PRELOAD": str(clock_library), "FAKE_CLOCK": str(offset)})
        federation.add("third", "Bệnh viện thứ ba")
        federation.start()
        origin.import_bundle(people.bundle(LANH, "O-1", "origin", [people.allergy("al-1", "Dị ứng penicillin")]))
        desk.import_bundle(people.registration(LANH, "D-1", "desk"))
        wallet = federation.wallet("lanh")
        origin.enrol("O-1", wallet)
        federation.converge()
        desk.present(wallet.grant(desk, [origin]).bundle, "D-1")
        desk.summary("D-1")
        size = desk.own_size()
        offset.write_text(str(years * 365 * 86_400))
        until("the node knows that its clock is wrong", lambda: any(p["code"] == "clock-wrong" for p in desk.status()["problems"]), seconds=60)
        outcome = desk.summary("D-1", expect=4)
        assert outcome.error_code in ("clock-wrong", "expired", "stale-replica"), outcome.error_code
        failed = desk.cli("status", "--check", expect=1)
        assert failed.hint
        assert desk.own_size() == size, "something was opened"
        # Others are not led astray by it.
        assert not [p for p in origin.status()["problems"] if p["code"] == "clock-wrong"]
        offset.write_text("0")
        until("the clock is right again", lambda: not [p for p in desk.status()["problems"] if p["code"] == "clock-wrong"], seconds=60)
        desk.summary("D-1")
        assert desk.own_size() == size + 1


# The disk


@pytest.fixture
def small_disk(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root may mount the small disk that this test fills")
    point = tmp_path / "disk"
    point.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m,mode=0700", "tmpfs", point], capture_output=True)
    if mounted.returncode != 0:
        message = f"a small disk can't be mounted here: {mounted.stderr.decode().strip()}"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    yield point
    subprocess.run(["umount", "-l", point], check=False)


def fill(path):
    """Writes until nothing more goes onto the disk."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT)
    try:
        while os.write(file, b"\0" * 4096):
            pass
    except OSError:
        pass
    finally:
        os.close(file)


def test_a_full_disk_loses_nothing_and_says_so(small_disk, tmp_path):
    with Federation() as federation:
        node = Node(federation.folder, "small", "Trạm y tế", "station", "00901", data=small_disk / "node")
        federation.nodes.append(node)
        federation.add("peer", "Bệnh viện bên cạnh")
        federation.start()
        node.import_bundle(people.bundle(LANH, "F-1", "small", [people.allergy("al-1", "Dị ứng penicillin")]))
        node.enrol("F-1", federation.wallet("lanh"))
        federation.converge()
        before = node.snapshot()
        records = [people.condition(f"co-{n}", "I10", "Tăng huyết áp " + "x" * 400) for n in range(2000)]
        big = tmp_path / "big.json"
        big.write_text(json.dumps(people.bundle(TRUNG, "F-2", "small", records)), encoding="utf-8")
        filler = small_disk / "filler"
        fill(filler)
        outcome = node.cli("record", "import", big, expect=(1, 7), timeout=120)
        assert outcome.error and any(word in outcome.error.lower() for word in ("full", "space", "disk")), str(outcome)
        assert outcome.hint
        assert any(p["code"] == "disk-low" for p in node.status()["problems"])
        node.cli("status", "--check", expect=1)
        # An append is refused too, and is not half done.
        refused_too = node.cli("patient", "enrol", "--mrn", "F-1", federation.wallet("second").enrol(node), expect=None, timeout=120)
        if refused_too.code != 0:
            assert refused_too.error
        filler.unlink()
        after = node.snapshot()
        if refused_too.code != 0:
            assert after == before, "the refused import left something behind"
        node.import_file(big)
        assert node.cli("patient", "show", "F-2").data["resources"] == 2000
        node.restart()
        assert node.cli("patient", "show", "F-2").data["resources"] == 2000
        node.enrol("F-2", federation.wallet("third"))
        federation.converge()
        for each in federation.nodes:
            each.cli("log", "verify")
