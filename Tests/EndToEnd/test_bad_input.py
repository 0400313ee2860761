"""Bad records, a bad clock, a full disk: a clear error, the exit code of the contract, and nothing stored or lost."""

import json
import os
import subprocess
import time

import pytest

import people
from clock import Clock, clock_is_wrong, clock_library  # noqa: F401
from command import until
from federation import Federation, Node
from parties import federation, origin, refused  # noqa: F401
from people import LANH, TRUNG

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
    listed = {r["reference"] for r in origin.cli("record", "list", "X-3").data["records"]}
    assert len(listed) == 2999 and "Observation/ob-1711" not in listed
    # For people: the place and the reason stand in the table, the hint says how to go on.
    shown = origin.cli("record", "import", path, expect=7, as_json=False)
    assert "status" in shown.out and "thousands.json" in shown.out and shown.hint


FLAWS = {
    "no resourceType": lambda r: r.pop("resourceType"),
    "no subject": lambda r: r.pop("subject"),
    "another patient": lambda r: r.update(subject={"reference": "Patient/nobody"}),
    "a date that is none": lambda r: r.update(effectiveDateTime="2024-13-01"),
    "a wrong type": lambda r: r.update(code="2160-0"),
    "no code": lambda r: r.pop("code"),
    "a status that does not exist": lambda r: r.update(status="in-progress-x"),
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
    listed = {r["reference"] for r in origin.cli("record", "list", "X-4").data["records"]}
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


# The clock


@pytest.mark.parametrize("years", [3, -3])
def test_a_clock_years_off_opens_nothing_until_it_is_set(clock_library, tmp_path, years):  # noqa: F811
    clock = Clock(clock_library, tmp_path / "offset")
    with Federation() as federation:
        origin = federation.add("origin", "Bệnh viện nguồn")
        desk = federation.add("desk", "Bệnh viện đọc", env=clock.env)
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
        clock.put(years * 365 * 86_400)
        until("the node knows that its clock is wrong", lambda: clock_is_wrong(desk), seconds=60)
        outcome = desk.summary("D-1", expect=4)
        assert outcome.error_code in ("clock-wrong", "expired", "stale-replica"), outcome.error_code
        failed = desk.cli("status", "--check", expect=1)
        assert failed.hint
        assert desk.own_size() == size, "something was opened"
        # Others are not led astray by it.
        assert not clock_is_wrong(origin)
        clock.put(0)
        until("the clock is right again", lambda: not clock_is_wrong(desk), seconds=60)
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
