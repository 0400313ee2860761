"""Real nodes on loopback: each a process of the built binary with its own directory, keys, database and TLS port."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
BINARY = Path(os.environ.get("BANYAN_BINARY", ROOT / ".build" / "debug" / "banyan"))
PRESET = [
    "allergies", "problems", "medications", "devices", "directives", "immunizations", "results", "procedures", "encounters", "vitals",
    "social", "plan",
]
SENSITIVE = ["hiv", "mental-health", "reproductive", "genetic"]
SIXTEEN = PRESET + SENSITIVE

COMMAND_TIMEOUT = 60


@dataclass
class Outcome:
    """What one command did."""

    arguments: list
    code: int
    out: str
    err: str

    @property
    def document(self):
        """The JSON document on stdout; None where there is none."""
        try:
            return json.loads(self.out)
        except ValueError:
            return None

    @property
    def data(self):
        return self.document["data"]

    @property
    def schema(self):
        return (self.document or {}).get("schema")

    @property
    def error(self):
        """The sentence behind `banyan: error:`; None where there is none."""
        return self._line("banyan: error: ")

    @property
    def hint(self):
        return self._line("banyan: hint: ")

    @property
    def error_code(self):
        """The stable code of the failure, from the JSON error document."""
        return ((self.document or {}).get("error") or {}).get("code")

    def _line(self, start):
        for line in self.err.splitlines():
            if line.startswith(start):
                return line[len(start):]
        return None

    def __str__(self):
        command = " ".join(str(a) for a in self.arguments)
        return f"$ banyan {command}\nexit {self.code}\n--- stdout\n{self.out[:4000]}\n--- stderr\n{self.err[:4000]}"


def clean_environment(extra=None):
    """The caller's environment without what it has set for a node of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("BANYAN_") and k != "CREDENTIALS_DIRECTORY"}
    kept.update(extra or {})
    return kept


def run(*arguments, expect=0, as_json=True, stdin=None, timeout=COMMAND_TIMEOUT, env=None, cwd=None):
    """Runs one command. `expect`: the exit code, several, or None for any."""
    arguments = [str(a) for a in arguments] + (["--json"] if as_json else [])
    try:
        process = subprocess.run(
            [str(BINARY), *arguments], input=stdin if stdin is not None else b"", capture_output=True, timeout=timeout,
            env=clean_environment(env), cwd=cwd)
    except subprocess.TimeoutExpired as late:
        raise AssertionError(f"banyan {' '.join(arguments)} did not end within {timeout} s") from late
    outcome = Outcome(
        arguments, process.returncode, process.stdout.decode("utf-8", "replace"), process.stderr.decode("utf-8", "replace"))
    wanted = [expect] if isinstance(expect, int) else expect
    assert wanted is None or outcome.code in wanted, f"expected exit {expect}\n{outcome}"
    if outcome.code != 0:
        assert outcome.code in (1, 3, 4, 5, 6, 7, 8, 64, 78), f"an exit code that the contract does not name\n{outcome}"
        assert outcome.error, f"a failure without `banyan: error:`\n{outcome}"
    return outcome


def until(what, probe, seconds=30):
    """Asks until the answer is true, and gives it back."""
    deadline = time.monotonic() + seconds
    while True:
        answer = probe()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"waited {seconds} s: {what}"
        time.sleep(0.05)


def in_parallel(function, items, workers=2):
    """Calls the function for every item, two at a time; the first failure is raised."""
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(function, items))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Forwarder:
    """A TCP forwarder that keeps every byte that passes: what somebody on the wire between two facilities sees."""

    def __init__(self, target_port):
        self.target_port = target_port
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(64)
        self.port = self.listener.getsockname()[1]
        self.lock = threading.Lock()
        self.captured = []
        self.connections = []
        self.open = True
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while self.open:
            try:
                near, _ = self.listener.accept()
                far = socket.create_connection(("127.0.0.1", self.target_port), timeout=10)
            except OSError:
                if not self.open:
                    return
                try:
                    near.close()
                except (OSError, UnboundLocalError):
                    pass
                continue
            far.settimeout(None)
            with self.lock:
                self.connections += [near, far]
            threading.Thread(target=self._pump, args=(near, far), daemon=True).start()
            threading.Thread(target=self._pump, args=(far, near), daemon=True).start()

    def _pump(self, source, target):
        stream = bytearray()
        with self.lock:
            self.captured.append(stream)
        try:
            while chunk := source.recv(1 << 16):
                with self.lock:
                    stream += chunk
                target.sendall(chunk)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def streams(self):
        """Each direction of each connection, as one run of bytes."""
        with self.lock:
            return [bytes(stream) for stream in self.captured]

    def close(self):
        self.open = False
        self.listener.close()
        with self.lock:
            for connection in self.connections:
                connection.close()


RUNNING = []
"""Every node that lives, so that a failing test can show the logs."""


class Node:
    """One facility: its folder, its daemon, its command line."""

    def __init__(self, folder, short, name, kind, code, recorded=False, data=None, env=None):
        self.folder, self.short, self.name, self.kind, self.code = folder, short, name, kind, code
        self.data_dir = Path(data) if data else folder / short
        self.key_file = folder / f"{short}.key"
        self.log = folder / f"{short}.log"
        self.card = folder / f"{short}.card"
        self.env = env or {}
        self.process = None
        self.port = free_port()
        self.forwarder = Forwarder(self.port) if recorded else None
        endpoint = ["--endpoint", f"127.0.0.1:{self.forwarder.port}"] if recorded else []
        made = run(
            "init", "--data", self.data_dir, "--name", name, "--kind", kind, "--code", code, "--province", "000", "--listen",
            f"127.0.0.1:{self.port}", *endpoint, "--key-file", self.key_file, env=self.env)
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
            [str(BINARY), "serve", "--data", str(self.data_dir), *options], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            env=clean_environment(self.env))
        log.close()
        if self not in RUNNING:
            RUNNING.append(self)

    def start(self, *options):
        self.launch(*options)
        self.wait()

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

    def logs(self):
        return {(log["facility"], log["incarnation"]): log["size"] for log in self.status()["logs"]}

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
        return self.cli("patient", "enrol", "--mrn", mrn, wallet.enrol(self), *options, expect=expect, timeout=120)

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
                options.append("--confirm-sensitive")
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
    rows = copy.execute("SELECT id, tag, digest, length, payload FROM entry WHERE id >> 40 = ? ORDER BY id", (log,)).fetchall()
    assert [r[0] & (1 << 40) - 1 for r in rows] == list(range(len(rows)))
    return [r[1:] for r in rows]


def shared(relative):
    """A path of the data that lie beside the repository; skips where they are absent, and fails in CI."""
    import pytest

    path = SHARED / relative
    if not path.exists():
        message = f"../shared/{relative} is not here"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return path
