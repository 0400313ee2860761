"""Who is let in, who is put out, and what a node's own disk may and may not lose."""

import json
import os
import shutil
import socket
import sqlite3
import threading
import time

import pytest

import people
import reference
import wire
from command import until
from federation import Federation, Node, entries_of
from people import LANH, TRUNG


@pytest.fixture
def pair():
    with Federation() as federation:
        federation.add("one", "Bệnh viện một")
        federation.add("two", "Bệnh viện hai")
        federation.start()
        until("they are connected", lambda: federation.nodes[0].peer(federation.nodes[1])["connected"])
        yield federation


# Who was never added


@pytest.mark.parametrize("alpn", [("banyan/1",), ("h2", "http/1.1"), None], ids=["our protocol", "another protocol", "none"])
@pytest.mark.parametrize("certified", [True, False], ids=["with a key", "without a key"])
def test_a_stranger_hears_nothing(lonely, alpn, certified):
    heard, ending = wire.first_bytes(lonely.port, wire.stranger() if certified else None, alpn)
    assert heard == b"", "a stranger was told something"
    assert ending != "timeout", "a stranger keeps a connection"
    heard, ending = wire.first_bytes(lonely.port, wire.stranger() if certified else None, alpn, say=b"\0\0\0\1\x80")
    assert heard == b"" and ending != "timeout"


def test_a_session_ticket_lets_nobody_in(lonely):
    """TLS may resume a session without showing the certificate again: the allow-list is asked all the same."""
    context = wire.tls_context(wire.stranger())
    for _ in range(3):
        heard, ending = wire.first_bytes(lonely.port, context=context)
        assert heard == b"" and ending != "timeout"


def test_plain_bytes_are_not_answered(lonely):
    with socket.create_connection(("127.0.0.1", lonely.port), timeout=20) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = plain.recv(4096)
    # At most a TLS alert; never anything of ours.
    assert answer == b"" or answer[:1] == b"\x15"


@pytest.fixture(scope="module")
def lonely():
    with Federation() as federation:
        node = federation.add("lonely", "Bệnh viện một mình")
        federation.start()
        yield node


# Who is put out


def connected(node, other):
    return node.peer(other)["connected"]


def test_who_is_removed_loses_the_connection_at_once_and_for_good(pair):
    one, two = pair.nodes
    view = one.cli("peer", "remove", two.id, "--yes").data
    assert view["state"] == "removed" and not view["connected"]
    until("the other side notices", lambda: not connected(two, one), seconds=10)
    tried = two.peer(one).get("nextAttempt")
    two.cli("peer", "retry", one.id)
    until("two tried again", lambda: two.peer(one).get("nextAttempt") != tried, seconds=30)
    assert not connected(two, one) and not connected(one, two)
    # Nothing brings it back: not another card file, not resume, not a restart.
    refused = one.cli("peer", "add", two.card, "--id", two.id, expect=4)
    assert refused.error_code == "peer-removed"
    assert one.cli("peer", "resume", two.id, expect=4).error_code == "peer-removed"
    one.restart()
    two.cli("peer", "retry", one.id)
    assert one.peer(two)["state"] == "removed"
    # With two's own key, straight at the port: not a byte.
    assert not connected(one, two)


def test_who_is_refused_is_told_why_it_is_not_connected(pair):
    """The admin on the other side sees that and why attempts fail, in `peer show` as in `status`."""
    one, two = pair.nodes
    one.cli("peer", "remove", two.id, "--yes")
    two.cli("peer", "retry", one.id)
    until("two says that it was refused", lambda: two.peer(one).get("lastError"), seconds=15)
    assert any(p["code"] == "no-peer-connected" for p in two.status()["problems"])


