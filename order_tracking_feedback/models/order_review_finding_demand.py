from odoo import models
from odoo.tools import SQL

from odoo.addons.order_tracking.presentation.shared import say_percent

from .. import metrics

_KPI = "lines_shipped_in_time"


class OrderReviewFinding(models.Model):
    """Demand that moved, in words. ``data``: what an order.review keeps by `_demand_row`."""

    _inherit = "order.review.finding"

    def _text_demand(self):
        words = self._demand_words()
        if self.metric == "demand_trend":
            return self.env._(
                "%(subject)s: what was ordered in the last half year is %(value)s%% against the "
                "year before; before that it was %(expected)s%% (not chance, %(chance)s).",
                **words,
            )
        if self.data["value"] > self.data["expected"]:
            return self.env._(
                "%(subject)s: %(value)s %(unit)s ordered, more than the %(low)s to %(high)s that "
                "orders since %(first)s let expect (%(change)s; not chance, %(chance)s).",
                **words,
            )
        return self.env._(
            "%(subject)s: only %(value)s %(unit)s ordered, less than the %(low)s to %(high)s that "
            "orders since %(first)s let expect (%(change)s; not chance, %(chance)s).",
            **words,
        )

    def _demand_words(self):
        data = self.data
        growth = self.metric == "demand_trend"
        say = self._signed if growth else lambda number: self._say(number, 0)
        # sudo: the name of a unit, for whoever may read the finding
        unit = self.env["uom.uom"].sudo().browse(data["unit"]).exists()
        rise = 100 * (data["value"] / data["expected"] - 1) if data["expected"] else None
        return {
            "subject": self._subject_label(),
            **{name: say(data[name]) for name in ("value", "expected", "low", "high")},
            "unit": unit.name or "",
            "change": self._signed_percent(rise) if rise is not None else "–",
            "first": self._period(data["first"]),
            "chance": self._chance(data["q"]),
        }

    def _signed(self, number):
        return f"{_sign(number)}{self._say(abs(number), 0)}"

    def _signed_percent(self, number):
        return f"{_sign(number)}{say_percent(self.env, abs(round(number)))}"

    def _method_demand(self):
        if self.metric == "demand_trend":
            method = self.env._(
                "Welch's t test of the differences from the same period a year before: the last "
                "half year beside the time before it, from ten percentage points."
            )
        else:
            method = self.env._(
                "Expected: the same period a year before plus the mean yearly change; interval "
                "(95%%) and chance from the %(n)s errors that this made in the past, by Student's "
                "t; from 10%% off.",
                n=self.data["n"],
            )
        return f"{method} {self._method_tests()}"

    def _metric_label(self):
        if self.kind != "demand":
            return super()._metric_label()
        trend = self.metric == "demand_trend"
        return self.env._("Growth of demand") if trend else self.env._("Demand")

    # ------------------------------------------------------------------ behind it, and then

    def _behind(self):
        """The orders of the period with goods of the category."""
        if self.kind != "demand":
            return super()._behind()
        review = self.review_id
        return SQL(
            "SELECT p.outcome_id FROM %s AND p.categ_id = %s",
            review._demand_lines(review.date_from),
            int(self.subject),
        )

    # ------------------------------------------------------------------ what to do about it

    def _measure(self):
        """Demand is not ours to move: whether its goods leave in time is."""
        if self.kind != "demand":
            return super()._measure()
        return {**super()._measure(), "metric": _KPI, "statistic": False}

    def _target(self):
        if self.kind != "demand":
            return super()._target()
        return self._best(self._figures_alike(self._measure()), metrics.BY_KEY[_KPI])

    def _improvement_name(self):
        if self.kind != "demand":
            return super()._improvement_name()
        return self.env._("%(subject)s: fit stock to demand", subject=self._subject_label())

    def action_restock(self):
        """What is proposed for the products of the category."""
        self.ensure_one()
        action = self.env["order.restock.proposal"]._list_action()
        goods = [("product_id.categ_id", "child_of", int(self.subject))]
        return {**action, "domain": goods, "context": {}}


def _sign(number) -> str:
    return "+" if number >= 0 else "−"
