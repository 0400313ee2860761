"""Bundles and slips that are forged, altered, ended or another's: refused with a reason, nothing stored, nothing opened."""

import os
import time

import cbor2
import pytest

import reference
from command import run, until
from parties import cards, desk, federation, letter_changed, origin, refused  # noqa: F401

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
    return reference.encode(cbor2.CBORTag(18, [parts[0], parts[1], reference.encode(claims), parts[3]]))


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
        # It may be that the enrolment has only not arrived yet: then it is kept, in the register of the own log too, shown as that, and opens
        # nothing.
        size += 1
        assert desk.consent_states("D-1")[token.hex()] == "enrolment-not-replicated"
        assert desk.summary("D-1", expect=4).error_code == "enrolment-not-replicated"
    assert desk.own_size() == size, "a receipt for nothing"
    item, *_ = patients[0].item(cards[0].id, cards[1].id, NOW, claimed_origin=os.urandom(32))
    outcome = present_crafted(desk, cards, [item], tmp_path, expect=(0, 4, 5, 6))
    size += outcome.code == 0
    desk.summary("D-1", expect=4)
    assert desk.own_size() == size, "a receipt for nothing"


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
        assert desk.present(path, "D-1", expect=5).error_code == "bundle-malformed"
    path.write_bytes(original + b"\0")
    assert desk.present(path, "D-1", expect=5).error_code == "bundle-malformed"
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
