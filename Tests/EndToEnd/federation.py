"""Real nodes on loopback: each a process of the built binary with its own directory, keys, database and TLS port."""

import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from command import BINARY, SENSITIVE, SHARED, clean_environment, run, until
from forwarder import Forwarder

RUNNING = []
"""Every node that lives, so that a failing test can show the logs."""


class Loopback:
    """Where a node runs unless a test puts it elsewhere: on this machine, behind a port of its own."""

    address = "127.0.0.1"
    enter = []

    @staticmethod
    def free_port():
        return free_port()


class Node:
    """One facility: its folder, its daemon, its command line."""

    def __init__(
        self, folder, short, name, kind, code, recorded=False, data=None, env=None, host=Loopback, forwarder=None, sheet=False
    ):
        """`forwarder`: makes from the host and the port what others are to connect to instead."""
        self.folder, self.short, self.name, self.kind, self.code = folder, short, name, kind, code
        self.data_dir = Path(data) if data else folder / short
        self.key_file = folder / f"{short}.key"
        self.log = folder / f"{short}.log"
        self.card = folder / f"{short}.card"
        self.sheet = folder / f"{short}.sheet"
        self.env = env or {}
        self.process = None
        self.host = host
        self.port = host.free_port()
        self.forwarder = Forwarder(self.port) if recorded else forwarder(host, self.port) if forwarder else None
        endpoint = ["--endpoint", f"{host.address}:{self.forwarder.port}"] if self.forwarder else []
        written = ["--recovery-sheet", self.sheet] if sheet else []
        made = run(
            "init", "--data", self.data_dir, "--name", name, "--kind", kind, "--code", code, "--province", "000", "--listen",
            f"{host.address}:{self.port}", *endpoint, *written, "--key-file", self.key_file, env=self.env)
        self.id = made.data["facility"]
        self.card.write_text(made.data["card"], encoding="utf-8")

    @property
    def socket(self):
        return self.data_dir / "run" / "banyan.sock"

    @property
    def database(self):
        return self.data_dir / "banyan.db"

    @property
    def uri(self):
        """What a composed document names this facility by."""
        return f"urn:banyan:facility:{self.id}"

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def launch(self, *options):
        """Starts the daemon and does not wait for it."""
        log = open(self.log, "ab")
        self.process = subprocess.Popen(
            [*self.host.enter, str(BINARY), "serve", "--data", str(self.data_dir), *options], stdin=subprocess.DEVNULL, stdout=log,
            stderr=log, env=clean_environment(self.env))
        log.close()
        if self not in RUNNING:
            RUNNING.append(self)

    def start(self, *options):
        self.launch(*options)
        self.wait()

    def renewing(self):
        """A renewal of the card that goes on by itself."""
        return subprocess.Popen(
            [str(BINARY), "renew", "--data", str(self.data_dir)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env=clean_environment(self.env))

    def wait(self, seconds=30):
        def answers():
            assert self.is_running, f"{self.short} ended with {self.process.returncode}:\n{self.log_text()}"
            return self.cli("status", expect=None).code == 0

        until(f"{self.short} answers\n", answers, seconds)

    def stop(self):
        """As systemd would: SIGTERM, and it must go by itself and without complaint."""
        if self.is_running:
            self.process.terminate()
            code = self.process.wait(timeout=30)
            assert code in (0, -signal.SIGTERM), f"{self.short} ended with {code}:\n{self.log_text()}"
        self.process = None

    def kill(self):
        """Power loss, as far as a process can see one."""
        if self.is_running:
            self.process.kill()
            self.process.wait(timeout=30)
        self.process = None

    def restart(self):
        self.stop()
        self.start()

    def log_text(self, limit=20_000):
        return self.log.read_text(encoding="utf-8", errors="replace")[-limit:] if self.log.exists() else ""

    # The command line

    def cli(self, *arguments, **options):
        return run(*arguments, "--data", self.data_dir, env=self.env, **options)

    def status(self):
        return self.cli("status").data

    def accept(self, other, connect=True):
        return self.cli("peer", "add", other.card, "--id", other.id, *([] if connect else ["--no-connect"])).data

    def peer(self, other):
        return self.cli("peer", "show", other.id).data

    def ask(self, path):
        """What the node answers on its control socket, without a command: for those who ask again and again."""
        connection = http.client.HTTPConnection("localhost", timeout=60)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.settimeout(60)
        try:
            connection.sock.connect(str(self.socket))
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == 200, f"{path}: {answer.status} {body[:1000]!r}"
            return json.loads(body)
        finally:
            connection.close()

    def logs(self):
        return {(log["facility"], log["incarnation"]): log["size"] for log in self.ask("/v1/status")["logs"]}

    def own_size(self):
        return sum(size for (facility, _), size in self.logs().items() if facility == self.id)

    def snapshot(self):
        """All that a refused act must leave as it was: records, patients, consents, the size of the own log."""
        return {
            "records": self.cli("record", "list").data["records"],
            "patients": self.cli("patient", "list").data["patients"],
            "consents": [
                {k: v for k, v in c.items() if k != "state"} for c in self.cli("consent", "list").data["consents"]
            ],
            "size": self.own_size(),
        }

    def import_file(self, *paths, expect=0, organization=None, timeout=300):
        split = ["--organization", organization] if organization else []
        return self.cli("record", "import", *paths, *split, expect=expect, timeout=timeout)

    def import_bundle(self, bundle, name="bundle.json", expect=0, organization=None):
        path = self.folder / f"{self.short}-{name}"
        path.write_text(json.dumps(bundle, ensure_ascii=False), encoding="utf-8")
        return self.import_file(path, expect=expect, organization=organization)

    def enrol(self, mrn, wallet, *options, expect=0):
        return self.enrol_file(mrn, wallet.enrol(self), *options, expect=expect)

    def enrol_file(self, mrn, file, *options, expect=0):
        return self.cli("patient", "enrol", "--mrn", mrn, file, *options, expect=expect, timeout=120)

    def present(self, bundle, mrn, expect=0):
        return self.cli("consent", "present", bundle, "--patient", mrn, expect=expect)

    def summary(self, mrn, *options, expect=0):
        return self.cli("summary", mrn, "--as", "clinician:bs-hoa", *options, expect=expect, timeout=180)

    def document(self, mrn, *options):
        """The composed FHIR document, as `summary --format fhir` prints it."""
        printed = self.cli(
            "summary", mrn, "--as", "clinician:bs-hoa", "--format", "fhir", *options, as_json=False, timeout=180)
        return json.loads(printed.out), printed.out

    def consent_states(self, mrn=None):
        listed = self.cli("consent", "list", *(["--patient", mrn] if mrn else [])).data["consents"]
        return {consent["token"]: consent["state"] for consent in listed}


@dataclass
class Grant:
    id: str
    bundle: Path
    tokens: dict = field(default_factory=dict)
    """Origin's ID -> token ID."""


class Wallet:
    """A patient's wallet file, used without any node."""

    def __init__(self, folder, name):
        self.folder = folder / "wallets"
        self.folder.mkdir(exist_ok=True)
        self.path, self.key = self.folder / name, self.folder / f"{name}.key"
        self.count = 0
        self.cli("new")

    def cli(self, command, *arguments, **options):
        return run("wallet", command, *arguments, "--wallet", self.path, "--key-file", self.key, **options)

    def file(self, kind):
        self.count += 1
        return self.folder / f"{self.path.name}-{self.count}.{kind}"

    def enrol(self, node):
        output = self.file("enrol")
        self.cli("enrol", "--facility", node.card, "-o", output)
        return output

    def grant(self, to, origins, sections=None, expires=None, months=None, purpose=None, expect=0):
        """`to`: a node or the path of a card."""
        output = self.file("bundle")
        options = []
        if sections:
            options += ["--sections", ",".join(sections)]
            if set(sections) & set(SENSITIVE):
                options += ["--confirm-sensitive", ",".join(name for name in sections if name in SENSITIVE)]
        if expires:
            options += ["--expires", expires]
        if months:
            options += ["--months", months]
        if purpose:
            options += ["--purpose", purpose]
        cards = [origin.card for origin in origins]
        made = self.cli("grant", "--to", getattr(to, "card", to), "--from", *cards, *options, "--yes", "-o", output, expect=expect)
        if made.code != 0:
            return made
        grant = made.data["grant"]
        return Grant(grant["grant"], output, {origin["facility"]: origin["token"] for origin in grant["origins"]})

    def slip(self, grant):
        output = self.file("slip")
        self.cli("slip", grant.id, "-o", output)
        return output

    def receipts(self, node, expect=0):
        return self.cli("receipts", "--node", node.socket, expect=expect)


class Federation:
    """Nodes in one temporary folder."""

    def __init__(self, prefix="banyan-e2e-"):
        self.folder = Path(tempfile.mkdtemp(prefix=prefix))
        self.nodes = []

    def add(self, short, name, kind="hospital", code=None, **options):
        node = Node(self.folder, short, name, kind, code or f"00{len(self.nodes) + 101:03d}"[:5], **options)
        self.nodes.append(node)
        return node

    def start(self, links=None):
        """Starts all nodes, lets every one accept every other, and connects those that are linked (all, without `links`)."""
        for node in self.nodes:
            node.launch()
        for node in self.nodes:
            node.wait()
        pairs = [(a, b) for a in self.nodes for b in self.nodes if a is not b]
        linked = None if links is None else {frozenset(link) for link in links}
        for a, b in pairs:
            a.accept(b, connect=linked is None or frozenset((a.short, b.short)) in linked)
        return self

    def converge(self, nodes=None, seconds=60):
        """Waits until these nodes hold all that any of them holds."""
        nodes = nodes or [node for node in self.nodes if node.is_running]
        seen = {}

        def equal():
            seen.update({node.short: node.logs() for node in nodes})
            return all(seen[node.short] == seen[nodes[0].short] for node in nodes)

        try:
            until("all nodes hold the same logs", equal, seconds)
        except AssertionError as late:
            sizes = {short: sorted(logs.values()) for short, logs in seen.items()}
            raise AssertionError(f"{late}: {sizes}") from None

    def wallet(self, name):
        return Wallet(self.folder, name)

    def close(self):
        for node in self.nodes:
            node.kill()
            if node.forwarder:
                node.forwarder.close()
            if node in RUNNING:
                RUNNING.remove(node)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def entries_of(node, facility):
    """The log of a facility from a copy of a node's database, as another program reads it: (tag, digest, length, payload) by index."""
    source = sqlite3.connect(f"file:{node.database}?mode=ro", uri=True)
    copy = sqlite3.connect(":memory:")
    source.backup(copy)
    source.close()
    [(log,)] = copy.execute("SELECT id FROM log WHERE facility = ?", (facility,)).fetchall()
    rows = copy.execute("SELECT id, header, payload FROM entry WHERE id >> 40 = ? ORDER BY id", (log,)).fetchall()
    assert [r[0] & (1 << 40) - 1 for r in rows] == list(range(len(rows)))
    return [(header[:16], header[16:48], int.from_bytes(header[48:], "big"), payload) for _, header, payload in rows]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def shared(relative):
    """A path of the data that lie beside the repository; skips where they are absent, and fails in CI."""
    path = SHARED / relative
    if not path.exists():
        message = f"../shared/{relative} is not here"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return path
