"""A real Odoo on its own database and a real mail server: to be killed, refused, slowed down."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque
from email import message_from_bytes
from pathlib import Path
from typing import ClassVar

import psycopg2
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import close_all, close_db, db_connect
from odoo.tests import BaseCase, get_db_name
from odoo.tools import SQL, config

HOST = "127.0.0.1"
# the command, not ``-m odoo``: a server with workers calls itself once more for its long requests
ODOO = [sys.executable, str(Path(sys.executable).with_name("odoo"))]
STAGES = ("connect", "rcpt", "data", "accepted")


class Mailbox:
    """What the mail server took, and the mishaps it is told to cause.

    ``kills``: stages of :data:`STAGES` at which the sending process is killed, each once, in this
    order; ``accepted`` is after the message was taken and before the sender hears of it.
    ``answers``: replies by recipient, one per attempt; then the message is taken.
    ``seconds``: how long it thinks before it takes a message; ``cuts``: how many connections it
    drops in the middle of a message.
    """

    def __init__(self):
        self.accepted: list[tuple[str, str]] = []  # (Message-ID, recipient), as they came
        self.kills: deque[str] = deque()
        self.answers: dict[str, deque[str]] = {}
        self.seconds = 0.0
        self.cuts = 0
        self.killed: list[str] = []
        self.victim: subprocess.Popen | None = None

    def counts(self) -> Counter[str]:
        """How often each Message-ID was taken."""
        return Counter(message_id for message_id, _to in self.accepted)

    def _kill(self, stage: str) -> bool:
        if not self.kills or self.kills[0] != stage or not self.victim:
            return False
        self.killed.append(self.kills.popleft())
        os.kill(self.victim.pid, signal.SIGKILL)
        self.victim.wait()
        return True

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        self._kill("connect")
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        self._kill("rcpt")
        waiting = self.answers.get(address)
        if waiting:
            return waiting.popleft()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self._kill("data"):
            return "451 the sender is gone"
        if self.cuts:
            self.cuts -= 1
            server.transport.abort()
            return "421 cut"
        await asyncio.sleep(self.seconds)
        message = message_from_bytes(envelope.content)
        self.accepted.append((message["Message-Id"].strip(), envelope.rcpt_tos[0]))
        self._kill("accepted")
        return "250 taken"


class _Quiet(SMTP):
    """aiosmtpd without its own name look-ups."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, hostname="mail.test", **kwargs)


class _Server(Controller):
    def factory(self):
        return _Quiet(self.handler)


@contextlib.contextmanager
def mail_server():
    """A mail server on a free port; ``(Mailbox, port)``."""
    box, port = Mailbox(), free_port()
    server = _Server(box, hostname=HOST, port=port)
    server.start()
    try:
        yield box, port
    finally:
        server.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def database_copy(source: str, name: str = ""):
    """A copy of ``source`` that is dropped afterwards; its name, if not ``name`` a derived one."""
    name = name or f"{source}_faults"
    close_db(source)  # a database in use cannot be copied; connections come back by themselves
    _drop(name)
    _postgres(SQL("CREATE DATABASE %s TEMPLATE %s", SQL.identifier(name), SQL.identifier(source)))
    try:
        yield name
    finally:
        Registry.delete(name)
        close_db(name)
        _drop(name)


def _drop(name: str) -> None:
    _postgres(SQL("DROP DATABASE IF EXISTS %s WITH (FORCE)", SQL.identifier(name)))


def _postgres(statement: SQL) -> None:
    with contextlib.closing(db_connect("postgres").cursor()) as cr:
        cr.rollback()
        cr._cnx.autocommit = True
        cr.execute(statement)


@contextlib.contextmanager
def environment(database: str):
    """An environment of the superuser; committed when the block succeeds."""
    # loading modules runs their tests where tests are enabled
    before, config["test_enable"] = config["test_enable"], False
    try:
        registry = Registry(database)
    finally:
        config["test_enable"] = before
    with registry.cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})
        cr.commit()


def query(database: str, statement: str, *values):
    """Rows of one statement, committed at once."""
    with contextlib.closing(db_connect(database).cursor()) as cr:
        cr.rollback()
        cr._cnx.autocommit = True
        try:
            cr.execute(statement, values or None)
            return cr.fetchall() if cr.description else []
        finally:
            cr._cnx.autocommit = False


