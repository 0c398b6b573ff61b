from odoo import models
from odoo.tools import plaintext2html

from odoo.addons.order_tracking.presentation.shared import say_moment

from .. import buyer_mail, complaints


class OrderComplaint(models.Model):
    """What customers read of a complaint in their mail: the messages of its thread."""

    _inherit = "order.complaint"

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        """The customer's mail leads to the complaint on their order's page."""
        groups = super()._notify_get_recipients_groups(message, model_description, msg_vals)
        return buyer_mail.with_button(self, groups, "complaints", self.env._("See your complaint"))

    def _message_compute_subject(self):
        """What customers see in their list of mails says that it is about a complaint: in their
        language, whoever writes."""
        return self._as_read().env._(
            "Complaint %(number)s (%(order)s)", number=self.name, order=self.order_id.name
        )

    def _as_read(self):
        """This complaint in the language and time zone of its customer (superuser)."""
        buyer = self.partner_id
        zone = buyer.tz or self.company_id.partner_id.tz or "UTC"
        return self.with_context(lang=buyer.lang or self.env.lang, tz=zone)

    def _tell_resolved(self):
        """The customer reads what was done, and until when they can say that it is not enough."""
        read = self._as_read()
        days = read.company_id.order_complaint_reopen_days
        until = complaints.reopen_until(read._standing(), days)
        body = plaintext2html(read.resolution)
        if until:
            body += plaintext2html(
                read.env._(
                    "If this does not help, open the complaint again on its page until %s.",
                    say_moment(read.env, until),
                )
            )
        self.message_post(
            body=body,
            subject=read.env._(
                "Resolved: complaint %(number)s (%(order)s)",
                number=self.name,
                order=self.order_id.name,
            ),
            subtype_xmlid="mail.mt_comment",
            message_type="comment",
        )
