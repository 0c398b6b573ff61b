from odoo import models

from .. import buyer_mail


class OrderReturn(models.Model):
    """What customers read of a return in their mail beside its notices: what staff write."""

    _inherit = "order.return"

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        """The customer's mail leads to the return on their order's page."""
        groups = super()._notify_get_recipients_groups(message, model_description, msg_vals)
        return buyer_mail.with_button(self, groups, "returns", self.env._("See your return"))

    def _message_compute_subject(self):
        """What customers see in their list of mails says that it is about a return: in their
        language, whoever writes."""
        read = self.with_context(lang=self.partner_id.lang or self.env.lang)
        return read.env._(
            "Return %(number)s (%(order)s)", number=self.name, order=self.order_id.name
        )
