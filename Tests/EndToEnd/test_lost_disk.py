"""A disk is lost, or old: real processes, real files, and what comes back from the peers."""

import shutil

import pytest

import people
import reference
from command import run, until
from federation import Federation, entries_of
from people import LANH, TRUNG


@pytest.fixture
def trio():
    with Federation() as federation:
        for short, name in (("origin", "Bệnh viện nguồn"), ("desk", "Bệnh viện đọc"), ("third", "Bệnh viện thứ ba")):
            federation.add(short, name, sheet=True)
        federation.start()
        origin, desk, _ = federation.nodes
        origin.import_bundle(people.bundle(LANH, "O-1", "origin", [
            people.allergy("al-1", "Dị ứng penicillin"), people.condition("co-1", "I10", "Tăng huyết áp vô căn"),
            people.observation("ob-1", "2160-0", "Creatinin", 1.1, "mg/dL", "2020-05-05")]))
        desk.import_bundle(people.registration(LANH, "D-1", "desk"))
        yield federation


def restore(node, *peers, expect=0, source=None):
    cards = [option for peer in peers for option in ("--peer", peer.card)]
    return run(
        "restore", "--data", node.data_dir, "--identity", source or node.sheet, "--key-file", node.key_file, *cards, expect=expect,
        timeout=120)


def published(node, mrn):
    return sorted((r["reference"], r["section"], r["display"]) for r in node.cli("record", "list", mrn).data["records"])


def test_a_facility_whose_disk_is_gone_comes_back_from_its_peers(trio):
    origin, desk, third = trio.nodes
    wallet = trio.wallet("lanh")
    origin.enrol("O-1", wallet)
    trio.converge()
    grant = wallet.grant(desk, [origin])
    desk.present(grant.bundle, "D-1")
    first = desk.summary("D-1").data
    trio.converge()
    size, records = origin.own_size(), published(origin, "O-1")
    entries = entries_of(third, reference.read_checked_text(origin.id))

    origin.kill()
    shutil.rmtree(origin.data_dir)
    done = restore(origin, third).data
    assert done["facility"] == origin.id and done["logSize"] == size and done["enrolments"] == 1 and done["unreadable"] == 0
    assert done["peers"] == 1 and done["cardNumber"] == 2
    origin.start()
    until("the own log is checked", lambda: origin.status()["ownLogChecked"])
    assert origin.own_size() == size
    assert published(origin, "O-1") == records
    assert origin.cli("patient", "show", "O-1").data["enrolments"][0]["number"] == 0
    # Its peers know it by the keys that they have pinned: nobody has to do anything.
    for peer in (desk, third):
        until(f"{peer.short} is connected", lambda peer=peer: origin.peer(peer)["connected"])

    # It goes on as the same facility: a correction reaches a reader under a consent that was given before.
    origin.import_bundle(people.bundle(LANH, "O-1", "origin", [people.allergy("al-2", "Dị ứng tôm", "Z91.0")]), "later.json")
    trio.converge()
    second = desk.summary("D-1").data
    texts = str(second)
    assert "Dị ứng tôm" in texts and "Dị ứng penicillin" in texts and "Tăng huyết áp" in texts, first
    assert entries_of(third, reference.read_checked_text(origin.id))[:size] == entries, "the log was rewritten"
    assert all(log["rootMatches"] and log["signatureValid"] for log in origin.cli("log", "verify").data["logs"])
    # The new card is of the same facility, and peers take it.
    card = origin.folder / "new.card"
    card.write_text(origin.cli("peer", "card").data["text"], encoding="utf-8")
    desk.cli("peer", "add", card, "--id", origin.id)


def test_a_reader_whose_disk_is_gone_keeps_its_consents_and_their_end(trio):
    origin, desk, third = trio.nodes
    wallet = trio.wallet("lanh")
    origin.enrol("O-1", wallet)
    trio.converge()
    lasting = wallet.grant(desk, [origin], sections=["allergies"])
    ended = wallet.grant(desk, [origin], sections=["problems"])
    for grant in (lasting, ended):
        desk.present(grant.bundle, "D-1")
    third.cli("consent", "revoke", wallet.slip(ended))
    trio.converge()
    desk.kill()
    shutil.rmtree(desk.data_dir)
    assert restore(desk, origin).data["consents"] == 2
    desk.start()
    trio.converge()
    until("the desk is fresh", lambda: desk.cli("consent", "check", "D-1").data["permitted"])
    assert "penicillin" in str(desk.summary("D-1", "--sections", "allergies").data)
    states = desk.consent_states("D-1")
    assert states[ended.tokens[origin.id]] == "revoked" and states[lasting.tokens[origin.id]] == "valid"
    desk.summary("D-1", "--sections", "problems", expect=4)


