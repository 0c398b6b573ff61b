"""`setup/odoo` and `setup/psql`: the installed programs with our configuration."""

import signal
import subprocess

from . import places, workspace
from .workspace import Workspace


def odoo(arguments: list[str]) -> int:
    with workspace.opened(places.find_home()) as space:
        return _run(space, space.odoo.command(*arguments))


def psql(arguments: list[str]) -> int:
    with workspace.opened(places.find_home()) as space:
        return _run(space, [space.odoo.cluster.binaries / "psql", *arguments], PGDATABASE="demo")


def _run(space: Workspace, command: list, **extra: str) -> int:
    # Ctrl-C is for the program, which may only end what it is doing
    signal.signal(signal.SIGINT, lambda *_: None)
    return subprocess.run(command, env=space.odoo.environment() | extra, check=False).returncode
