"""Running other programs: whole process groups, output kept in a log, failures as sentences."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from .errors import DISK_FULL, SetupError

TAIL_LINES = 20
FULL_BYTES = 10_000_000
# PostgreSQL's and Odoo's own variables would lead their tools elsewhere
FOREIGN_VARIABLES = ("PG", "ODOO_", "OPENERP_", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")


def clean_environment(**extra: str) -> dict[str, str]:
    """Return the caller's environment without what could redirect our tools."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(FOREIGN_VARIABLES)
    }
    return {**kept, "LC_ALL": "C.UTF-8", **extra}


@contextlib.contextmanager
def started(argv: Sequence[str | Path], **options) -> Iterator[subprocess.Popen]:
    """Start a program in a process group of its own; leaving the block ends it if it still runs."""
    # whoever kills this process for good stops its children too
    prefix = ["setpriv", "--pdeathsig", "INT", "--"] if shutil.which("setpriv") else []
    command = [*prefix, *(str(word) for word in argv)]
    child = subprocess.Popen(command, start_new_session=True, **options)
    try:
        yield child
    finally:
        stop(child)


def stop(child: subprocess.Popen) -> None:
    """Ask politely first: Odoo, pytest and pip clean up after an interrupt."""
    for request, patience in ((signal.SIGINT, 20), (signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        if child.poll() is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, request)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(patience)


def run(argv: Sequence[str | Path], *, log: Path, failure: str, stdin: str = "", **options) -> None:
    """Run a program with its output in `log`; if it fails, show the log's end, raise `failure`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        with started(
            argv, stdin=subprocess.PIPE, stdout=output, stderr=output, text=True, **options
        ) as child:
            child.communicate(stdin)
    if child.returncode:
        raise failed(log, failure)


def failed(log: Path, failure: str) -> SetupError:
    """Show a log's last lines and return the error to raise: the disk's if the log says so."""
    text = log.read_text(errors="replace") if log.exists() else ""
    sys.stdout.flush()
    print(*text.splitlines()[-TAIL_LINES:], f"(all of it: {log})", sep="\n", file=sys.stderr)
    # a program that fails on a full disk may be unable to say so
    full = "No space left on device" in text or shutil.disk_usage(log.parent).free < FULL_BYTES
    return SetupError(DISK_FULL if full else failure)


def answer(argv: Sequence[str | Path], **options) -> str | None:
    """Return what a short program prints, or None if it fails or does not exist."""
    try:
        done = subprocess.run(
            [str(word) for word in argv], capture_output=True, text=True, check=False, **options
        )
    except (FileNotFoundError, PermissionError):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
