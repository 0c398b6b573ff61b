"""What goes wrong on a user's machine ends in one sentence that says what to do."""

import errno
import os
import shutil
import socket
from collections import namedtuple

import pytest

from provision import (
    disk,
    errors,
    interpreter,
    odoo_download,
    odoo_source,
    places,
    python_env,
    system_packages,
)
from provision.commands import run
from provision.errors import SetupError

from .commands import assert_one_sentence, run_setup

Usage = namedtuple("Usage", "total used free")


def odoo_tree(folder, version_info):
    (folder / "odoo").mkdir(parents=True)
    (folder / "odoo" / "release.py").write_text(f"version_info = {version_info}\n")
    return folder


# ---- Odoo


@pytest.mark.parametrize(
    ("version_info", "told"),
    [
        ("(18, 0, 0, FINAL, 0, '')", "holds Odoo 18, too old"),
        ("(20, 0, 0, FINAL, 0, '')", "holds Odoo 20, too new"),
        ("('saas~19', 2, 0, FINAL, 0, '')", "not a stable release"),
    ],
)
def test_wrong_odoo(tmp_path, version_info, told):
    source = odoo_tree(tmp_path / "odoo", version_info)
    done = run_setup("demo", ODOO_SOURCE=str(source), ORDER_TRACKING_HOME=str(tmp_path / "home"))
    assert_one_sentence(done, told, "set ODOO_SOURCE to an Odoo 19.0")


def test_not_an_odoo(tmp_path):
    done = run_setup("demo", ODOO_SOURCE="/nowhere", ORDER_TRACKING_HOME=str(tmp_path))
    assert_one_sentence(done, "/nowhere is not an Odoo", "set ODOO_SOURCE")


def test_right_odoo_is_linked(tmp_path, home, monkeypatch):
    source = odoo_tree(tmp_path / "odoo", "(19, 0, 0, FINAL, 0, '')")
    monkeypatch.setenv("ODOO_SOURCE", str(source))
    assert odoo_source.ensure(home).folder == source
    assert (home.import_folder / "odoo" / "release.py").exists()


# ---- the machine


def test_busy_port(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as occupant:
        port = occupant.getsockname()[1]
        done = run_setup("demo", "--port", str(port), ORDER_TRACKING_HOME=str(tmp_path))
    assert_one_sentence(done, f"Port {port} is in use", "--port")


def test_path_too_long(tmp_path):
    done = run_setup("test", "tests/unit", ORDER_TRACKING_HOME=str(tmp_path / ("x" * 200)))
    assert_one_sentence(done, "too long", "set ORDER_TRACKING_HOME")


@pytest.mark.parametrize("character", [",", "'", '"', "\\"])
def test_path_that_odoo_cannot_take(tmp_path, character):
    with pytest.raises(SetupError, match="use another folder"):
        places.check_path(tmp_path / f"a{character}b")


def test_too_little_space(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**10, 9 * 10**9, 10**9))
    disk.check_space(tmp_path / "not" / "yet", 0.9, "this")
    with pytest.raises(SetupError, match="1.0 GB free but this needs 1.1 GB: free some space"):
        disk.check_space(tmp_path / "not" / "yet", 1.1, "this")


def test_disk_full_in_another_program(tmp_path):
    with pytest.raises(SetupError, match="The disk is full"):
        run(["cp", "/proc/version", "/dev/full"], log=tmp_path / "log", failure="other")


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.ENAMETOOLONG, "too long"),
        (errno.EACCES, "is not this user's"),
        (errno.EIO, "cannot be used"),
    ],
)
def test_errors_of_the_operating_system(number, told):
    assert told in errors.sentence_for(OSError(number, os.strerror(number), "/some/file"))


def test_missing_browser_without_apt(home, programs):
    with pytest.raises(SetupError, match="chromium .the browser tests.; install it"):
        system_packages.ensure(home, [system_packages.BROWSER])


def test_apt_does_not_bring_the_browser(home, programs, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    programs("env")
    programs("apt-get")
    with pytest.raises(SetupError, match="chromium .the browser tests.; install it"):
        system_packages.ensure(home, [system_packages.BROWSER])


def test_no_way_to_become_root(home, programs, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    programs("apt-get")
    programs("sudo", "exit 1")
    with pytest.raises(SetupError, match="no way to become root.*apt-get install chromium"):
        system_packages.ensure(home, [system_packages.BROWSER])


def test_fonts_are_not_worth_a_failure(home, programs, monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    programs("apt-get")
    fonts = system_packages.SystemPackage("fonts-any", "looks", lambda: False, essential=False)
    system_packages.ensure(home, [fonts])
    assert "Going on without fonts-any" in capsys.readouterr().out


def test_sudo_is_announced(home, programs, monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    programs("apt-get")
    programs("sudo")
    assert system_packages._root_prefix(["chromium"], essential=True) == ["sudo", "-n"]
    assert "Using sudo, only for apt-get: chromium" in capsys.readouterr().out


# ---- the network


def test_apt_without_network(home, programs, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    programs("apt-get", "exit 100")
    programs("env", "echo 'Could not resolve'; exit 100")
    with pytest.raises(
        SetupError, match="apt-get update failed, most likely for lack of a network"
    ):
        system_packages.ensure(home, [system_packages.BROWSER])


def test_broken_source_that_is_not_needed(home, programs, monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    programs("apt-get")
    programs("env", f'[ "$3" = install ] && echo "$*" >{tmp_path}/installed')
    with pytest.raises(SetupError, match="Missing on this machine: chromium"):
        system_packages.ensure(home, [system_packages.BROWSER])
    assert (tmp_path / "installed").read_text().endswith(" chromium\n")


def test_pip_without_network(home):
    home.python.parent.mkdir(parents=True)
    home.python.write_text("#!/bin/sh\nexit 1\n")
    home.python.chmod(0o755)
    with pytest.raises(SetupError, match="pip could not install .* lack of a network"):
        python_env._install(home)


@pytest.fixture
def debian(tmp_path, monkeypatch):
    keyring = tmp_path / "keyring.gpg"
    keyring.touch()
    monkeypatch.setattr(odoo_download, "KEYRING", str(keyring))
    monkeypatch.setattr(disk, "check_space", lambda *args: None)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_mirror_out_of_reach(home, programs, debian):
    programs("apt-get", "exit 100")
    with pytest.raises(SetupError, match="mirror cannot be reached .* set ODOO_SOURCE"):
        odoo_download.download(home)


def test_no_debian_mirror_configured(home, programs, debian):
    programs("apt-get")
    with pytest.raises(SetupError, match="No Debian mirror is among .* set ODOO_SOURCE"):
        odoo_download.download(home)


def test_not_on_debian(home, programs):
    with pytest.raises(SetupError, match="on Debian only: set ODOO_SOURCE"):
        odoo_download.download(home)


def test_lock_file_serves_the_supported_versions():
    newest = f"{interpreter.NEWEST[0]}.{interpreter.NEWEST[1] + 1}"
    for line in python_env.LOCK_FILE.read_text().splitlines():
        if "==" in line and not line.startswith("#") and "python_full_version" in line:
            assert newest not in line or f"< '{newest}'" in line
