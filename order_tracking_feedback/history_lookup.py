"""What Odoo knows already of the names in a file of old orders; each kind is read at once."""

from __future__ import annotations

from collections.abc import Iterable

from odoo.tools import SQL

from . import history
from .history import Refusal


class Known:
    """Names of one company's records, folded, to their ids.

    :param env: superuser; :param company: the ``res.company`` whose orders are loaded.
    """

    def __init__(self, env, company):
        self.env, self.company = env, company
        self.countries = self._countries()
        self.currencies = {c.name: c.id for c in env["res.currency"].search([])}
        self.warehouses = self._named("stock.warehouse", "name", "code")
        self.own_warehouse = min(self.warehouses.values(), default=False)
        self.carriers = self._named("delivery.carrier", "name")
        # what is made when it is not found: keys to ids by model
        self.found = {
            "product.category": self._named("product.category", "complete_name", "name"),
            "product.product": self._named("product.product", "name", "default_code"),
            "res.partner": self._customers(),
        }

    # ------------------------------------------------------------------ names

    def _named(self, model, *fields):
        """Ids by folded name, of the company or of all; of two with one name the older counts."""
        records = self.env[model].with_context(active_test=False)
        domain = records._check_company_domain(self.company) if "company_id" in records else []
        found = {}
        for field in fields:
            for record in records.search(domain, order="id"):
                if record[field]:
                    found.setdefault(history.same(record[field]), record.id)
        return found

    def _countries(self):
        """By ISO code and by name in every language that is installed."""
        found = {}
        for number, code, names in self.env.execute_query(
            SQL("SELECT id, code, name FROM res_country")
        ):
            for name in (code, *(names or {}).values()):
                found[history.fold(name or "")] = number
        return found

    def _customers(self):
        """Ids by (folded name, country) of contacts that are no part of another one."""
        rows = self.env.execute_query(
            SQL(
                "SELECT name, country_id, id FROM res_partner WHERE parent_id IS NULL AND active"
                " AND name IS NOT NULL AND (company_id IS NULL OR company_id = %s) ORDER BY id",
                self.company.id,
            )
        )
        found = {}
        for name, country, number in rows:
            found.setdefault((history.same(name), country or False), number)
        return found

    # ------------------------------------------------------------------ one order's

    def country(self, name):
        """Id of the country of this name or code; False when none is called so."""
        code = history.country_code(name).casefold()
        return self.countries.get(history.fold(name)) or self.countries.get(code) or False

    def warehouse(self, name):
        return self.warehouses.get(history.same(name)) or self.own_warehouse

    def currency(self, name):
        return self.currencies.get(name.upper()) or self.company.currency_id.id

    def refusals(self, orders: Iterable[history.Order]):
        """Orders that would mean something else: in a currency that is not there."""
        for order in orders:
            currency = order.first("currency")
            if currency and currency.upper() not in self.currencies:
                place = (order.rows[0].line, order.reference, "currency", currency)
                yield Refusal(*place, "currency_unknown", whole=True)

    def warnings(self, orders: Iterable[history.Order]):
        """What of these orders, which are loaded, is replaced by something else; each name once."""
        told = set()
        for order in orders:
            for key, problem in self._replaced(order):
                value = order.first(key)
                if (key, value) not in told:
                    told.add((key, value))
                    place = (order.rows[0].line, order.reference, key, value)
                    yield Refusal(*place, problem, warning=True)

    def _replaced(self, order):
        country, warehouse = order.first("country"), order.first("warehouse")
        if country and not self.country(country):
            yield "country", "country_unknown"
        if warehouse and history.same(warehouse) not in self.warehouses:
            yield "warehouse", "warehouse_unknown"

    def taken(self, references):
        """``{number: id of its import or None}`` of sales orders that are there already."""
        self.env["sale.order"].flush_model(["name", "company_id", "history_import_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT name, MAX(history_import_id) FROM sale_order"
                " WHERE company_id = %s AND name = ANY(%s) GROUP BY name",
                self.company.id,
                list(references),
            )
        )
        return dict(rows)
