"""Running Odoo with our configuration."""

from dataclasses import dataclass
from pathlib import Path

from .commands import run
from .odoo_source import OdooSource
from .places import REPOSITORY, Home
from .postgres import ROLE, Cluster

SCRIPTS = Path(__file__).parent / "odoo_scripts"
LANGUAGES = "en_US,zh_CN"
MAIL_PORT = 1025


@dataclass(frozen=True)
class Odoo:
    home: Home
    cluster: Cluster
    source: OdooSource

    def addons_path(self, *more: Path) -> str:
        """Return where Odoo looks for add-ons beside its own."""
        return ",".join(str(folder) for folder in (*self.source.extra_addons, REPOSITORY, *more))

    def configure(self) -> None:
        # mail goes where a mail catcher listens, if any: it must never reach a real server
        text = (
            "[options]\n"
            f"addons_path = {self.addons_path()}\n"
            f"data_dir = {self.home.odoo_data}\n"
            f"db_host = {self.cluster.sockets}\n"
            f"db_user = {ROLE}\n"
            "http_interface = 127.0.0.1\n"
            "list_db = False\n"
            "smtp_server = 127.0.0.1\n"
            f"smtp_port = {MAIL_PORT}\n"
        )
        # others may be reading it
        if not self.home.configuration.exists() or self.home.configuration.read_text() != text:
            self.home.configuration.write_text(text)

    def command(self, *words: str) -> list[str | Path]:
        return [self.home.python, self.home.venv / "bin" / "odoo", *words]

    def environment(self) -> dict[str, str]:
        """Return what makes any Odoo command use our configuration and database server."""
        return self.cluster.environment() | {
            "ODOO_RC": str(self.home.configuration),
            # should OCA's queue be installed in a database, its runner stays off
            "ODOO_QUEUE_JOB_CHANNELS": "root:0",
        }

    def change_modules(self, database: str, *options: str, log: str, failure: str) -> None:
        """Install or update modules (`-i`, `-u`) and end."""
        quiet = ["--no-http", "--stop-after-init", "--log-level=warn"]
        command = self.command("server", "-d", database, *quiet, *options)
        run(command, log=self.home.log(log), env=self.environment(), failure=failure)

    def script(self, database: str, name: str, *, log: str, failure: str) -> None:
        """Run one of the scripts in odoo_scripts/ inside Odoo."""
        command = self.command("shell", "-d", database, "--no-http", "--log-level=error")
        text = (SCRIPTS / name).read_text()
        run(command, log=self.home.log(log), env=self.environment(), failure=failure, stdin=text)
