"""A PostgreSQL cluster of our own, reached through a unix socket only: nothing clashes with it."""

import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import postgres_binaries, system_packages
from .commands import answer, clean_environment, failed, run
from .disk import check_space
from .errors import SetupError
from .locks import alone, opened, try_lock
from .places import Home
from .progress import say, step

ROLE = "odoo"
SYSTEM_USER = "postgres"
PID_FILE = "postmaster.pid"
SYSTEM_FOLDER = Path("/var/lib/postgresql")
# a unix socket's path may have 107 characters and ends in .s.PGSQL.5432.lock
LONGEST_SOCKET_FOLDER = 85
SETTINGS = {
    "listen_addresses": "''",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "jit": "off",
    # a disk without moving parts: as it is, PostgreSQL reads whole tables where an index does
    "random_page_cost": "1.1",
}


@dataclass(frozen=True)
class Cluster:
    home: Home
    folder: Path
    sockets: Path
    binaries: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def version(self) -> str:
        return postgres_binaries.version(self.binaries)

    def environment(self) -> dict[str, str]:
        """Return what every client needs, Odoo's own connections to a read replica included."""
        path = f"{self.home.venv / 'bin'}:{self.binaries}:{os.environ.get('PATH', os.defpath)}"
        return clean_environment(PGHOST=str(self.sockets), PGUSER=ROLE, PATH=path)

    def accepts_connections(self) -> bool:
        ready = [self.binaries / "pg_isready", "-q", "-h", self.sockets]
        return answer(ready, env=clean_environment()) is not None

    def run(self, program: str, *words, failure: str) -> None:
        """Run one of PostgreSQL's programs as the cluster's owner: the server refuses root."""
        run(
            [*_as_owner(), self.binaries / program, *words],
            log=self.home.log(program),
            cwd="/",
            env=clean_environment(),
            failure=failure,
        )


def _as_owner() -> list[str]:
    return ["runuser", "-u", SYSTEM_USER, "--"] if os.geteuid() == 0 else []


@contextlib.contextmanager
def running(home: Home) -> Iterator[Cluster]:
    """Use the server: started if nobody did so yet, stopped by whoever uses it last."""
    system_packages.ensure(home, [system_packages.POSTGRESQL])
    with opened(home.root / "postgres.users") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        with alone(home.root / "postgres.lock", "another command to start PostgreSQL"):
            cluster = _ensure_created(home)
            _start(cluster)
        try:
            yield cluster
        finally:
            if try_lock(users, fcntl.LOCK_EX):
                _stop(cluster)


def _ensure_created(home: Home) -> Cluster:
    binaries = postgres_binaries.find()
    folder = _cluster_folder(home)
    cluster = Cluster(home, folder, _socket_folder(folder), binaries)
    if not (cluster.data / "PG_VERSION").exists():
        _create(cluster)
    made_with = (cluster.data / "PG_VERSION").read_text().strip()
    if made_with != str(postgres_binaries.major(binaries)):
        raise SetupError(
            f"The databases in {folder} were made with PostgreSQL {made_with}, not with the newest"
            f" one here: delete {folder} and run the command again to make them anew."
        )
    return cluster


def _create(cluster: Cluster) -> None:
    new = cluster.folder / "data.new"
    shutil.rmtree(new, ignore_errors=True)
    check_space(cluster.folder, 0.6, "the database server")
    encoding = ["-E", "UTF8", "--locale=C.UTF-8"]
    with step("Creating the PostgreSQL cluster"):
        cluster.run(
            "initdb", "-D", new, "-U", ROLE, "--auth=trust", *encoding, "--no-sync",
            failure=f"PostgreSQL cannot create its files in {cluster.folder}:"
            " look at the lines above and mend what they name.",
        )  # fmt: skip
        with (new / "postgresql.conf").open("a") as settings:
            settings.writelines(f"{name} = {value}\n" for name, value in SETTINGS.items())
        new.rename(cluster.data)


# ---- folders


