"""Runs the fault suite where it can touch nothing: its own network, mount and process namespaces, which end with it.

    python Tests/EndToEnd/faults/sandbox.py                    all of it: two files at a time, each in a sandbox of its own
    python Tests/EndToEnd/faults/sandbox.py WHAT PYTEST TAKES  some of it, in one sandbox

BANYAN_SEED decides the random choices (printed, so that a run can be repeated; the moments at which processes meet are the machine's),
BANYAN_KILLS how often processes are killed (100). The network has a loopback interface that is down and no route anywhere; what the suite mounts and the processes that it starts go with
the namespaces, however the suite ends. Root is not needed where the system lets its users make user namespaces.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

HERE = Path(__file__).resolve().parent
LONGEST = ("test_fault_network", "test_fault_kills")

MARK = "BANYAN_FAULTS_SANDBOX"
"""Set inside the sandbox alone."""

TOOLS = {"unshare": "util-linux", "nsenter": "util-linux", "mount": "mount", "ip": "iproute2", "nft": "nftables"}
"""Command -> Debian package."""

SETUP = 'mount -t tmpfs -o mode=0755 none /run && mkdir /run/netns && exec "$@"'


def is_inside():
    return MARK in os.environ


def obstacle():
    """Why the suite can't run here; None where it can."""
    missing = sorted({package for tool, package in TOOLS.items() if not shutil.which(tool)})
    if missing:
        return f"these packages are missing: {' '.join(missing)} (apt-get install -y {' '.join(missing)})"
    tried = subprocess.run([*enter(), "true"], capture_output=True, text=True)
    if tried.returncode != 0:
        return f"namespaces can't be made here: {tried.stderr.strip()}"
    return None


def enter():
    """The words before a command that run it in a new sandbox."""
    user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    return [
        "unshare", *user, "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc", "--propagation", "private",
        "sh", "-c", SETUP, "sandbox",
    ]


def pytest_of(scratch, *words):
    """One run of pytest in a sandbox of its own."""
    command = [*enter(), sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(HERE.parent), "-q", *words]
    return subprocess.Popen(
        command, env=os.environ | {MARK: "1", "TMPDIR": scratch}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def every_file(scratch):
    """All files, the longest first, two at a time. Gives the worst exit code."""
    waiting = sorted(HERE.glob("test_*.py"), key=lambda path: (path.stem not in LONGEST, path.name))

    def run(path):
        process = pytest_of(scratch, str(path))
        out, _ = process.communicate()
        return path, process.returncode, out

    worst = 0
    with ThreadPoolExecutor(2) as pool:
        for done in as_completed([pool.submit(run, path) for path in waiting]):
            path, code, out = done.result()
            print(f"-- {path.name}\n{out.decode('utf-8', 'replace').strip()}", flush=True)
            worst = max(worst, code, -code)
    return worst


def main(chosen):
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    reason = obstacle()
    if reason:
        print(f"the fault suite does not run: {reason}", file=sys.stderr)
        return 1 if os.environ.get("CI") == "true" else 0
    os.environ.setdefault("BANYAN_SEED", str(random.SystemRandom().randrange(1 << 32)))
    print(f"faults: seed {os.environ['BANYAN_SEED']} (BANYAN_SEED={os.environ['BANYAN_SEED']} makes the same choices)", flush=True)
    scratch = tempfile.mkdtemp(prefix="banyan-faults-")
    began = time.monotonic()
    try:
        if not chosen:
            return every_file(scratch)
        process = pytest_of(scratch, *chosen)
        for line in process.stdout:
            print(line.decode("utf-8", "replace"), end="", flush=True)
        return process.wait()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        print(f"faults: {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
