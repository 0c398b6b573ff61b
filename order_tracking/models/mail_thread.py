from odoo import api, models
from odoo.tools import html2plaintext

from .mail_mail import carried_models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """A message that came back is told to what it carried."""
        result = super()._routing_handle_bounce(email_message, message_dict)
        message = message_dict.get("bounced_message")
        if message:
            reason = html2plaintext(message_dict.get("body") or "").strip()
            for model in carried_models(self.env):
                # sudo: the gateway acts for nobody
                carried = self.env[model].sudo()
                carried.search([("mail_id.mail_message_id", "=", message.id)])._bounced(reason)
        return result
