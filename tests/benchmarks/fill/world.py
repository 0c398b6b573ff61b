"""What the orders of the fill refer to, made by Odoo: companies, seeds to copy, a connector."""

from __future__ import annotations

import populate
from common import verification

from odoo import Command

SHARES = (0.7, 0.9, 1.0)  # of the companies in the orders, added up
PRODUCTS = 1000


def make(env) -> dict[str, int]:
    """Ids by name; those of the three companies end in 1, 2 and 3."""
    ids = {}
    names = ("Second Company", "Third Company")
    companies = env["res.company"].search([], limit=1) | env["res.company"].create(
        [{"name": name} for name in names]
    )
    verification(env, "off")
    for number, company in enumerate(companies, start=1):
        own = env(context={**env.context, "allowed_company_ids": company.ids})
        ids |= {f"{key}{number}": value for key, value in _seed(own, company).items()}
    ids |= _shared(env, companies)
    _receipt(env, ids)
    env.cr.commit()
    return ids


def _seed(env, company) -> dict[str, int]:
    """A real order with its delivery and timeline, to be copied."""
    if not env["stock.warehouse"].search([("company_id", "=", company.id)]):
        env["stock.warehouse"].create({"name": company.name, "code": f"W{company.id}"})
    order = populate.real_order(env(context={**env.context, "lang": "en_US"}))
    return {
        "company": company.id,
        "order": order.id,
        "line": order.order_line.id,
        "picking": order.picking_ids.id,
        "move": order.order_line.move_ids.id,
        "warehouse": order.warehouse_id.id,
    }


def _shared(env, companies) -> dict[str, int]:
    fee = env["product.product"].create({"name": "Delivery", "type": "service"})
    ways = env["delivery.carrier"].create(
        [{"name": f"Carrier {n}", "product_id": fee.id} for n in range(4)]
    )
    connector = env["tracking.connector"].create({"name": "easypost", "code": "easypost"})
    seed = env["sale.order"].search([], order="id desc", limit=1)
    return {
        "carrier": ways[0].id,
        "connector": connector.id,
        "partner": seed.partner_id.id,
        "product": seed.order_line.product_id.id,
        "template": seed.order_line.product_id.product_tmpl_id.id,
        "reason": env["order.return.reason"].search([("our_fault", "=", False)], limit=1).id,
        "user": _person(env, companies).id,
    }


def _person(env, companies):
    """Who looks at the screens: a manager who sees all orders of the three companies."""
    groups = (
        *("order_tracking.group_manager", "sales_team.group_sale_manager"),
        *("stock.group_stock_manager", "base.group_multi_company", "account.group_account_invoice"),
    )
    values = {
        "name": "Bench",
        "login": "bench",
        "password": "bench-of-tests",
        "company_id": companies[0].id,
        "company_ids": [Command.set(companies.ids)],
        "group_ids": [Command.link(env.ref(name).id) for name in groups],
    }
    return env["res.users"].create(values)


def _receipt(env, ids: dict[str, int]) -> None:
    """Adds a receipt made by the product, whose content all receipts of the fill have."""
    order = env["sale.order"].browse(ids["order1"])
    order._cron_prepare_receipts()
    receipt = env["order.receipt"].search([("order_id", "=", order.id)], limit=1)
    ids |= {"receipt": receipt.id, "file": receipt.pdf_attachment_id.id}
