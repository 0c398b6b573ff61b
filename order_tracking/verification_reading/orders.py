"""Orders as plain values: a fixed number of queries for any number of orders and lines."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from odoo import fields
from odoo.tools import SQL

from ..verification.values import Contact, Credit, Order
from .columns import optional
from .credit import read_credit
from .history import read_history
from .lines import line, read_rows
from .prices import read_prices
from .stock import read_stock

_HEADERS = """
SELECT o.id, o.name, o.company_id, o.partner_id, o.partner_invoice_id, o.partner_shipping_id,
       string_to_array(trim('/' FROM c.parent_path), '/')::int[] AS companies,
       o.team_id, o.client_order_ref, o.currency_id, o.currency_rate, o.pricelist_id,
       o.amount_total, o.amount_untaxed, o.requested_date, o.commitment_date, o.date_order,
       o.fiscal_position_id, o.tracking_flow_id, o.warehouse_id, c.currency_id AS company_currency,
       c.account_use_credit_limit AS uses_credit_limit,
       (debtor.credit_limit ->> o.company_id::text)::float AS credit_limit,
       country.code AS company_country, pl.currency_id AS pricelist_currency,
       given.currency_id AS customer_currency, p.commercial_partner_id,
       COALESCE(person.tz, cp.tz) AS zone, %(channel)s AS channel,
       %(pickup)s OR o.partner_shipping_id = warehouse.partner_id AS pickup
  FROM sale_order o
  JOIN res_company c ON c.id = o.company_id
  JOIN res_partner cp ON cp.id = c.partner_id
  JOIN res_partner p ON p.id = o.partner_id
  LEFT JOIN res_partner debtor ON debtor.id = p.commercial_partner_id
  LEFT JOIN res_country country ON country.id = cp.country_id
  LEFT JOIN res_users u ON u.id = o.user_id
  LEFT JOIN res_partner person ON person.id = u.partner_id
  LEFT JOIN stock_warehouse warehouse ON warehouse.id = o.warehouse_id
  LEFT JOIN product_pricelist pl ON pl.id = o.pricelist_id
  LEFT JOIN product_pricelist given ON given.id =
       (p.specific_property_product_pricelist ->> o.company_id::text)::int
  %(carrier)s
 WHERE o.id IN %(orders)s
"""
_CONTACTS = """
SELECT p.id, p.name, p.commercial_company_name AS company_name, p.email, p.email_normalized,
       p.phone, p.phone_sanitized AS phone_e164, p.street, p.street2, p.city, p.zip, p.state_id,
       s.code AS state_code, s.name AS state_name, home.code AS state_country,
       country.code AS country_code, p.active,
       company.email AS company_email, company.phone AS company_phone
  FROM res_partner p
  LEFT JOIN res_partner company ON company.id = p.commercial_partner_id
  LEFT JOIN res_country_state s ON s.id = p.state_id
  LEFT JOIN res_country home ON home.id = s.country_id
  LEFT JOIN res_country country ON country.id = p.country_id
 WHERE p.id IN %s
"""


def read_orders(
    env, order_ids, now: datetime | None = None, days: float = 30.0
) -> dict[int, Order]:
    """Orders by id, as they are now with all that is pending.

    :param order_ids: of sale orders, in any state; unknown ones are left out.
    :param now: when the check runs, naive UTC.
    :param days: how far back an order may be the same as another.

    Reads past access rules: whether an order is a duplicate or too much for a customer does
    not depend on who confirms it. What comes out is for rules, not for people.
    """
    ids = tuple(order_ids)
    if not ids:
        return {}
    env.flush_all()
    now = now or fields.Datetime.now()
    headers = {row["id"]: row for row in _read_headers(env, ids)}
    if not headers:
        return {}
    contacts = _read_contacts(env, headers.values())
    lines = _read_lines(env, headers, now)
    history = read_history(env, headers, now, days)
    credit = read_credit(env, headers)
    return {
        order: _order(
            row,
            contacts,
            lines=tuple(lines[order]),
            now=now,
            history=history[order],
            credit=credit.get(order, Credit()),
        )
        for order, row in headers.items()
    }


def _read_lines(env, headers: dict[int, dict], now: datetime) -> dict[int, list]:
    rows = read_rows(env, headers)
    listed = read_prices(env, headers, rows)
    stock = read_stock(env, headers, rows, now)
    found = defaultdict(list)
    for row in rows:
        lines = found[row["order_id"]]
        rate = float(headers[row["order_id"]]["currency_rate"] or 1)
        known = {**listed.get(row["id"], {}), **stock.get(row["id"], {})}
        lines.append(line(row, len(lines) + 1, rate, known))
    return found


def _read_headers(env, ids: tuple[int, ...]) -> list[dict]:
    carrier, pickup = SQL(""), SQL("FALSE")
    if "carrier_id" in env["sale.order"]._fields:
        carrier = SQL("LEFT JOIN delivery_carrier dc ON dc.id = o.carrier_id")
        pickup = SQL("COALESCE(dc.delivery_type = 'in_store', FALSE)")
    channel = optional(env, "sale.order", "order_channel", "o", "'staff'")
    rows = env.execute_query_dict(
        SQL(_HEADERS, channel=channel, pickup=pickup, carrier=carrier, orders=ids)
    )
    flows = env["order.tracking.flow"]
    for row in rows:
        row["pickup"] = bool(row["pickup"]) or flows._is_pickup(
            row["tracking_flow_id"], row["company_id"], row["team_id"], row["warehouse_id"]
        )
    return rows


def _read_contacts(env, headers) -> dict[int, Contact]:
    roles = ("partner_id", "partner_invoice_id", "partner_shipping_id")
    ids = tuple({row[role] for row in headers for role in roles})
    if not ids:
        return {}
    rows = env.execute_query_dict(SQL(_CONTACTS, ids))
    optional_values = ("state_id",)
    return {
        row["id"]: Contact(
            **{k: v if v is not None or k in optional_values else "" for k, v in row.items()}
        )
        for row in rows
    }


def _order(row: dict, contacts: dict[int, Contact], **known) -> Order:
    kinds = {line.product.kind for line in known["lines"] if line.product}
    return Order(
        id=row["id"],
        name=row["name"] or "",
        company_id=row["company_id"],
        customer=contacts[row["partner_id"]],
        billing=contacts[row["partner_invoice_id"]],
        delivery=contacts[row["partner_shipping_id"]],
        channel=row["channel"] or "staff",
        team_id=row["team_id"],
        companies=tuple(row["companies"] or (row["company_id"],)),
        reference=row["client_order_ref"] or "",
        currency=row["currency_id"],
        company_currency=row["company_currency"],
        company_country=row["company_country"] or "",
        zone=row["zone"] or "UTC",
        pricelist_currency=row["pricelist_currency"],
        customer_currency=row["customer_currency"],
        amount=_in_company_currency(row, "amount_total"),
        untaxed=_in_company_currency(row, "amount_untaxed"),
        delivers_goods=bool(kinds - {"service"}),
        pickup=row["pickup"],
        requested_at=row["requested_date"],
        commitment_at=row["commitment_date"],
        **known,
    )


def _in_company_currency(row: dict, column: str) -> float:
    """An order's rate says how much of its currency one unit of the company's currency is."""
    return float(row[column] or 0) / float(row["currency_rate"] or 1)
