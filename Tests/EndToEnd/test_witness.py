"""Witnesses and proofs of misbehaviour: a peer that is not ours cosigns, is cosigned, signs two histories, or alters what it passes on."""

import os
import time

import pytest

import reference
import wire
from command import run, until
from federation import Federation


@pytest.fixture(scope="module")
def federation():
    with Federation() as made:
        made.add("node", "Bệnh viện làm chứng")
        made.start()
        yield made


@pytest.fixture(scope="module")
def node(federation):
    [node] = federation.nodes
    return node


COUNT = iter(range(100, 999))


def accepted(node, name):
    """A facility of another make that this node has accepted, under a name of its own."""
    code = f"00{next(COUNT)}"
    made = reference.Facility(f"{name} {code}", "station", code, int(time.time()) - 60, [("127.0.0.1", 9)])
    card = node.folder / f"{made.code}.card"
    card.write_text(made.card(), encoding="utf-8")
    node.cli("peer", "add", card, "--id", made.text_id, "--no-connect")
    return made


@pytest.fixture
def owner(node):
    return accepted(node, "Trạm y tế được làm chứng")


def filled(facility, count, start=()):
    log = wire.Log(facility)
    log.entries = list(start)
    while len(log.entries) < count:
        log.append(os.urandom(16), os.urandom(1024))
    return log


def held(node, facility):
    return node.logs().get((facility.text_id, 0), 0)


def problems(node, code, *names):
    return [p for p in node.status()["problems"] if p["code"] == code and all(name in p["message"] for name in names)]


def give(node, facility, log, peer):
    """Lets the node take the whole log over this connection."""
    peer.greet([(facility.id, 0, len(log.entries))])
    peer.until(wire.REQUEST)
    peer.send(log.batch())
    until("the log is stored", lambda: held(node, facility) == len(log.entries))


def log_key(node):
    return reference.read_card(node.cli("peer", "card").data["text"]).log_key


def test_the_node_cosigns_a_peer_s_log_as_c2sp_has_it(node, owner):
    log = filled(owner, 5)
    with wire.Peer(node, owner) as peer:
        give(node, owner, log, peer)
        [_, note] = peer.until(wire.COSIGNATURE)
    cosignature = reference.read_cosignature(note, log_key(node))
    assert cosignature.origin == log.origin and cosignature.witness == reference.read_checked_text(node.id)
    assert (cosignature.size, cosignature.root) == (5, reference.tree_root(log.leaves()))
    assert abs(cosignature.time - time.time()) < 60
    [kept] = node.cli("log", "verify", owner.text_id).data["logs"]
    [shown] = kept["cosignatures"]
    assert shown["note"] == note and shown["valid"] and shown["size"] == 5
    with wire.Peer(node, owner) as peer:
        peer.greet([(owner.id, 0, 5)])
        assert peer.until(wire.COSIGNATURE)[1] == note, "the same one, not a second one within the hour"


def test_a_peer_s_cosignature_of_the_own_log_is_verified_and_shown(federation, node, owner):
    patient = node.folder / "one.json"
    patient.write_text(
        '{"resourceType":"Patient","id":"p","identifier":[{"system":"urn:test","value":"1"}],"name":[{"text":"Người Thử"}],'
        '"birthDate":"1980-01-01","gender":"female"}', encoding="utf-8")
    node.import_file(patient)
    node.enrol("1", federation.wallet("mot"))
    own = node.cli("log", "proof", node.id, 0).data
    note = reference.read_checkpoint(own["checkpoint"], log_key(node))
    with wire.Peer(node, owner) as peer:
        peer.greet([])
        peer.send([wire.COSIGNATURE, reference.cosign(note.origin, note.size, note.root, owner.id, owner.log, int(time.time()))])
        [witness] = until(
            "the witness is shown", lambda: [w for w in node.status().get("witnesses", []) if w["facility"] == owner.text_id])
        assert witness["size"] == note.size and abs(witness["at"] - time.time()) < 60
    [kept] = node.cli("log", "verify", node.id).data["logs"]
    assert all(c["valid"] for c in kept["cosignatures"])
    with wire.Peer(node, owner) as peer:
        peer.greet([])
        forged = reference.cosign(note.origin, note.size, note.root, owner.id, wire.stranger(), int(time.time()) + 5)
        peer.send([wire.COSIGNATURE, forged])
        assert peer.is_ended()
    # What the node signed itself, said of another root, is an alarm and is not kept.
    with wire.Peer(node, owner) as peer:
        peer.greet([])
        peer.send([wire.COSIGNATURE, reference.cosign(note.origin, note.size, os.urandom(32), owner.id, owner.log, int(time.time()) + 9)])
        until("the alarm", lambda: problems(node, "cosignature-differs", owner.name))


