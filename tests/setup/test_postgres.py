"""The private PostgreSQL server, for real: in a folder of its own, started, killed, broken."""

import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from provision import postgres
from provision.databases import Databases
from provision.errors import SetupError
from provision.places import Home


@pytest.fixture
def home(tmp_path):
    home = Home(tmp_path)
    yield home
    # the user `postgres` cannot reach this folder, so the data are elsewhere
    if home.postgres.is_symlink():
        shutil.rmtree(home.postgres.readlink())


def postmaster(cluster):
    return int((cluster.data / "postmaster.pid").read_text().split("\n")[0])


def wait_for_end(pid):
    for _ in range(100):
        if not Path(f"/proc/{pid}/cwd").exists():
            return
        time.sleep(0.1)
    raise AssertionError(f"process {pid} still runs")


def test_last_user_stops_the_server(home):
    with postgres.running(home) as first:
        with postgres.running(home):
            pid = postmaster(first)
        assert first.accepts_connections()
        assert Databases(first).names() == ["postgres"]
    wait_for_end(pid)


def test_recovers_from_a_kill_whose_number_another_process_has_now(home):
    with postgres.running(home) as cluster:
        Databases(cluster).execute("CREATE TABLE kept (id int)")
        pid = postmaster(cluster)
        os.kill(pid, signal.SIGKILL)
        wait_for_end(pid)
        pid_file = cluster.data / "postmaster.pid"
        pid_file.write_text(pid_file.read_text().replace(str(pid), str(os.getpid()), 1))
    with postgres.running(home) as cluster:
        assert Databases(cluster).query("SELECT count(*) FROM kept") == [["0"]]


def test_broken_configuration(home, capsys):
    with postgres.running(home) as cluster:
        settings = cluster.data / "postgresql.conf"
    settings.write_text(settings.read_text() + "no_such_setting = 1\n")
    with pytest.raises(SetupError, match=r"PostgreSQL does not start: .* run the command again\.$"):
        with postgres.running(home):
            pass
    assert "no_such_setting" in capsys.readouterr().err


def test_long_path_gets_a_short_socket_folder(tmp_path):
    deep = tmp_path / ("x" * 100)
    assert len(str(postgres._socket_folder(deep))) <= postgres.LONGEST_SOCKET_FOLDER


# ---- databases with their filestores


def make(databases, name, content):
    databases.execute(f"CREATE TABLE told AS SELECT {content} AS it", database=name)
    file = databases.filestore(name) / f"{content}" / "file"
    file.parent.mkdir(parents=True)
    file.write_text("x")


def test_replacing_is_all_or_nothing(home):
    with postgres.running(home) as cluster:
        databases = Databases(cluster)
        with databases.replacing("it") as new:
            databases.copy("template1", new)
            make(databases, new, "1")
            databases.set_note(new, "first")
        with pytest.raises(RuntimeError), databases.replacing("it") as new:
            databases.copy("it", new)
            databases.execute("UPDATE told SET it = 2", database=new)
            raise RuntimeError
        assert databases.query("SELECT it FROM told", "it") == [["1"]]
        assert databases.note("it") == "first"
        with databases.replacing("it") as new:
            databases.copy("template1", new)
            make(databases, new, "3")
        assert databases.query("SELECT it FROM told", "it") == [["3"]]
        assert databases.names("it") == ["it"]
        files = sorted(path.name for path in databases.filestore("it").iterdir())
        assert files == ["1", "3"]
