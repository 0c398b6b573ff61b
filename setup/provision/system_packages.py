"""What the operating system must bring, and how apt installs it where it is missing."""

import ctypes.util
import importlib.util
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from . import postgres_binaries
from .commands import answer, clean_environment, run
from .disk import check_space
from .errors import SetupError
from .places import Home
from .progress import say, step

# the names under which Odoo looks for a browser
BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


@dataclass(frozen=True)
class SystemPackage:
    name: str
    purpose: str
    present: Callable[[], bool]
    essential: bool = True


def has_browser() -> bool:
    return any(shutil.which(name) for name in BROWSERS)


def _has_venv() -> bool:
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def _has_chinese_font() -> bool:
    return bool(answer(["fc-list", ":lang=zh-cn"]))


def _has_latin_font() -> bool:
    return Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf").exists()


def _has_library(name: str) -> Callable[[], bool]:
    return lambda: ctypes.util.find_library(name) is not None


VENV = SystemPackage("python3-venv", "virtual environments", _has_venv)
POSTGRESQL = SystemPackage("postgresql", "the database server", postgres_binaries.is_present)
BROWSER = SystemPackage("chromium", "the browser tests", has_browser)
# the next ones make PDFs, barcodes and screenshots right; everything else works without them
AMENITIES = (
    SystemPackage("fontconfig", "fonts in PDFs", lambda: bool(shutil.which("fc-list")), False),
    SystemPackage("fonts-dejavu-core", "fonts in PDFs", _has_latin_font, False),
    SystemPackage("fonts-wqy-zenhei", "Chinese in PDFs", _has_chinese_font, False),
    SystemPackage("libmagic1", "file types", _has_library("magic"), False),
    SystemPackage("libxrender1", "PDFs", _has_library("Xrender"), False),
    SystemPackage("libxext6", "PDFs", _has_library("Xext"), False),
    SystemPackage("libcairo2", "barcodes", _has_library("cairo"), False),
)


def ensure(home: Home, wanted: Iterable[SystemPackage]) -> None:
    """Install what is missing. What is essential must be there then, the rest is reported."""
    missing = [package for package in wanted if not package.present()]
    if not missing:
        return
    _install(home, missing)
    absent = [package for package in missing if not package.present()]
    for package in absent:
        if not package.essential:
            say(f"   Going on without {package.name} ({package.purpose}).")
    essential = [package for package in absent if package.essential]
    if essential:
        raise SetupError(_missing_sentence(essential))


def _missing_sentence(packages: list[SystemPackage]) -> str:
    what = " and ".join(f"{package.name} ({package.purpose})" for package in packages)
    names = " ".join(package.name for package in packages)
    return f"Missing on this machine: {what}; install it, on Debian with `apt-get install {names}`."


def _install(home: Home, missing: list[SystemPackage]) -> None:
    names = [package.name for package in missing]
    essential = any(package.essential for package in missing)
    if not shutil.which("apt-get"):
        return
    become_root = _root_prefix(names, essential)
    if become_root is None:
        return
    check_space(Path("/usr"), 1.4 if BROWSER in missing else 0.5, f"installing {', '.join(names)}")
    with step(f"Installing {', '.join(names)} with apt-get"):
        _update_and_install(home, become_root, names)


def _update_and_install(home: Home, become_root: list[str], names: list[str]) -> None:
    problem = None
    try:
        _apt(home, become_root, "update")
    except SetupError as error:
        # one broken source among others does no harm if the packages are known all the same
        problem = error
    available = _available(names)
    if problem and len(available) < len(names):
        raise problem
    _apt(home, become_root, "install", *available)


def _root_prefix(names: list[str], essential: bool) -> list[str] | None:
    """Return how to become root, in words before the command; None if it is neither possible
    nor necessary."""
    if os.geteuid() == 0:
        return []
    if answer(["sudo", "-n", "true"]) is not None:
        say(f"Using sudo, only for apt-get: {', '.join(names)} must be installed system-wide.")
        return ["sudo", "-n"]
    if not essential:
        return None
    raise SetupError(
        f"{', '.join(names)} must be installed and there is no way to become root without a"
        f" password: have an administrator run `apt-get install {' '.join(names)}`, then try again."
    )


def _apt(home: Home, become_root: list[str], verb: str, *names: str) -> None:
    options = ["-y", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0"]
    run(
        [*become_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", verb, *options, *names],
        log=home.log(f"apt-{verb}"),
        env=clean_environment(),
        failure=f"apt-get {verb} failed, most likely for lack of a network: look at the lines"
        " above, mend it and run the command again.",
    )


def _available(names: list[str]) -> list[str]:
    """Return the names that apt can install, also those that a package of another name provides."""
    simulate = ["apt-get", "install", "-s", "--no-install-recommends"]
    return [name for name in names if answer([*simulate, name]) is not None]
