"""The insurance XML at real nodes: imported, published, granted, read at another facility; watched; refused."""

import base64
import json
import signal
import subprocess

import pytest

import documents
from command import BINARY, SENSITIVE, SIXTEEN, clean_environment, until
from federation import Federation, shared

INPATIENT = "giamdinhhs-3176-00901-inpatient-referral.xml"
OUTPATIENT = "giamdinhhs-3176-00902-outpatient.xml"
CHECK_IN = "checkin-xml0-00902.xml"


def sample(name):
    return shared("data/insurance-xml") / name


def edited(path, table, change):
    """The sample with one table changed."""
    text = path.read_text(encoding="utf-8")
    mark = f"<LOAIHOSO>{table}</LOAIHOSO><NOIDUNGFILE>"
    start = text.index(mark) + len(mark)
    end = text.index("<", start)
    inner = base64.b64decode(text[start:end]).decode()
    return text[:start] + base64.b64encode(change(inner).encode()).decode() + text[end:]


@pytest.fixture(scope="module")
def federation():
    with Federation() as federation:
        federation.add("xml-1", "Bệnh viện 901", code="00901")
        federation.add("xml-2", "Bệnh viện 902", code="00902")
        federation.start()
        yield federation


def rows(summary, section):
    [found] = [s for s in summary["sections"] if s["section"] == section]
    return [row for part in found["parts"] for row in part["rows"]]


def state(summary, section, node):
    [found] = [s for s in summary["sections"] if s["section"] == section]
    return {part["source"]: part["state"] for part in found["parts"]}[node.id]


def test_a_woman_referred_from_one_hospital_is_read_at_the_other(federation):
    here, there = federation.nodes
    taken = here.import_file(sample(INPATIENT)).data
    assert taken["problems"] == [] and taken["insurance"]["versions"] == {"3176": 1}
    assert taken["insurance"]["unknown"] == {} and taken["insurance"]["signaturesNotChecked"] == 0
    arrived = there.import_file(sample(CHECK_IN), sample(OUTPATIENT)).data
    assert arrived["problems"] == [] and arrived["insurance"]["superseded"] == 1
    wallet = federation.wallet("lan")
    here.enrol("A-0000017", wallet)
    federation.converge()
    grant = wallet.grant(there, [here], sections=SIXTEEN)
    there.present(grant.bundle, "B-0204408")
    summary = there.summary("B-0204408").data
    assert {row["text"] for row in rows(summary, "problems")} == {"E11.3", "I10", "H36.0"}
    assert all("insurance claim" in row["value"] for row in rows(summary, "problems"))
    medicines = rows(summary, "medications")
    assert [row["text"] for row in medicines] and all("not known to be taken" in row["value"] for row in medicines)
    assert state(summary, "allergies", here) == "not-recorded", "the export has no allergies: nobody said that there are none"
    assert {"15.2 mmol/L", "10.4 %"} <= {row["value"] for row in rows(summary, "results")}
    assert any("Chuyển cơ sở" in row["text"] for row in rows(summary, "plan"))
    assert all(state(summary, section, here) == "not-recorded" for section in SENSITIVE)
    document, text = there.document("B-0204408")
    assert documents.library_findings(text) == []
    known = {r["resourceType"] for r in documents.resources(document)}
    assert {"Condition", "MedicationRequest", "Observation", "Encounter", "ServiceRequest", "CarePlan"} <= known


def test_what_is_stored_is_fhir(federation):
    here, there = federation.nodes
    for node, mrn in [(here, "A-0000017"), (there, "B-0204408")]:
        entries = []
        for line in node.cli("record", "list", mrn).data["records"]:
            resource = json.loads(node.cli("record", "show", line["reference"], "--patient", mrn).data["json"])
            entries.append({"fullUrl": f"urn:banyan:{line['reference']}", "resource": resource})
        assert len(entries) > 8
        assert documents.library_findings(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})) == []


def test_a_corrected_file_takes_the_place_of_the_first(federation, tmp_path):
    here, there = federation.nodes
    path = tmp_path / "corrected.xml"
    text = edited(sample(INPATIENT), "XML1", lambda xml: xml.replace("I10;H36.0", "I10"))
    path.write_text(text.replace("<NGAYLAP>20260906", "<NGAYLAP>20260908"), encoding="utf-8")
    assert here.import_file(path).data["publishedEntries"] > 0, "an encounter waits for nothing"
    here.cli("record", "publish", "A-0000017")
    federation.converge()
    assert {row["text"] for row in rows(there.summary("B-0204408").data, "problems")} == {"E11.3", "I10"}
    late = here.import_file(sample(INPATIENT)).data
    assert late["patients"] == 0 and late["insurance"]["superseded"] == 1, "the first file comes too late"


