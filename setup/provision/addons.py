"""The add-ons of this repository: every top-level folder with a manifest."""

import ast
import hashlib
from pathlib import Path

from .places import REPOSITORY

# what an installed add-on does not read
IGNORED_FOLDERS = {"__pycache__", "build", "readme", "tests"}
IGNORED_SUFFIXES = {".md", ".rst", ".pyc", ".pot", ".toml"}


def own(repository: Path = REPOSITORY) -> list[str]:
    found = (path.parent.name for path in repository.glob("*/__manifest__.py"))
    return sorted(name for name in found if manifest(name, repository).get("installable", True))


def manifest(addon: str, repository: Path = REPOSITORY) -> dict:
    return ast.literal_eval((repository / addon / "__manifest__.py").read_text())


def foreign_dependencies(addons: list[str], repository: Path = REPOSITORY) -> list[str]:
    """Return Odoo's modules that the add-ons need."""
    needed = {name for addon in addons for name in manifest(addon, repository).get("depends", ())}
    return sorted(needed - set(addons))


def fingerprint(addon: str, repository: Path = REPOSITORY) -> str:
    """Return a hash of everything in the add-on that a database or a running server depends on."""
    folder = repository / addon
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file() and _counts(file.relative_to(folder)):
            digest.update(f"{file.relative_to(folder)}\0{file.stat().st_size}\0".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _counts(file: Path) -> bool:
    # only a top-level folder `tests`: those below static/ are part of the asset bundles
    return (
        file.parts[0] not in IGNORED_FOLDERS
        and "__pycache__" not in file.parts
        and file.suffix not in IGNORED_SUFFIXES
    )
