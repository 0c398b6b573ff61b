"""The demo's carriers: the simulator of the tests, which lets the demo's parcels move."""

import contextlib
import json
import socket
import subprocess
from collections.abc import Iterator

from .commands import started
from .databases import Databases
from .odoo_commands import Odoo
from .places import REPOSITORY

HOST, PORT = "127.0.0.1", 8330  # as in the demo's connectors
HOUR_SECONDS = "20"  # an hour of a journey
SIMULATOR = REPOSITORY / "tests" / "carrier_simulator"
ADDRESSES = """
    SELECT code, push_token, push_secret FROM tracking_connector
    WHERE base_url LIKE 'http://127.0.0.1:8330/%'
"""
PARCELS = """
    SELECT s.number, c.code, s.status,
           (SELECT jsonb_agg(jsonb_build_object('at', e.occurred_at || '+00:00', 'code', e.code,
                                              'text', e.text) ORDER BY e.occurred_at, e.sequence)
              FROM order_shipment_event e WHERE e.shipment_id = s.id AND NOT e.summary)
    FROM order_shipment s JOIN tracking_connector c ON c.id = s.connector_id
    WHERE s.number LIKE 'DEMO%' AND c.base_url LIKE 'http://127.0.0.1:8330/%'
"""
# How parcels go on from what is known of them; all others take the way to the door.
JOURNEYS = {"attempt_failed": "second_attempt", "returning": "returned"}
STANDS_STILL = "DEMO1000005"


@contextlib.contextmanager
def moving(odoo: Odoo, databases: Databases, database: str, address: str) -> Iterator[bool]:
    """Let the demo's parcels move for the time of the block; give whether they do.

    They do not where the add-on with the parcels is missing, or something else has the port.
    """
    if not _wanted(databases, database) or _listens():
        yield False
        return
    play = odoo.home.root / "demo-carriers.json"
    play.write_text(json.dumps(_play(databases, database, address)))
    book = odoo.home.root / "demo-carriers-book.json"
    options = ["--port", str(PORT), "--hour", HOUR_SECONDS, "--book", book, "--play", play]
    with (
        odoo.home.log("demo-carriers").open("w") as output,
        started(
            [odoo.home.python, "-m", "tests.carrier_simulator", *options],
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        ),
    ):
        yield True


def _wanted(databases: Databases, database: str) -> bool:
    table = databases.query("SELECT to_regclass('order_shipment') IS NOT NULL", database)
    return SIMULATOR.exists() and table == [["t"]]


def _play(databases: Databases, database: str, address: str) -> list:
    """What the simulator is told to begin with: whom to push to, and what was told before."""
    webhooks = {
        code: {"url": f"{address}/logistics/push/{code}/{token}", "secret": secret}
        for code, token, secret in databases.query(ADDRESSES, database)
    }
    stories, numbers = {}, {}
    for number, code, status, told in databases.query(PARCELS, database):
        told = json.loads(told or "[]")
        journey = "silent" if number == STANDS_STILL else JOURNEYS.get(status, "straight")
        if len(told) > 1:
            stories[number] = {"journey": journey, "told": told}
        numbers.setdefault(code, []).append(number)
    return [["webhooks", webhooks], ["resume", stories], ["follow", numbers]]


def _listens() -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, PORT)) == 0