def test_a_removed_peer_of_another_make_is_cut_off_in_mid_sentence(lonely):
    facility = reference.Facility("Trạm bị gỡ", "station", "00777", int(time.time()) - 60, [("127.0.0.1", 9)])
    card = lonely.folder / "removed.card"
    card.write_text(facility.card(), encoding="utf-8")
    lonely.cli("peer", "add", card, "--id", facility.text_id, "--no-connect")
    with wire.Peer(lonely, facility) as peer:
        peer.greet([])
        until("it is connected", lambda: lonely.cli("peer", "show", facility.text_id).data["connected"])
        lonely.cli("peer", "remove", facility.text_id, "--yes")
        peer.socket.settimeout(5)
        assert peer.is_ended()
    heard, ending = wire.first_bytes(lonely.port, facility.tls)
    assert heard == b"" and ending != "timeout"


def test_suspend_closes_and_resume_opens(pair):
    one, two = pair.nodes
    assert one.cli("peer", "suspend", two.id).data["state"] == "suspended"
    until("two is cut off", lambda: not connected(two, one))
    refused = one.cli("peer", "ping", two.id, expect=4)
    assert refused.error_code == "peer-suspended"
    one.import_bundle(people.bundle(LANH, "S-1", "one", [people.allergy("al-1", "Dị ứng penicillin")]))
    wallet = pair.wallet("lanh")
    one.enrol("S-1", wallet)
    assert two.logs().get((one.id, 0), 0) == 0, "a suspended peer was served"
    one.cli("peer", "resume", two.id)
    one.cli("peer", "retry", two.id)
    pair.converge()
    assert one.cli("peer", "ping", two.id).data["milliseconds"] > 0


def test_a_suspended_origin_is_not_read(pair):
    one, two = pair.nodes
    one.import_bundle(people.bundle(LANH, "S-1", "one", [people.allergy("al-1", "Dị ứng penicillin")]))
    two.import_bundle(people.registration(LANH, "T-1", "two"))
    wallet = pair.wallet("lanh")
    one.enrol("S-1", wallet)
    pair.converge()
    two.present(wallet.grant(two, [one]).bundle, "T-1")
    two.summary("T-1")
    two.cli("peer", "suspend", one.id)
    size = two.own_size()
    assert two.summary("T-1", expect=4).error_code == "facility-not-active"
    assert two.own_size() == size


# What may not be lost


def test_nothing_acknowledged_is_lost_when_the_power_fails(pair):
    """kill -9 in the middle of imports, enrolments and gossip, a few times; what a command had acknowledged is there."""
    one, two = pair.nodes
    acknowledged = {}
    wallets = []
    for round_ in range(4):
        victim = (one, two)[round_ % 2]
        stop = threading.Event()

        def work(round_=round_, stop=stop):
            for number in range(50):
                if stop.is_set():
                    return
                mrn = f"K-{round_}-{number}"
                records = [people.condition(f"co-{n}", "I10", "Tăng huyết áp") for n in range(20)]
                path = one.folder / f"{mrn}.json"
                path.write_text(json.dumps(people.bundle(LANH, mrn, "one", records)), encoding="utf-8")
                done = one.cli("record", "import", path, expect=None, timeout=20)
                if done.code != 0:
                    return
                acknowledged[mrn] = 20
                if number == 0:
                    wallet = pair.wallet(f"w-{round_}")
                    if one.cli("patient", "enrol", "--mrn", mrn, wallet.enrol(one), expect=None).code == 0:
                        wallets.append(mrn)

        before = len(acknowledged)
        worker = threading.Thread(target=work)
        worker.start()
        until("some imports are through", lambda: len(acknowledged) >= before + 3, seconds=60)
        size = max(one.own_size(), 0)
        victim.kill()
        stop.set()
        worker.join()
        victim.start()
        until("the own log is checked", lambda: victim.status()["ownLogChecked"])
        assert one.own_size() >= size
    patients = {p["mrn"]: p for p in one.cli("patient", "list").data["patients"]}
    lost = {mrn for mrn, count in acknowledged.items() if patients.get(mrn, {}).get("resources") != count}
    assert not lost, f"acknowledged and lost: {lost}"
    assert all(patients[mrn]["enrolments"] for mrn in wallets)
    for node in (one, two):
        node.cli("peer", "retry", (two if node is one else one).id)
    pair.converge()
    for node in (one, two):
        assert all(
            log["rootMatches"] and log["signatureValid"] and not log["damaged"] for log in node.cli("log", "verify").data["logs"])
    # The log goes on as one: new work after the crashes reaches the peer.
    one.cli("record", "publish")
    pair.converge()


