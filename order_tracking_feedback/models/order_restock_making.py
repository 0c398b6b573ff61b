from datetime import date, timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .. import demand
from .order_restock_proposal import OPEN

AHEAD = 12  # months foretold
HISTORY = 48  # months looked back
_WHOLE = 1e-6  # dozens that became pieces are whole but for this much
BATCH = 20  # forecasts in one transaction
_KEPT = ("engine", "lead_days", "lead_known", "cycle_days", "service", "demand", "safety")
_FRESH = dict.fromkeys((*_KEPT, "suggested_min", "suggested_max", "told", "sigma"), False)
_BACK = {"since": -HISTORY, "year": -12}  # months
_READ = {
    "order.outcome": None,
    "order.outcome.part": None,
    "sale.order": ["warehouse_id"],
    "product.template": ["active", "is_storable"],
    "product.product": ["active"],
}
_SEED = """
INSERT INTO order_restock_proposal (company_id, product_id, warehouse_id, month, state, sold)
SELECT %(company)s, product_id, warehouse_id, %(month)s, 'todo',
       JSONB_OBJECT_AGG(TO_CHAR(first, 'YYYY-MM-DD'), quantity)
  FROM (SELECT p.product_id, o.warehouse_id, DATE_TRUNC('month', p.day) AS first,
               SUM(p.quantity) AS quantity
          FROM order_outcome_part p
          JOIN order_outcome r ON r.id = p.outcome_id
          JOIN sale_order o ON o.id = r.order_id
         WHERE p.company_id = %(company)s AND p.kind = 'line' AND p.day >= %(since)s
           AND p.day < %(month)s AND r.known_until IS NULL AND r.state <> 'cancelled'
         GROUP BY 1, 2, 3) AS monthly
  JOIN product_product x ON x.id = product_id AND x.active
  JOIN product_template t ON t.id = x.product_tmpl_id AND t.active AND t.is_storable
  JOIN stock_warehouse w ON w.id = warehouse_id AND w.active AND w.company_id = %(company)s
 GROUP BY product_id, warehouse_id
HAVING MAX(first) FILTER (WHERE quantity > 0) >= %(year)s
    ON CONFLICT (product_id, warehouse_id) WHERE state IN ('todo', 'none', 'proposed')
    DO UPDATE SET month = EXCLUDED.month, state = 'todo', sold = EXCLUDED.sold"""


