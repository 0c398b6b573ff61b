"""The command that loads old orders says what it needs; what it does is in tests/faults."""

import subprocess
import sys
from pathlib import Path

from .commands import assert_one_sentence

COMMAND = Path(__file__).resolve().parents[2] / "import_history"


def run(*words):
    return subprocess.run(
        [sys.executable, str(COMMAND), *words], capture_output=True, text=True, timeout=60
    )


def test_without_a_file():
    assert_one_sentence(run(), "tests/import_history FILE DATABASE")


def test_a_file_that_is_not_there(tmp_path):
    assert_one_sentence(run(str(tmp_path / "none.csv"), "demo"), "none.csv")
