"""An add-on is of use without those above it: its tours lead only to what comes with it.

Odoo refuses data that name what is not installed. In a tour nobody does: it would stand still.
"""

import ast
import re

import pytest

from tests.unit.guide.test_guide import REPOSITORY

ADDONS = ("order_tracking", "order_tracking_logistics", "order_tracking_feedback")
NAMED = re.compile(r"[\"'](order_tracking\w*)\.(menu_\w+)[\"']")
LAID = re.compile(r"<menuitem[^>]*\bid=[\"'](\w+)[\"']")


def below(addon):
    """The add-on itself and those of ours that come with it."""
    manifest = ast.literal_eval((REPOSITORY / addon / "__manifest__.py").read_text())
    return {addon}.union(*(below(name) for name in manifest["depends"] if name in ADDONS))


def entries(addon):
    """Menu entries that an add-on makes, with its name before them."""
    texts = [path.read_text() for path in (REPOSITORY / addon / "views").glob("*menus.xml")]
    return {f"{addon}.{name}" for text in texts for name in LAID.findall(text)}


@pytest.mark.parametrize("addon", ADDONS)
def test_tours_lead_to_menus_that_come_with_them(addon):
    there = set().union(*(entries(name) for name in below(addon)))
    scripts = (REPOSITORY / addon / "static" / "src" / "guided_tours").glob("*.js")
    named = {f"{a}.{menu}" for path in scripts for a, menu in NAMED.findall(path.read_text())}
    assert named, "the tours name their menus in another way: mend this test"
    assert named <= there, f"not in {addon} nor below it: {named - there}"
