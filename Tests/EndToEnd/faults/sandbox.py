"""Runs the fault suite where it can touch nothing: its own network, mount and process namespaces, which end with it.

    python Tests/EndToEnd/faults/sandbox.py [what pytest takes]

The network has a loopback interface that is down and no route anywhere; what the suite mounts and the processes that it starts go with
the namespaces, however the suite ends. Root is not needed where the system lets its users make user namespaces.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

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


def main():
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    reason = obstacle()
    if reason:
        print(f"the fault suite does not run: {reason}", file=sys.stderr)
        return 1 if os.environ.get("CI") == "true" else 0
    here = Path(__file__).resolve().parent
    scratch = tempfile.mkdtemp(prefix="banyan-faults-")
    chosen = sys.argv[1:] or ["-q"]
    command = [*enter(), sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(here.parent), *chosen]
    if not any(Path(word.split("::")[0]).exists() for word in chosen):
        command.append(str(here))
    try:
        return subprocess.run(command, env=os.environ | {MARK: "1", "TMPDIR": scratch}).returncode
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