def crash_postgres(database: str) -> None:
    """Kills one of PostgreSQL's own processes: it throws out everybody, recovers, starts again.

    Of a PostgreSQL on this machine that runs as the user of the tests, or to tests run by root.
    Returns when it has thrown us out, too.
    """
    mine = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
    os.kill(query(database, mine, database)[0][0], signal.SIGKILL)
    wait_for(lambda: not database_answers(), 30, every=0.05)


def database_answers() -> bool:
    """Whether PostgreSQL takes new connections and answers."""
    try:
        return bool(query("postgres", "SELECT 1"))
    except psycopg2.Error:  # closed on the way, or not taken at all
        close_all()  # or Odoo's pool gives out connections that are dead
        return False


class Worker:
    """An Odoo server process that runs nothing but scheduled actions."""

    environment: ClassVar[dict[str, str]] = {}  # beside that of the tests

    def __init__(self, database: str):
        self.database = database
        self.folder = tempfile.mkdtemp(prefix="odoo-faults-")
        self.log = os.path.join(self.folder, "odoo.log")
        self.child: subprocess.Popen | None = None

    def start(self) -> subprocess.Popen:
        with open(self.log, "a") as output:
            self.child = subprocess.Popen(
                [*ODOO, *self._options()],
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                env=os.environ | self.environment,
            )
        return self.child

    def _options(self) -> list[str]:
        known = {
            "--addons-path": ",".join(config["addons_path"]),
            "--data-dir": self.folder,
            "--db_host": config["db_host"],
            "--db_port": config["db_port"],
            "--db_user": config["db_user"],
            "--db_password": config["db_password"],
        }
        given = [f"{name}={value}" for name, value in known.items() if value]
        name = self.database
        return ["server", "-d", name, f"--db-filter=^{name}$", "--no-http", *given]

    def ensure(self) -> subprocess.Popen:
        """The running process, started anew when it was killed."""
        if not self.child or self.child.poll() is not None:
            self.start()
        return self.child

    def wake(self) -> None:
        """Tells the worker to look for scheduled actions that are due."""
        query(
            self.database,
            "INSERT INTO ir_cron_trigger (cron_id, call_at)"
            " SELECT id, now() at time zone 'UTC' FROM ir_cron WHERE active",
        )
        query("postgres", "SELECT pg_notify('cron_trigger', %s)", self.database)

    def stop(self) -> None:
        if self.child and self.child.poll() is None:
            self.child.kill()
            self.child.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def tail(self) -> str:
        """The end of its log, for the message of a failed test."""
        with open(self.log, errors="replace") as file:
            return "".join(file.readlines()[-40:])


def wait_for(condition, seconds: float, every: float = 0.5) -> bool:
    """Whether ``condition()`` came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(every)
    return False


class Countdown:
    """True at the so-manieth look."""

    def __init__(self, looks: int):
        self.looks = looks

    def __call__(self) -> bool:
        self.looks -= 1
        return self.looks <= 0


class MailCase(BaseCase):
    """Jobs that send mail: a worker on a copy of the database, and a mail server of its own.

    ``jobs``: the scheduled actions that run; ``settings``: of the company.
    """

    test_tags = {"standard", "post_install"}
    jobs: ClassVar[tuple[str, ...]] = ()
    settings: ClassVar[dict] = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.box, port = cls.enterClassContext(mail_server())
        cls.database = cls.enterClassContext(database_copy(get_db_name()))
        cls.worker = Worker(cls.database)
        cls.addClassCleanup(cls.worker.stop)
        with environment(cls.database) as env:
            cls.prepare_company(env, port)

    @classmethod
    def prepare_company(cls, env, port):
        common = {"order_verification_mode": "off", "email": "seller@example.com"}
        env.company.write({**common, **cls.settings})
        server = {"smtp_host": HOST, "smtp_port": port, "smtp_encryption": "none"}
        env["ir.mail_server"].search([]).active = False
        env["ir.mail_server"].create({"name": "Test", **server})
        # Odoo's own queue runs, too: it must not send a second time what our job sends
        kept = [env.ref(name).id for name in (*cls.jobs, "mail.ir_cron_mail_scheduler_action")]
        env["ir.cron"].search([("id", "not in", kept)]).active = False
