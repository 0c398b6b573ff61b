"""A backup that is restored elsewhere holds the same, to the last row and file; and everything that
is computed comes out the same from it."""

import os
import shutil
from pathlib import Path

import pytest

from odoo.tests import get_db_name

from ..faults.harness import _drop, database_copy
from . import commands, snapshot

RESTORED = "restored"


def by_postgres(source, target, folder):
    """With PostgreSQL's own programs, and the files beside it."""
    file = str(Path(folder) / "dump")
    commands.postgres("pg_dump", "--format=custom", "--no-owner", f"--file={file}", source)
    shutil.copytree(commands.filestore(source), Path(folder) / "filestore")
    commands.postgres("createdb", target)
    commands.postgres("pg_restore", "--no-owner", "--jobs=2", f"--dbname={target}", file)
    shutil.copytree(Path(folder) / "filestore", commands.filestore(target))


def by_odoo(source, target, folder):
    """With Odoo's own command: a zip file of the database and the files."""
    file = str(Path(folder) / "backup.zip")
    commands.odoo("db", "dump", source, file)
    commands.odoo("db", "load", target, file)


# the rows always; what is computed from them takes minutes
FULL = os.environ.get("ORDER_TRACKING_UPKEEP") == "full"
WAYS = [by_postgres, by_odoo] if FULL else [by_postgres]


@pytest.fixture(scope="module")
def filled():
    """A database in use, with everything in it."""
    with database_copy(get_db_name()) as name:
        assert commands.shell(name, "fill.py") == ""
        yield name
        shutil.rmtree(commands.filestore(name), ignore_errors=True)


@pytest.mark.parametrize("way", WAYS)
def test_restored_is_the_same(filled, way):
    target = f"{filled}_{RESTORED}"
    _drop(target)
    shutil.rmtree(commands.filestore(target), ignore_errors=True)
    with commands.folder() as folder:
        way(filled, target, folder)
    try:
        wanted = snapshot.tables(filled)
        assert snapshot.tables(target) == wanted
        before = snapshot.read(filled, wanted)
        assert all(before[table].rows for table in PRESENT)
        after = snapshot.read(target, wanted)
        changed = {t for t in wanted if before[t].rows != after[t].rows}
        # a database that Odoo loads gets an identity of its own
        assert changed <= ({"ir_config_parameter"} if way is by_odoo else set())
        assert not FULL or commands.shell(target, "review.py", "verify.py") == ""
    finally:
        _drop(target)
        shutil.rmtree(commands.filestore(target), ignore_errors=True)


# what must have been in the backup for the test to say something
PRESENT = (
    "order_acceptance",
    "order_complaint",
    "order_outcome",
    "order_receipt",
    "order_return",
    "order_review_figure",
    "order_shipment_event",
    "order_tracking_event",
    "order_tracking_milestone",
    "order_tracking_promise",
    "tracking_message",
)
