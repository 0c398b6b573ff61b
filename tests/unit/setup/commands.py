"""Running the set-up commands as a user would."""

import os
import subprocess
import sys
from pathlib import Path

SETUP = Path(__file__).resolve().parents[3] / "setup"
AS_VERSION = (
    "import runpy, sys; sys.version_info = {version}; runpy.run_path({path!r}, run_name='__main__')"
)


def run_setup(command, *arguments, version=None, **environment):
    """Run setup/<command> and return what it printed, optionally under another Python's number."""
    path = str(SETUP / command)
    pretending = ["-c", AS_VERSION.format(version=version, path=path)]
    return subprocess.run(
        [sys.executable, *(pretending if version else [path]), *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def assert_one_sentence(done, *fragments):
    """An expected failure: exit code 1 and on stderr exactly one sentence, no traceback."""
    assert done.returncode == 1, done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].endswith(".")
    for fragment in fragments:
        assert fragment in lines[0]
