"""Taking the add-on out of a database in use: nothing is logged, and Odoo goes on working."""

import os

import pytest

from provision import commands, places, workspace
from provision.templates import WITH_ADDONS

IN_USE = """
from odoo import Command

def sell():
    product = env["product.product"].create({"name": "Chair", "is_storable": True})
    partner = env["res.partner"].create({"name": "Customer"})
    line = Command.create({"product_id": product.id, "product_uom_qty": 2})
    order = env["sale.order"].create({"partner_id": partner.id, "order_line": [line]})
    order.action_confirm()
    order.picking_ids.move_ids.quantity = 2
    order.picking_ids.move_ids.picked = True
    order.picking_ids.button_validate()
    env.cr.commit()
    assert order.delivery_status == "full", order.delivery_status
"""
UNINSTALL = f"""{IN_USE}
env["res.company"].search([]).order_verification_mode = "off"
sell()
assert env["order.tracking.event"].search_count([])
addons = env["ir.module.module"].search([("name", "=like", "order\\\\_tracking%")])
addons.filtered(lambda addon: addon.state == "installed").button_immediate_uninstall()
"""
AFTERWARDS = f"""{IN_USE}
assert "order.tracking.event" not in env
sell()
left = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^order_'"
env.cr.execute(left)
assert not env.cr.rowcount, env.cr.fetchall()
assert not env["ir.model.data"].search_count([("module", "=like", "order\\\\_tracking%")])
form = env["sale.order"].get_views([(False, "form")])["views"]["form"]["arch"]
assert "milestone_ids" not in form
"""


@pytest.fixture
def space():
    with workspace.opened(places.find_home()) as space:
        yield space


@pytest.fixture
def database(space):
    name = f"test_{os.getpid()}_uninstall"
    (template,) = space.databases.names(WITH_ADDONS)
    space.databases.copy(template, name)
    yield name
    space.databases.drop(name)


def log_of(space, database, script):
    """Run a script inside Odoo; return what it logs, warnings and worse."""
    log = space.home.log("test-uninstall")
    commands.run(
        space.odoo.command("shell", "-d", database, "--no-http", "--log-level=warn"),
        log=log,
        env=space.odoo.environment(),
        failure="The script failed.",
        stdin=script,
    )
    return log.read_text()


def test_uninstalling_is_quiet_and_leaves_odoo_working(space, database):
    assert log_of(space, database, UNINSTALL) == ""
    assert log_of(space, database, AFTERWARDS) == ""
