"""Odoo's own server on loopback, in a process of its own, for benchmarks of what it serves."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from common import ADDON  # isort: skip  (first: it starts Odoo)
import psutil

PORT = 8199


class Server:
    """Ended with the block. ``options``: of Odoo's command line."""

    def __init__(self, *options: str, database: str = ADDON):
        self.options = options or ("--max-cron-threads", "0")
        self.database = database

    def __enter__(self):
        if self._answers():
            raise SystemExit(
                f"Port {PORT} is taken: end the server that an earlier run left there."
            )
        odoo = Path(sys.executable).parent / "odoo"
        self.process = subprocess.Popen(
            [sys.executable, odoo, "server", "-d", self.database]
            + ["--db-filter", f"^{self.database}$"]
            + ["--http-port", str(PORT), "--http-interface", "127.0.0.1"]
            + ["--gevent-port", str(PORT + 1)]
            + [*self.options, "--log-level", "warn", "-c", sys.argv[1]]
        )
        self.cpu = psutil.Process(self.process.pid)
        for _ in range(240):
            if self._answers():
                return self
            time.sleep(0.5)
        raise SystemExit("The server did not start within two minutes.")

    def _answers(self) -> bool:
        try:
            self.get("/web/health")
        except OSError:
            return False
        return True

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}", timeout=60) as answer:
            return answer.read()

    def seconds(self) -> float:
        """CPU time that the process and those that it started have used."""
        all_times = [each.cpu_times() for each in (self.cpu, *self.cpu.children(recursive=True))]
        return sum(times.user + times.system for times in all_times)

    def __exit__(self, *_exception):
        self.process.terminate()
        self.process.wait(180)  # a job may be in the middle of something
