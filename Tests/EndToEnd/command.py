"""The command line under test: one command, what it printed, and how it ended."""

import json
import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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
        """The sentence behind `banyan: error:`, in either language; None where there is none."""
        return self._line("banyan: error: ") or self._line("banyan: lỗi: ")

    @property
    def hint(self):
        return self._line("banyan: hint: ") or self._line("banyan: gợi ý: ")

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
    kept["BANYAN_LANG"] = "en"
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
