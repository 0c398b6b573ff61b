"""A mail server for the demo that keeps every mail in a folder: nothing leaves the machine."""

import contextlib
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

from .commands import started
from .odoo_commands import MAIL_PORT, Odoo

HOST = "127.0.0.1"


@contextlib.contextmanager
def catching(odoo: Odoo) -> Iterator[Path | None]:
    """Catch mail for the time of the block; give the folder (a Maildir).

    None where something listens already: somebody's own mail catcher then has the mails.
    """
    if _listens():
        yield None
        return
    folder = odoo.home.root / "demo-mail"
    where = ["-n", "-l", f"{HOST}:{MAIL_PORT}", "-c", "aiosmtpd.handlers.Mailbox", folder]
    with (
        odoo.home.log("demo-mail").open("w") as output,
        started(
            [odoo.home.python, "-m", "aiosmtpd", *where],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        ),
    ):
        yield folder


def _listens() -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, MAIL_PORT)) == 0
