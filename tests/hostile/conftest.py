"""One real server with something worth stealing in its database, for all tests of this folder."""

import os

import pytest

from odoo.tests import get_db_name

from ..faults import harness
from .site import Site


def pytest_configure(config):
    config.addinivalue_line("markers", "thorough: only where ORDER_TRACKING_FUZZ is set")


def pytest_collection_modifyitems(config, items):
    """Without the wish for it no test marked ``thorough`` is run."""
    if os.environ.get("ORDER_TRACKING_FUZZ"):
        return
    left_out = [item for item in items if item.get_closest_marker("thorough")]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session")
def site():
    """A running :class:`Site`; everything of it is gone afterwards."""
    with harness.database_copy(get_db_name()) as database:
        found = Site(database)
        try:
            found.start()
            yield found
        finally:
            found.server.stop()