def prove(node, owner, log, other):
    """Over a relay: the node holds `log`, and is shown the longer `other`."""
    relay = accepted(node, "Trạm chuyển tiếp")
    with wire.Peer(node, owner) as peer:
        give(node, owner, log, peer)
    with wire.Peer(node, relay) as peer:
        start = len(log.entries)
        peer.greet([(owner.id, 0, len(other.entries))])
        assert peer.until(wire.REQUEST)[3] == start
        peer.send(other.batch(start))
        trace = peer.until(wire.TRACE)
        assert trace[1:] == [owner.id, 0, start, len(other.entries)]
        peer.send([wire.PATH, *trace[1:], b"".join(reference.history_path(start, other.leaves()))])
        yield peer
    yield relay


@pytest.mark.parametrize("sizes", [(5, 3, 9), (8, 3, 9), (4, 0, 5)])
def test_two_histories_of_different_sizes_are_proved_to_a_stranger(node, owner, sizes, tmp_path):
    size, fork, longer = sizes
    log = filled(owner, size)
    steps = prove(node, owner, log, filled(owner, longer, log.entries[:fork]))
    peer = next(steps)
    [alarm] = until("the alarm", lambda: problems(node, "two-histories", owner.name))
    assert alarm["serious"] and "banyan log misbehaviour" in alarm["hint"]
    [label, facility, incarnation, gossiped] = peer.until(wire.MISBEHAVIOUR)
    assert (facility, incarnation) == (owner.id, 0), "whoever is connected is told"
    assert reference.check_misbehaviour(gossiped) == owner.id
    next(steps)
    assert held(node, owner) == size, "what was verified stays"
    file = tmp_path / "proof.txt"
    node.cli("log", "misbehaviour", owner.text_id, "-o", file)
    assert reference.read_proof_file(file.read_text()) == gossiped
    checked = run("log", "verify", "--proof", file, "--data", tmp_path / "nothing")
    assert checked.data["facility"] == owner.text_id and checked.data["first"]["size"] == size
    assert not (tmp_path / "nothing").exists()
    file.write_text(file.read_text().replace(owner.text_id, node.id))
    run("log", "verify", "--proof", file, "--data", tmp_path / "nothing", expect=5)


def test_two_histories_of_one_size_are_found_though_nobody_lacks_anything(node, owner):
    log, other = filled(owner, 5), filled(owner, 5)
    witness = accepted(node, "Trạm so sánh")
    with wire.Peer(node, owner) as peer:
        give(node, owner, log, peer)
    with wire.Peer(node, witness) as peer:
        peer.greet([(owner.id, 0, 5)])
        assert peer.until(wire.COMPARE) == [wire.COMPARE, owner.id, 0, 5, reference.tree_root(log.leaves())]
        peer.send([wire.COMPARE, owner.id, 0, 5, reference.tree_root(other.leaves())])
        assert reference.read_checkpoint(peer.until(wire.CHECKPOINT)[1], reference.public(owner.log)).size == 5
        assert not problems(node, "two-histories", owner.name), "a claim that nobody signed convicts nobody"
        peer.send([wire.CHECKPOINT, other.note()])
        assert reference.check_misbehaviour(peer.until(wire.MISBEHAVIOUR)[3]) == owner.id
    until("the alarm", lambda: problems(node, "two-histories", owner.name))
    with wire.Peer(node, witness) as peer:
        fresh = accepted(node, "Trạm khác")
        peer.greet([])
        with wire.Peer(node, fresh) as another:
            log = filled(fresh, 3)
            give(node, fresh, log, another)
            peer.send([wire.FRONTIER, 2, [], [[fresh.id, 0, 3]]])
            peer.until(wire.COMPARE)
            peer.send([wire.CHECKPOINT, filled(fresh, 3).note(wire.stranger())])
            assert peer.is_ended(), "a checkpoint that its owner did not sign"
    assert not problems(node, "two-histories", fresh.name)


