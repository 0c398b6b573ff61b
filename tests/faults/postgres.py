"""A PostgreSQL server of our own and its streaming replica: to be paused, killed, left behind.

Reached through a unix socket in a folder that nobody else may enter; a port is only a name there.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import psutil
import psycopg2

from odoo.modules.registry import Registry
from odoo.sql_db import close_db
from odoo.tools import config

from . import harness

SYSTEM_USER = "postgres"  # PostgreSQL refuses to run as root
SETTINGS = {
    "listen_addresses": "''",
    "shared_buffers": "64MB",
    "jit": "off",
    # as INSTALL says: else the replica throws out readers whose rows the primary cleans away
    "hot_standby_feedback": "on",
    # what is killed here are processes: what they have written is the system's, and stays
    "fsync": "off",
    "full_page_writes": "off",
}
BEHIND = """
SELECT pg_current_wal_lsn() - replay_lsn FROM pg_stat_replication WHERE state = 'streaming'"""


class Postgres:
    """One server in ``folder``, called ``name``; ``binaries``: where PostgreSQL's programs are."""

    def __init__(self, folder: Path, name: str, port: int, role: str, binaries: Path):
        self.folder, self.name, self.port = folder, name, port
        self.role, self.binaries = role, binaries
        self.data = folder / name

    def program(self, name: str, *words, **options) -> None:
        """Runs one of PostgreSQL's programs to its end, as the owner of the data."""
        owner = ["runuser", "-u", SYSTEM_USER, "--"] if os.geteuid() == 0 else []
        command = [*owner, self.binaries / name, *words]
        options = {"stdout": subprocess.DEVNULL, **options}
        subprocess.run(command, check=True, cwd="/", **options)

    def address(self) -> list[str]:
        """What PostgreSQL's programs are told to find it."""
        return ["-h", str(self.folder), "-p", str(self.port), "-U", self.role]

    def query(self, statement: str, *values, database: str = "postgres"):
        """Rows of one statement, committed at once, over a connection of its own."""
        place = {"host": str(self.folder), "port": self.port, "user": self.role}
        with contextlib.closing(psycopg2.connect(dbname=database, **place)) as connection:
            connection.autocommit = True
            cr = connection.cursor()
            cr.execute(statement, values or None)
            return cr.fetchall() if cr.description else []

    # ------------------------------------------------------------------ made and run

    def create(self) -> None:
        encoding = ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        self.program("initdb", "-D", self.data, "-U", self.role, "--auth=trust", *encoding)
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.writelines(f"{name} = {value}\n" for name, value in SETTINGS.items())

    def start(self) -> None:
        place = f"-p {self.port} -k {self.folder} -c cluster_name={self.name}"
        log = ["-l", self.folder / f"{self.name}.log"]
        self.program("pg_ctl", "-D", self.data, "-w", "-t", "120", *log, "-o", place, "start")

    def copied(self) -> Postgres:
        """A replica of it that streams from it; what it misses while it is away is kept for it."""
        copy = Postgres(self.folder, "replica", self.port + 1, self.role, self.binaries)
        options = ["-R", "-X", "stream", "-c", "fast", "--no-sync", "-C", "-S", copy.name]
        self.program("pg_basebackup", *self.address(), "-D", copy.data, *options)
        return copy

    def load(self, source: str, name: str) -> None:
        """``source``, a database of the tests' own PostgreSQL, as ``name``."""
        self.program("createdb", *self.address(), name)
        place = {"-h": config["db_host"], "-p": config["db_port"], "-U": config["db_user"]}
        given = [str(word) for pair in place.items() if pair[1] for word in pair]
        dump = [self.binaries / "pg_dump", *given, "--no-owner", source]
        with subprocess.Popen(dump, stdout=subprocess.PIPE) as dumping:
            options = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", name]
            self.program("psql", *self.address(), *options, stdin=dumping.stdout)
        if dumping.returncode:
            raise AssertionError(f"{source} cannot be dumped")

    # ------------------------------------------------------------------ trouble

    def processes(self) -> list[psutil.Process]:
        """The server's own process first."""
        try:
            server = psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0]))
            return [server, *server.children(recursive=True)]
        except (FileNotFoundError, psutil.NoSuchProcess):
            return []

    def kill(self) -> None:
        """SIGKILL for all of it, as when its machine loses power."""
        killed = self.processes()
        for process in killed:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(killed, timeout=30)

    @contextlib.contextmanager
    def paused(self):
        """It neither answers nor refuses anything for the time of the block."""
        stopped = self.processes()
        self._signal(stopped, signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal(stopped, signal.SIGCONT)

    @staticmethod
    def _signal(processes, number) -> None:
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(number)

    @contextlib.contextmanager
    def left_behind(self):
        """A replica that receives changes and does not show them, for the time of the block."""
        self.query("SELECT pg_wal_replay_pause()")
        state = "SELECT pg_get_wal_replay_pause_state()"
        if not harness.wait_for(lambda: self.query(state) == [("paused",)], 30, every=0.05):
            raise AssertionError("The replica goes on.")
        try:
            yield
        finally:
            self.query("SELECT pg_wal_replay_resume()")

    def is_copied(self) -> bool:
        """Whether a replica follows and has everything."""
        return self.query(BEHIND) == [(0,)]

    def stop(self) -> None:
        if self.processes():
            self.program("pg_ctl", "-D", self.data, "-w", "-s", "-m", "immediate", "stop")

    def tail(self) -> str:
        """The end of its log, for the message of a failed test."""
        return (self.folder / f"{self.name}.log").read_text(errors="replace")[-3000:]


@contextlib.contextmanager
def primary():
    """A server without databases of ours; it and its replica end with the block."""
    [[role]] = harness.query("postgres", "SELECT current_user")
    [[binaries]] = harness.query("postgres", "SELECT setting FROM pg_config WHERE name = 'BINDIR'")
    folder = Path(tempfile.mkdtemp(prefix="odoo-pg-", dir="/tmp"))  # a socket's path must be short
    if os.geteuid() == 0:
        shutil.chown(folder, SYSTEM_USER, SYSTEM_USER)
    server = Postgres(folder, "primary", 6001, role, Path(binaries))
    try:
        server.create()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def replica(server: Postgres):
    """A replica of ``server`` that streams."""
    copy = server.copied()
    copy.start()
    try:
        yield copy
    finally:
        copy.stop()


@contextlib.contextmanager
def reached(server: Postgres, database: str, copy: Postgres | None = None):
    """Odoo in this process uses ``server``, and ``copy`` as its replica, as does what it starts."""
    own = {"db_host": str(server.folder), "db_port": server.port, "db_user": server.role}
    if copy:
        own |= {"db_replica_host": str(copy.folder), "db_replica_port": copy.port}
    kept = {name: config[name] for name in own}
    _configure(own)
    try:
        yield
    finally:
        Registry.delete(database)
        close_db(database)
        close_db("postgres")
        _configure(kept)


def _configure(values: dict) -> None:
    for name, value in values.items():
        config[name] = value
