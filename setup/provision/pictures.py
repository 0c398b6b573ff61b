"""`setup/pictures`: the guides' pictures, taken anew from the demo in both languages."""

import shutil
import subprocess
import sys

from . import demo, mail_catcher, places, server, system_packages, workspace
from .commands import clean_environment, run
from .errors import SetupError
from .places import REPOSITORY, Home
from .progress import step
from .workspace import Workspace

COPY = "pictures"
PORT = 8068
JOBS_FAILED = "A job of the demo failed: mend what the lines above name."
LOCK_FILE = REPOSITORY / "setup" / "pictures.lock"


def main(arguments: list[str]) -> int:
    """Take all pictures, or those that are named; 0 when each page showed what it should."""
    home = places.find_home()
    server.check_port(PORT)
    with workspace.opened(home, browser=True) as space:
        _ensure_program(home)
        demo.bring_up_to_date(space)
        space.databases.copy(demo.DATABASE, COPY)
        try:
            return _shown(home, space, arguments)
        finally:
            space.databases.drop(COPY)


def _shown(home: Home, space: Workspace, names: list[str]) -> int:
    """The copy as it is a few minutes after a demo has started, receipts on their way."""
    with mail_catcher.catching(space.odoo):
        with step("Doing what the jobs would do"):
            space.odoo.script(COPY, "run_jobs.py", log="pictures-jobs", failure=JOBS_FAILED)
        with server.serving(space.odoo, COPY, PORT):
            return _take(home, space, names)


def _ensure_program(home: Home) -> None:
    """What drives the browser is in an environment of its own: tests do not need it."""
    folder = home.root / "pictures"
    stamp = folder / "made-from"
    if stamp.exists() and stamp.read_bytes() == LOCK_FILE.read_bytes():
        return
    with step("Installing what takes pictures"):
        shutil.rmtree(folder, ignore_errors=True)
        _run(home, [sys.executable, "-m", "venv", folder])
        options = ["--no-deps", "--require-hashes", "--disable-pip-version-check"]
        _run(home, [folder / "bin" / "pip", "install", *options, "-r", LOCK_FILE])
    shutil.copy(LOCK_FILE, stamp)


def _run(home: Home, command: list) -> None:
    failure = "What takes pictures could not be installed: look at the lines above, and try again."
    run(command, log=home.log("pictures"), env=clean_environment(), failure=failure)


def _take(home: Home, space: Workspace, names: list[str]) -> int:
    browser = next(filter(None, map(shutil.which, system_packages.BROWSERS)), None)
    if not browser:
        raise SetupError("There is no browser to take pictures with: install chromium.")
    program = [home.root / "pictures" / "bin" / "python", REPOSITORY / "tests/pictures/take.py"]
    address = f"http://{server.HOST}:{PORT}"
    command = [*program, address, COPY, browser, *names]
    return subprocess.run(command, env=clean_environment(), check=False).returncode
