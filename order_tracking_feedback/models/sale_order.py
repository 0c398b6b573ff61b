from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.order_tracking.timeline import Event
from odoo.addons.order_tracking.timeline.facts import active

from .. import acceptance
from .order_tracking_event import ACCEPTED, ANSWERED

SOURCE = "acceptance"
EVIDENCE = {"customer": "customer", "staff": "staff", "silence": "system"}
# Goods that arrived longer ago when we first hear of them are not asked about.
STALE = timedelta(days=30)
_ARRIVED = """
SELECT DISTINCT e.order_id FROM order_tracking_event e
  JOIN sale_order o ON o.id = e.order_id
  JOIN res_company c ON c.id = o.company_id
 WHERE e.order_id = ANY (%s) AND e.kind = 'delivered' AND c.order_acceptance_enabled
   AND o.tracking_version_id IS NOT NULL AND o.state <> 'cancel'
   AND o.history_import_id IS NULL"""


# States in which nobody works on it any more.
_SETTLED = {
    "order_complaint": ("resolved",),
    "order_return": ("done", "refused", "cancelled"),
    "order_acceptance": ("accepted", "differs"),
}


class SaleOrder(models.Model):
    """What arrived waits for the customer's word, from the journal alone."""

    _inherit = "sale.order"

    acceptance_ids = fields.One2many("order.acceptance", "order_id", "Acceptances", readonly=True)

    @api.model
    def _tracking_unfinished(self):
        unsettled = (
            "EXISTS (SELECT FROM %s x WHERE x.order_id = o.id AND x.state NOT IN %s OFFSET 0)"
        )
        return [
            *super()._tracking_unfinished(),
            *(SQL(unsettled, SQL.identifier(table), done) for table, done in _SETTLED.items()),
        ]

    def _acceptance_sync(self):
        """Opens, brings up to date and ends acceptances of these orders (superuser).

        :return: ``{order id: naive UTC instant}`` at which the customer is reminded, or silence
            accepts.
        """
        asked = [row[0] for row in self.env.execute_query(SQL(_ARRIVED, self.ids))]
        journal = self.env["order.tracking.event"]._journal(asked) if asked else {}
        looks, reminded, now = {}, [], fields.Datetime.now()
        for order in self.browse(asked):
            opened = order._acceptance_ask(active(journal[order.id]), now)
            if not opened or not opened.due_at:
                continue
            if opened.due_at <= now:
                opened._answer(acceptance.all_good(opened._places()).answers, "silence")
                continue
            remind_at = acceptance.remind_at(opened.arrived_at, opened.due_at)
            looks[order.id] = opened.due_at if remind_at <= now else remind_at
            reminded += order.ids if remind_at <= now else []
        self._notice_want(reminded)
        return looks

    def _acceptance_ask(self, facts, now):
        """The open acceptance of this order, as its journal says; may be empty."""
        lines = {int(line): quantity for line, quantity in acceptance.waiting(facts).items()}
        arrived_at = acceptance.arrived_last(facts)
        days = timedelta(days=self.company_id.order_acceptance_days)
        if lines and arrived_at and not self.acceptance_ids and arrived_at + days + STALE < now:
            return self.acceptance_ids
        kept = self.env["sale.order.line"].browse(lines).exists()
        lines = {line.id: lines[line.id] for line in kept}
        return self.env["order.acceptance"]._ask(self, lines, arrived_at)

    def _acceptance_record(self, answered, answers):
        """An answer's rows of the journal (superuser); the one that completes it, too.

        :param answered: the ``order.acceptance``. :param answers: ``acceptance.Answer``.
        """
        self.ensure_one()
        headers = self._tracking_headers_of()
        journal = self.env["order.tracking.event"]._journal([self.id])
        told = _answered(answered, answers)
        events = [told]
        if acceptance.is_complete(active([*journal[self.id], told])):
            key = f"accepted:{answered.id}"
            at, evidence = told.occurred_at, told.evidence
            events.append(Event(ACCEPTED, at, key, SOURCE, evidence, document=told.document))
        self._tracking_append(headers, {self.id: events}, journal)


def _answered(answered, answers):
    data = {
        "lines": {answer.place.line: answer.place.quantity for answer in answers},
        "good": {a.place.line: min(a.good, a.place.quantity) for a in answers},
        "by": answered.answered_by,
        "name": answered.author_name or "",
    }
    return Event(
        *(ANSWERED, answered.answered_at, f"acceptance:{answered.id}", SOURCE),
        EVIDENCE[answered.answered_by],
        data,
        document=(answered._name, answered.id),
    )
