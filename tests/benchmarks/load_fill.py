"""What a load is put on, the same with and without the add-ons: orders that customers look at,
orders that staff will confirm and deliver, people who do so."""

from __future__ import annotations

from dataclasses import dataclass

from common import ADDON, database

from odoo import Command
from odoo.tools import split_every

from odoo.addons.order_tracking_logistics.models.tracking_connector import utcnow

BARCODE = "LOAD0001"
PASSWORD = "load-of-a-day"
GROUPS = ("sales_team.group_sale_salesman_all_leads", "stock.group_stock_user")
LINES = 3  # of an order that a customer looks at


@dataclass(frozen=True)
class Shop:
    """``pages``: paths that customers open; ``drafts``: ids of orders to be confirmed;
    ``people``: logins of staff."""

    pages: list[str]
    drafts: list[int]
    people: list[str]


def fill(name: str, customers: int, drafts: int, staff: int, mail_port: int) -> Shop:
    """Makes it in the database ``name``; mail goes to ``mail_port``."""
    with database(name, commit=True) as env:
        _mail(env, mail_port)
        goods = _goods(env)
        orders = _orders(env, goods, customers)
        orders.action_confirm()
        for picking in orders.picking_ids:
            picking.move_ids.picked = True
            picking.with_context(skip_sms=True, skip_backorder=True).button_validate()
        ours = "/tracking" if name == ADDON else ""
        pages = [
            f"/my/orders/{order.id}{ours}?access_token={order._portal_ensure_token()}"
            for order in orders
        ]
        waiting = _orders(env, goods[:1], drafts)
        return Shop(pages, waiting.ids, _people(env, name, staff))


def _mail(env, port: int) -> None:
    env.company.email = "seller@example.com"
    env["ir.mail_server"].search([]).active = False
    server = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_encryption": "none"}
    env["ir.mail_server"].create({"name": "Load", **server})


def _goods(env):
    place = env["stock.warehouse"].search([], limit=1).lot_stock_id
    goods = env["product.product"].create(
        [
            {"name": f"Load {number}", "is_storable": True, "barcode": f"LOAD{number:04}"}
            for number in range(1, LINES + 1)
        ]
    )
    for product in goods:
        env["stock.quant"]._update_available_quantity(product, place, 10**6)
    return goods


def _orders(env, goods, count: int):
    """Each of another customer."""
    partners = env["res.partner"].create(
        [{"name": f"Customer {n}", "email": f"customer{n}@example.com"} for n in range(count)]
    )
    lines = [Command.create({"product_id": p.id, "product_uom_qty": 2}) for p in goods]
    return env["sale.order"].create([{"partner_id": p.id, "order_line": lines} for p in partners])


def _people(env, name: str, count: int) -> list[str]:
    own = ("order_tracking.group_user",) if name == ADDON else ()
    groups = [Command.link(env.ref(group).id) for group in ("base.group_user", *GROUPS, *own)]
    people = env["res.users"].create(
        [
            {
                "name": f"Person {n}",
                "login": f"person{n}",
                "password": PASSWORD,
                "group_ids": groups,
            }
            for n in range(count)
        ]
    )
    return people.mapped("login")


def parcels(pages: list[str], count: int, secret: str) -> str:
    """Parcels of those orders and of nobody, ``B0`` and on; the address to push to."""
    orders = [int(page.split("/")[3]) for page in pages]
    with database(ADDON, commit=True) as env:
        connector = env["tracking.connector"].create(
            {"name": "Load", "code": "easypost", "push_secret": secret}
        )
        # nobody is asked: the source is not that of a benchmark
        env.ref("order_tracking_logistics.ir_cron_poll").active = False
        known = {"connector_id": connector.id, "subscribed_at": utcnow()}
        for part in split_every(500, range(count)):
            env["order.shipment"].create(
                [{"number": f"B{n}", **known, **_of_order(orders, n)} for n in part]
            )
        return f"/logistics/push/{connector.code}/{connector.push_token}"


def _of_order(orders: list[int], number: int) -> dict:
    return {"order_ids": [Command.link(orders[number])]} if number < len(orders) else {}
