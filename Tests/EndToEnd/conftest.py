"""What every end-to-end test shares: the built binary, and the daemons' logs beside a failure."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import command  # noqa: E402
import federation  # noqa: E402


def pytest_sessionstart(session):
    if not command.BINARY.exists():
        pytest.exit(f"there is no {command.BINARY}: build it first (make build)", returncode=4)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if report.failed:
        for node in list(federation.RUNNING):
            text = node.log_text(4000).strip()
            state = "running" if node.is_running else "stopped"
            report.sections.append((f"log of {node.short} ({state})", text or "(empty)"))
