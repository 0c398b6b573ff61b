"""What parcel messages could mean, read from the database: a fixed number of queries for any
number of messages, with the rights of the user who sends them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ..shipping.state import TERMINAL
from .matching import Carrier, Catalogue, Delivery, Known, OrderLine
from .message import Message


def read_catalogue(env, messages: Sequence[Message]) -> Catalogue:
    """Everything of the present company that ``messages`` name."""
    deliveries = _deliveries(env, {m.delivery for m in messages})
    orders = _orders(env, {m.order for m in messages})
    parcels = _parcels(env, {m.number for m in messages})
    named = {order for delivery in deliveries.values() for order in delivery.orders}
    named |= {order for some in parcels.values() for known in some for order in known.orders}
    wants_lines = any(m.lines for m in messages)
    return Catalogue(
        carriers=_carriers(env),
        deliveries=deliveries,
        orders=orders,
        packages=_packages(env, {m.package for m in messages}),
        lines=_order_lines(env, named | set(orders.values())) if wants_lines else (),
        parcels=parcels,
    )


def _carriers(env) -> list[Carrier]:
    company = [("company_id", "in", [False, env.company.id])]
    return [
        Carrier(carrier.id, carrier.name, carrier.tracking_carrier_code or "")
        for carrier in env["delivery.carrier"].search_fetch(
            company, ["name", "tracking_carrier_code"]
        )
    ]


def _deliveries(env, names: set[str]) -> dict[str, Delivery]:
    domain = [("name", "in", sorted(names - {""})), ("company_id", "=", env.company.id)]
    pickings = env["stock.picking"].search(domain) if names - {""} else env["stock.picking"]
    # sudo: which orders a delivery serves; the delivery itself was found with the user's rights
    moves = pickings.sudo().move_ids
    moves.sale_line_id.fetch(["order_id"])
    return {
        picking.name: Delivery(
            picking.id,
            picking.picking_type_code == "outgoing",
            picking.carrier_id.id or 0,
            frozenset(picking.sudo().move_ids.sale_line_id.order_id.ids),
        )
        for picking in pickings
    }


def _orders(env, names: set[str]) -> dict[str, int]:
    if not names - {""}:
        return {}
    domain = [
        ("name", "in", sorted(names - {""})),
        ("company_id", "=", env.company.id),
        ("state", "=", "sale"),
    ]
    return {order.name: order.id for order in env["sale.order"].search_fetch(domain, ["name"])}


def _packages(env, names: set[str]) -> dict[str, int]:
    if not names - {""}:
        return {}
    domain = [
        ("name", "in", sorted(names - {""})),
        ("company_id", "in", [False, env.company.id]),
    ]
    return {p.name: p.id for p in env["stock.package"].search_fetch(domain, ["name"])}


def _order_lines(env, orders: set[int]) -> list[OrderLine]:
    domain = [("order_id", "in", sorted(orders)), ("product_id", "!=", False)]
    # sudo: products of orders that were found with the user's rights
    lines = env["sale.order.line"].sudo().search(domain, order="order_id, sequence, id")
    lines.product_id.fetch(["default_code", "barcode"])
    return [
        OrderLine(
            line.id,
            line.order_id.id,
            line.product_id.default_code or "",
            line.product_id.barcode or "",
        )
        for line in lines
    ]


def _parcels(env, numbers: set[str]) -> dict[str, list[Known]]:
    """Newest first, those that are followed before the closed ones."""
    found: dict[str, list[Known]] = defaultdict(list)
    domain = [("number", "in", sorted(numbers)), ("company_id", "=", env.company.id)]
    for shipment in env["order.shipment"].search(domain, order="closed, id desc"):
        found[shipment.number].append(
            Known(
                id=shipment.id,
                carrier=shipment.carrier_id.id or 0,
                closed=shipment.closed,
                over=shipment.status in TERMINAL,
                deliveries=frozenset(shipment.picking_ids.ids),
                orders=frozenset(shipment.order_ids.ids),
            )
        )
    return found
