"""From the first release of each addon to the present one, with orders in every state: nothing is
lost, jobs run, screens and pages open, and what is computed comes out as it was.

First releases, as complete as they were when the next addon or subject was begun (see
``keep_release``): ``core`` is 215c380, the timeline before verification and receipts;
``logistics`` 3107dad, shipments and connectors before allocation and dispatch; ``feedback``
a9ad41b, acceptance to returns before reviews. They start from the database without our addons
that test runs are made from, so each is installed as a company installed it then.
"""

import re
import shutil
import tarfile
from pathlib import Path

import pytest

from odoo.tests import get_db_name

from ..faults.harness import database_copy, query
from . import commands, snapshot
from .test_uninstall import BOOKKEEPING, left_behind, take_out, without_ours

RELEASES = Path(__file__).parent / "releases"
ADDONS = ("order_tracking", "order_tracking_logistics", "order_tracking_feedback")
FIRST = {"core": ADDONS[:1], "logistics": ADDONS[:2], "feedback": ADDONS}
SWITCHES = (
    "SELECT DISTINCT order_verification_mode, order_receipt_enabled, order_notice_enabled"
    " FROM res_company"
)
PICKUP_READY = (
    "SELECT s.trigger FROM order_tracking_stage s JOIN ir_model_data d ON d.res_id = s.id"
    " WHERE d.module = 'order_tracking' AND d.name = 'stage_pickup_ready'"
)
RECEIPT_MAIL = (
    "SELECT t.email_layout_xmlid, t.body_html->>'en_US' LIKE '%See the receipt%'"
    " FROM mail_template t JOIN ir_model_data d ON d.res_id = t.id"
    " WHERE d.module = 'order_tracking' AND d.name = 'mail_template_receipt'"
)
# what views and code look like, and what Odoo counts anew at every start
CODE = re.compile(BOOKKEEPING.pattern.removesuffix(")") + "|order_tracking_flow_version)")
DIGESTS = {"digest", "settings_digest"}  # of projections, made by code
# what follows from facts by rules that became better; ``verify.py`` compares it with a rebuild
RULES = DIGESTS | {"planned_at", "due_at", "tracking_due_at", "trigger"}


def base():
    """The database without our addons that the one of this run was cloned from."""
    names = "SELECT datname FROM pg_database WHERE datname ~ '^template_base_[0-9a-z]+$'"
    (row,) = query("postgres", names)
    return row[0]


# what waits in a queue, and counts of days, are made and taken by jobs
PASSED = re.compile(CODE.pattern + "|order_tracking_watch|order_outcome_d|bus_")


@pytest.fixture(params=FIRST)
def upgraded(request, tmp_path):
    """(database as the first release left it, the same after the upgrade)"""
    with tarfile.open(RELEASES / f"{request.param}.tar.xz") as archive:
        # Python 3.11.2, which Debian 12 has, knows no filters
        archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, _path: member)
        archive.extractall(tmp_path)
    addons = FIRST[request.param]
    with database_copy(base(), f"{get_db_name()}_old") as old:
        try:
            commands.copy_files(base(), old)
            commands.install(old, *addons, addons=[tmp_path])
            commands.shell(old, "fill.py", addons=[tmp_path])
            with database_copy(old) as new:
                commands.copy_files(old, new)
                yield old, new, addons
                shutil.rmtree(commands.filestore(new), ignore_errors=True)
        finally:
            shutil.rmtree(commands.filestore(old), ignore_errors=True)


def test_upgraded_and_taken_out(upgraded):
    old, new, addons = upgraded
    assert commands.upgrade(new, addons[0]) == ""
    if len(addons) == 1:
        # nothing that the first release did not do begins by itself
        assert query(new, SWITCHES) == [("advise", False, False)]
    assert query(new, PICKUP_READY) == [("ready_for_pickup",)]
    # nobody had changed the text of the receipt's mail
    assert query(new, RECEIPT_MAIL) == [("order_tracking.notice_layout", True)]
    assert snapshot.lost(old, new, ignored=CODE, passing=RULES) == {}
    assert commands.shell(new, "verify.py") == ""
    # jobs of the upgraded database go on where they were: receipts are sent, deadlines pass
    assert snapshot.gone(old, new, PASSED) == {}
    with database_copy(new) as name:
        for addon in reversed(addons):
            assert take_out(name, addon) == "", addon
        assert left_behind(name) == {}
        without_ours(old)
        assert snapshot.gone(old, name, BOOKKEEPING) == {}
