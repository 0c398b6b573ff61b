"""Finding PostgreSQL's programs."""

import re
import shutil
from pathlib import Path

from .commands import answer

# `createdb --strategy` came with 15
OLDEST = 15


def find() -> Path | None:
    """Return the folder with the newest server programs on this machine, if new enough."""
    versions = [(major(folder), folder) for folder in _candidates() if (folder / "initdb").exists()]
    usable = [pair for pair in versions if pair[0] >= OLDEST]
    return max(usable)[1] if usable else None


def is_present() -> bool:
    return find() is not None


def _candidates() -> list[Path]:
    on_path = shutil.which("pg_ctl")
    folders = list(Path("/usr/lib/postgresql").glob("*/bin"))
    return folders + ([Path(on_path).resolve().parent] if on_path else [])


def version(folder: Path) -> str:
    return answer([folder / "postgres", "--version"]) or ""


def major(folder: Path) -> int:
    found = re.search(r"\d+", version(folder))
    return int(found.group()) if found else 0
