"""Commands cut off: readings, consents and revocations under `kill -9`, a set-up on a disk without room, descriptors that run out."""

import os
import resource
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pytest

import people
from command import BINARY, clean_environment, run, until
from country import Country, connected, descriptors, memory, writes
from network import system
from people import LANH

KILLS = int(os.environ.get("BANYAN_KILLS", "100"))


@pytest.fixture(scope="module")
def country():
    with Country() as country:
        origin, desk, third = (country.add(short) for short in ("origin", "desk", "third"))
        country.start()
        writes(origin, LANH, "O-1", [people.allergy("al-1", "Dị ứng penicillin")])
        desk.import_bundle(people.registration(LANH, "D-1", "desk"))
        country.lanh = country.wallet("lanh")
        origin.enrol("O-1", country.lanh)
        country.verdict()
        yield country


def test_what_was_read_left_its_receipt_and_what_was_revoked_stays_revoked(country, chance, figures):
    """The reader's node is killed while it takes consents, reads and ends them."""
    origin, desk, third = country.nodes
    wallet, rounds = country.lanh, max(5, KILLS // 8)
    grants = [wallet.grant(desk, [origin]) for _ in range(4 * rounds)]
    read, revoked, presented = 0, set(), set()
    waiting = list(grants)

    def work(stop):
        nonlocal read
        while waiting and not stop.is_set():
            grant = waiting.pop()
            [token] = grant.tokens.values()
            if desk.cli("consent", "present", grant.bundle, "--patient", "D-1", expect=None).code != 0:
                return
            presented.add(token)
            if desk.summary("D-1", expect=None).code != 0:
                return
            read += 1
            if chance.random() < 0.6:
                if desk.cli("consent", "revoke", wallet.slip(grant), expect=None).code != 0:
                    return
                revoked.add(token)

    for _ in range(rounds):
        stop = threading.Event()
        worker = threading.Thread(target=work, args=(stop,))
        worker.start()
        time.sleep(chance.uniform(0, 2))
        desk.kill()
        stop.set()
        worker.join()
        desk.start()
        until("the own log is checked", lambda: desk.status()["ownLogChecked"])
        states = desk.consent_states("D-1")
        assert presented <= set(states), "a consent was acknowledged and lost"
        assert {states[token] for token in revoked} <= {"revoked"}, "a revocation was acknowledged and lost"
    country.verdict()
    readings = {
        r["index"] for grant in wallet.receipts(third).data["grants"] if grant["audience"] == desk.id for r in grant["readings"]
        if r["proven"]
    }
    assert len(readings) >= read, f"{read} readings were shown, {len(readings)} receipts are found"
    figures(f"{rounds} kills of a reading node: {read} readings shown, {len(readings)} receipts found, {len(revoked)} revocations acknowledged")


@pytest.fixture
def tiny():
    """Mounts a disk of so many KiB."""
    points = []

    def mount(size):
        point = Path(tempfile.mkdtemp(prefix="tiny-"))
        system("mount", "-t", "tmpfs", "-o", f"size={size}k,mode=0700", "tmpfs", point)
        points.append(point)
        return point

    yield mount
    for point in points:
        subprocess.run(["umount", "-l", str(point)], check=False)


def initialise(data, key, expect=0):
    return run(
        "init", "--data", data, "--name", "Trạm y tế", "--kind", "station", "--code", "00901", "--province", "000", "--listen",
        "127.0.0.1:7100", "--key-file", key, expect=expect)


@pytest.mark.parametrize("size", [4, 8, 12, 16, 24, 32, 48, 64, 128])
def test_a_set_up_without_room_is_none(tiny, tmp_path, size):
    disk = tiny(size)
    made = initialise(disk / "node", tmp_path / "key", expect=None)
    if made.code == 0:
        return
    assert made.error and "Fatal" not in made.err
    assert not (disk / "node").exists() or not os.listdir(disk / "node"), os.listdir(disk / "node")
    system("mount", "-o", "remount,size=8m", disk)
    initialise(disk / "node", tmp_path / "key")


def test_a_set_up_that_is_killed_is_whole_or_nothing(tmp_path, chance, figures):
    began = time.monotonic()
    initialise(tmp_path / "whole", tmp_path / "whole.key")
    length, killed, silent = time.monotonic() - began, 0, 0
    for n in range(12):
        data, key = tmp_path / f"n{n}", tmp_path / f"n{n}.key"
        process = subprocess.Popen(
            [str(BINARY), "init", "--data", str(data), "--name", "x", "--kind", "station", "--code", "00901", "--province", "000",
             "--listen", "127.0.0.1:7100", "--key-file", str(key), "--json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=clean_environment())
        time.sleep(chance.uniform(0, 1.1 * length))
        process.kill()
        out, _ = process.communicate()
        killed += process.returncode != 0
        again = initialise(data, key, expect=(0, 1))
        if again.code != 0:
            assert again.error_code == "already-a-node" and again.hint
            silent += not out
        assert run("renew", "--data", data).data["cardNumber"] == 2, "what is there is no whole node"
    figures(f"12 set-ups: {killed} killed, {silent} of them between the last file and the answer")


def test_descriptors_that_run_out_end_no_node(country):
    origin, desk, _ = country.nodes
    used = descriptors(origin)
    resource.prlimit(origin.process.pid, resource.RLIMIT_NOFILE, (used + 6, 4096))
    crowd = []
    with origin.host.entered():
        for _ in range(40):
            crowd.append(socket.create_connection((origin.host.address, origin.port), timeout=5))
    until("no descriptor is left", lambda: descriptors(origin) >= used + 6)
    for each in crowd:
        each.close()
    resource.prlimit(origin.process.pid, resource.RLIMIT_NOFILE, (4096, 4096))
    assert origin.is_running
    until("it answers", lambda: origin.cli("status", expect=None).code == 0)
    # It still accepts: who is nobody is let go at once, not left waiting.
    with origin.host.entered(), socket.create_connection((origin.host.address, origin.port), timeout=20) as stranger:
        stranger.sendall(b"GET / HTTP/1.1\r\n\r\n" * 4)
        assert len(stranger.recv(100)) < 100
    desk.restart()
    desk.cli("peer", "retry", origin.id)
    country.verdict()


def test_a_crowd_of_strangers_keeps_no_peer_out(country):
    origin, desk, third = country.nodes
    base = memory(origin)
    crowd, open_ = [], True

    def press():
        with third.host.entered():
            while open_:
                try:
                    crowd.append(socket.create_connection((origin.host.address, origin.port), timeout=5))
                except OSError:
                    pass
                time.sleep(0.01)

    worker = threading.Thread(target=press)
    worker.start()
    try:
        until("a crowd is there", lambda: len(crowd) > 100)
        desk.kill()
        desk.start()
        until("they are connected", lambda: connected(desk, origin), seconds=20)
        writes(origin, LANH, "O-1", [people.allergy("al-2", "Dị ứng tôm")])
        country.converge()
        assert memory(origin) - base < 64 << 20
    finally:
        open_ = False
        worker.join()
        for each in crowd:
            each.close()
    country.verdict()
