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
WITHOUT_CARRIERS = f"""{IN_USE}
env["res.company"].search([]).order_verification_mode = "off"
sell()
order = env["sale.order"].search([], order="id desc", limit=1)
order.picking_ids.carrier_tracking_ref = "PN0001"
order.shipment_ids._tell("in_transit", text="On its way")
order.shipment_ids._tell("delivered")
env.cr.commit()
addon = env["ir.module.module"].search([("name", "=", "order_tracking_logistics")])
addon.button_immediate_uninstall()
"""
STILL_TOLD = """
order = env["sale.order"].search([], order="id desc", limit=1)
assert "order.shipment" not in env
events = env["order.tracking.event"].search([("order_id", "=", order.id)])
assert "in transit: On its way" in events.mapped("summary"), events.mapped("summary")
before = [(m.stage_id.id, m.state) for m in order.milestone_ids]
order._tracking_rebuild()
assert before == [(m.stage_id.id, m.state) for m in order.milestone_ids]
assert order.milestone_ids.filtered(lambda m: m.stage_id.trigger == "delivered").state == "reached"
assert not env["ir.attachment"].search_count([("res_model", "=", "order.shipment")])
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


def test_what_parcels_told_stays_without_them(space, database):
    assert log_of(space, database, WITHOUT_CARRIERS) == ""
    assert log_of(space, database, STILL_TOLD) == ""