class OrderRestockProposal(models.Model):
    _inherit = "order.restock.proposal"

    @api.model
    def _cron_propose(self):
        """Once a month for each company: what is known of each product and warehouse; a forecast
        of each. Without ``statsmodels`` nothing: the list says so."""
        if not demand.has_smoothing():
            return
        cron = self.env["ir.cron"]
        for company in self.env["res.company"].search([("active", "=", True)]):
            self._seed(company)
            if not cron._commit_progress(remaining=1):
                return
        while todo := self.search([("state", "=", "todo")], order="id", limit=BATCH):
            mine = todo.try_lock_for_update()
            mine._propose()
            left = self.search_count([("state", "=", "todo")], limit=1000)
            if not cron._commit_progress(len(mine), remaining=left) or not mine:
                return
        cron._commit_progress(remaining=0)

    @api.model
    def _seed(self, company, today=None):
        """A row for each storable product and warehouse of ``company`` that something was ordered
        from in the last twelve full months, unless this month has them already."""
        zone = company.partner_id.tz or company.resource_calendar_id.tz or "UTC"
        today = today or fields.Date.context_today(self.with_context(tz=zone))
        month = demand.start("month", today)
        if self.search_count([("company_id", "=", company.id), ("month", ">=", month)], limit=1):
            return
        years = {name: demand.later("month", month, n) for name, n in _BACK.items()}
        self.flush_model()
        for model, names in _READ.items():
            self.env[model].flush_model(names)
        self.env.cr.execute(SQL(_SEED, company=company.id, month=month, **years))
        self.env.cr.execute(
            SQL(
                "DELETE FROM order_restock_proposal"
                " WHERE company_id = %s AND month < %s AND state IN %s",
                company.id,
                month,
                OPEN,
            )
        )
        self.env.invalidate_all(flush=False)

    def _propose(self):
        """Counts these anew, as far as nobody has decided."""
        points = self._points()
        for proposal in self:
            point = points.get((proposal.product_id.id, proposal.warehouse_id.id))
            proposal.write({**_FRESH, **proposal._advice(point)})

    def _advice(self, point):
        """What to write into this one; ``point``: its reordering rule, None without."""
        values = self._values()
        forecaster = demand.smoothed(demand.SEASONS["month"])
        judged = demand.judge(values, AHEAD, forecaster)
        found = {
            **self._judged(judged),
            "engine": forecaster.name if forecaster else False,
            "why_not": judged.why_not,
            "state": "none",
        }
        if judged.why_not:
            return found
        return {**found, **self._levels(judged, values, point)}

    def _values(self):
        sold = {date.fromisoformat(day): quantity for day, quantity in self.sold.items()}
        return demand.series("month", sold, self.month - timedelta(days=1))

    def _judged(self, judged):
        names = ("wape", "naive_wape", "mase", "naive_mase")
        return {
            **{name: getattr(judged, name) or 0.0 for name in names},
            "has_wape": judged.naive_wape is not None,
            "told": {"ahead": judged.ahead, "naive": judged.naive_ahead},
            "sigma": judged.sigma,
        }

    def _levels(self, judged, values, point):
        company = self.company_id
        known = self._lead_days(point)
        lead = company.order_restock_lead_days if known is None else known
        cycle, service = company.order_restock_days, company.order_restock_service
        found = {
            "lead_days": lead,
            "lead_known": known is not None,
            "cycle_days": cycle,
            "service": service,
        }
        if not demand.covered(judged.ahead, self.month, lead + cycle):
            return {**found, "why_not": "long"}
        levels = demand.levels(judged.ahead, self.month, lead, cycle, judged.sigma, service / 100)
        digits = self._digits(values)
        low, high = (demand.rounded_up(q, digits) for q in (levels.minimum, levels.maximum))
        why_not = self._needless((low, high), point)
        return {
            **found,
            "demand": levels.demand,
            "safety": levels.safety,
            "suggested_min": low,
            "suggested_max": high,
            "why_not": why_not,
            "state": "none" if why_not else "proposed",
        }

    def _digits(self, values):
        """Decimals that a rule may have. Whole numbers of what is counted, also where a part of a
        pack was ordered once, and where only such were ever ordered; else those that Odoo rounds
        the unit to."""
        unit = self.product_id.uom_id
        if unit._has_common_reference(self.env.ref("uom.product_uom_unit")):
            return 0
        if all(abs(value - round(value)) < _WHOLE for value in values):
            return 0
        return self.env["decimal.precision"].precision_get("Product Unit")

    def _needless(self, pair, point):
        """The reason not to ask anybody about these levels; empty: ask."""
        if point and demand.close(pair, (point.product_min_qty, point.product_max_qty)):
            return "same"
        before = self._refused()
        if before and demand.close(pair, (before.suggested_min, before.suggested_max)):
            return "refused"
        return False

    def _refused(self):
        """The last decision on this product and warehouse, if it was a refusal."""
        last = self.search(
            [
                ("product_id", "=", self.product_id.id),
                ("warehouse_id", "=", self.warehouse_id.id),
                ("state", "not in", OPEN),
            ],
            order="month desc, id desc",
            limit=1,
        )
        return last if last.state == "refused" else self.browse()

    def _lead_days(self, point):
        """Days until what is ordered now is there, by Odoo's rules; None if they do not say."""
        place = self.warehouse_id.lot_stock_id
        point = point or self.env["stock.warehouse.orderpoint"].new(
            {
                "product_id": self.product_id.id,
                "warehouse_id": self.warehouse_id.id,
                "location_id": place.id,
                "company_id": self.company_id.id,
            }
        )
        rules = point.with_company(self.company_id).rule_ids
        if not rules:
            return None
        rules = rules.with_context(bypass_delay_description=True)
        delays, _texts = rules._get_lead_days(self.product_id, **point._get_lead_days_values())
        if delays.get("no_vendor_found_delay"):
            return None
        # each warehouse has rules that only move goods: no delay of theirs says nothing
        made = set(rules.mapped("action")) - {"pull", "push", "pull_push"}
        return delays["total_delay"] if made or delays["total_delay"] else None
