"""Makes the orders of ``scenarios`` and lets each of them live through its steps, in the past.

Odoo stamps what happens with the present time. After each step the documents are dated back
and the timeline is synchronised as of that instant, so that the journal, which cannot be
changed later, has the right times from the start.
"""

from datetime import datetime, timedelta

from odoo import Command
from odoo.tools import SQL

from ..touched import Touched
from . import steps
from .company import warehouses
from .scenarios import LINKS, SCENARIOS

QUIET = {
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "mail_notify_force_send": False,
    "skip_sms": True,
    "lang": "en_US",
}
CNY_PER_UNIT = 7  # of the main company's prices


def create_all(env):
    """Oldest first, so that order numbers grow with time."""
    now = datetime.now().replace(microsecond=0)
    made = env["sale.order"]
    for scenario in sorted(SCENARIOS, key=lambda scenario: -scenario.age):
        made |= live(create(env, scenario, now), scenario, now)
    made._tracking_rebuild()  # lateness as of now, not as of the last step
    made.milestone_ids.filtered(lambda m: m.state == "current" and m.team_id)._hand_over()
    for xmlid, order, partner, lang in LINKS:
        make_link(env, xmlid, order, partner, lang)
    env.flush_all()


def create(env, scenario, now):
    warehouse = warehouses(env)[scenario.house]
    env = env(context={**env.context, "allowed_company_ids": warehouse.company_id.ids})
    clock = clock_of(env, warehouse.company_id)
    at = back(clock, now, scenario.age)
    partner = steps.find(env, "customer", scenario.customer)
    values = {
        "partner_id": partner.id,
        "company_id": warehouse.company_id.id,
        "warehouse_id": warehouse.id,
        "user_id": env.ref(f"base.user_{scenario.by}").id,
        "date_order": at,
        "client_order_ref": scenario.reference,
        "tracking_flow_id": scenario.flow and env.ref(f"order_tracking.{scenario.flow}").id,
        "requested_date": scenario.wanted and clock.add(at, scenario.wanted),
        "commitment_date": scenario.promised and clock.add(at, scenario.promised),
        "order_line": [Command.create(line(env, *item, warehouse)) for item in scenario.lines],
    }
    if scenario.receiver:
        values["partner_shipping_id"] = steps.find(env, "customer", scenario.receiver).id
    order = env["sale.order"].create(values)
    name(order, f"demo_order_{scenario.key}")
    back_date(order, at)
    return order


def line(env, product, quantity, warehouse):
    product = steps.find(env, "product", product)
    values = {"product_id": product.id, "product_uom_qty": quantity}
    if warehouse.company_id.currency_id == env.ref("base.CNY"):
        values["price_unit"] = product.lst_price * CNY_PER_UNIT
    return values


def live(order, scenario, now):
    """Takes the order through its steps; each is some hours of working time after the last."""
    clock = clock_of(order.env, order.company_id)
    at = back(clock, now, scenario.age)
    for step in scenario.steps:
        at = min(clock.add(at, step.after), now)
        reason = getattr(steps, step.do)(order, at, **step.detail)
        record(order, at, reason)
    return order


def record(order, at, reason=None):
    """Dates what the step has made back to ``at``, and tells the journal as of then."""
    pickings = order.order_line.move_ids.picking_id
    for records in (order, pickings, order.invoice_ids):
        back_date(records, at)
    orders = order | pickings.move_ids.sale_line_id.order_id
    order.env.flush_all()
    headers = order._tracking_headers(Touched(order.env.uid, orders=set(orders.ids)))
    order._tracking_sync(
        headers,
        author=order.user_id.id,
        new=set(headers),
        reasons={order.id: reason} if reason else None,
        now=at,
    )
    schedule(orders)


def schedule(orders):
    """Open transfers are due when the goods are promised."""
    for order in orders.filtered("promise_last_at"):
        moves = order.order_line.move_ids.filtered(lambda m: m.state not in ("done", "cancel"))
        moves.write({"date": order.promise_last_at, "date_deadline": order.promise_last_at})


def back_date(records, at):
    """Creation and chatter of records that are younger than ``at``: those of the present step."""
    if not records:
        return
    records.env.flush_all()
    table, ids = SQL.identifier(records._table), tuple(records.ids)
    records.env.cr.execute(
        SQL("UPDATE %s SET create_date = %s WHERE id IN %s AND create_date > %s", table, at, ids, at)
    )
    records.env.cr.execute(
        SQL(
            "UPDATE mail_message SET date = %s WHERE model = %s AND res_id IN %s AND date > %s",
            at,
            records._name,
            ids,
            at,
        )
    )
    records.invalidate_recordset(["create_date"], flush=False)


def clock_of(env, company):
    return env["order.tracking.team"]._clocks(company)(None)


def back(clock, now, hours):
    """The instant that lies ``hours`` of working time before ``now``."""
    left = timedelta(hours=hours)
    for start, end in reversed(clock.intervals):
        end = min(end, now)
        if start < end and left < end - start:
            return (end - left).replace(microsecond=0)
        left -= max(end - start, timedelta(0))
    return now - left  # no working hours at all: every hour counts


def make_link(env, xmlid, order, partner, lang):
    """A personal link for the receiver of an order."""
    order = env.ref(f"order_tracking.demo_order_{order}")
    known = dict(env["res.lang"].get_installed())
    link = env["order.tracking.link"].create(
        {
            "order_id": order.id,
            "partner_id": steps.find(env, "customer", partner).id,
            "role": "receiver",
            "lang": lang if lang in known else next(iter(known)),
        }
    )
    name(link, xmlid)


def name(record, xmlid):
    record.env["ir.model.data"]._update_xmlids(
        [{"xml_id": f"order_tracking.{xmlid}", "record": record, "noupdate": True}]
    )
