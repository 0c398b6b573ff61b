from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .. import owners
from ..presentation import exceptions as words
from ..timeline import facts
from .order_exception_overdue import LATE_ACTIVITY

ACTIVITY = "order_tracking.mail_activity_exception"
# What staff may change; the rest follows from facts. The mixins keep theirs with their own rights.
_OURS = {"cause", "user_id", "team_id"}
_MIXIN = ("message_", "activity_", "website_message_")


class OrderException(models.Model):
    """What people do about an exception."""

    _inherit = "order.exception"

    text = fields.Char("What Is Wrong", compute="_compute_texts")
    next_step = fields.Char("What to Do", compute="_compute_texts")
    overdue = fields.Boolean(compute="_compute_overdue", search="_search_overdue")
    opened_kind = fields.Selection(related="opened_event_id.kind", string="Brought By")
    closed_kind = fields.Selection(related="closed_event_id.kind", string="Cured By")
    salesperson_id = fields.Many2one(related="order_id.user_id", string="Salesperson")
    hours_open = fields.Float(
        "Hours Open", compute="_compute_hours_open", store=True, aggregator="avg"
    )

    @api.depends("kind", "data", "since", "stage_id", "state")
    @api.depends_context("lang", "tz")
    def _compute_texts(self):
        for exception in self:
            exception.text = words.say_text(exception)
            exception.next_step = words.say_next_step(exception)

    @api.depends("state", "deadline")
    def _compute_overdue(self):
        now = fields.Datetime.now()
        for exception in self:
            due = exception.state == "open" and exception.deadline
            exception.overdue = bool(due and due < now)

    def _search_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = [("state", "=", "open"), ("deadline", "<", fields.Datetime.now())]
        return late if True in value else ["!", "&", *late]

    @api.depends("opened_at", "closed_at")
    def _compute_hours_open(self):
        for exception in self:
            end = exception.closed_at
            hours = (end - exception.opened_at).total_seconds() / 3600 if end else 0.0
            exception.hours_open = hours

    # ------------------------------------------------------------------ who does it

    def write(self, vals):
        own = {name for name in vals if not name.startswith(_MIXIN)}
        if not self.env.su and own - _OURS:
            raise UserError(
                self.env._(
                    "This follows from what happens to the order. You can change the owner, the "
                    "team and the root cause, or snooze or close the exception."
                )
            )
        done = super().write(vals)
        if "user_id" in vals or "state" in vals:
            self._follow_owner()
        return done

    def _follow_owner(self):
        owned = self.filtered(lambda e: e.state == "open")
        over = self.filtered(lambda e: e.state == "closed")
        owners.follow(self, owned, over, ACTIVITY, LATE_ACTIVITY)

    def _prepare_activity(self, user, type_id):
        return owners.activity_of(self, user, type_id, "", self.deadline)

    def action_take(self):
        """The reader becomes the owner."""
        self.write({"user_id": self.env.uid})
        return True

    # ------------------------------------------------------------------ snoozing and closing

    def _snooze(self, until, reason):
        """Nobody is asked before ``until`` (naive UTC); the cure ends it all the same."""
        self._check_open()
        if until <= fields.Datetime.now():
            raise UserError(self.env._("Choose a time in the future to be asked again."))
        # sudo: the state follows from facts or from this decision, whose right was just checked
        self.sudo().write({"state": "snoozed", "snoozed_until": until})
        self._log(self.env._("Snoozed: %(reason)s", reason=reason))
        self.env["order.tracking.watch"].sudo()._mark(dict.fromkeys(self.order_id.ids, until))

    def _settle(self, reason):
        """Closed by a person although nothing cured it; it does not come back for the same
        reason, only when it begins anew."""
        self._check_open()
        now = fields.Datetime.now()
        settled = self.sudo()  # sudo: as in _snooze
        settled.write({"state": "closed", "closed_at": now, "settled": True})
        settled._tell_journal(facts.exception_closed, now, author=self.env.uid, evidence="staff")
        self._log(self.env._("Closed: %(reason)s", reason=reason))

    def _check_open(self):
        self.check_access("write")
        over = self.filtered(lambda e: e.state == "closed")
        if over:
            raise UserError(self.env._("“%s” is over already.", over[0].display_name))

    def _log(self, text):
        for exception in self:
            exception.message_post(body=text)

    @api.model
    def _wake(self, order_ids, now):
        """Snoozed exceptions of orders whose time has come are asked about again.

        :return: when the others are, by order id.
        """
        self.flush_model(["state", "snoozed_until"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id, order_id, snoozed_until FROM order_exception"
                " WHERE order_id = ANY (%s) AND state = 'snoozed'",
                list(order_ids),
            )
        )
        due = self.sudo().browse(row[0] for row in rows if row[2] <= now)
        due.with_context(tracking_disable=True).write({"state": "open", "snoozed_until": False})
        later = {}
        for _number, order, until in rows:
            if until > now:
                later[order] = min(until, later.get(order, until))
        return later

    # ------------------------------------------------------------------ buttons

    def action_snooze(self):
        return self._dialog(self.env._("Snooze"), "snooze")

    def action_settle(self):
        return self._dialog(self.env._("Close"), "close")

    def _dialog(self, name, decision):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "order.exception.decide",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_exception_ids": self.ids,
                "default_decision": decision,
            },
        }

    def action_open(self):
        self.ensure_one()
        return self._open_record(self._name, self.id)

    def action_open_order(self):
        self.ensure_one()
        return self._open_record("sale.order", self.order_id.id)

    def action_open_document(self):
        self.ensure_one()
        return self._open_record(self.document_model, self.document_id)

    def action_open_deliveries(self):
        self.ensure_one()
        return self.order_id.action_view_delivery()

    def action_repromise(self):
        self.ensure_one()
        return self.order_id.action_tracking_repromise()

    def action_write_customer(self):
        """A message to the customer, kept with the order."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write to the customer"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": "sale.order",
                "default_res_ids": self.order_id.ids,
                "default_partner_ids": self.order_id.partner_id.ids,
                "default_composition_mode": "comment",
            },
        }

    def _open_record(self, model, number):
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": number,
            "view_mode": "form",
        }
