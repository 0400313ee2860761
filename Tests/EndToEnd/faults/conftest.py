"""The fault suite runs inside its sandbox alone (`make faults`); elsewhere its tests are not there."""

import os
import random
import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

import sandbox  # noqa: E402

collect_ignore_glob = [] if sandbox.is_inside() else ["test_*.py"]


@pytest.fixture
def chance(request):
    """Random choices of one test, decided by the seed of the run."""
    return random.Random(f"{os.environ['BANYAN_SEED']} {request.node.name}")


@pytest.fixture(scope="session", autouse=True)
def nothing_of_the_machine():
    """Inside, there is no interface but a loopback that is down, and no route: nothing can leave."""
    with open("/proc/net/dev", encoding="ascii") as file:
        interfaces = {line.split(":")[0].strip() for line in file if ":" in line}
    with open("/proc/net/route", encoding="ascii") as file:
        routes = file.readlines()[1:]
    assert interfaces == {"lo"} and not routes, "the sandbox has a network"


FIGURES = []


@pytest.fixture
def figures():
    """Takes a sentence about what the test did, for the end of the run."""
    return FIGURES.append


def pytest_terminal_summary(terminalreporter):
    for line in FIGURES:
        terminalreporter.write_line(f"faults: {line}")