def test_what_a_restore_refuses_it_leaves_as_it_was(trio):
    origin, desk, third = trio.nodes
    assert restore(origin, third, expect=1).error_code == "already-a-node"
    empty = trio.folder / "other"
    words = origin.sheet.read_text(encoding="utf-8")
    line = next(line for line in words.splitlines() if line.startswith("Code: "))
    swapped = trio.folder / "swapped"
    swapped.write_text(words.replace(line, "Code: " + ("7" if line[6] != "7" else "8") + line[7:]), encoding="utf-8")

    def refused(source, *peers, late=(), expect):
        cards = [option for peer in peers for option in ("--peer", peer.card)]
        return run(
            "restore", "--data", empty, "--identity", source, "--key-file", trio.folder / "k", *cards, *late, expect=expect)

    mistyped = refused(swapped, third, expect=64)
    assert mistyped.error_code == "mistyped-recovery-code" and "group 1" in mistyped.error
    assert refused(origin.sheet, expect=64).error_code == "peer-needed"
    assert refused(trio.folder / "nothing", third, expect=6).error_code == "no-such-file"
    assert not empty.exists()
    # A directory with something else in it is not touched.
    empty.mkdir()
    (empty / "letter.txt").write_text("mine", encoding="utf-8")
    assert refused(origin.sheet, third, expect=64).error_code == "directory-not-empty"
    assert [p.name for p in empty.iterdir()] == ["letter.txt"]
    # A peer that does not answer: what there is stays, and the next attempt goes on.
    (empty / "letter.txt").unlink()
    desk.stop()
    assert refused(origin.sheet, desk, late=("--timeout", "2s"), expect=3).error_code == "own-log-unreachable"
    assert run("serve", "--data", empty, as_json=False, expect=78).error


def test_a_backup_is_proved_and_an_old_one_takes_back_what_came_after_it(trio):
    origin, desk, third = trio.nodes
    origin.enrol("O-1", trio.wallet("lanh"))
    trio.converge()
    backup = trio.folder / "origin.backup"
    made = origin.cli("backup", "create", "-o", backup, "--key-file", origin.key_file)
    assert made.schema == "banyan.backup/1" and backup.stat().st_mode & 0o777 == 0o600
    again = origin.cli("backup", "create", "-o", backup, "--key-file", origin.key_file, expect=1)
    assert again.error_code == "file-exists"

    def verify(path, key=origin.key_file, expect=0):
        return run("backup", "verify", path, "--key-file", key, "--scratch", trio.folder, expect=expect)

    before = set(trio.folder.iterdir())
    proved = verify(backup).data
    assert proved["facility"] == origin.id and proved["ownLogSize"] == origin.own_size() and proved["records"] > 5
    whole = backup.read_bytes()
    wrong = trio.folder / "wrong.backup"
    for content, code in (
        (whole[:-1], "backup-damaged"), (whole[:len(whole) // 2], "backup-damaged"), (whole + b"\0", "backup-damaged"),
        (whole[:70_000] + bytes([whole[70_000] ^ 1]) + whole[70_001:], "backup-damaged"), (b"something else", "not-a-backup"),
    ):
        wrong.write_bytes(content)
        assert verify(wrong, expect=5).error_code == code
    assert verify(backup, key=desk.key_file, expect=5).error_code == "wrong-unlock-secret"
    wrong.unlink()
    assert set(trio.folder.iterdir()) == before, "a scratch place was left"

    # After the backup: another patient, and a correction; then the disk is gone.
    origin.import_bundle(people.bundle(TRUNG, "O-2", "origin", [people.allergy("al-2", "Dị ứng tôm", "Z91.0")]), "second.json")
    origin.enrol("O-2", trio.wallet("trung"))
    origin.import_bundle(people.bundle(LANH, "O-1", "origin", [people.allergy("al-3", "Dị ứng lạc", "Z91.01")]), "third.json")
    trio.converge()
    size, entries = origin.own_size(), entries_of(third, reference.read_checked_text(origin.id))
    origin.kill()
    shutil.rmtree(origin.data_dir)
    back = run("backup", "restore", backup, "--data", origin.data_dir, "--key-file", origin.key_file)
    assert back.data["facility"] == origin.id
    origin.start()
    until("the own log is whole again", lambda: origin.status()["ownLogChecked"] and origin.own_size() == size, seconds=60)
    # What was enrolled and published after the backup is known again.
    assert origin.cli("patient", "show", "O-2").data["enrolments"]
    assert {r[2] for r in published(origin, "O-1")} >= {"Dị ứng penicillin", "Dị ứng lạc"}
    origin.import_bundle(people.bundle(LANH, "O-1", "origin", [people.allergy("al-4", "Dị ứng sữa", "Z91.01")]), "fourth.json")
    trio.converge()
    assert origin.own_size() > size
    assert entries_of(third, reference.read_checked_text(origin.id))[:size] == entries, "the log was rewritten"
    assert not [p for p in third.status()["problems"] if p["code"] in ("fork", "two-histories")]


def test_a_clone_that_is_behind_does_not_append_before_it_caught_up(trio):
    """Two machines of one facility are a mistake; the one that starts later takes the other's entries before it says anything."""
    origin, desk, third = trio.nodes
    origin.stop()
    clone = trio.folder / "clone"
    shutil.copytree(origin.data_dir, clone)
    origin.start()
    origin.enrol("O-1", trio.wallet("lanh"))
    trio.converge()
    size = origin.own_size()
    origin.stop()
    shutil.rmtree(origin.data_dir)
    shutil.copytree(clone, origin.data_dir)
    origin.start()
    until("the clone has what it missed", lambda: origin.status()["ownLogChecked"] and origin.own_size() == size, seconds=60)
    assert origin.cli("patient", "show", "O-1").data["enrolments"]
    assert not [p for p in third.status()["problems"] if p["code"] in ("fork", "two-histories")]
