"""What docstrings show is what comes out.

Of all that can be imported without a database; what words screens need Odoo for has tests of its
own.
"""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
ADDONS = ("order_tracking", "order_tracking_logistics", "order_tracking_feedback")
WITH_ODOO = {"presentation", "models", "controllers", "wizard", "report"}


def shown():
    """Each module with an example, named as the pure packages' tests import it."""
    for addon in ADDONS:
        for file in sorted((REPOSITORY / addon).rglob("*.py")):
            parts = file.relative_to(REPOSITORY / addon).with_suffix("").parts
            if not WITH_ODOO & {*parts} and ">>>" in file.read_text():
                yield ".".join(part for part in parts if part != "__init__")


@pytest.mark.parametrize("name", shown())
def test_examples_come_out_as_they_are_shown(name):
    found = doctest.testmod(import_module(name))
    assert found.attempted
    assert not found.failed
