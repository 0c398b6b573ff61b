"""`setup/demo`: a server with demo data to look at, kept between runs."""

import argparse
import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path

from . import addons, carriers, mail_catcher, places, server, workspace
from .databases import Databases
from .disk import check_space
from .errors import SetupError
from .locks import opened, try_lock
from .odoo_commands import LANGUAGES
from .places import Home
from .progress import say, step
from .workspace import Workspace

DATABASE = "demo"
ALWAYS = ("sale_management",)
LINK_QUERY = """
    SELECT order_id, token FROM order_tracking_link
    WHERE revoked_at IS NULL ORDER BY order_id, id LIMIT 1
"""


def main(arguments: list[str]) -> int:
    options = _parse(arguments)
    server.check_port(options.port)
    home = places.find_home()
    with _only_one(home), workspace.opened(home) as space:
        if options.reset:
            _reset(space.databases)
        bring_up_to_date(space)
        address = f"http://{server.HOST}:{options.port}"
        _set_address(space.databases, address)
        with (
            mail_catcher.catching(space.odoo) as mails,
            server.serving(space.odoo, DATABASE, options.port) as child,
            carriers.moving(space.odoo, space.databases, DATABASE, address) as move,
        ):
            _tell(space, address, mails, move)
            server.wait(space.odoo, child)
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("setup/demo", description="Run Odoo with demo data.")
    parser.add_argument("--port", type=_port, default=os.environ.get("ORDER_TRACKING_PORT") or 8069)
    parser.add_argument("--reset", action="store_true", help="delete the demo data and start over")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} is no port number")
    return int(text)


@contextlib.contextmanager
def _only_one(home: Home) -> Iterator[None]:
    with opened(home.root / "demo.lock") as descriptor:
        if not try_lock(descriptor, fcntl.LOCK_EX):
            raise SetupError("The demo already runs from this folder: use that one or stop it.")
        yield


# ---- the database


def _reset(databases: Databases) -> None:
    with step("Deleting the demo data"):
        databases.drop(DATABASE)


def bring_up_to_date(space: Workspace) -> None:
    """Make the database, or update it if the add-ons were edited since; wholly or not at all."""
    current = {name: addons.fingerprint(name) for name in addons.own()}
    if not space.databases.exists(DATABASE):
        _make(space, current)
        return
    known = json.loads(space.databases.note(DATABASE) or "{}")
    changed = [name for name in current if known.get(name) != current[name]]
    if changed:
        _update(space, changed, known | current)


def _make(space: Workspace, current: dict[str, str]) -> None:
    modules = ",".join([*ALWAYS, *current])
    check_space(space.home.root, 0.5, "the demo database")
    with (
        step(f"Making the demo database with {modules}"),
        space.databases.replacing(DATABASE) as new,
    ):
        space.odoo.change_modules(
            new, "-i", modules, "--with-demo", f"--load-language={LANGUAGES}",
            log="demo-init",
            failure="Odoo could not make the demo database: mend what the lines above name.",
        )  # fmt: skip
        _finish(space, new, current)


def _update(space: Workspace, changed: list[str], fingerprints: dict[str, str]) -> None:
    """Work on a copy, so that a failing update leaves the data as they were."""
    check_space(space.home.root, 0.5, "updating the demo database")
    names = ",".join(changed)
    with (
        step(f"Updating the demo database: {names} changed"),
        space.databases.replacing(DATABASE) as new,
    ):
        space.databases.copy(DATABASE, new)
        # -i for those that came after the database was made; the others are installed already
        space.odoo.change_modules(
            new, "-i", names, "-u", names,
            log="demo-update",
            failure=f"Odoo could not update {names}, the demo data are unchanged:"
            " mend what the lines above name, or start over with `setup/demo --reset`.",
        )  # fmt: skip
        _finish(space, new, fingerprints)


def _finish(space: Workspace, new: str, fingerprints: dict[str, str]) -> None:
    space.odoo.script(
        new, "demo_link.py",
        log="demo-link",
        failure="Odoo could not make a public link for the demo: mend what the lines above name.",
    )  # fmt: skip
    space.databases.set_note(new, json.dumps(fingerprints))


def _set_address(databases: Databases, address: str) -> None:
    """Links in mails and the PDF's style sheets go through this address."""
    statement = f"UPDATE ir_config_parameter SET value = '{address}' WHERE key = 'web.base.url'"
    databases.execute(statement, database=DATABASE)


# ---- what to look at


def _tell(space: Workspace, address: str, mails: Path | None, move: bool) -> None:
    say(f"\nOrder Tracking runs at {address}")
    say(f"  staff      {address}/web/login     admin / admin   or   demo / demo")
    say(f"  customer   {address}/my            portal / portal")
    link = _tracking_link(space.databases)
    if link:
        say(f"  public     {address}{link}")
    if mails:
        say(f"  mails      {mails}     (nothing leaves this machine)")
    if move:
        say("  parcels    move by themselves, an hour of their journey in 20 seconds; so does")
        say("             any tracking number that you enter for Golden Gate Parcels")
    say(f"  log        {space.home.log('demo-server')}")
    say("Stop it with Ctrl-C; start it again with setup/demo, the data are kept.")


def _tracking_link(databases: Databases) -> str | None:
    rows = databases.query(LINK_QUERY, DATABASE)
    return f"/my/orders/{rows[0][0]}/tracking?access_token={rows[0][1]}" if rows else None