def test_a_command_ends_when_the_node_dies_under_it(lonely):
    """The node was there a moment ago and is gone: said at once, not after the hour that a long command would wait for an answer."""
    lonely.stop()
    lonely.socket.parent.mkdir(mode=0o700, exist_ok=True)
    lonely.socket.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(lonely.socket))
        listener.listen(1)

        def die():
            listener.accept()[0].close()
            listener.close()
            lonely.socket.unlink()

        dying = threading.Thread(target=die)
        dying.start()
        try:
            lonely.cli("log", "verify", expect=3, timeout=20)
        finally:
            dying.join()
            lonely.start()


def test_an_old_copy_takes_back_what_it_lost(pair):
    """Restored from a backup that is behind, a node asks its peer how long its own log is before it appends."""
    one, two = pair.nodes
    one.import_bundle(people.bundle(LANH, "B-1", "one", [people.allergy("al-1", "Dị ứng penicillin")]))
    one.enrol("B-1", pair.wallet("lanh"))
    pair.converge()
    one.stop()
    backup = one.folder / "backup"
    shutil.copytree(one.data_dir, backup)
    one.start()
    one.import_bundle(people.bundle(TRUNG, "B-2", "one", [people.allergy("al-2", "Dị ứng tôm", "Z91.0")]), "second.json")
    one.enrol("B-2", pair.wallet("trung"))
    pair.converge()
    size, entries = one.own_size(), entries_of(two, reference.read_checked_text(one.id))
    one.stop()
    shutil.rmtree(one.data_dir)
    shutil.copytree(backup, one.data_dir)
    one.start()
    until("the own log is whole again", lambda: one.status()["ownLogChecked"] and one.own_size() == size, seconds=60)
    one.import_bundle(people.bundle(LANH, "B-1", "one", [people.allergy("al-3", "Dị ứng lạc", "Z91.01")]), "third.json")
    pair.converge()
    assert one.own_size() > size
    assert entries_of(two, reference.read_checked_text(one.id))[:size] == entries, "the log was rewritten"
    assert not [p for p in two.status()["problems"] if p["code"] in ("fork", "two-histories")]


def flip(node, table, column, keys, where="1", place=0):
    """Changes one bit of a stored value in a stopped node's database, behind the program's back."""
    database = sqlite3.connect(node.database)
    triggers = database.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        database.execute(f"DROP TRIGGER {name}")
    value, *key = database.execute(f"SELECT {column}, {', '.join(keys)} FROM {table} WHERE {where} LIMIT 1").fetchone()
    changed = bytearray(value.encode() if isinstance(value, str) else value)
    changed[place] ^= 1
    new = changed.decode() if isinstance(value, str) else bytes(changed)
    database.execute(f"UPDATE {table} SET {column} = ? WHERE " + " AND ".join(f"{k} = ?" for k in keys), (new, *key))
    for _, sql in triggers:
        database.execute(sql)
    database.commit()
    database.close()


