"""A running Odoo server: started, waited for, stopped."""

import contextlib
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

from .commands import failed, started
from .errors import SetupError
from .odoo_commands import Odoo
from .progress import step

HOST = "127.0.0.1"
STARTING_SECONDS = 180


def check_port(port: int) -> None:
    """Refuse a busy port before anything long begins."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise SetupError(
                f"Port {port} is in use by another program: stop that one, or choose another port"
                " with `setup/demo --port` or ORDER_TRACKING_PORT."
            ) from None


@contextlib.contextmanager
def serving(odoo: Odoo, database: str, port: int) -> Iterator[subprocess.Popen]:
    """Run the server for the time of the block, which begins when it answers."""
    log = odoo.home.log("demo-server")
    options = ["-d", database, f"--db-filter=^{database}$", f"--http-port={port}"]
    log.parent.mkdir(parents=True, exist_ok=True)
    with (
        log.open("w") as output,
        started(
            odoo.command("server", *options),
            env=odoo.environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        ) as child,
    ):
        with step("Starting the server"):
            if not _answers(child, f"http://{HOST}:{port}/web/login"):
                raise failed(log, "The server does not start: mend what the lines above name.")
        yield child


def wait(odoo: Odoo, child: subprocess.Popen) -> None:
    """Return only by an interrupt: a server that ends by itself is a failure."""
    child.wait()
    raise failed(
        odoo.home.log("demo-server"), "The server has stopped: mend what the lines above name."
    )


def _answers(child: subprocess.Popen, url: str) -> bool:
    deadline = time.monotonic() + STARTING_SECONDS
    while child.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError, urllib.error.URLError):
            # not through a proxy that the environment may name
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            if opener.open(url, timeout=60).status == 200:
                return True
        time.sleep(0.3)
    return False
