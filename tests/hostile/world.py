"""What a stranger would like to see or change: orders of two customers at every stage, with
words in them that can be found again wherever they should not be."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from PIL import Image

from odoo import Command, fields

NUMBERS = ("1Z204W4R0308071865", "SF1234567890123")
# Whoever sees one of these outside of the place where it belongs has found a leak.
SECRETS = {
    "name": "Zarathustra Quillfeather",
    "phone": "+32 470 99 88 77",
    "street": "77 Hiddenmarker Lane",
    "email": "zarathustra@quillfeather.example",
    "push": "pushsecretquillfeather",
    "api": "apikeyquillfeather",
}

STAFF = {"login": "hostile-staff", "password": "hostile-staff-1"}
GROUPS = (
    *("order_tracking.group_manager", "sales_team.group_sale_manager", "stock.group_stock_user"),
    *("base.group_allow_export", "base.group_partner_manager"),
)


def build(env) -> dict[str, Any]:
    """Values of routes' placeholders and of everything that opens something, by name."""
    _settings(env)
    _staff(env)
    goods = _goods(env)
    own, other = (_order(env, goods, partner) for partner in _customers(env))
    connectors = _connectors(env)
    for order, number in ((own, NUMBERS[0]), (other, NUMBERS[1])):
        _parcel(env, order, number, connectors[0])
    found = _known(env, own, other)
    found["connectors"] = [(c.code, c.push_token, c.push_secret) for c in connectors]
    return found


def _settings(env):
    # the server has a folder for files of its own, in which ours are not
    env["ir.config_parameter"].set_param("ir_attachment.location", "db")
    env.company.write(
        {
            "order_verification_mode": "off",
            "order_lookup_enabled": True,
            "order_receipt_enabled": True,
            "email": "seller@example.com",
        }
    )


def _staff(env):
    groups = [Command.link(env.ref(name).id) for name in GROUPS]
    env["res.users"].create({"name": "Staff", "group_ids": groups, **STAFF})


def _goods(env):
    product = env["product.product"].create(
        {"name": "Chair", "is_storable": True, "list_price": 10, "invoice_policy": "order"}
    )
    place = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    env["stock.quant"]._update_available_quantity(product, place.lot_stock_id, 1000)
    return product


def _customers(env):
    about = {"name": "name", "phone": "phone", "street": "street", "email": "email"}
    own = {field: SECRETS[name] for field, name in about.items()}
    other = {field: f"other.{text}" for field, text in own.items()}
    country = {"country_id": env.ref("base.be").id, "city": "Gent", "zip": "9000"}
    return env["res.partner"].create([{**own, **country}, {**other, **country}])


def _order(env, product, partner):
    """An order whose goods are with the customer, invoiced, with a receipt."""
    line = Command.create({"product_id": product.id, "product_uom_qty": 10})
    order = env["sale.order"].create({"partner_id": partner.id, "order_line": [line]})
    order.action_confirm()
    env.cr.flush()
    order._receipt_prepare()
    for picking in order.picking_ids:
        picking.action_assign()
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
    env.cr.flush()
    arrived = order.milestone_ids.filtered(lambda m: m.stage_id.trigger == "delivered").stage_id
    order._tracking_mark(arrived)
    order._create_invoices().action_post()
    env.cr.flush()
    env["order.tracking.watch"]._look(order.ids)
    order._portal_ensure_token()
    return order


def _connectors(env):
    """One of each kind; EasyPost first."""
    env["tracking.connector"].search([]).action_archive()
    codes = dict(env["tracking.connector"]._fields["code"]._description_selection(env))
    codes = sorted(codes, key=lambda code: code != "easypost")
    return env["tracking.connector"].create(
        [
            # asking would ask the real source
            {"name": code, "code": code, "push_secret": SECRETS["push"], "state": "paused"}
            for code in codes
        ]
    )


def _parcel(env, order, number, connector):
    parcel = env["order.shipment"].create(
        {
            "number": number,
            "connector_id": connector.id,
            "order_ids": [Command.link(order.id)],
            "picking_ids": [Command.link(order.picking_ids[:1].id)],
        }
    )
    parcel.proof_ids = [Command.create({"name": "proof.png", "raw": picture(), **_of(parcel)})]
    return parcel


def _of(record):
    return {"res_model": record._name, "res_id": record.id, "mimetype": "image/png"}


def picture(kind="PNG"):
    written = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(written, kind)
    return written.getvalue()


def _known(env, own, other):
    """All that an address or a form can be made of, about one's own order and another's."""
    found = {"own": _about(env, own), "other": _about(env, other)}
    review = env["order.review"].create(
        {"kind": "quarter", "date_from": date(2026, 1, 1), "date_to": date(2026, 3, 31)}
    )
    for values in found.values():
        values["review_id"] = review.id
    return found


def _about(env, order):
    link = env["order.tracking.link"].create(
        {"order_id": order.id, "partner_id": order.partner_id.id, "role": "buyer"}
    )
    parcel = env["order.shipment"].search([("order_ids", "in", order.ids)], limit=1)
    asked = env["order.feedback.request"].create(
        {
            "order_id": order.id,
            "company_id": order.company_id.id,
            "partner_id": order.partner_id.id,
            "kind": "survey",
            "due_at": fields.Datetime.now(),
        }
    )
    return {
        "order": order.id,
        "order_id": order.id,
        "access_token": order.access_token,
        "link": link.token,
        "revision": 1,
        "shipment_id": parcel.id,
        "file_id": parcel.proof_ids[:1].id,
        "choice_id": _choice(env, order).id,
        "receipt": order.current_receipt_id.token,
        "stop": asked._stop_url().rpartition("token=")[2],
        "number": order.name,
        "secret": order.partner_id.email,
    }


def _choice(env, order):
    return env["order.choice"].create(
        {
            "order_id": order.id,
            "company_id": order.company_id.id,
            "ways": [{"kind": "later", "date": "2027-01-01 12:00:00"}],
            "expires_at": fields.Datetime.now(),
            "content_hash": order._verification_fingerprint(),
        }
    )


def complaint(env, order, text):
    """As a customer told it."""
    category = env["order.complaint.category"].search([], limit=1)
    return env["order.complaint"]._open(order, category, {"description": text, "via": "portal"})
