"""Another key where a peer is expected, keys that were swapped on the disk, and a card that is renewed, also by fits and starts."""

import os
import shutil
import socket
import ssl
import tempfile
import threading
import time
from pathlib import Path

import pytest

import people
import wire
from command import run, until
from country import Country, connected, problem, writes
from people import LANH

KILLS = int(os.environ.get("BANYAN_KILLS", "100"))
COUNT = iter(range(1, 1000))


@pytest.fixture(scope="module")
def country():
    with Country() as country:
        for short in ("near", "far", "third"):
            country.add(short)
        country.start()
        near, far, third = country.nodes
        until("they are connected", lambda: connected(near, far) and connected(third, far))
        writes(near, LANH, "N-1", [people.allergy("al-1", "Dị ứng penicillin")])
        near.enrol("N-1", country.wallet("lanh"))
        country.verdict()
        yield country


def appends(node):
    n = next(COUNT)
    writes(node, LANH, "N-1", [people.allergy(f"al-n-{n}", f"Dị ứng {n}")])
    return node.own_size()


class Impostor:
    """Somebody with a key of their own at a facility's address. Keeps every byte that they are told after the handshake."""

    def __init__(self, node, kind):
        self.heard, self.calls, self.open = b"", 0, True
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.kind = kind
        self.context.set_alpn_protocols(["h2"] if kind == "another protocol" else ["banyan/1"])
        if kind == "old TLS":
            self.context.maximum_version = ssl.TLSVersion.TLSv1_2
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "key.pem"
            path.write_bytes(wire.certificate(wire.stranger()))
            self.context.load_cert_chain(path)
        with node.host.entered():
            self.listener = socket.create_server((node.host.address, node.port))
        self.worker = threading.Thread(target=self._serve, daemon=True)
        self.worker.start()

    def _serve(self):
        while self.open:
            try:
                plain, _ = self.listener.accept()
            except OSError:
                return
            self.calls += 1
            plain.settimeout(20)
            try:
                if self.kind == "plain echo":
                    while chunk := plain.recv(4096):
                        plain.sendall(chunk)
                elif self.kind == "garbage":
                    plain.sendall(os.urandom(4096))
                    plain.recv(4096)
                else:
                    with self.context.wrap_socket(plain, server_side=True) as secure:
                        while chunk := secure.recv(4096):
                            self.heard += chunk
            except (OSError, ssl.SSLError):
                pass
            finally:
                plain.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.open = False
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.worker.join(30)


def test_an_impostor_at_a_peer_s_address_is_told_nothing(country):
    near, far, third = country.nodes
    far.stop()
    for kind in ("another key", "another protocol", "old TLS", "plain echo", "garbage"):
        with Impostor(far, kind) as impostor:
            for node in (near, third):
                node.cli("peer", "retry", far.id)
            until(f"{kind} is called", lambda: impostor.calls >= 2)
            if kind == "another key":
                failed = near.cli("peer", "ping", far.id, expect=(3, 5, 8))
                assert "another key" in failed.error and failed.hint, str(failed)
                assert "another key" in near.peer(far)["lastError"]
            assert not connected(near, far) and not connected(third, far)
            assert impostor.heard == b"", f"{kind} was told {impostor.heard[:64]!r}"
    # Those two go on meanwhile, and all three afterwards.
    size = appends(near)
    until("the log goes on", lambda: third.logs()[(near.id, 0)] >= size)
    far.start()
    country.verdict()
    until("the error is forgotten", lambda: connected(near, far) and not near.peer(far).get("lastError"))


def test_a_whole_node_of_another_identity_at_the_address(country):
    """The machine was set up anew, or taken over: same address, same name, another facility."""
    near, far, third = country.nodes
    far.stop()
    before = near.logs()
    folder = far.folder / "again"
    run("init", "--data", folder, "--name", far.name, "--kind", far.kind, "--code", far.code, "--province", "000", "--listen",
        f"{far.host.address}:{far.port}", "--key-file", far.folder / "again.key")
    whole, far.data_dir = far.data_dir, folder
    try:
        far.start()
        far.cli("peer", "add", near.card, "--id", near.id)
        near.cli("peer", "retry", far.id)
        until("near says so", lambda: "another key" in (near.peer(far).get("lastError") or ""))
        assert problem(near, "unknown-facility-refused")
        assert far.logs().get((near.id, 0), 0) == 0, "it was served"
        assert near.logs() == before and not connected(near, far)
        far.stop()
    finally:
        far.data_dir = whole
    far.start()
    country.verdict()


@pytest.mark.parametrize("file", ["identity.sealed", "node.key", "card.txt"])
def test_keys_of_another_node_on_the_disk_are_not_served(country, file):
    near, far, third = country.nodes
    far.stop()
    kept = (far.data_dir / file).read_bytes()
    shutil.copy(third.data_dir / file, far.data_dir / file)
    far.log.unlink()
    far.launch()
    code = far.process.wait(timeout=30)
    text = far.log_text()
    assert code in (1, 5, 78) and "banyan: error:" in text and "Fatal" not in text, f"{code}: {text}"
    (far.data_dir / file).write_bytes(kept)
    far.start()
    country.verdict()


def test_a_renewed_card_goes_on(country):
    near, far, third = country.nodes
    old = far.card.read_text(encoding="utf-8")
    far.stop()
    renewed = far.cli("renew").data
    far.start()
    # Not told of it yet, the peers go on: the TLS key is the same.
    country.verdict()
    far.card.write_text(renewed["card"], encoding="utf-8")
    assert near.accept(far)["cardNumber"] == renewed["cardNumber"]
    stale = far.folder / "stale.card"
    stale.write_text(old, encoding="utf-8")
    near.cli("peer", "add", stale, "--id", far.id, expect=None)
    assert near.peer(far)["cardNumber"] == renewed["cardNumber"], "an old card took the place of a newer one"
    appends(near)
    country.verdict()
    # And to another address.
    far.stop()
    config = far.data_dir / "config.json"
    config.write_text(config.read_text(encoding="utf-8").replace(f":{far.port}", ":7199"), encoding="utf-8")
    moved = far.cli("renew").data
    far.start()
    far.card.write_text(moved["card"], encoding="utf-8")
    near.accept(far)
    near.cli("peer", "retry", far.id)
    until("near finds it there", lambda: connected(near, far))
    assert near.peer(far)["endpoints"] == [f"{far.host.address}:7199"]
    third.accept(far)
    country.verdict()


def test_a_renewal_that_is_killed_anywhere_is_whole_or_was_not(country, chance, figures):
    """What starts afterwards has a card and keys that belong together, and the peers know it."""
    near, far, third = country.nodes
    number, cut, times = near.peer(far)["cardNumber"], 0, max(5, KILLS // 5)
    far.stop()
    began = time.monotonic()
    number = far.cli("renew").data["cardNumber"]
    length = time.monotonic() - began
    for _ in range(times):
        process = far.renewing()
        time.sleep(chance.uniform(0, 1.2 * length))
        process.kill()
        cut += process.wait() != 0
        far.start()
        card = far.cli("peer", "card").data["text"]
        far.card.write_text(card, encoding="utf-8")
        accepted = near.accept(far)["cardNumber"]
        assert number <= accepted <= number + 1, (number, accepted)
        number = accepted
        until("they are connected", lambda: connected(far, near))
        far.stop()
    figures(f"{times} renewals of a card: {cut} killed before they ended")
    far.start()
    third.accept(far)
    appends(near)
    country.verdict()
