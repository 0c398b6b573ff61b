"""A real Odoo server in a process of its own, and a client that sends it anything at all."""

from __future__ import annotations

import http.client
import re
import threading
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import psutil

from odoo.sql_db import db_connect
from odoo.tools import SQL

from ..faults import carriers, harness
from . import world

BOUNDARY = "----boundary"
SECONDS = 60  # within which every answer must be there, on however busy a machine
# What no answer may hold: where an error happened, what the database was asked, where files lie.
GIVEAWAYS = re.compile(
    rb'Traceback \(most recent|File "/|psycopg2|odoo[./]addons|odoo\.exceptions|werkzeug\.'
    rb"|site-packages|dist-packages|SELECT .{1,200} FROM|pg_catalog|LINE \d+:",
    re.DOTALL,
)
# Rows that strangers make: attempts are counted, and a session belongs to nobody's order.
COUNTED = ("order_tracking_lookup", "ir_cron", "ir_cron_trigger", "ir_cron_progress", "bus_bus")
TABLES = """
SELECT table_name FROM information_schema.tables
 WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1
"""
BY_ORDER = """
SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t
 USING (table_schema, table_name) WHERE c.column_name = 'order_id' AND t.table_type = 'BASE TABLE'
   AND table_schema = 'public' ORDER BY 1
"""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Site:
    """``known``: what :func:`world.build` made; ``routes``: our own ones."""

    def __init__(self, database: str, *options: str):
        self.database = database
        options = options or ("--workers=0", "--max-cron-threads=0", "--log-level=debug")
        self.server = carriers.Server(database, *options)
        self.known: dict[str, Any] = {}
        self.rules: list = []

    def start(self) -> None:
        threading.current_thread().dbname = self.database  # as Odoo's own test classes say it
        with harness.environment(self.database) as env:
            self.known = world.build(env)
            env.cr.flush()
            self.rules = own_rules(env)
        self.server.start()
        if not harness.wait_for(self.server.answers, 240):
            raise AssertionError(f"The server does not start: {self.server.tail()}")

    def ask(self, method: str, path: str, body: bytes | None = None, headers=()) -> Answer:
        """One request as it is: nothing is quoted, checked or followed.

        ``path``: latin-1; ``headers``: (name, value) in any number.
        """
        with closing(http.client.HTTPConnection("127.0.0.1", self.server.port, SECONDS)) as line:
            line.putrequest(method, path, skip_accept_encoding=True)
            for name, value in headers:
                line.putheader(name, value)
            if body is not None:
                line.putheader("Content-Length", str(len(body)))
            line.endheaders(body)
            got = line.getresponse()
            return Answer(got.status, {k.lower(): v for k, v in got.getheaders()}, got.read())

    def path(self, rule) -> str:
        """The address of a route of one's own order; 1 where there is nothing to be named."""
        parts, own = [], self.known["own"]
        for is_placeholder, text in rule._trace:
            value = own.get(text, 1)
            if is_placeholder and "Int" in type(rule._converters[text]).__name__:
                value = value if isinstance(value, int) and value else 1
            parts.append(quote(str(value), safe="") if is_placeholder else text.lstrip("|"))
        return "".join(parts)

    def post_form(self, path: str, fields: dict[str, str], files=()) -> Answer:
        """A form as a browser sends it; ``files``: (field, name, content)."""
        parts = [(f'name="{name}"', text.encode()) for name, text in fields.items()]
        parts += [(f'name="{field}"; filename="{name}"', data) for field, name, data in files]
        head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; "
        body = b"".join(f"{head}{what}\r\n\r\n".encode() + data + b"\r\n" for what, data in parts)
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        return self.ask(
            "POST", path, body + f"--{BOUNDARY}--\r\n".encode(), [("Content-Type", kind)]
        )

    def log(self) -> str:
        with open(self.server.log, errors="replace") as file:
            return file.read()

    def memory(self) -> int:
        """Bytes that the server's processes hold."""
        root = psutil.Process(self.server.child.pid)
        return sum(one.memory_info().rss for one in (root, *root.children(recursive=True)))

    def state(self) -> dict[str, tuple]:
        """What the database holds, as a sum for each table: any row that is made, changed or
        deleted changes it."""
        names = [name for (name,) in harness.query(self.database, TABLES) if name not in COUNTED]
        parts = [
            SQL(
                "SELECT %s, count(*), sum(xmin::text::numeric), sum(hashtext(ctid::text)) FROM %s",
                name,
                SQL.identifier(name),
            )
            for name in names
        ]
        with closing(db_connect(self.database).cursor()) as cr:
            cr.execute(SQL(" UNION ALL ").join(parts))
            return {name: tuple(values) for name, *values in cr.fetchall()}

    def holds(self, table: str, column: str, texts: list[str]) -> bool:
        """Whether any of ``texts`` stands anywhere in a column."""
        query = SQL(
            "SELECT 1 FROM %s WHERE %s::text LIKE ANY (%s) LIMIT 1",
            SQL.identifier(table),
            SQL.identifier(column),
            [f"%{text}%" for text in texts],
        )
        with closing(db_connect(self.database).cursor()) as cr:
            cr.execute(query)
            return bool(cr.fetchall())

    def rows_of_order(self, order: int) -> dict[str, list]:
        """The rows of every table that names orders by ``order_id``, for one of them."""
        tables = harness.query(self.database, BY_ORDER)
        return {
            name: harness.query(self.database, f'SELECT * FROM "{name}" WHERE order_id = %s', order)
            for (name,) in tables
        }


def own_rules(env) -> list:
    """All routes of our add-ons, from the routing map that the server itself uses."""
    found = []
    for rule in env["ir.http"].routing_map().iter_rules():
        module = getattr(rule.endpoint, "original_endpoint", rule.endpoint).__module__
        if module.startswith("odoo.addons.order_tracking"):
            found.append(rule)
    return sorted(found, key=lambda rule: (rule.rule, sorted(rule.methods or ())))
