from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .. import voice
from ..presentation.feedback import say_mistake

_SCORES = [(str(score), str(score)) for score in range(1, 6)]


class OrderFeedbackCall(models.TransientModel):
    """What a customer says on the phone, written down while they speak."""

    _name = "order.feedback.call"
    _description = "Log a Call"

    order_id = fields.Many2one("sale.order", required=True)
    partner_id = fields.Many2one(
        related="order_id.partner_id", string="Customer", related_sudo=False
    )
    product_score = fields.Selection(_SCORES, "Product")
    delivery_score = fields.Selection(_SCORES, "Delivery")
    service_score = fields.Selection(_SCORES, "Service")
    nps = fields.Selection([(str(n), str(n)) for n in range(11)], "Would Recommend")
    text = fields.Text("In Their Words")

    @api.model
    def default_get(self, fields):
        found = super().default_get(fields)
        if self.env.context.get("active_model") == "sale.order":
            found.setdefault("order_id", self.env.context.get("active_id"))
        return found

    def action_save(self):
        """Records it; the next call can be logged at once."""
        self.ensure_one()
        order = self.order_id
        order.check_access("read")
        if not self.env["order.feedback"].has_access("read"):
            raise AccessError(self.env._("Ask for a role in order tracking or sales to log calls."))
        reading = voice.read_form(
            {name: self[f"{name}_score"] or "" for name in voice.DIMENSIONS}
            | {"nps": self.nps or "", "text": self.text or ""}
        )
        if reading.errors:
            code = next(iter(reading.errors.values()))
            raise UserError(say_mistake(self.env, code))
        # sudo: after the check; feedback is recorded here and written by nobody
        kept = (
            self.env["order.feedback"]
            .sudo()
            ._record(
                reading.said,
                "phone",
                f"call:{self._name}:{self.id}:{fields.Datetime.now()}",
                order=order.sudo(),
                user_id=self.env.uid,
            )
        )
        # sudo: the job's own rows
        order.sudo()._feedback_requests()._answered()
        return self._told(kept)

    def _told(self, kept):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Feedback about %s is saved.", kept.order_id.name),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
