"""Where things are kept: all in one folder that git ignores, and downloads in the user's cache."""

import os
from dataclasses import dataclass
from pathlib import Path

from .errors import SetupError

REPOSITORY = Path(__file__).resolve().parents[2]
# the kernel reads at most 255 characters of a script's first line, which names our interpreter
LONGEST_HOME = 200
# commas separate Odoo's add-ons folders, the others mean something in configuration files
FORBIDDEN_CHARACTERS = ",'\"\n\\"


@dataclass(frozen=True)
class Home:
    """The folder with everything that is installed or created here."""

    root: Path

    @property
    def odoo(self) -> Path:
        return self.root / "odoo"

    @property
    def import_folder(self) -> Path:
        return self.root / "lib"

    @property
    def venv(self) -> Path:
        return self.root / "venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def odoo_data(self) -> Path:
        return self.root / "odoo-data"

    @property
    def filestores(self) -> Path:
        return self.odoo_data / "filestore"

    @property
    def configuration(self) -> Path:
        return self.root / "odoo.conf"

    def log(self, name: str) -> Path:
        return self.root / "logs" / f"{name}.log"


def find_home() -> Home:
    """Return the folder to work in, made if need be; refuse a path that the tools cannot take."""
    root = Path(os.environ.get("ORDER_TRACKING_HOME") or REPOSITORY / ".local").absolute()
    check_path(root)
    check_path(REPOSITORY)
    root.mkdir(parents=True, exist_ok=True)
    return Home(root)


def check_path(path: Path) -> None:
    if len(str(path)) > LONGEST_HOME:
        raise SetupError(
            f"The path {path} is too long (over {LONGEST_HOME} characters):"
            " clone into a shorter one or set ORDER_TRACKING_HOME."
        )
    if any(character in str(path) for character in FORBIDDEN_CHARACTERS):
        raise SetupError(
            f"The path {path} has a comma, a quote or a backslash in it,"
            " which Odoo's configuration cannot hold: use another folder."
        )


def find_cache() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "order-tracking"
    cache.mkdir(parents=True, exist_ok=True)
    return cache
