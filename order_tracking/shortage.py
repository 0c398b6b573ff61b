"""What can be done about goods that are not there in time: finding the ways, and going one.

A way is a plain dictionary, so that it can be kept, sent and compared: ``kind`` (later, split,
warehouse, substitute) and, as the kind needs it, ``date`` (ISO instant, UTC), ``keep`` (quantity
in the line's unit by line id, as text), ``warehouse``, ``line``, ``product``, ``price``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from odoo import Command, fields

from .presentation.finding_words import SHORTAGES
from .verification.engine import RULES, effective
from .verification_reading import read_orders

WAREHOUSES, SUBSTITUTES = 20, 5  # looked at, offered for a line: more is no choice but a catalogue


@dataclass(frozen=True)
class Shortage:
    """A line and how much of it is there in time, in the line's unit; ``at``: when the rest is."""

    line: object
    available: float
    at: datetime | None


def shortages(order) -> list[Shortage]:
    """Lines of ``order`` whose goods are not all there by the promised or usual date."""
    value = read_orders(order.env, order.ids)[order.id]
    lines = {line.id: line for line in order.order_line}
    found = {}
    for code in SHORTAGES & RULES.keys():
        for finding in RULES[code].check(value, effective(RULES[code], None)):
            line = lines[finding.line]
            # a finding counts in the product's unit
            share = line.product_uom_qty * finding.found / finding.expected
            here = line.product_uom_id.round(share, rounding_method="DOWN")
            at = finding.detail.get("available_at")
            found[line.id] = Shortage(line, here, at and datetime.fromisoformat(at))
    return [found[line.id] for line in order.order_line if line.id in found]


def ways(order) -> list[dict]:
    """Everything that would help ``order``, the least change first."""
    order = order.with_company(order.company_id)
    short = shortages(order)
    if not short:
        return []
    return [*_later(short), *_split(order, short), *_warehouses(order), *_substitutes(order, short)]


def _later(short):
    if all(one.at for one in short):
        yield {"kind": "later", "date": fields.Datetime.to_string(max(one.at for one in short))}


def _split(order, short):
    keep = {str(one.line.id): one.available for one in short}
    rest = order.order_line.filtered(
        lambda line: not line.display_type and keep.get(str(line.id), line.product_uom_qty) > 0
    )
    if rest:
        dates = [one.at for one in short]
        date = fields.Datetime.to_string(max(dates)) if all(dates) else None
        yield {"kind": "split", "keep": keep, "date": date}


def _warehouses(order):
    """Other warehouses of the company that have all goods of the order free."""
    needed = {}
    for line in order.order_line:
        if line.product_id.is_storable:
            needed.setdefault(line.product_id.id, 0)
            needed[line.product_id.id] += line.product_uom_id._compute_quantity(
                line.product_uom_qty, line.product_id.uom_id
            )
    others = [("company_id", "=", order.company_id.id), ("id", "!=", order.warehouse_id.id)]
    for warehouse in order.env["stock.warehouse"].sudo().search(others, limit=WAREHOUSES):
        stocked = _stocked_in(warehouse, order.env["product.product"].browse(needed))
        if all(product.free_qty >= needed[product.id] for product in stocked):
            yield {"kind": "warehouse", "warehouse": warehouse.id}


def _stocked_in(warehouse, products):
    """The products with the free quantity of one warehouse, as it is now."""
    # sudo: salespeople need no right to read stock to be told that there is some
    stocked = products.sudo().with_context(warehouse_id=warehouse.id)
    stocked.invalidate_recordset(["free_qty"])
    return stocked


def _substitutes(order, short):
    """Products that the company lists with a missing one and that are there at once."""
    for one in short:
        line, count = one.line, 0
        for product in _alternatives(order, line):
            if count < SUBSTITUTES and product.free_qty >= _in_unit_of(product, line):
                count += 1
                price = order.pricelist_id._get_product_price(
                    product,
                    line.product_uom_qty,
                    currency=order.currency_id,
                    uom=line.product_uom_id,
                    date=order.date_order,
                )
                price = order.currency_id.round(price)
                yield {"kind": "substitute", "line": line.id, "product": product.id, "price": price}


def _alternatives(order, line):
    """Alternatives of the shop, other variants, optional products: whatever of it there is."""
    template = line.product_id.product_tmpl_id.sudo()
    listed = template.product_variant_ids
    for name in ("alternative_product_ids", "optional_product_ids"):
        if name in template._fields:
            listed |= template[name].product_variant_ids
    return _stocked_in(order.warehouse_id, listed - line.product_id).filtered(
        lambda product: (
            product.active
            and product.sale_ok
            and product.is_storable
            and product.company_id.id in (False, order.company_id.id)
            and product.uom_id._has_common_reference(line.product_uom_id)
        )
    )


def _in_unit_of(product, line):
    return line.product_uom_id._compute_quantity(line.product_uom_qty, product.uom_id)


# ---------------------------------------------------------------------- going one


def still_open(order, way: dict) -> bool:
    """Whether ``way``, found earlier, is still as good as it was."""
    return any(_as_good(now, way) for now in ways(order))


def _as_good(now: dict, then: dict) -> bool:
    same = ("kind", "warehouse", "line", "product")
    if any(now.get(name) != then.get(name) for name in same):
        return False
    if now["kind"] == "later":
        return now["date"] <= then["date"]
    if now["kind"] == "split":
        return now["keep"].keys() == then["keep"].keys() and all(
            now["keep"][line] >= quantity for line, quantity in then["keep"].items()
        )
    return True


def go(order, way: dict):
    """Changes ``order`` accordingly; the second quotation of a split, else nothing."""
    if way["kind"] == "later":
        order.commitment_date = way["date"]
    elif way["kind"] == "warehouse":
        order.warehouse_id = way["warehouse"]
    elif way["kind"] == "substitute":
        line = order.order_line.filtered(lambda one: one.id == way["line"])
        line.product_id = way["product"]
        line.write({"price_unit": way["price"], "discount": 0})
    else:
        return _divide(order, way)
    return order.browse()


def _divide(order, way):
    """Keeps what is there on ``order``; the rest goes to a quotation of its own."""
    keep = {int(line): quantity for line, quantity in way["keep"].items()}
    short = order.order_line.filtered(lambda line: line.id in keep)
    commands = [
        Command.create(line.copy_data({"product_uom_qty": line.product_uom_qty - keep[line.id]})[0])
        for line in short
    ]
    rest = order.copy(
        {
            "order_line": commands,
            "origin": order.name,
            "commitment_date": way["date"],
            "user_id": order.user_id.id,
        }
    )
    short.filtered(lambda line: not keep[line.id]).unlink()
    for line in short.exists():
        line.product_uom_qty = keep[line.id]
    return rest
