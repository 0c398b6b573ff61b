"""Two Odoo hosts behind a balancer, on a PostgreSQL primary with a streaming replica."""

from __future__ import annotations

import asyncio
import contextlib
import re
import threading
import time
import urllib.request

import psutil

from odoo.tools import config

from . import carriers, harness

LEADER = """
SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
 WHERE l.locktype = 'advisory' AND a.datname = %s AND l.granted AND l.objsubid = 1
   AND (l.classid::bigint << 32) + l.objid::bigint = 2293787760715711918
"""
READ = re.compile(r'"GET (/\S+) HTTP/\S+" (\d+) .* (ro|rw|ro->rw)$', re.MULTILINE)


class Host(carriers.Server):
    """One host: its own processes, port and data directory. Its log tells where pages came from."""

    def __init__(self, database: str, number: int, *options: str):
        own = [f"--db_app_name=host{number}-{{pid}}", "--log-handler=werkzeug:INFO"]
        replica = {name: config[name] for name in ("db_replica_host", "db_replica_port")}
        own += [f"--{name}={value}" for name, value in replica.items() if value]
        super().__init__(database, *own, *options)
        self.name = f"host{number}"
        self.lock, self.lost = threading.Lock(), False

    def ensure(self) -> None:
        """Started anew when it ended, unless its machine is lost."""
        with self.lock:
            if not self.lost:
                super().ensure()

    def die(self) -> None:
        """As when its machine loses power: nothing starts it before :meth:`come_back`."""
        with self.lock:
            self.lost = True
            processes = []
            with contextlib.suppress(psutil.NoSuchProcess):  # it may have ended by itself
                processes = [psutil.Process(self.child.pid)]
                processes += processes[0].children(recursive=True)
            for process in processes:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
            psutil.wait_procs(processes, timeout=30)
            self.child.wait()

    def come_back(self) -> None:
        """Its machine has power again."""
        self.lost = False
        self.ensure()

    def read(self) -> list[tuple[str, str, str]]:
        """(path, status, from where) of each page it gave: ``ro`` is the replica."""
        with open(self.log, errors="replace") as file:
            return READ.findall(file.read())


class Hosts(carriers.Threaded):
    """Two of them, with the runner of queue_job, one of which leads.

    A supervisor starts a host anew that ended, as the manual asks for: Odoo with workers ends,
    seconds later, when it has to replace one of them and finds no primary.
    """

    options = ("--workers=2", "--max-cron-threads=1", "--load=base,rpc,web,queue_job")

    def __init__(self, database: str):
        self.database = database
        self.servers = [Host(database, number, *self.options) for number in (1, 2)]
        self.servers[0].install("queue_job")
        self.balancer = Balancer([server.port for server in self.servers])
        self.over = threading.Event()
        self.supervisor = threading.Thread(target=self._supervise, daemon=True)

    def start(self) -> None:
        self.supervisor.start()
        super().start()

    def _supervise(self) -> None:
        while not self.over.wait(1):
            self.ensure()

    def url_of(self, turn: int) -> str:
        return f"http://{harness.HOST}:{self.balancer.port}"

    def leader(self) -> Host | None:
        """The host whose runner hands out the jobs."""
        found = harness.query(self.database, LEADER, self.database)
        names = {server.name: server for server in self.servers}
        return names.get(found[0][0].partition("-")[0]) if found else None

    def wake(self) -> None:
        """Jobs are found by the runner; what no job took is the cron's, a minute later."""

    def stop(self) -> None:
        self.over.set()
        if self.supervisor.ident:  # a thread that was never started cannot be waited for
            self.supervisor.join(60)
        super().stop()
        self.balancer.stop()


class Balancer:
    """Passes connections on to ``ports`` in turn, past those that did not answer when asked."""

    def __init__(self, ports: list[int]):
        self.ports, self.turn, self.port = ports, 0, harness.free_port()
        self.well = set(ports)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        self.loop.run_until_complete(
            asyncio.start_server(self._pass_on, harness.HOST, self.port, backlog=512)
        )
        asking = [self.loop.create_task(self._ask(port)) for port in self.ports]
        self.loop.run_forever()
        for task in asking:
            task.cancel()

    async def _ask(self, port: int) -> None:
        """A server that starts takes connections long before it answers."""
        while True:
            try:
                async with asyncio.timeout(10):
                    reader, writer = await asyncio.open_connection(harness.HOST, port)
                    writer.write(b"GET /web/health HTTP/1.0\r\nHost: localhost\r\n\r\n")
                    well = b" 200 " in await reader.readline()
                    writer.close()
            except OSError:  # a timeout is one, too
                well = False
            (self.well.add if well else self.well.discard)(port)
            await asyncio.sleep(1)

    async def _pass_on(self, reader, writer) -> None:
        with contextlib.suppress(OSError):
            inner_reader, inner_writer = await self._reached()
            ways = (reader, inner_writer), (inner_reader, writer)
            await asyncio.gather(*(self._copy(*way) for way in ways))
        writer.close()

    async def _reached(self):
        self.turn += 1
        ports = [port for port in self.ports if port in self.well] or self.ports
        for number in range(len(ports)):
            port = ports[(self.turn + number) % len(ports)]
            with contextlib.suppress(ConnectionError):
                return await asyncio.open_connection(harness.HOST, port)
        raise ConnectionError

    @staticmethod
    async def _copy(reader, writer) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)


class Readers:
    """Customers who read ``paths`` at ``url``, one after the other, again and again.

    Who gets no page asks again, as people do. ``answered``: pages that came; ``refused``: times
    that none came; ``longest``: seconds that somebody went without.
    """

    def __init__(self, url: str, paths: list[str], customers: int = 3):
        self.url, self.paths = url, paths
        self.answered, self.refused, self.longest = 0, 0, 0.0
        self.ended = threading.Event()
        self.threads = [
            threading.Thread(target=self._read, args=(number,), daemon=True)
            for number in range(customers)
        ]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_exception):
        self.ended.set()
        for thread in self.threads:
            thread.join(60)

    def _read(self, number: int) -> None:
        good = time.monotonic()
        while not self.ended.wait(0.3):
            number += 1
            if fetch(self.url + self.paths[number % len(self.paths)]):
                self.answered += 1
                self.longest = max(self.longest, time.monotonic() - good)
                good = time.monotonic()
            else:
                self.refused += 1


def fetch(address: str, seconds: float = 30) -> str:
    """A page; empty when there is none."""
    with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=seconds) as answer:
        return answer.read().decode()
    return ""
