"""The virtual environment: exactly what the lock file says, with Odoo's sources visible in it."""

import hashlib
import platform
import shutil
import sys
from pathlib import Path

from . import system_packages
from .commands import answer, clean_environment, run
from .disk import check_space
from .errors import SetupError
from .places import REPOSITORY, Home
from .progress import step

LOCK_FILE = REPOSITORY / "setup" / "requirements.lock"
# changes when an environment made by an older version of this module has to be made anew
RECIPE = "1"
# the metadata of the first asks for a package with a compiler, the one that it really uses is in
# the lock file; of the second only a script is used, which needs nothing
ACCEPTED_BY_CHECK = ("rlpycairo", "axe-playwright-python", "No broken requirements")


def key() -> str:
    content = LOCK_FILE.read_bytes() + platform.python_version().encode() + RECIPE.encode()
    return hashlib.sha256(content).hexdigest()[:16]


def ensure(home: Home) -> None:
    """Make the environment if it is missing, outdated or was moved."""
    stamp = home.venv / "made-from"
    expected = f"{key()} {home.venv}"
    if stamp.exists() and stamp.read_text() == expected:
        return
    system_packages.ensure(home, [system_packages.VENV])
    check_space(home.root, 0.7, "installing the Python packages")
    with step(f"Installing the Python packages (Python {platform.python_version()})"):
        _create(home)
        _install(home)
        _add_odoo(home)
        _check(home)
    stamp.write_text(expected)


def _create(home: Home) -> None:
    shutil.rmtree(home.venv, ignore_errors=True)
    run(
        [sys.executable, "-m", "venv", home.venv],
        log=home.log("venv"),
        env=clean_environment(),
        failure=f"{sys.executable} cannot make a virtual environment: install python3-venv.",
    )


def _install(home: Home) -> None:
    # the lock file holds the whole closure, so pip has nothing to resolve
    options = ["--no-deps", "--require-hashes", "--use-pep517", "--disable-pip-version-check"]
    # Python compiles what is imported, when it is
    options.append("--no-compile")
    run(
        [home.python, "-m", "pip", "install", *options, "-r", LOCK_FILE],
        log=home.log("pip"),
        env=clean_environment(),
        failure="pip could not install the Python packages, most likely for lack of a network:"
        " look at the lines above, mend it and run the command again.",
    )


def site_packages(home: Home) -> Path:
    return next(home.venv.glob("lib/python3*/site-packages"))


def _add_odoo(home: Home) -> None:
    """Odoo is not installed by pip: a path file shows its sources, metadata says it is there."""
    packages = site_packages(home)
    (packages / "odoo-source.pth").write_text(f"{home.import_folder}\n")
    describe_odoo(packages)
    # a server with workers starts itself again through this file
    command = home.venv / "bin" / "odoo"
    command.write_text(f"#!{home.python}\nfrom odoo.cli import main\n\nmain()\n")
    command.chmod(0o755)
    bundled = home.venv / "bin" / "wkhtmltopdf-pack"
    if bundled.exists():
        (home.venv / "bin" / "wkhtmltopdf").symlink_to(bundled.name)


def describe_odoo(packages: Path) -> None:
    """Write the metadata by which pip sees Odoo as installed: OCA's and our wheels require it."""
    info = packages / "odoo-19.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: odoo\nVersion: 19.0\n")
    (info / "INSTALLER").write_text("setup\n")


def _check(home: Home) -> None:
    report = answer(["sh", "-c", '"$1" -m pip check || true', "sh", home.python]) or ""
    broken = [line for line in report.splitlines() if not line.startswith(ACCEPTED_BY_CHECK)]
    if broken:
        raise SetupError(
            f"setup/requirements.lock does not fit together ({broken[0]}): regenerate it."
        )