def test_a_relay_that_alters_entries_is_told_from_two_histories(node, owner):
    log = filled(owner, 5)
    longer = filled(owner, 9, log.entries)
    altered = filled(owner, 9, longer.entries[:7])
    relay = accepted(node, "Trạm sửa dữ liệu")
    with wire.Peer(node, owner) as peer:
        give(node, owner, log, peer)
    with wire.Peer(node, relay) as peer:
        peer.greet([(owner.id, 0, 9)])
        peer.until(wire.REQUEST)
        peer.send(altered.batch(5, note=longer.note()))
        trace = peer.until(wire.TRACE)
        peer.send([wire.PATH, *trace[1:], b"".join(reference.history_path(5, longer.leaves()))])
        assert peer.is_ended()
    assert problems(node, "entries-altered", relay.name, owner.name)
    assert not problems(node, "two-histories", owner.name) and not problems(node, "histories-differ", owner.name)
    with wire.Peer(node, owner) as peer:
        peer.greet([(owner.id, 0, 9)])
        peer.until(wire.REQUEST)
        peer.send(longer.batch(5))
        until("the owner's log goes on", lambda: held(node, owner) == 9)


def test_a_false_proof_quarantines_nobody(node, owner):
    log = filled(owner, 5)
    with wire.Peer(node, owner) as peer:
        give(node, owner, log, peer)
    liar = accepted(node, "Trạm vu khống")
    forger = wire.stranger()
    inception = reference.encode(["banyan/1 inception", reference.public(liar.root), os.urandom(32)])
    other = filled(owner, 5)
    notes = {reference.tree_root(log.leaves()): log.note(), reference.tree_root(other.leaves()): other.note(forger)}
    forged = [notes[root] for root in sorted(notes)]
    certificate = owner.certificates[0]
    for proof in (
        b"\x80", os.urandom(400), reference.encode(["banyan/1 misbehaviour", owner.inception, certificate, *forged, b""]),
        reference.encode(["banyan/1 misbehaviour", inception, liar.certificates[0], *forged, b""]),
    ):
        with wire.Peer(node, liar) as peer:
            peer.greet([])
            peer.send([wire.MISBEHAVIOUR, owner.id, 0, proof])
            assert peer.is_ended()
    assert not problems(node, "two-histories", owner.name)


def test_the_node_shows_how_its_histories_go_on(node, owner):
    """It answers the question that it asks others, from what it holds."""
    log = filled(owner, 11)
    with wire.Peer(node, owner) as peer:
        give(node, owner, log, peer)
        for start, end in [(1, 11), (4, 11), (5, 11), (8, 9), (8, 11), (10, 11)]:
            peer.send([wire.TRACE, owner.id, 0, start, end])
            answer = peer.until(wire.PATH)
            path = b"".join(reference.history_path(start, log.leaves()[:end]))
            assert answer == [wire.PATH, owner.id, 0, start, end, path], (start, end)
            hashes = [path[i:i + 32] for i in range(0, len(path), 32)]
            assert reference.roots_from_path(start, end, hashes) == tuple(reference.tree_root(log.leaves()[:n]) for n in (start, end))
        peer.send([wire.TRACE, owner.id, 0, 4, 12])
        assert peer.until(wire.PATH)[-1] == b"", "more than it holds"
        peer.send([wire.PATH, owner.id, 0, 4, 11, b""])
        assert peer.is_ended(), "an answer that nobody asked for"
