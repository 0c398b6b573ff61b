"""Writes a corpus into a database with the add-on: customers, goods, stock, what was ordered
before, and the orders to check. Whole tables at a time."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from goods import Good
from psycopg2.extras import execute_values
from world import CURRENCIES, HOME, Case, Order, Person, World

from odoo import Command

_UOMS = {
    "unit": "uom.product_uom_unit",
    "kg": "uom.product_uom_kgm",
    "metre": "uom.product_uom_meter",
    "hour": "uom.product_uom_hour",
}
_REBATES = (0, 5, 10, 15)
_CHUNK = 500
_QUIET = {"tracking_disable": True, "mail_create_nosubscribe": True, "mail_notrack": True}
# Columns of past orders and their lines that differ from those of the one they are copied from.
_PAST_ORDER = (
    "name partner_id partner_invoice_id partner_shipping_id date_order create_date client_order_ref"
    " order_channel pricelist_id currency_id currency_rate amount_untaxed amount_total"
).split()
_PAST_LINE = (
    "order_id order_partner_id product_id product_uom_id name product_uom_qty price_unit discount"
    " price_subtotal price_total untaxed_amount_to_invoice currency_id create_date"
).split()


class Writer:
    """Turns the plain values of cases into records of a company of its own."""

    def __init__(self, env, world: World) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
        self.world = world
        self.env = self._company(env(context=dict(env.context, **_QUIET)))
        self.uoms = {name: self.env.ref(xmlid) for name, xmlid in _UOMS.items()}
        self.pricelists = self._pricelists()
        states = self.env["res.country.state"].search([])
        self.states = {(state.country_id.code, state.code): state.id for state in states}
        self.countries = {c.code: c.id for c in self.env["res.country"].search([])}
        self.people: dict[int, object] = {}
        self.products: dict[int, object] = {}

    def write(self, cases: list[Case]) -> list[int]:
        """Ids of the orders to check, one for each case."""
        extra = [good for case in cases for good in case.extra_goods]
        self._write_goods([*self.world.goods, *extra])
        self._write_people([person for case in cases for person in _people(case)])
        self._write_past([order for case in cases for order in case.history])
        ids = self._write_orders([case.order for case in cases])
        self._retire(cases)
        self.env.flush_all()
        self.env.cr.execute("ANALYZE")
        return ids

    # ------------------------------------------------------------------ the company

    def _company(self, env):
        euro = self._currency(env, HOME)
        company = env["res.company"].create(
            {
                "name": "Corpus",
                "currency_id": euro.id,
                "account_use_credit_limit": True,
                "order_verification_mode": "enforce",
            }
        )
        # The country of the company itself would make Odoo install a chart of accounts.
        company.partner_id.write({"tz": "Europe/Berlin", "country_id": env.ref("base.de").id})
        env.user.company_ids += company
        env.user.company_id = company
        groups = (
            "product.group_product_pricelist",
            "sale.group_discount_per_so_line",
            "uom.group_uom",
        )
        env.ref("base.group_user").implied_ids += env["res.groups"].concat(*map(env.ref, groups))
        for name, rate in CURRENCIES.items():
            env["res.currency.rate"].create(
                {
                    "name": self.now - timedelta(days=900),
                    "company_id": company.id,
                    "currency_id": self._currency(env, name).id,
                    "rate": rate,
                }
            )
        return env(context=dict(env.context, allowed_company_ids=company.ids))

    @staticmethod
    def _currency(env, name: str):
        found = env["res.currency"].with_context(active_test=False).search([("name", "=", name)])
        found.active = True
        return found

    def _pricelists(self) -> dict[tuple[str, int], object]:
        values = [
            {
                "name": f"{currency} -{rebate} %",
                "currency_id": self._currency(self.env, currency).id,
                "company_id": self.env.company.id,
                "item_ids": [
                    Command.create({"compute_price": "formula", "price_discount": rebate})
                ],
            }
            for currency, rebate in itertools.product(CURRENCIES, _REBATES)
        ]
        keys = itertools.product(CURRENCIES, _REBATES)
        return dict(zip(keys, self.env["product.pricelist"].create(values), strict=True))

    # ------------------------------------------------------------------ goods and stock

    def _write_goods(self, wares: list[Good]) -> None:
        packs = {count: self._pack(count) for ware in wares for count in ware.packs}
        products = self.env["product.product"].create(
            [self._product_values(ware, packs) for ware in wares]
        )
        self.products = dict(zip((ware.key for ware in wares), products, strict=True))
        self._write_stock([ware for ware in wares if ware.kind == "goods"])

    def _pack(self, count: int):
        return self.env["uom.uom"].create(
            {
                "name": f"Box of {count}",
                "relative_factor": count,
                "relative_uom_id": self.uoms["unit"].id,
            }
        )

    def _product_values(self, ware: Good, packs) -> dict:
        return {
            "name": ware.name,
            "default_code": ware.code,
            "barcode": ware.barcode,
            "list_price": ware.price,
            "standard_price": ware.cost,
            "type": "service" if ware.kind == "service" else "consu",
            "is_storable": ware.kind == "goods",
            "uom_id": self.uoms[ware.uom].id,
            "uom_ids": [Command.set([packs[count].id for count in ware.packs])],
            "sale_delay": ware.lead,
            "sale_ok": ware.saleable,
            "taxes_id": False,
            # else its prices would be in the currency of the database's first company
            "company_id": self.env.company.id,
        }

    def _write_stock(self, wares: list[Good]) -> None:
        Warehouse, company = self.env["stock.warehouse"], self.env.company.id
        found = Warehouse.search([("company_id", "=", company)])  # Odoo makes one in tests alone
        warehouse = found or Warehouse.create(
            {"name": "Corpus", "code": "CORP", "company_id": company}
        )
        there = warehouse.lot_stock_id
        execute_values(
            self.env.cr._obj,
            "INSERT INTO stock_quant"
            " (product_id, location_id, company_id, quantity, reserved_quantity, in_date)"
            " VALUES %s",
            [
                (self.products[w.key].id, there.id, there.company_id.id, w.stock, 0, self.now)
                for w in wares
                if w.stock and not w.elsewhere
            ],
        )
        customers = self.env.ref("stock.stock_location_customers")
        suppliers = self.env.ref("stock.stock_location_suppliers")
        taken = {ware: (ware.taken, 0) for ware in wares if ware.taken}
        coming = {ware: ware.coming for ware in wares if ware.coming}
        self._transfer(warehouse.out_type_id, there, customers, taken)
        self._transfer(warehouse.in_type_id, suppliers, there, coming)

    def _transfer(self, kind, source, target, wares: dict[Good, tuple[float, int]]) -> None:
        """Open transfers: goods set aside for others, and goods on order."""
        for days in {days for _, days in wares.values()}:
            at = self.now + timedelta(days=days)
            moves = [
                Command.create(
                    {
                        "product_id": self.products[ware.key].id,
                        "product_uom_qty": quantity,
                        "product_uom": self.uoms[ware.uom].id,
                        "location_id": source.id,
                        "location_dest_id": target.id,
                        "date": at,
                    }
                )
                for ware, (quantity, when) in wares.items()
                if when == days
            ]
            picking = self.env["stock.picking"].create(
                {
                    "picking_type_id": kind.id,
                    "location_id": source.id,
                    "location_dest_id": target.id,
                    "scheduled_date": at,
                    "move_ids": moves,
                }
            )
            picking.action_confirm()

    # ------------------------------------------------------------------ people

    def _write_people(self, people: list[Person]) -> None:
        unique = {person.key: person for person in people}
        for level in (False, True):  # customers first, then their addresses
            some = [person for person in unique.values() if bool(person.parent) is level]
            for chunk in _chunks(some):
                records = self.env["res.partner"].create([self._person_values(p) for p in chunk])
                self.people.update(zip((p.key for p in chunk), records, strict=True))

    def _person_values(self, person: Person) -> dict:
        values = {
            "name": person.name,
            "email": person.email,
            "phone": person.phone,
            "type": person.kind,
            **self._place_values(person.place),
        }
        if person.parent:
            return {**values, "parent_id": self.people[person.parent].id}
        pricelist = self.pricelists[person.currency, person.rebate]
        values |= {"is_company": person.firm, "property_product_pricelist": pricelist.id}
        return values if person.limit is None else {**values, "credit_limit": person.limit}

    def _place_values(self, place) -> dict:
        return {
            "street": place.street,
            "street2": place.street2,
            "city": place.city,
            "zip": place.zip,
            "state_id": place.state and self.states[place.country, place.state],
            "country_id": place.country and self.countries[place.country],
        }

    def _retire(self, cases: list[Case]) -> None:
        """What changed after the order was written: archived, or given to the sister company."""
        sister = self.env["res.company"].create({"name": "Corpus, sister"})
        for case in cases:
            if not case.order.customer.active:
                self.people[case.order.customer.key].active = False
            for ware in case.extra_goods:
                template = self.products[ware.key].product_tmpl_id
                if not ware.active:
                    template.active = False
                if ware.elsewhere:  # Odoo refuses it; data that came past Odoo have it all the same
                    self.env.flush_all()
                    self.env.cr.execute(
                        "UPDATE product_template SET company_id = %s WHERE id = %s",
                        [sister.id, template.id],
                    )

    # ------------------------------------------------------------------ orders

    def _partners(self, order: Order) -> tuple[int, int, int]:
        """Ids of customer, billing and delivery address."""
        roles = (order.customer, order.billing or order.customer, order.delivery or order.customer)
        return tuple(self.people[person.key].id for person in roles)

    def _write_orders(self, orders: list[Order]) -> list[int]:
        ids = []
        for chunk in _chunks(orders):
            records = self.env["sale.order"].create([self._order_values(o) for o in chunk])
            ids += records.ids
            for order, record in zip(chunk, records, strict=True):
                self._set_prices(order, record)
            self.env.flush_all()
            self.env.invalidate_all()
        return ids

    def _order_values(self, order: Order) -> dict:
        partner, billing, delivery = self._partners(order)
        values = {
            "partner_id": partner,
            "partner_invoice_id": billing,
            "partner_shipping_id": delivery,
            "pricelist_id": self.pricelists[order.currency, order.customer.rebate].id,
            "client_order_ref": order.reference or False,
            "order_channel": order.channel,
            "requested_date": order.requested and self.now + order.requested,
            "commitment_date": order.promised and self.now + order.promised,
            "order_line": [Command.create(self._line_values(line)) for line in order.lines],
        }
        if order.pickup:
            values["tracking_flow_id"] = self.env.ref("order_tracking.flow_pickup").id
        return values

    def _line_values(self, line) -> dict:
        if not line.good:
            return {"name": line.text, "product_uom_qty": line.quantity, "price_unit": line.price}
        values = {"product_id": self.products[line.good.key].id, "product_uom_qty": line.quantity}
        if line.uom:
            values["product_uom_id"] = self.uoms[line.uom].id
        return values

    def _set_prices(self, order: Order, record) -> None:
        """As somebody does who types over what the price list gave."""
        for line, row in zip(order.lines, record.order_line, strict=True):
            if line.good and line.price is not None:
                row.price_unit = line.price
            if line.discount:
                row.discount = line.discount

    def _write_past(self, orders: list[Order]) -> None:
        """Confirmed, delivered and, mostly, invoiced long ago: copies of one real order."""
        seed = self._seed()
        self._write_exact([order for order in orders if order.exact])
        orders = [order for order in orders if not order.exact]
        orders.sort(key=lambda order: order.age, reverse=True)
        rows = [self._past_values(number, order) for number, order in enumerate(orders)]
        ids = self._copy("sale_order", seed.id, _PAST_ORDER, rows)
        lines = [
            (order_id, *values)
            for order_id, order in zip(ids, orders, strict=True)
            for values in self._past_lines(order)
        ]
        self._copy("sale_order_line", seed.order_line.id, _PAST_LINE, lines)
        self.env.cr.execute("DELETE FROM sale_order_line WHERE order_id = %s", [seed.id])
        self.env.cr.execute("DELETE FROM sale_order WHERE id = %s", [seed.id])
        self.env.invalidate_all()

    def _write_exact(self, orders: list[Order]) -> None:
        """Past orders with the amounts that Odoo makes of them."""
        rows = [
            (order_id, self.now - order.age)
            for order_id, order in zip(self._write_orders(orders), orders, strict=True)
        ]
        for statement in (
            "UPDATE sale_order o SET state = 'sale', date_order = v.at"
            " FROM (VALUES %s) AS v (id, at) WHERE o.id = v.id",
            "UPDATE sale_order_line l SET state = 'sale'"
            " FROM (VALUES %s) AS v (id, at) WHERE l.order_id = v.id",
        ):
            execute_values(self.env.cr._obj, statement, rows, page_size=5000)

    def _seed(self):
        partner = self.env["res.partner"].create({"name": "Seed"})
        product = next(iter(self.products.values()))
        line = Command.create({"product_id": product.id})
        seed = self.env["sale.order"].create({"partner_id": partner.id, "order_line": [line]})
        self.env.flush_all()
        self.env.cr.execute("UPDATE sale_order SET state = 'sale' WHERE id = %s", [seed.id])
        self.env.cr.execute(
            "UPDATE sale_order_line SET state = 'sale' WHERE order_id = %s", [seed.id]
        )
        return seed

    def _past_values(self, number: int, order: Order) -> tuple:
        partner, billing, delivery = self._partners(order)
        pricelist = self.pricelists[order.currency, order.customer.rebate]
        total = sum(self._subtotal(order, line) for line in order.lines)
        at = self.now - order.age
        return (
            f"P{number:06d}", partner, billing, delivery, at, at, order.reference or None,
            order.channel, pricelist.id, pricelist.currency_id.id, CURRENCIES[order.currency],
            total, total,
        )  # fmt: skip

    def _past_lines(self, order: Order) -> Iterator[tuple]:
        partner = self._partners(order)[0]
        currency = self.pricelists[order.currency, order.customer.rebate].currency_id.id
        for line in order.lines:
            total = self._subtotal(order, line)
            product = self.products[line.good.key]
            yield (
                partner, product.id, self.uoms[line.good.uom].id, line.good.name, line.quantity,
                self._price(order, line), line.discount, total, total,
                0.0 if order.billed else total, currency, self.now - order.age,
            )  # fmt: skip

    def _price(self, order: Order, line) -> float:
        return self.world.price(line.good, order.customer) if line.price is None else line.price

    def _subtotal(self, order: Order, line) -> float:
        return round(line.quantity * self._price(order, line) * (1 - line.discount / 100), 2)

    def _copy(self, table: str, seed: int, columns: list[str], rows: Iterable[tuple]) -> list[int]:
        """Copies of a row with other values; their ids, in the order of ``rows``."""
        cr = self.env.cr
        cr.execute(
            "SELECT column_name, udt_name FROM information_schema.columns WHERE table_name = %s",
            [table],
        )
        types = dict(cr.fetchall())
        others = ", ".join(f'"{name}"' for name in types if name not in (*columns, "id"))
        given = ", ".join(f"v.{name}::{types[name]}" for name in columns)
        aliased = ", ".join(f's."{name}"' for name in types if name not in (*columns, "id"))
        statement = (
            f"INSERT INTO {table} ({', '.join(columns)}, {others}) SELECT {given}, {aliased}"
            f" FROM (VALUES %s) AS v ({', '.join(columns)}), {table} s WHERE s.id = {seed}"
            " RETURNING id"
        )
        return [
            row[0] for row in execute_values(cr._obj, statement, rows, page_size=5000, fetch=True)
        ]


def _people(case: Case) -> Iterator[Person]:
    for order in (*case.history, case.order):
        yield order.customer
        yield from (person for person in (order.delivery, order.billing) if person)


def _chunks(items: list) -> Iterator[list]:
    return (items[i : i + _CHUNK] for i in range(0, len(items), _CHUNK))
