"""For all tests: a skipped test fails the run, and Odoo's test classes work outside an add-on.

Odoo's classes are there only with the pytest plugin for Odoo, which tests/unit runs without.
"""

from functools import partialmethod

import pytest

# s: Odoo gives an answer 12 s, and machines that run several stages stand still for longer
ANSWER_PATIENCE = 120
# x 0.1 s: Odoo gives the browser 10 s, too short on a busy machine, and then skips the test
BROWSER_PATIENCE = 600


def pytest_configure(config):
    if config.pluginmanager.hasplugin("odoo") and config.getoption("--odoo-database"):
        _adapt_odoo()


def _adapt_odoo():
    from odoo.tests import common

    common.CHECK_BROWSER_ITERATIONS = BROWSER_PATIENCE
    for name in ("url_open", "make_jsonrpc_request"):
        patient = partialmethod(getattr(common.HttpCase, name), timeout=ANSWER_PATIENCE)
        setattr(common.HttpCase, name, patient)
    # Odoo sets these only for classes in odoo.addons; without them nothing outside can be collected
    common.BaseCase.test_tags = {"standard", "post_install"}
    common.BaseCase.test_module = "tests"


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    """A skipped test has proved nothing: a missing browser must not look like success."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = len(reporter.stats.get("skipped", ())) if reporter else 0
    if skipped and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line(f"{skipped} skipped test(s): a skipped test fails the run", red=True)
