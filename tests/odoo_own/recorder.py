"""pytest plugin: runs Odoo's tests as Odoo's own runner selects them, one line of JSON a result.

A line holds `id`, `outcome` (passed, failed, error or skipped), `message`, and for a test
`seconds` and `queries`. What a commit begins with is a result of its own: see `COMMIT`.
"""

import json
from unittest import SkipTest

import pytest

COMMIT = " (commit)"
# x 0.1 s: Odoo gives the browser 10 s, too short on a busy machine, and then skips the test
BROWSER_PATIENCE = 600
# times what Odoo allows a tour: two run side by side here
TOUR_PATIENCE = 2


def pytest_addoption(parser):
    parser.addoption("--results", help="file for the results")
    parser.addoption("--no-browser", action="store_true", help="skip what needs a browser")


def pytest_configure(config):
    config.pluginmanager.register(Recorder(config.getoption("--results")))
    from odoo.tests import common

    common.CHECK_BROWSER_ITERATIONS = BROWSER_PATIENCE
    common.TransactionCase._callTestMethod = call_and_begin_commit
    common.HttpCase.browser_js = _patient(common.HttpCase.browser_js)
    if config.getoption("--no-browser"):
        common.ChromeBrowser.__init__ = _leave_out


def _patient(browser_js):
    def patient(self, *arguments, timeout=60, **options):
        return browser_js(self, *arguments, timeout=timeout * TOUR_PATIENCE, **options)

    return patient


def _leave_out(*_arguments, **_options):
    raise SkipTest("needs a browser")


def call_and_begin_commit(self, method):
    """Run a test and then, as `commit` would, flush and run the pre-commit hooks."""
    self.commit_error = None
    method()
    try:
        self.env.cr.flush()
    except Exception as error:
        self.commit_error = f"{type(error).__name__}: {error}"


def pytest_collection_modifyitems(config, items):
    """Leave out what Odoo runs only when asked to by a tag, such as tests of remote services."""
    dropped = [item for item in items if "standard" not in getattr(item.cls, "test_tags", ())]
    config.hook.pytest_deselected(items=dropped)
    items[:] = [item for item in items if item not in dropped]


class Recorder:
    def __init__(self, path: str):
        self.file = open(path, "w")  # noqa: SIM115  (open for the whole session)
        self.queries = 0

    def pytest_unconfigure(self):
        self.file.close()

    def pytest_collectreport(self, report):
        if report.failed:
            self._write(id=report.nodeid, outcome="error", message=_message(report))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item):
        from odoo import sql_db

        before = sql_db.sql_counter
        try:
            return (yield)
        finally:
            self.queries = sql_db.sql_counter - before

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = yield
        if report.when == "call":
            self._called(report, getattr(item.instance, "commit_error", None))
        elif report.failed or (report.when == "setup" and report.skipped):
            outcome = "error" if report.failed else "skipped"
            self._write(id=report.nodeid, outcome=outcome, message=_message(report))
        return report

    def _called(self, report, commit_error):
        self._write(
            id=report.nodeid,
            outcome=report.outcome,
            message=_message(report),
            seconds=round(report.duration, 3),
            queries=self.queries,
        )
        if report.passed:
            outcome = "failed" if commit_error else "passed"
            self._write(id=report.nodeid + COMMIT, outcome=outcome, message=commit_error or "")

    def _write(self, **result):
        self.file.write(json.dumps(result) + "\n")
        self.file.flush()


def _message(report) -> str:
    """Return what the exception says, without the traceback, which is in the log."""
    if report.passed:
        return ""
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash:
        return crash.message
    return str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
