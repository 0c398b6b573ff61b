"""The checks that read the code without running it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from . import addons
from .commands import clean_environment
from .places import REPOSITORY, Home
from .progress import say

# matters of taste, and of services that are not used here
NOT_CHECKED_BY_OCA = "prefer-readme-rst,weblate-component-too-long,xml-tag-position"


def commands(own: list[str], catalogues: list[Path]) -> Iterator[list[str]]:
    """Yield the checks, each with its arguments, to run in the repository."""
    yield ["ruff", "check"]
    yield ["ruff", "format", "--check"]
    yield ["lint-imports", "--no-cache", "--no-logo"]
    if own:
        yield ["pylint", *own]
        yield ["oca-checks-odoo-module", f"--disable={NOT_CHECKED_BY_OCA}", *own]
    if catalogues:
        yield ["oca-checks-po", *(str(path.relative_to(REPOSITORY)) for path in catalogues)]


def run(home: Home) -> list[str]:
    """Run all checks, also after one failed; return the names of those that failed."""
    own = addons.own()
    catalogues = [path for name in own for path in sorted((REPOSITORY / name).glob("i18n/*.po*"))]
    return [command[0] for command in commands(own, catalogues) if not _passes(home, command)]


def _passes(home: Home, command: list[str]) -> bool:
    say(f"-- {' '.join(command)}")
    program, *arguments = command
    # lint-imports looks for the packages on Python's path
    environment = clean_environment(PYTHONPATH=str(REPOSITORY), PYTHONDONTWRITEBYTECODE="1")
    done = subprocess.run(
        [home.venv / "bin" / program, *arguments], cwd=REPOSITORY, env=environment, check=False
    )
    return done.returncode == 0
