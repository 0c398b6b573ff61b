"""What the fill has none of and pages show: made once in each database, for the order looked at."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta

from odoo import Command, fields

HEALTH_KEY = "bench"
_PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg=="
)


def make(env, order, shipment) -> dict:
    """Ids by the names of :func:`whole.looked_at`."""
    hashed = hashlib.sha256(HEALTH_KEY.encode()).hexdigest()
    env["ir.config_parameter"].set_param("order_tracking.health_key", hashed)
    stage = env["sale.order"]._scan_stages()[:1] or _scanned(env, order)
    return {
        "portal": _customer(env, order.partner_id).id,
        "stage": stage.id,
        "number": order.name,
        "route_choice_id": _choice(env, order).id,
        "route_file_id": _proof(env, shipment).id,
    }


def _customer(env, partner):
    """Who is signed in on the pages of a customer."""
    users = env["res.users"]
    values = {
        "login": f"portal{partner.id}",
        "password": "bench-of-tests",
        "partner_id": partner.id,
        "group_ids": [Command.set(env.ref("base.group_portal").ids)],
    }
    return users.search([("login", "=", values["login"])]) or users.create(values)


def _choice(env, order):
    choices = env["order.choice"]
    now = fields.Datetime.now()
    values = {
        "order_id": order.id,
        "company_id": order.company_id.id,
        "ways": [{"kind": "keep"}],
        "sent_at": now,
        "expires_at": now + timedelta(days=9),
        "content_hash": order._verification_fingerprint(),
    }
    return choices.search([("order_id", "=", order.id)], limit=1) or choices.create(values)


def _proof(env, shipment):
    files = env["ir.attachment"]
    if not shipment.proof_ids:
        values = {"name": "proof.png", "raw": _PICTURE, "mimetype": "image/png"}
        linked = {"res_model": shipment._name, "res_id": shipment.id}
        shipment.proof_ids = files.create({**values, **linked})
    return shipment.proof_ids[:1]


def _scanned(env, order):
    """A stage that staff mark, of the flow of the order."""
    return env["order.tracking.stage"].create(
        {"flow_id": order.tracking_flow_id.id, "name": "Packed", "trigger": "manual"}
    )
