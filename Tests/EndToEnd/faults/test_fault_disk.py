"""A disk that is full: in the middle of an import, of a catch-up, at a start. Then there is room again."""

import base64
import json
import os
import subprocess
import tempfile
from pathlib import Path

import pytest

import people
from command import until
from country import Country, connected, problem, writes
from network import system
from people import LANH, TRUNG, Person

SMALL, LARGE = "size=48m", "size=256m"


@pytest.fixture
def disk():
    """A small disk, gone with the sandbox whatever happens. Its path is short, since a control socket's must be."""
    point = Path(tempfile.mkdtemp(prefix="disk-"))
    system("mount", "-t", "tmpfs", "-o", f"{SMALL},mode=0700", "tmpfs", point)
    yield point
    subprocess.run(["umount", "-l", str(point)], check=False)


@pytest.fixture
def country(disk):
    with Country() as country:
        country.add("small", data=disk / "node")
        country.add("large")
        country.add("third")
        country.start()
        small, large, _ = country.nodes
        writes(small, LANH, "S-1", [people.allergy("al-1", "Dị ứng penicillin")])
        small.enrol("S-1", country.wallet("lanh"))
        country.verdict()
        yield country


def heavy(count, name, size=200_000):
    """Records that do not get smaller when they are compressed, each in a month of its own."""
    found = []
    for n in range(count):
        record = people.observation(f"{name}-{n}", "2160-0", f"Chỉ số {name}-{n}", 1.0, "mg/dL", f"{2000 + n // 12}-{n % 12 + 1:02d}-05")
        found.append(record | {"note": [{"text": base64.b64encode(os.urandom(size * 3 // 4)).decode()}]})
    return found


def fill(path):
    """Writes until nothing more goes onto the disk."""
    with open(path, "wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 4096):
                pass
        except OSError:
            pass


def free(disk):
    status = os.statvfs(disk)
    return status.f_bavail * status.f_frsize


def said_clearly(outcome):
    assert outcome.code == 1 and outcome.error_code in ("disk-full", "disk-error"), str(outcome)
    assert outcome.error and outcome.hint
    return outcome


def test_imports_until_the_disk_is_full(country, disk, figures):
    small, *_ = country.nodes
    taken, refused = {}, None
    for n in range(200):
        person, mrn = Person("Lê", f"Đầy {n}", "1970-01-01"), f"F-{n}"
        outcome = writes(small, person, mrn, heavy(20, f"f{n}"), expect=None)
        if outcome.code != 0:
            refused = said_clearly(outcome)
            break
        taken[mrn] = 20
    assert refused and taken, "the disk was never full"
    assert problem(small, "disk-low")["serious"] and small.cli("status", "--check", expect=1).hint
    # An append is refused as clearly, or fits; nothing is half done.
    size = small.own_size()
    enrolled = small.enrol("F-0", country.wallet("full"), expect=None)
    if enrolled.code != 0:
        said_clearly(enrolled)
        assert small.own_size() == size

    def all_there():
        patients = {p["mrn"]: p["resources"] for p in small.cli("patient", "list").data["patients"]}
        assert patients.pop("S-1") == 1 and patients == taken, "acknowledged and lost, or refused and kept"

    all_there()
    # Others are still served, and the power fails in this state.
    late = country.nodes[1]
    late.restart()
    until("they are connected", lambda: connected(late, small))
    small.kill()
    starts_or_says_why(small)
    system("mount", "-o", f"remount,{LARGE}", disk)
    small.kill()
    small.start()
    all_there()
    outcome = writes(small, Person("Lê", "Sau", "1970-01-01"), "AFTER", heavy(20, "after"))
    taken["AFTER"] = 20
    all_there()
    until("the own log is checked", lambda: small.status()["ownLogChecked"])
    small.enrol("AFTER", country.wallet("after"))
    country.verdict()
    assert not (problem(small, "disk-low") or {}).get("serious") or free(disk) < 256 << 20
    figures(f"a disk of 48 MiB was full after {len(taken) - 1} imports of 4 MB: {refused.error_code}")


def starts_or_says_why(node):
    node.log.unlink(missing_ok=True)
    node.launch()
    until("it answers or refuses", lambda: not node.is_running or node.cli("status", expect=None).code == 0)
    if not node.is_running:
        text = node.log_text()
        assert node.process.returncode in (1, 78) and "banyan: error:" in text and "Fatal" not in text, f"{node.process.returncode}: {text}"


def test_a_catch_up_onto_a_full_disk_goes_on_when_there_is_room(country, disk):
    small, large, third = country.nodes
    for n in range(4):
        large.import_bundle(people.bundle(TRUNG, f"L-{n}", "large", heavy(60, f"l{n}")), f"L-{n}.json")
        large.enrol(f"L-{n}", country.wallet(f"large-{n}"))
    until("the disk is full", lambda: free(disk) < 2 << 20, seconds=60)
    assert problem(small, "disk-low")
    held = small.logs()[(large.id, 0)]
    assert 0 < held < large.own_size()
    until("the third has all", lambda: third.logs()[(large.id, 0)] == large.own_size())
    # What is there stays there and proves itself.
    checked = small.cli("log", "verify").data["logs"]
    assert all(log["rootMatches"] and log["signatureValid"] and not log["damaged"] for log in checked)
    system("mount", "-o", f"remount,{LARGE}", disk)
    # Without a restart: the pause after a full disk grows with its length, and ends.
    country.verdict(seconds=120)


@pytest.mark.parametrize("left", [0, 1 << 12, 1 << 15, 1 << 17])
def test_a_start_on_a_full_disk_is_a_start_or_a_reason(country, disk, left):
    small, *_ = country.nodes
    before = small.snapshot()
    small.kill()
    fill(disk / "filler")
    if left:
        os.truncate(disk / "filler", (disk / "filler").stat().st_size - left)
    for _ in range(3):
        starts_or_says_why(small)
        small.kill()
    (disk / "filler").unlink()
    small.start()
    until("the own log is checked", lambda: small.status()["ownLogChecked"])
    assert small.snapshot() == before
    country.verdict()


def test_the_disk_fills_and_empties_under_the_node_again_and_again(country, disk, chance):
    """Each time at another byte; what was acknowledged in between is there."""
    small, *_ = country.nodes
    there = {"S-1": 1}
    for n in range(12):
        mrn = f"R-{n}"
        fill(disk / "filler")
        size = (disk / "filler").stat().st_size
        os.truncate(disk / "filler", max(0, size - chance.choice([0, 1 << 14, 1 << 16, 1 << 18, 1 << 20])))
        path = small.folder / f"{mrn}.json"
        path.write_text(json.dumps(people.bundle(Person("Lê", f"Lại {n}", "1970-01-01"), mrn, "small", heavy(3, f"r{n}"))), encoding="utf-8")
        outcome = small.import_file(path, expect=None)
        if outcome.code == 0:
            there[mrn] = 3
        else:
            said_clearly(outcome)
        enrolled = small.enrol("S-1", country.wallet(f"again-{n}"), expect=None)
        if enrolled.code != 0:
            said_clearly(enrolled)
        (disk / "filler").unlink()
        if outcome.code != 0:
            small.import_file(path)
            there[mrn] = 3
        assert {p["mrn"]: p["resources"] for p in small.cli("patient", "list").data["patients"]} == there
    small.cli("record", "publish")
    country.verdict()
