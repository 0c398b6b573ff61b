"""Odoo's and PostgreSQL's commands, as an administrator runs them."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from odoo.tools import config
from odoo.tools.misc import exec_pg_environ, find_pg_tool

from ..faults.harness import ODOO

SCRIPTS = Path(__file__).parent / "scripts"
OURS = Path(__file__).parents[2]


def filestore(database: str) -> Path:
    return Path(config.filestore(database))


def copy_files(source: str, target: str) -> None:
    """The filestore of a database for another one, as far as there is one."""
    shutil.rmtree(filestore(target), ignore_errors=True)
    if filestore(source).exists():
        shutil.copytree(filestore(source), filestore(target))


def odoo(*words: str, addons: Iterable[Path] | None = None, script: str | None = None) -> str:
    """Runs an Odoo command; returns what it prints and logs, warnings and worse.

    :param addons: folders with addons instead of ours: those of an earlier release.
    :param script: text for the standard input of ``odoo shell``.
    """
    done = subprocess.run(
        [*ODOO, words[0], *_options(words[0], addons), *words[1:]],
        input=script or "",
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    assert not done.returncode, f"odoo {' '.join(words)} failed:\n{said}"
    return _worth_reading(said)


def _worth_reading(said):
    """Without what Odoo's own modules always say, and the shell's prompt."""
    noise = ("(ERROR/3) Unexpected indentation", "Running as user 'root'")
    lines = [line for line in said.splitlines() if line.strip(" >.")]
    return "\n".join(line for line in lines if not any(word in line for word in noise))


def _options(command, addons):
    paths = list(config["addons_path"])
    if addons is not None:
        ours = {str(OURS)}
        paths = [*map(str, addons), *(path for path in paths if str(Path(path)) not in ours)]
    known = {
        "--addons-path": ",".join(paths),
        "--data-dir": config["data_dir"],
        "--db_host": config["db_host"],
        "--db_port": config["db_port"],
        "--db_user": config["db_user"],
        "--db_password": config["db_password"],
    }
    given = [f"{name}={value}" for name, value in known.items() if value]
    quiet = ["--no-http", "--log-level=warn"] if command in ("shell", "server") else []
    return [*given, *quiet]


def shell(database: str, *scripts: str, addons: Iterable[Path] | None = None) -> str:
    """Runs scripts of scripts/ one after the other inside Odoo; what they print and log."""
    text = "\n".join(f"exec(compile({(SCRIPTS / name).read_text()!r}, {name!r}, 'exec'))"
                     for name in scripts)  # fmt: skip
    return odoo("shell", "-d", database, addons=addons, script=text + "\nenv.cr.commit()\n")


def upgrade(database: str, *modules: str) -> str:
    return odoo("server", "-d", database, "-u", ",".join(modules), "--stop-after-init")


def install(database: str, *modules: str, addons: Iterable[Path] | None = None) -> str:
    words = ("-d", database, "-i", ",".join(modules), "--stop-after-init")
    return odoo("server", *words, addons=addons)


def postgres(tool: str, *words: str) -> None:
    """Runs one of PostgreSQL's programs on the server that Odoo uses."""
    environment = os.environ | exec_pg_environ()
    subprocess.run([find_pg_tool(tool), *words], env=environment, check=True)


def folder() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory(prefix="order-tracking-")
