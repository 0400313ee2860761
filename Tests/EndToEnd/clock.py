"""A clock that is wrong: the library that puts it off for one process, and what that process says of it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent / "clock.c"


@pytest.fixture(scope="module")
def clock_library(tmp_path_factory):
    compiler = shutil.which("cc") or shutil.which("clang") or shutil.which("gcc")
    if not compiler:
        if os.environ.get("CI") == "true":
            pytest.fail("no C compiler for the shifted clock")
        pytest.skip("no C compiler for the shifted clock")
    library = tmp_path_factory.mktemp("clock") / "clock.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"], check=True)
    return library


class Clock:
    """The wall clock of one node: right until it is put off."""

    def __init__(self, library, file):
        self.file = file
        self.env = {"LD_PRELOAD": str(library), "FAKE_CLOCK": str(file)}
        self.put(0)

    def put(self, seconds):
        """So far ahead of the machine's from now on; less than nothing: behind."""
        # In place, and never empty in between.
        spare = self.file.with_suffix(".next")
        spare.write_text(str(seconds), encoding="ascii")
        spare.replace(self.file)


def clock_is_wrong(node):
    return any(p["code"] == "clock-wrong" for p in node.ask("/v1/status")["problems"])
