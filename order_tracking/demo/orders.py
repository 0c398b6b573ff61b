"""Makes the orders of ``scenarios`` and lets each of them live through its steps, in the past.

Odoo stamps what happens with the present time. After each step the documents are dated back
and the timeline is synchronised as of that instant, so that the journal, which cannot be
changed later, has the right times from the start.
"""

from datetime import datetime, timedelta

from odoo import Command
from odoo.tools import SQL

from ..touched import Touched
from . import receipts, steps
from .company import expect, unverified, warehouses
from .scenarios import LINKS, SCENARIOS

QUIET = {
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "mail_notify_force_send": False,
    "skip_sms": True,
    "lang": "en_US",
}
PRICELISTS = {"pudong": "demo_pricelist_chenlu"}


def create_all(env):
    now = datetime.now().replace(microsecond=0)
    # oldest first, so that order numbers grow with time
    scenarios = sorted(SCENARIOS, key=lambda scenario: -scenario.age)
    with unverified(env):
        orders = create(env, scenarios, now)
        confirm(orders, scenarios)
        for order, scenario in zip(orders, scenarios, strict=True):
            live(order, scenario, now)
        finish(orders)
    expect(env)
    orders.filtered(lambda order: order.state in ("draft", "sent"))._verify()
    receipts.hand_out(orders)
    for link in LINKS:
        make_link(env, *link)
    env.flush_all()
    env.invalidate_all()


def create(env, scenarios, now):
    companies = [house.company_id.id for house in warehouses(env).values()]
    env = env(context={**env.context, "allowed_company_ids": list(dict.fromkeys(companies))})
    orders = env["sale.order"].create([order_values(env, row, now) for row in scenarios])
    orders.flush_recordset()
    env.cr.execute("UPDATE sale_order SET create_date = date_order WHERE id IN %s", [orders._ids])
    for order, scenario in zip(orders, scenarios, strict=True):
        name(order, f"demo_order_{scenario.key}")
    return orders


def order_values(env, scenario, now):
    warehouse = warehouses(env)[scenario.house]
    clock = clock_of(env, warehouse.company_id)
    at = back(clock, now, scenario.age)
    receiver = scenario.receiver or scenario.customer
    return {
        "partner_id": steps.find(env, "customer", scenario.customer).id,
        "partner_shipping_id": steps.find(env, "customer", receiver).id,
        "company_id": warehouse.company_id.id,
        "warehouse_id": warehouse.id,
        **pricelist(env, scenario.house),
        "user_id": env.ref(f"base.user_{scenario.by}").id,
        "date_order": at,
        "client_order_ref": scenario.reference,
        "tracking_flow_id": scenario.flow and env.ref(f"order_tracking.{scenario.flow}").id,
        "requested_date": scenario.wanted and clock.add(at, scenario.wanted),
        "commitment_date": scenario.promised and clock.add(at, scenario.promised),
        "order_line": [Command.create(line(env, *item)) for item in scenario.lines],
    }


def pricelist(env, house):
    """The one of the house; elsewhere Odoo finds the customer's."""
    xmlid = PRICELISTS.get(house)
    return {"pricelist_id": env.ref(f"order_tracking.{xmlid}").id} if xmlid else {}


def line(env, product, quantity):
    product = steps.find(env, "product", product)
    return {"product_id": product.id, "product_uom_qty": quantity}


def confirm(orders, scenarios):
    """All at once, which is several times faster; their step dates it back."""
    confirmed = orders.browse(
        order.id
        for order, scenario in zip(orders, scenarios, strict=True)
        if any(step.do == "confirm" for step in scenario.steps)
    )
    for company in confirmed.company_id:
        confirmed.filtered(lambda o, c=company: o.company_id == c).action_confirm()


def live(order, scenario, now):
    """Takes the order through its steps; each is some hours of working time after the last."""
    order = order.with_company(order.company_id)
    clock = clock_of(order.env, order.company_id)
    at = back(clock, now, scenario.age)
    for step in scenario.steps:
        at = min(clock.add(at, step.after), now)
        reason = getattr(steps, step.do)(order, at, **step.detail)
        record(order, at, reason)


def record(order, at, reason=None):
    """Dates what the step has made back to ``at``, and tells the journal as of then."""
    pickings = order.order_line.move_ids.picking_id
    orders = order | pickings.move_ids.sale_line_id.order_id
    order.env.flush_all()
    for records in (pickings, order.invoice_ids):
        back_date(records, at)
    headers = order._tracking_headers(Touched(order.env.uid, orders=set(orders.ids)))
    order._tracking_sync(
        headers,
        author=order.user_id.id,
        new=set(headers),
        reasons={order.id: reason} if reason else None,
        now=at,
    )
    for order in orders:
        schedule(order)


def schedule(order):
    """Open transfers are due when the goods are promised."""
    date = order.promise_last_at
    moves = order.order_line.move_ids.filtered(
        lambda m: m.state not in ("done", "cancel") and date and m.date != date
    )
    if moves:
        moves.write({"date": date, "date_deadline": date})


def back_date(records, at):
    """Records that are younger than ``at``: the present step has made them."""
    if records:
        records.env.cr.execute(
            SQL(
                "UPDATE %s SET create_date = %s WHERE id IN %s AND create_date > %s",
                SQL.identifier(records._table),
                at,
                records._ids,
                at,
            )
        )


def finish(orders):
    """Lateness, owners, and the dates that only people read."""
    orders._tracking_rebuild()  # lateness as of now, not as of the last step
    orders.milestone_ids.filtered(lambda m: m.state == "current" and m.holder_id)._give_activity()
    orders.env.flush_all()
    pickings = orders.order_line.move_ids.picking_id
    orders.env.cr.execute(
        "UPDATE stock_picking SET scheduled_date = COALESCE(date_deadline, date_done)"
        " WHERE state = 'done' AND id IN %s",
        [pickings._ids],
    )
    for records in filter(None, (orders, pickings, orders.invoice_ids)):
        date_messages(records)


def date_messages(records):
    """The chatter's messages are about the creation of the documents."""
    records.env.cr.execute(
        SQL(
            "UPDATE mail_message m SET date = d.create_date FROM %s d"
            " WHERE m.model = %s AND m.res_id = d.id AND d.id IN %s AND m.date > d.create_date",
            SQL.identifier(records._table),
            records._name,
            records._ids,
        )
    )


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