DAMAGES = {
    "a payload": ("entry", "payload", ["id"], "payload IS NOT NULL", 500), "a tag": ("entry", "header", ["id"], "1", 3),
    "a digest": ("entry", "header", ["id"], "1", 30), "a length": ("entry", "header", ["id"], "1", 50),
    "a checkpoint's root": ("log", "checkpoint", ["id"], "checkpoint IS NOT NULL", 90),
    "a checkpoint's signature": ("log", "checkpoint", ["id"], "checkpoint IS NOT NULL", -8),
    "the tree's peaks": ("log", "peaks", ["id"], "length(peaks) > 0", 4),
    "the index of tags": ("tag_index", "prefix", ["prefix", "entry"], "1", 5),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_flipped_bit_on_the_disk_is_found(damaged_pair, damage):
    """By `log verify`, or by the node's refusal to start on it: never silently."""
    holder, whole = damaged_pair
    holder.kill()
    shutil.rmtree(holder.data_dir)
    shutil.copytree(whole, holder.data_dir)
    flip(holder, *DAMAGES[damage])
    holder.log.unlink(missing_ok=True)
    holder.launch()
    if wait_for_either(holder):
        found = holder.cli("log", "verify", expect=(1, 5))
        assert found.hint
        if found.schema == "banyan.log-verification/1":
            assert any(not log["rootMatches"] or not log["signatureValid"] or log["damaged"] for log in found.data["logs"])
        assert holder.is_running
    else:
        text = holder.log_text()
        assert "banyan: error:" in text, f"it refused without saying why:\n{text}"
        assert "Fatal error" not in text, text


def test_a_flipped_bit_in_a_sealed_record_is_told_and_never_read(damaged_pair):
    holder, whole = damaged_pair
    holder.kill()
    shutil.rmtree(holder.data_dir)
    shutil.copytree(whole, holder.data_dir)
    flip(holder, "record", "value", ["kind", "key"], where="kind = 1", place=40)
    holder.log.unlink(missing_ok=True)
    holder.launch()
    if wait_for_either(holder):
        answers = [holder.cli("patient", "show", "H-1", expect=None), holder.cli("record", "list", expect=None)]
        answers += [holder.cli("patient", "list", "--search", LANH.name, expect=None)]
        failed = [answer for answer in answers if answer.code != 0]
        assert failed and all(answer.code == 5 and answer.error_code == "damaged-record" for answer in failed)
    else:
        assert "banyan: error:" in holder.log_text()


def wait_for_either(node):
    """Waits until the node answers or has given up. Gives whether it answers."""
    def settled():
        return not node.is_running or node.cli("status", expect=None).code == 0

    until("the node answers or refuses", settled, 40)
    return node.is_running


@pytest.fixture(scope="module")
def damaged_pair():
    with Federation() as federation:
        origin = federation.add("origin", "Bệnh viện nguồn")
        holder = federation.add("holder", "Bệnh viện giữ")
        federation.start()
        origin.import_bundle(people.bundle(LANH, "D-1", "origin", [people.allergy("al-1", "Dị ứng penicillin")]))
        origin.enrol("D-1", federation.wallet("lanh"))
        holder.import_bundle(people.bundle(LANH, "H-1", "holder", [people.allergy("al-9", "Dị ứng tôm")]), "holder.json")
        federation.converge()
        origin.stop()
        holder.stop()
        whole = holder.folder / "whole"
        shutil.copytree(holder.data_dir, whole)
        holder.start()
        yield holder, whole


def test_a_directory_serves_one_process_and_says_so(lonely):
    second = Node.__new__(Node)
    second.__dict__ = dict(lonely.__dict__, process=None, log=lonely.folder / "second.log")
    second.launch()
    code = second.process.wait(timeout=30)
    assert code != 0 and "banyan: error:" in second.log_text() and "uses the data directory" in second.log_text()
    assert lonely.cli("status").code == 0


def test_the_wrong_key_file_opens_nothing(lonely):
    wrong = lonely.folder / "wrong.key"
    wrong.write_bytes(os.urandom(32))
    lonely.stop()
    try:
        attempt = Node.__new__(Node)
        attempt.__dict__ = dict(lonely.__dict__, process=None, log=lonely.folder / "wrong.log")
        attempt.launch("--key-file", str(wrong))
        code = attempt.process.wait(timeout=30)
        assert code != 0 and "banyan: error:" in attempt.log_text()
    finally:
        lonely.start()
