"""Old orders become sales orders with a timeline; nothing else follows from them.

They are made as quotations, from which Odoo makes no delivery, mail, activity or receipt, and
then set to what they were by one statement for all of them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from odoo import SUPERUSER_ID, Command
from odoo.tools import SQL

from odoo.addons.order_tracking.timeline import facts
from odoo.addons.order_tracking.touched import Touched

from . import history

SOURCE = "history"
_PRICES = "product.pricelist"
QUIET = {
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "skip_procurement": True,
    "active_test": False,
}
_CONFIRMED = """
WITH o AS (UPDATE sale_order SET state = 'sale', locked = TRUE WHERE id = ANY(%(ids)s))
UPDATE sale_order_line SET state = 'sale' WHERE order_id = ANY(%(ids)s)"""


class Loader:
    """Loads orders of one import.

    :param record: ``order.history.import``, as superuser in its company.
    :param known: ``history_lookup.Known``; what is made is added to it.
    """

    def __init__(self, record, known):
        self.record, self.known = record, known
        self.env = record.with_context(**QUIET).env
        self.made = defaultdict(list)
        lists = self.env[_PRICES].browse((record.made or {}).get(_PRICES))
        known.found[_PRICES] = {found.currency_id.id: found.id for found in lists}

    def load(self, orders):
        """Makes sales orders of ``history.Order`` values that are not there yet; all or none."""
        try:
            self._load(orders)
        except Exception:
            self._forget()
            raise

    def _load(self, orders):
        self._make_customers(orders)
        self._make_products(orders)
        self._make_pricelists(orders)
        made = self.env["sale.order"].create([self._order(order) for order in orders])
        self.env.flush_all()
        self.env.cr.execute(SQL(_CONFIRMED, ids=made.ids))
        made.invalidate_recordset()
        made.order_line.invalidate_recordset()
        self._tell(dict(zip(made.ids, orders, strict=True)))
        self._remember()

    def _forget(self):
        """What was made for a batch is undone with it."""
        for model, found in self.known.found.items():
            gone = set(self.made[model])
            for key in [key for key, number in found.items() if number in gone]:
                del found[key]
        self.made.clear()

    # ------------------------------------------------------------------ customers and products

    def _make_customers(self, orders):
        wanted = {self._customer_key(order): order for order in orders}
        missing = [key for key in wanted if key not in self.known.found["res.partner"]]
        values = [
            {
                "name": wanted[key].first("customer") or self.env._("Customers of imported orders"),
                "country_id": key[1],
                "company_id": self.known.company.id,
            }
            for key in missing
        ]
        self._make("res.partner", missing, values)

    def _customer_key(self, order):
        name = order.first("customer") or self.env._("Customers of imported orders")
        return history.same(name), self.known.country(order.first("country"))

    def _make_products(self, orders):
        rows = [row for order in orders for row in order.rows]
        self._make_categories(rows)
        wanted = {}
        for row in rows:
            wanted.setdefault(history.same(row.product), row)
        missing = [key for key in wanted if key not in self.known.found["product.product"]]
        values = [self._product(wanted[key]) for key in missing]
        self._make("product.product", missing, values)

    def _make_categories(self, rows):
        wanted = {}
        for row in rows:
            if row.category:
                wanted.setdefault(history.same(row.category), row.category)
        missing = [key for key in wanted if key not in self.known.found["product.category"]]
        values = [{"name": wanted[key]} for key in missing]
        self._make("product.category", missing, values)

    def _make_pricelists(self, orders):
        """In Odoo an order is in another currency by its pricelist; these are for nobody else."""
        wanted = {self.known.currency(order.first("currency")) for order in orders}
        missing = wanted - {self.known.company.currency_id.id, *self.known.found[_PRICES]}
        values = [
            {
                "name": self.env._("Imported orders"),
                "currency_id": currency,
                "company_id": self.known.company.id,
                "active": False,
            }
            for currency in sorted(missing)
        ]
        self._make(_PRICES, sorted(missing), values)

    def _product(self, row):
        values = {
            "name": row.product,
            "type": "consu",
            "is_storable": False,
            "invoice_policy": "delivery",
            "list_price": row.price,
            "taxes_id": [Command.clear()],
            "supplier_taxes_id": [Command.clear()],
            "company_id": self.known.company.id,
        }
        category = (
            self.known.found["product.category"].get(history.same(row.category))
            if row.category
            else None
        )
        return {**values, "categ_id": category} if category else values

    def _make(self, model, keys, values):
        made = self.env[model].create(values)
        self.known.found[model].update(zip(keys, made.ids, strict=True))
        self.made[model] += made.ids

    def _remember(self):
        """What was made for the import, so that it can go with it."""
        kept = dict(self.record.made or {})
        for model, ids in self.made.items():
            kept[model] = kept.get(model, []) + ids
        self.record.made = kept
        self.made.clear()

    # ------------------------------------------------------------------ orders

    def _order(self, order):
        known, customer = self.known, self.known.found["res.partner"][self._customer_key(order)]
        carrier = known.carriers.get(history.same(order.first("carrier")), False)
        return {
            **dict.fromkeys(("partner_id", "partner_invoice_id", "partner_shipping_id"), customer),
            **dict.fromkeys(("user_id", "team_id", "payment_term_id"), False),
            "name": order.reference,
            "company_id": known.company.id,
            "date_order": order.ordered_at,
            "commitment_date": order.promised_at,
            "pricelist_id": known.found[_PRICES].get(known.currency(order.first("currency"))),
            "warehouse_id": known.warehouse(order.first("warehouse")),
            "carrier_id": carrier,
            "order_channel": "csv",
            "history_import_id": self.record.id,
            "order_line": [Command.create(self._line(row)) for row in order.rows],
        }

    def _line(self, row):
        return {
            "product_id": self.known.found["product.product"][history.same(row.product)],
            "name": row.product,
            "product_uom_qty": row.quantity,
            "price_unit": row.price,
            "discount": 0.0,
            "tax_ids": [Command.clear()],
        }

    # ------------------------------------------------------------------ the journal

    def _tell(self, orders):
        """What happened to these orders (by id), and their timelines. Nobody looks at them for
        what may be wrong: it is over."""
        Order = self.env["sale.order"]
        touched = Touched(SUPERUSER_ID, orders=set(orders))
        headers = Order._tracking_start(Order._tracking_headers(touched))
        lines = defaultdict(list)
        for line in Order.browse(orders).order_line.sorted("id"):
            lines[line.order_id.id].append(line)
        events = {}
        for number, header in headers.items():
            header["backfill"] = True
            flow = Order._tracking_flow(header)
            events[number] = events_of(orders[number], lines[number], flow)
        Order._tracking_append(headers, events, {}, author=self.record.user_id.id)
        self.env.cr.execute(
            SQL("DELETE FROM order_tracking_watch WHERE order_id = ANY(%s)", list(orders))
        )


def events_of(order, lines, flow):
    """What is told of an order.

    :param order: ``history.Order``; :param lines: its order lines in Odoo, in the same order.
    :param flow: ``timeline.flow.Flow``. Of its stages those are kept of which the file tells
        that they were reached: nobody waits for the others any more.
    """
    at = order.ordered_at
    told = [
        facts.order_confirmed(at=at, number=0),
        facts.goods_expected(at=at, number=0, lines=_quantities(order, lines)),
        facts.plan_made(at=at, number=0, stages=_reached(order, flow)),
    ]
    if order.promised_at:
        told.append(facts.promise_made(at=at, number=0, kind="first", date=order.promised_at))
    told += [_left(order, lines, sent, n) for n, sent in enumerate(history.parcels(order))]
    told = [replace(event, source=SOURCE) for event in told]
    return told + [_arrived(order, lines, s, n) for n, s in enumerate(history.arrivals(order))]


def _reached(order, flow):
    """Stages of the flow that the file tells were reached, none of them planned by anybody."""
    triggers = {"order_confirmed"}
    for trigger, key in (("left_warehouse", "shipped"), ("delivered", "delivered")):
        if all(getattr(row, key) for row in order.rows):
            triggers.add(trigger)
    return {stage.key: None for stage in flow.stages if stage.trigger in triggers}


def _left(order, lines, sent, number):
    event = facts.goods_moved(
        "left_warehouse",
        at=sent.at,
        document=("sale.order", lines[0].order_id.id),
        number=number,
        lines=_quantities(order, lines, sent.places),
    )
    return replace(event, data={**event.data, "carrier": sent.carrier}) if sent.carrier else event


def _arrived(order, lines, sent, number):
    """On the word of whoever loaded the file."""
    return facts.delivered(
        at=sent.at,
        key=f"delivered:{number:04d}",
        lines=_quantities(order, lines, sent.places),
        evidence="staff",
        source=SOURCE,
    )


def _quantities(order, lines, places=None):
    """Quantity by order line; of all lines, or of those at these places."""
    chosen = range(len(lines)) if places is None else places
    return {str(lines[place].id): order.rows[place].quantity for place in chosen}
