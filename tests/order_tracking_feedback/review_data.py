"""Builders for tests of reviews: outcomes and their parts as plain rows, with defaults.

Rows are inserted directly, so that a figure's expected value can be counted by hand and a
thousand orders cost one statement.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from odoo.tests import TransactionCase
from odoo.tools import SQL

KNOWN = datetime(2020, 1, 1)  # all is known since then, unless a test says otherwise
_OUTCOME = {
    "ordered_at": datetime(2026, 5, 4, 8),
    "known_from": KNOWN,
    "channel": "staff",
    "amount": 100.0,
    "lines": 1,
    "delivery_known": True,
    "in_full": True,
    "documents_right": True,
    "condition_good": True,
}


class ReviewCase(TransactionCase):
    """Without stock, flows and mails: what reviews read is inserted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Reviewed"})
        cls.company.partner_id.tz = "UTC"
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.company.ids))
        cls.buyer, cls.other_buyer = cls.env["res.partner"].create(
            [{"name": "Buyer"}, {"name": "Other Buyer"}]
        )

    def setUp(self):
        super().setUp()
        self.patterns = {}

    def orders(self, count=1, company=None, partner=None):
        """Ids of confirmed orders, copied by SQL from one that the ORM made."""
        company, partner = company or self.company, partner or self.buyer
        pattern = self._pattern(company, partner)
        names = [
            name
            for name, field in pattern._fields.items()
            if field.store and field.column_type and name not in ("id", "access_token")
        ]
        columns = SQL(", ").join(map(SQL.identifier, names))
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO sale_order (%s) SELECT %s FROM sale_order,"
                " GENERATE_SERIES(1, %s) WHERE id = %s RETURNING id",
                columns,
                columns,
                count,
                pattern.id,
            )
        )
        return [order for (order,) in rows]

    def _pattern(self, company, partner):
        if (company, partner) not in self.patterns:
            order = self.env["sale.order"].with_company(company)
            found = order.create({"partner_id": partner.id, "company_id": company.id})
            found.flush_recordset()
            self.env.cr.execute("UPDATE sale_order SET state = 'sale' WHERE id = %s", [found.id])
            found.invalidate_recordset()
            self.patterns[company, partner] = found
        return self.patterns[company, partner]

    def outcome(self, **values):
        """Id of one outcome; its order, days, state and hours follow from what is given."""
        return self.outcomes([values])[0]

    def outcomes(self, rows):
        """Ids of outcomes, one for each dictionary of ``rows``, in one statement."""
        full = [{"company_id": self.company.id, "partner_id": self.buyer.id, **row} for row in rows]
        free = defaultdict(list)
        for row in full:
            free[row["company_id"], row["partner_id"]].append(row)
        for (company, partner), theirs in free.items():
            orders = self.orders(
                len(theirs), self.company.browse(company), self.buyer.browse(partner)
            )
            for row, order in zip(theirs, orders, strict=True):
                row.setdefault("order_id", order)
        return self._insert("order_outcome", [_completed(row) for row in full])

    def part(self, outcome, kind, **values):
        """Id of one part of the outcome with this id."""
        return self.parts([{"outcome_id": outcome, "kind": kind, **values}])[0]

    def parts(self, rows):
        """Ids of parts; the company and the day (when it was ordered) are the outcome's."""
        outcomes = {row["outcome_id"] for row in rows}
        of = {
            outcome: (company, day)
            for outcome, company, day in self.env.execute_query(
                SQL(
                    "SELECT id, company_id, ordered_on FROM order_outcome WHERE id IN %s",
                    tuple(outcomes),
                )
            )
        }
        full = []
        for row in rows:
            company, day = of[row["outcome_id"]]
            full.append({"company_id": company, "day": day, "ok": True, **row})
        return self._insert("order_outcome_part", full)

    def _insert(self, table, rows):
        names = sorted({name for row in rows for name in row})
        values = SQL(", ").join(SQL("%s", tuple(row.get(n) for n in names)) for row in rows)
        found = self.env.execute_query(
            SQL(
                "INSERT INTO %s (%s) VALUES %s RETURNING id",
                SQL.identifier(table),
                SQL(", ").join(map(SQL.identifier, names)),
                values,
            )
        )
        self.env.invalidate_all()
        return [row_id for (row_id,) in found]


def _completed(row):
    """Days are those of UTC; delivered is what has a date of it."""
    row = {**_OUTCOME, **row}
    for name in ("ordered", "requested_due", "first_due", "last_due", "shipped", "delivered"):
        at = row.get(f"{name}_at")
        if at and not row.get(f"{name}_on"):
            row[f"{name}_on"] = at.date()
    arrived = row.get("delivered_at")
    row.setdefault("state", "delivered" if arrived else "running")
    if arrived:
        row.setdefault("elapsed_hours", (arrived - row["ordered_at"]) / timedelta(hours=1))
        row.setdefault("working_hours", row["elapsed_hours"] / 3)
    return row
