"""Everything a command may need, in order: system packages, Odoo, Python packages, PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from . import odoo_source, postgres, python_env, system_packages
from .databases import Databases
from .locks import alone
from .odoo_commands import Odoo
from .places import Home


@dataclass(frozen=True)
class Workspace:
    home: Home
    odoo: Odoo
    databases: Databases


def ensure_python(home: Home) -> None:
    with alone(home.root / "setup.lock", "another command that sets up this folder"):
        python_env.ensure(home)


@contextmanager
def opened(home: Home, *, browser: bool = False) -> Iterator[Workspace]:
    """Provide a configured Odoo and a running PostgreSQL for the time of the block."""
    odoo_source.named()
    with alone(home.root / "setup.lock", "another command that sets up this folder"):
        system_packages.ensure(home, _wanted(browser))
        source = odoo_source.ensure(home)
        python_env.ensure(home)
    with postgres.running(home) as cluster:
        odoo = Odoo(home, cluster, source)
        odoo.configure()
        yield Workspace(home, odoo, Databases(cluster))


def _wanted(browser: bool) -> list[system_packages.SystemPackage]:
    """Ask for everything at once: one `apt-get update`, one time root."""
    always = [system_packages.VENV, system_packages.POSTGRESQL, *system_packages.AMENITIES]
    return [*always, system_packages.BROWSER] if browser else always
