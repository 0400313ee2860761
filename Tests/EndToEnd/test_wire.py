"""Hostile and honest bytes from an accepted peer that is not ours: what does not prove itself is not stored."""

import os
import struct
import time

import pytest

import reference
import wire
from command import until
from federation import Federation


@pytest.fixture(scope="module")
def node():
    with Federation() as federation:
        node = federation.add("node", "Bệnh viện nghe")
        federation.start()
        yield node


COUNT = iter(range(100, 999))


@pytest.fixture
def facility(node):
    """A facility of another make that this node has accepted."""
    made = reference.Facility("Trạm y tế lạ", "station", f"00{next(COUNT)}", int(time.time()) - 60, [("127.0.0.1", 9)])
    card = node.folder / f"{made.code}.card"
    card.write_text(made.card(), encoding="utf-8")
    node.cli("peer", "add", card, "--id", made.text_id, "--no-connect")
    return made


@pytest.fixture
def log(facility):
    made = wire.Log(facility)
    for _ in range(5):
        made.append(os.urandom(16), os.urandom(1024))
    return made


def held(node, facility):
    return node.logs().get((facility.text_id, 0), 0)


def offer(node, facility, log, batch):
    """Greets with a frontier and answers the first request with this batch. Gives whether the connection was ended."""
    with wire.Peer(node, facility) as peer:
        peer.greet([(facility.id, 0, len(log.entries))])
        request = peer.until(wire.REQUEST)
        assert request[1:3] == [facility.id, 0]
        peer.send(batch)
        return peer.is_ended()


def test_an_honest_log_of_another_make_is_taken_and_proved(node, facility, log):
    with wire.Peer(node, facility) as peer:
        assert peer.hello[2] == reference.read_checked_text(node.id) and 1 in peer.hello[1]
        assert abs(peer.hello[3] - time.time()) < 60
        peer.greet([(facility.id, 0, 5)])
        request = peer.until(wire.REQUEST)
        assert request[1:4] == [facility.id, 0, 0] and request[4] == 5
        peer.send(log.batch())
        until("the log is stored", lambda: held(node, facility) == 5)
        proof = node.cli("log", "proof", facility.text_id, 3).data
        note = reference.read_checkpoint(proof["checkpoint"], reference.public(facility.log))
        path = [bytes.fromhex(h) for h in proof["proof"]]
        assert reference.root_from_proof(3, 5, log.leaves()[3], path) == note.root == reference.tree_root(log.leaves())
        [state] = [entry for entry in node.cli("log", "verify", facility.text_id).data["logs"]]
        assert state["size"] == 5 and state["rootMatches"] and state["signatureValid"]
        # And the other way: what the node holds it serves, under the signature of whoever wrote it.
        peer.send([wire.REQUEST, facility.id, 0, 0, 5, 1 << 20, True])
        served = peer.until(wire.BATCH)
        assert served[4] == log.batch()[4] and served[6] == log.batch()[6]


BAD = {
    "a payload that does not match its header": lambda log: log.batch(payloads=b"".join(p for _, p in log.entries[:4]) + os.urandom(1024)),
    "a checkpoint signed by the wrong key": lambda log: log.batch(note=log.note(key=wire.stranger())),
    "a root of other entries": lambda log: log.batch(note=log.note(root=os.urandom(32))),
    "a checkpoint of another log": lambda log: log.batch(note=log.note(origin="banyan/log/" + reference.base32(os.urandom(32)) + "/0")),
    "a wrong proof that it goes on": lambda log: log.batch(
        headers=b"".join(log.header(*e) for e in log.entries[:3]), payloads=b"".join(p for _, p in log.entries[:3]),
        proof=b"".join(reversed(reference.consistency_proof(3, log.leaves())))),
    "entries in another order": lambda log: log.batch(
        headers=b"".join(log.header(*e) for e in reversed(log.entries)), payloads=b"".join(p for _, p in reversed(log.entries))),
    "an entry left out": lambda log: log.batch(
        headers=b"".join(log.header(*e) for e in log.entries[1:]), payloads=b"".join(p for _, p in log.entries[1:])),
    "a note that is none": lambda log: log.batch(note="hello\n"),
    "a message of an unknown type": lambda log: [99, 1, 2],
    "a field too many": lambda log: [*log.batch(), 1],
}


@pytest.mark.parametrize("name", BAD)
def test_what_does_not_prove_itself_is_not_stored(node, facility, log, name):
    assert offer(node, facility, log, BAD[name](log))
    assert held(node, facility) == 0
    assert node.is_running and node.cli("status").code == 0


@pytest.mark.parametrize("raw", [
    struct.pack(">I", 0xFFFFFFFF) + b"x" * 64, struct.pack(">I", 0), struct.pack(">I", 5) + b"\xff\xff\xff\xff\xff",
    struct.pack(">I", 3) + b"\x9f\x00\xff", struct.pack(">I", 9) + b"\x9b" + b"\xff" * 8, b"GET / HTTP/1.1\r\n\r\n",
    struct.pack(">I", 40) + b"\x81" * 40,
], ids=["huge frame", "empty frame", "no CBOR", "indefinite array", "huge array", "HTTP", "deep nesting"])
def test_garbage_ends_the_connection_and_nothing_else(node, facility, raw):
    with wire.Peer(node, facility) as peer:
        peer.send_raw(raw)
        assert peer.is_ended()
    assert node.is_running and node.cli("status").code == 0


def test_a_facility_that_signs_two_histories_is_shown(node, facility, log):
    """It promises five entries, shows three of them, and then signs five others."""
    other = wire.Log(facility)
    other.entries = log.entries[:3] + [(os.urandom(16), os.urandom(1024)) for _ in range(2)]
    with wire.Peer(node, facility) as peer:
        peer.greet([(facility.id, 0, 5)])
        peer.until(wire.REQUEST)
        shown = log.entries[:3]
        proof = b"".join(reference.consistency_proof(3, log.leaves()))
        peer.send(log.batch(
            headers=b"".join(log.header(*e) for e in shown), payloads=b"".join(p for _, p in shown), proof=proof))
        assert peer.until(wire.REQUEST)[3] == 3
        until("the first part is stored", lambda: held(node, facility) == 3)
        peer.send(other.batch(3))
        alarms = until(
            "the alarm is raised", lambda: [p for p in node.status()["problems"] if p["code"] == "two-histories"])
    assert alarms[0]["serious"] and alarms[0]["hint"]
    assert held(node, facility) == 3, "the second history was taken"
    [kept] = node.cli("log", "verify", facility.text_id).data["logs"]
    assert kept["rootMatches"] and kept["size"] == 3, "what was verified before stays readable"
    node.cli("status", "--check", expect=1)


def test_a_peer_can_not_speak_for_another(node, facility, log):
    """A relay may carry another facility's log, never sign it."""
    impostor = reference.Facility("Kẻ mạo danh", "station", "00998", int(time.time()) - 60, [("127.0.0.1", 9)])
    card = node.folder / "impostor.card"
    card.write_text(impostor.card(), encoding="utf-8")
    node.cli("peer", "add", card, "--id", impostor.text_id, "--no-connect")
    with wire.Peer(node, impostor) as peer:
        peer.greet([(facility.id, 0, 5)])
        peer.until(wire.REQUEST)
        peer.send(log.batch(note=log.note(key=impostor.log)))
        assert peer.is_ended()
    assert held(node, facility) == 0
