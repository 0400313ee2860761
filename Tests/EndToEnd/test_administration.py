"""What an admin configures and asks for: signatures of insurance files, identifiers, the list of sensitive codes."""

import json

import pytest

from federation import Federation, shared
from xmlsign import Signer

SAMPLE = "giamdinhhs-3176-00901-inpatient-referral.xml"
OUTPATIENT = "giamdinhhs-3176-00902-outpatient.xml"
NATIONAL = "000167999017"
CITIZEN = "http://fhir.ehealth.gov.vn/core/sid/citizen_id"


@pytest.fixture(scope="module")
def text():
    return (shared("data/insurance-xml") / SAMPLE).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def signer():
    return Signer("00901")


@pytest.fixture(scope="module")
def federation(tmp_path_factory, signer):
    certificate = tmp_path_factory.mktemp("certificates") / "facility.pem"
    certificate.write_text(signer.pem, encoding="utf-8")
    with Federation() as federation:
        federation.add("sign-1", "Bệnh viện 901", code="00901", env={"BANYAN_INSURANCE_CERTIFICATES": str(certificate)})
        federation.add("sign-2", "Bệnh viện 902", code="00902", env={"BANYAN_IDENTIFIER_SYSTEMS": "ministry"})
        federation.start()
        yield federation


def written(tmp_path, text, name="a.xml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_signed_file_is_counted_as_valid(federation, tmp_path, text, signer):
    here = federation.nodes[0]
    taken = here.import_file(written(tmp_path, signer.sign(text))).data
    assert taken["insurance"]["signaturesValid"] == 1 and taken["insurance"]["signaturesNotChecked"] == 0
    assert taken["problems"] == [] and taken["patients"] == 1
    plain = here.import_file(written(tmp_path, text)).data
    assert plain["insurance"]["unsigned"] == 1 and plain["insurance"]["signaturesValid"] == 0


@pytest.mark.parametrize(
    "change, code",
    [
        (lambda signed, other: signed.replace("<MACSKCB>00901", "<MACSKCB>00901 "), "bad-signature"),
        (lambda signed, other: signed.replace("<NGAYLAP>20260906", "<NGAYLAP>20260907"), "bad-signature"),
        (lambda signed, other: other, "other-signer"),
        (lambda signed, other: signed.replace("xmldsig-more#rsa-sha256", "xmldsig#rsa-sha1"), "weak-signature"),
        (lambda signed, other: signed.replace('URI=""', 'URI="file:///etc/passwd"'), "signature-reference"),
        (lambda signed, other: signed.replace("<CHUKYDONVI><Sig", "<CHUKYDONVI><Signature/><Sig"), "not-xmldsig"),
    ])
def test_a_signature_that_does_not_hold_changes_nothing(federation, tmp_path, text, signer, change, code):
    here = federation.nodes[0]
    before = here.snapshot()
    bad = change(signer.sign(text), Signer("another").sign(text))
    refused = here.import_file(written(tmp_path, bad), expect=5)
    assert refused.error_code == code, str(refused)
    assert here.snapshot() == before


def test_without_a_configured_certificate_it_is_not_checked_unless_one_is_named(federation, tmp_path, signer):
    there = federation.nodes[1]
    signed = signer.sign((shared("data/insurance-xml") / OUTPATIENT).read_text(encoding="utf-8"))
    path, certificate = written(tmp_path, signed), written(tmp_path, signer.pem, "c.pem")
    assert there.cli("record", "import", path, "--dry-run").data["insurance"]["signaturesNotChecked"] == 1
    checked = there.cli("record", "import", path, "--dry-run", "--certificate", certificate).data
    assert checked["insurance"]["signaturesValid"] == 1
    other = written(tmp_path, Signer("another").pem, "other.pem")
    refused = there.cli("record", "import", path, "--dry-run", "--certificate", other, expect=5)
    assert refused.error_code == "other-signer"
    key = written(tmp_path, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "key.pem")
    assert there.cli("record", "import", path, "--certificate", key, expect=78).error_code == "bad-certificate"


def test_a_patient_is_found_by_every_number_under_either_guide(federation, tmp_path, text):
    here, there = federation.nodes
    here.import_file(written(tmp_path, text))
    for identifier in [f"national-id|{NATIONAL}", f"{CITIZEN}|{NATIONAL}", "national-id|000 167 999 017"]:
        [found] = here.cli("patient", "find", "--identifier", identifier).data["patients"]
        assert found["mrn"] == "A-0000017", identifier
    [found] = here.cli("patient", "find", "--name", "lan ngh pham", "--born", "1967").data["patients"]
    assert found["mrn"] == "A-0000017"
    known = {i["kind"]: i["value"] for i in found["identifiers"] if i.get("kind")}
    assert known["national-id"] == NATIONAL and known["insurance-card"] == "HT3009990000017"
    assert here.cli("patient", "find", "--name", "nobody", expect=6).data["patients"] == []
    assert here.cli("patient", "find", "--identifier", "national-id|12", expect=64).error_code == "bad-identifier"
    systems = {s["kind"]: s["uri"] for s in there.cli("patient", "systems").data["systems"]}
    assert systems["national-id"] == CITIZEN, "the second node follows the Ministry's guide"


def test_a_new_number_keeps_the_old_one(federation, tmp_path):
    there = federation.nodes[1]

    def patient(number):
        return {
            "resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1967-04-12", "name": [{"text": "Phạm Thử Mai"}],
            "identifier": [
                {"type": {"coding": [{"code": "MR"}]}, "system": "urn:mrn", "value": "M-1"},
                {"system": "http://fhir.hl7.org.vn/core/sid/cccd", "value": number},
            ],
        }

    there.import_file(written(tmp_path, json.dumps(patient("000167999021")), "one.json"))
    there.import_file(written(tmp_path, json.dumps(patient("000167999022")), "two.json"))
    [found] = there.cli("patient", "find", "--identifier", "national-id|000167999021").data["patients"]
    old, new = (next(i for i in found["identifiers"] if i["value"] == v) for v in ("000167999021", "000167999022"))
    assert old["isOld"] and old["end"] and not new["isOld"]
    assert old["system"] == new["system"] == CITIZEN


def test_an_added_code_closes_what_is_published_already(federation, tmp_path, text):
    here, there = federation.nodes
    here.import_file(written(tmp_path, text))
    wallet = federation.wallet("lan")
    here.enrol("A-0000017", wallet)
    there.import_bundle(
        {
            "resourceType": "Patient", "id": "q", "gender": "female", "birthDate": "1967-04-12", "name": [{"text": "Phạm Thử Nghiệm Lan"}],
            "identifier": [{"system": "urn:mrn", "value": "B-9"}],
        })
    federation.converge()
    there.present(wallet.grant(there, [here]).bundle, "B-9")

    def problems():
        summary = there.summary("B-9").data
        [section] = [s for s in summary["sections"] if s["section"] == "problems"]
        return {row["text"] for part in section["parts"] for row in part["rows"]}

    assert "H36.0" in problems()
    entry = ["--section", "genetic", "--system", "icd-10", "--code", "H36", "--prefix"]
    added = here.cli("sensitive", "add", *entry, "--title", "an example").data["entries"]
    assert [(e["code"], e["origin"]) for e in added] == [("H36", "added")]
    assert here.cli("sensitive", "check", "H36.0").data["section"] == "genetic"
    here.restart()
    assert here.cli("sensitive", "apply").data["entries"] > 0
    federation.converge()
    assert "H36.0" not in problems() and "I10" in problems()
    assert here.cli("sensitive", "remove", *entry).data["entries"] == []
    assert here.cli("sensitive", "remove", *entry, expect=6).error_code == "no-such-entry"
    refused = here.cli("sensitive", "remove", "--section", "hiv", "--system", "icd-10", "--code", "B20", "--prefix", expect=4)
    assert refused.error_code == "built-in-entry"
    here.cli("sensitive", "apply")
    federation.converge()
    assert "H36.0" in problems()


def test_a_grant_of_a_closed_section_is_confirmed_by_name(federation, tmp_path):
    here, there = federation.nodes
    wallet = federation.wallet("confirm")
    here.enrol("A-0000017", wallet)
    base = ["grant", "--to", there.card, "--from", here.card, "--sections", "allergies,hiv", "--yes", "-o"]
    assert wallet.cli(*base, tmp_path / "a", expect=64).error_code == "confirmation-needed"
    wallet.cli(*base, tmp_path / "b", "--confirm-sensitive", "genetic", expect=64)
    assert not (tmp_path / "a").exists() and not (tmp_path / "b").exists()
    wallet.cli(*base, tmp_path / "c", "--confirm-sensitive", "hiv")
    assert (tmp_path / "c").exists()