def _cluster_folder(home: Home) -> Path:
    """Return the folder for the cluster; as root one that the user `postgres` can reach."""
    if os.geteuid() != 0:
        home.postgres.mkdir(exist_ok=True)
        return home.postgres
    owner = _system_user()
    if not home.postgres.exists() or home.postgres.is_symlink():
        return _linked_folder(home, owner)
    return home.postgres


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise SetupError(
            f"PostgreSQL does not run as root and there is no user `{SYSTEM_USER}`: install the"
            " system's postgresql package, or run this as another user."
        ) from None


def _linked_folder(home: Home, owner: pwd.struct_passwd) -> Path:
    elsewhere = SYSTEM_FOLDER / f"order-tracking-{_digest(home.root)}"
    if home.postgres.is_symlink() and home.postgres.readlink() == elsewhere and elsewhere.is_dir():
        return elsewhere
    home.postgres.unlink(missing_ok=True)
    home.postgres.mkdir()
    os.chown(home.postgres, owner.pw_uid, owner.pw_gid)
    if answer([*_as_owner(), "test", "-w", home.postgres], cwd="/") is not None:
        return home.postgres
    home.postgres.rmdir()
    # what may lie there is of a deleted folder of this name: its databases' files are gone
    shutil.rmtree(elsewhere, ignore_errors=True)
    elsewhere.mkdir(parents=True)
    os.chown(elsewhere, owner.pw_uid, owner.pw_gid)
    home.postgres.symlink_to(elsewhere)
    return elsewhere


def _socket_folder(cluster_folder: Path) -> Path:
    inside = cluster_folder / "run"
    if len(str(inside)) <= LONGEST_SOCKET_FOLDER:
        return inside
    return Path("/tmp") / f"order-tracking-{os.geteuid()}-{_digest(cluster_folder)}"


def _digest(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:10]


def _make_socket_folder(cluster: Cluster) -> None:
    owner = cluster.folder.stat()
    cluster.sockets.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(cluster.sockets, owner.st_uid, owner.st_gid)
    found = cluster.sockets.stat()
    if found.st_uid != owner.st_uid or cluster.sockets.is_symlink():
        raise SetupError(
            f"{cluster.sockets} belongs to another user: have it removed and run the command again."
        )


# ---- start and stop


def _start(cluster: Cluster) -> None:
    if cluster.accepts_connections():
        return
    _make_socket_folder(cluster)
    _forget_dead_server(cluster)
    sockets = f"-c unix_socket_directories='{cluster.sockets}'"
    arguments = ["-D", cluster.data, "-w", "-t", "60", "-l", cluster.log, "-o", sockets]
    try:
        cluster.run("pg_ctl", *arguments, "start", failure="")
    except SetupError:
        raise failed(
            cluster.log,
            f"PostgreSQL does not start: mend what the lines above name, or delete {cluster.folder}"
            " to begin with empty databases, and run the command again.",
        ) from None


def _stop(cluster: Cluster) -> None:
    # pg_ctl trusts the pid file, and would stop whatever process has that number now
    if not _is_served(cluster):
        return
    arguments = ["-D", cluster.data, "-w", "-s", "-m", "fast", "stop"]
    with contextlib.suppress(SetupError):
        cluster.run("pg_ctl", *arguments, failure="PostgreSQL does not stop")


def _forget_dead_server(cluster: Cluster) -> None:
    """After a kill, all the more in a new container, the pid file may name another process."""
    pid_file = cluster.data / PID_FILE
    if not pid_file.exists() or _is_served(cluster):
        return
    say("   PostgreSQL did not stop in an orderly way the last time: it recovers by itself.")
    pid_file.unlink()
    for left_over in cluster.sockets.glob(".s.PGSQL.*"):
        left_over.unlink()


def _is_served(cluster: Cluster) -> bool:
    """Tell whether the process in the pid file is a server of this cluster."""
    try:
        pid = (cluster.data / PID_FILE).read_text().split("\n")[0]
        # a database server's working directory is its data folder
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == cluster.data.resolve()
    except (FileNotFoundError, ProcessLookupError):
        return False
    except PermissionError:
        return True
