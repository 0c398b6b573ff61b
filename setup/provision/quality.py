"""The checks that read the code without running it."""

import subprocess
import sys
from collections.abc import Iterator

from . import addons
from .commands import clean_environment
from .places import REPOSITORY, Home


def commands(home: Home) -> Iterator[list[str]]:
    """Yield the checks, each a command line to run in the repository."""
    tools = home.venv / "bin"
    own = addons.own()
    yield [str(tools / "ruff"), "check"]
    yield [str(tools / "ruff"), "format", "--check"]
    yield [str(tools / "lint-imports"), "--no-cache", "--no-logo"]
    if own:
        yield [str(tools / "pylint"), *own]
        yield [str(tools / "oca-checks-odoo-module"), *own]
        catalogues = [
            str(path) for name in own for path in sorted((REPOSITORY / name / "i18n").glob("*.po*"))
        ]
        if catalogues:
            yield [str(tools / "oca-checks-po"), *catalogues]


def run(home: Home) -> list[str]:
    """Run all checks, also after one failed; return the names of those that failed."""
    environment = clean_environment(PYTHONPATH=str(REPOSITORY), PYTHONDONTWRITEBYTECODE="1")
    failures = []
    for command in commands(home):
        name = command[0].rpartition("/")[2]
        print(f"{name} {' '.join(command[1:3])}", flush=True)
        if subprocess.run(command, cwd=REPOSITORY, env=environment, check=False).returncode:
            failures.append(name)
    sys.stdout.flush()
    return failures
