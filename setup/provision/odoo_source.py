"""Which Odoo 19 is used: that in ODOO_SOURCE, an installed one, or Debian's package, downloaded."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from . import odoo_download
from .commands import answer
from .errors import SetupError
from .places import Home

VERSION = 19
INSTALLED = Path("/usr/lib/python3/dist-packages")


@dataclass(frozen=True)
class OdooSource:
    folder: Path
    """Holds the `odoo` package; in a git checkout also `addons`."""

    @property
    def extra_addons(self) -> list[Path]:
        beside = self.folder / "addons"
        return [beside] if (beside / "web" / "__manifest__.py").exists() else []

    @property
    def identity(self) -> str:
        """Changes with the sources, so that no database made with others is used."""
        commit = answer(["git", "-C", self.folder, "rev-parse", "HEAD"])
        package = odoo_download.version_of(self.folder)
        release = (self.folder / "odoo" / "release.py").read_text()
        return f"{self.folder} {commit if not package else package} {release}"


def major_version(folder: Path) -> int | None:
    """Return the version of the Odoo in a folder: None if there is none, 0 if it is no release."""
    release = folder / "odoo" / "release.py"
    if not release.is_file():
        return None
    found = re.search(
        r"^version_info = \((\d+), 0,", release.read_text(errors="replace"), re.MULTILINE
    )
    return int(found.group(1)) if found else 0


def check(folder: Path) -> None:
    version = major_version(folder)
    if version == VERSION:
        return
    if version is None:
        raise SetupError(
            f"{folder} is not an Odoo (there is no odoo/release.py in it): set ODOO_SOURCE to a"
            f" checkout of Odoo {VERSION}.0 or to the dist-packages folder that holds one."
        )
    kind = "an Odoo that is not a stable release" if version == 0 else f"Odoo {version}"
    age = "" if version == 0 else ", too old" if version < VERSION else ", too new"
    raise SetupError(f"{folder} holds {kind}{age}: set ODOO_SOURCE to an Odoo {VERSION}.0.")


def ensure(home: Home) -> OdooSource:
    """Return the sources, downloaded if need be, and make `import odoo` find them."""
    source = OdooSource(named() or _choose(home))
    check(source.folder)
    _link(home.import_folder / "odoo", source.folder / "odoo")
    return source


def named() -> Path | None:
    """Return the folder that ODOO_SOURCE names, checked before anything long begins."""
    if not os.environ.get("ODOO_SOURCE"):
        return None
    folder = Path(os.environ["ODOO_SOURCE"]).expanduser().absolute()
    check(folder)
    return folder


def _choose(home: Home) -> Path:
    if major_version(INSTALLED) == VERSION:
        return INSTALLED
    unpacked = odoo_download.packages_folder(home)
    if major_version(unpacked) != VERSION:
        odoo_download.download(home)
    return unpacked


def _link(link: Path, target: Path) -> None:
    if link.is_symlink() and link.readlink() == target:
        return
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(target)
