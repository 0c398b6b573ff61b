"""What was agreed in an order, as the plain values that a receipt consists of.

The language of the order's environment is that of the names in it; what binds is in numbers and
ids (see ``receipt.content``).
"""

from __future__ import annotations

from odoo.tools import html2plaintext

from .presentation.shared import spoken_in, stage_values
from .receipt.content import FORMAT, decimal, utc_text

_AHEAD = ("pending", "current")


def read_content(order, agreement: dict) -> dict:
    """The content of a receipt of ``order``, but for its part ``receipt``.

    :param order: one sale.order with superuser rights, in the language of the receipt.
    :param agreement: of :func:`read_agreement`.
    """
    return {
        "format": FORMAT,
        "seller": _read_seller(order.company_id),
        "customer": _read_customer(order),
        "agreement": agreement,
        "guidance": _read_guidance(order),
    }


def read_agreement(order) -> dict:
    """The part of the content that both sides are bound to."""
    return {
        "order": order.name,
        "reference": order.client_order_ref or None,
        "status": "cancelled" if order.state == "cancel" else "confirmed",
        "confirmed": utc_text(order.date_order),
        "lines": [_read_line(line) for line in _lines_of(order)],
        "totals": _read_totals(order),
        "promise": _read_promise(order),
        "delivery": _read_delivery(order),
        "terms": _named(order.payment_term_id),
        "requests": _read_requests(order),
    }


def _read_requests(order) -> str | None:
    """What the customer asks for besides the goods, and the order's own terms."""
    told = (order.special_requests or "", html2plaintext(order.note or ""))
    return "\n".join(part.strip() for part in told if part.strip()) or None


def _read_seller(company) -> dict:
    partner = company.partner_id
    return {
        "name": company.name,
        "vat": company.vat or None,
        "text": _address_text(partner),
        "phone": company.phone or None,
        "email": company.email or None,
        "website": company.website or None,
    }


def _read_customer(order) -> dict:
    contact, invoiced = order.partner_id, order.partner_invoice_id
    return {
        "name": contact.commercial_partner_id.name or contact.name,
        "vat": contact.commercial_partner_id.vat or None,
        "text": _address_text(invoiced),
        "contact": contact.name if contact != contact.commercial_partner_id else None,
        "phone": contact.phone or None,
        "email": contact.email or None,
    }


def _lines_of(order):
    """What Odoo's own quotation shows. Advance payments are accounting, not what was agreed."""
    return order._get_order_lines_to_report().filtered(lambda line: not line.is_downpayment)


def _read_line(line) -> dict:
    kind = (line.display_type or "product").removeprefix("line_")
    return {
        "id": line.id,
        "type": kind,
        "product": _read_product(line) if line.product_id else None,
        "description": line.name or "",
        **(_read_figures(line) if kind == "product" else _read_heading(line)),
    }


def _read_figures(line) -> dict:
    digits = line.env["decimal.precision"].precision_get
    hidden = _prices_hidden(line)
    money = line.currency_id.decimal_places
    return {
        "quantity": decimal(line.product_uom_qty, digits("Product Unit")),
        "unit": _named(line.product_uom_id),
        "price": None if hidden else decimal(line.price_unit, digits("Product Price")),
        "discount": None if hidden else decimal(line.discount, digits("Discount")),
        "taxes": [] if hidden else [_named(tax) for tax in line.tax_ids.sorted("id")],
        "untaxed": None if hidden else decimal(line.price_subtotal, money),
        "total": None if hidden else decimal(line.price_total, money),
    }


def _read_heading(line) -> dict:
    """Sections and notes have no figures, but for the sum of a section that hides its prices."""
    summed = line.collapse_prices or line.collapse_composition
    money = line.currency_id.decimal_places

    def total(name):
        return decimal(line._get_section_totals(name), money) if summed else None

    nothing = dict.fromkeys(("quantity", "unit", "price", "discount"))
    return {
        **nothing,
        "taxes": [],
        "untaxed": total("price_subtotal"),
        "total": total("price_total"),
    }


def _prices_hidden(line) -> bool:
    above = line.parent_id
    return above.collapse_prices or above.parent_id.collapse_prices


def _read_product(line) -> dict:
    product = line.product_id
    own = line.product_custom_attribute_value_ids.filtered("custom_value")
    typed = {c.custom_product_template_attribute_value_id: c.custom_value for c in own}
    values = (
        product.product_template_attribute_value_ids
        | line.product_no_variant_attribute_value_ids
        | own.custom_product_template_attribute_value_id
    )
    return {
        "id": product.id,
        "text": product.name,
        "code": product.default_code or None,
        "attributes": [
            {"name": value.attribute_id.name, "value": typed.get(value) or value.name}
            for value in values.sorted()
        ],
    }


def _read_totals(order) -> dict:
    digits = order.currency_id.decimal_places
    groups = [
        group
        for subtotal in (order.tax_totals or {}).get("subtotals", ())
        for group in subtotal["tax_groups"]
    ]
    return {
        "currency": order.currency_id.name,
        "untaxed": decimal(order.amount_untaxed, digits),
        "taxes": [
            {
                "id": group["id"],
                "text": group["group_name"],
                "amount": decimal(group["tax_amount_currency"], digits),
            }
            for group in groups
        ],
        "total": decimal(order.amount_total, digits),
    }


def _read_promise(order) -> dict:
    people = order.partner_shipping_id, order.partner_id, order.company_id.partner_id
    return {
        "requested": utc_text(order.promise_requested_at or order.requested_date),
        "promised": utc_text(order.promise_last_at or order.commitment_date),
        "zone": next((person.tz for person in people if person.tz), "UTC"),
    }


def _read_delivery(order) -> dict:
    # the addon that brings carriers is not needed for receipts
    carrier = order["carrier_id"] if "carrier_id" in order._fields else None
    person = order.partner_shipping_id
    return {
        "method": _named(carrier) if carrier else None,
        "policy": order.picking_policy or None,
        "address": {
            "name": person.name or person.commercial_company_name or None,
            "phone": person.phone or None,
            "street": person.street or None,
            "street2": person.street2 or None,
            "zip": person.zip or None,
            "city": person.city or None,
            "state": person.state_id.code or None,
            "country": person.country_id.code or None,
            "text": _address_text(person),
        },
    }


def _address_text(person) -> list[str]:
    lines = person._display_address(without_company=True).split("\n")
    return [line.strip() for line in lines if line.strip()]


def _read_guidance(order) -> dict:
    """What happens next, and whom to ask: told on the receipt, not agreed on."""
    seller, company = order.user_id, order.company_id
    own_words = html2plaintext(company.order_receipt_next or "").strip()
    return {
        "next": own_words or None,
        "stages": [] if own_words else _next_stages(order),
        "contact": {
            "name": seller.name or None,
            "phone": seller.phone or company.phone or None,
            "email": seller.email or company.email or None,
        },
    }


def _next_stages(order) -> list[str]:
    """Customer-facing names of the steps that are still to come, in their order."""
    if not order.tracking_version_id or order.state == "cancel":
        return []
    stages = stage_values(order)
    ahead = order.milestone_ids.sorted("sequence").filtered(lambda m: m.state in _AHEAD)
    values = (stages[milestone.stage_id.id] for milestone in ahead)
    names = (
        spoken_in(stage.customer_names, order.env) or spoken_in(stage.names, order.env)
        for stage in values
        if stage.visible
    )
    return [name for name in names if name]


def _named(record) -> dict | None:
    return {"id": record.id, "text": record.name} if record else None