def test_a_diagnosis_of_hiv_goes_to_its_closed_section(federation, tmp_path):
    here, there = federation.nodes
    path = tmp_path / "hiv.xml"
    text = edited(sample(INPATIENT), "XML1", lambda xml: xml.replace("I10;H36.0", "I10;B20"))
    path.write_text(text.replace("<NGAYLAP>20260906", "<NGAYLAP>20260909"), encoding="utf-8")
    here.import_file(path)
    here.cli("record", "publish", "A-0000017")
    federation.converge()
    assert "B20" in str(there.summary("B-0204408").data), "the grant of all sixteen sections names hiv"
    [found] = [r for r in here.cli("record", "list", "A-0000017").data["records"] if r["display"] == "B20"]
    assert found["section"] == "hiv"


REFUSED = {
    "truncated": (lambda text: text[:len(text) // 2], "truncated"),
    "another encoding": (lambda text: text.replace('encoding="utf-8"', 'encoding="utf-16"'), "not-utf8"),
    "a bomb of entities": (
        lambda text: text.replace("<GIAMDINHHS", '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><GIAMDINHHS', 1), "entities"),
    "a bomb of elements": (lambda text: text.replace("<HOSO>", "<HOSO>" * 200_000), "too-deep"),
    "a wrong number of dossiers": (lambda text: text.replace("<SOLUONGHOSO>1<", "<SOLUONGHOSO>2<"), "wrong-total"),
    "a day that does not exist": (lambda text: text.replace("<NGAYLAP>20260906", "<NGAYLAP>20260931"), "bad-date"),
    "another facility": (lambda text: text.replace("<MACSKCB>00901", "<MACSKCB>00903"), "other-facility"),
    "no insurance file": (lambda text: "<html><body/></html>", "not-insurance-xml"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_can_not_be_read_changes_nothing(federation, tmp_path, name):
    here = federation.nodes[0]
    change, code = REFUSED[name]
    before = here.snapshot()
    path = tmp_path / "bad.xml"
    path.write_text(change(sample(INPATIENT).read_text(encoding="utf-8")), encoding="utf-8")
    refused = here.import_file(path, expect=1)
    assert refused.error_code == code, str(refused)
    assert here.snapshot() == before


def test_a_bad_record_is_named_and_the_rest_imported(federation, tmp_path):
    here = federation.nodes[0]
    path = tmp_path / "partial.xml"
    text = edited(sample(INPATIENT), "XML4", lambda xml: xml.replace("202609021400", "202602301400"))
    path.write_text(text.replace("<NGAYLAP>20260906", "<NGAYLAP>20260910"), encoding="utf-8")
    partial = here.import_file(path, expect=7).data
    [problem] = partial["problems"]
    assert (problem["type"], problem["position"], problem["field"], problem["rule"]) == ("XML4", 2, "NGAY_KQ", "bad-field")
    assert partial["patients"] == 1


def test_a_watched_folder_is_emptied_once_and_survives_a_kill(federation, tmp_path):
    there = federation.nodes[1]
    folder = tmp_path / "in"
    folder.mkdir()

    def watch():
        return subprocess.Popen(
            [str(BINARY), "record", "import", "--watch", str(folder), "--every", "1", "--json", "--data", str(there.data_dir)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=clean_environment(there.env))

    process = watch()
    try:
        (folder / "a.xml").write_bytes(sample(OUTPATIENT).read_bytes())
        (folder / "b.xml").write_text("<GIAMDINHHS>", encoding="utf-8")
        until("both files are gone", lambda: not list(folder.glob("*.xml")))
        assert (folder / "done" / "a.xml").exists() and (folder / "failed" / "b.xml").exists()
        assert "ends too early" in (folder / "failed" / "b.xml.txt").read_text(encoding="utf-8")
        size = there.own_size()
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
        (folder / "a.xml").write_bytes(sample(OUTPATIENT).read_bytes())
        process = watch()
        until("the file is taken after the kill", lambda: not list(folder.glob("*.xml")))
        assert (folder / "done" / "2-a.xml").exists()
        assert there.own_size() == size, "the same file again publishes nothing"
        assert len(there.cli("record", "list", "B-0204408").data["records"]) > 8
    finally:
        process.terminate()
        process.wait(timeout=30)
        process.stdout.close()
        process.stderr.close()
