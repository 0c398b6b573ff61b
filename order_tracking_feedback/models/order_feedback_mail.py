from odoo import api, models
from odoo.tools import SQL
from odoo.tools.mail import email_normalize

from odoo.addons.order_tracking import lookup

from .. import voice

# Orders by number, with the addresses of those who are known to have ordered.
_NUMBERED = """
SELECT o.id, ARRAY_AGG(p.email_normalized)
  FROM sale_order o
  JOIN res_partner b ON b.id = o.partner_id
  JOIN res_partner p ON p.id IN (b.id, b.commercial_partner_id, o.partner_invoice_id,
                                 o.partner_shipping_id)
 WHERE o.name = ANY (%s) AND o.state <> 'draft'
 GROUP BY o.id ORDER BY o.id DESC LIMIT 20"""


class OrderFeedback(models.Model):
    """Mails to the address for feedback, replies to requests above all."""

    _inherit = "order.feedback"

    def _message_compute_subject(self):
        """What customers see in their list of mails of an answer: in their language, whoever
        writes."""
        number = self.order_id.name
        if not number:
            return super()._message_compute_subject()
        read = self.with_context(lang=self.partner_id.lang or self.env.lang)
        return read.env._("Your feedback about order %s", number)

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Records what a mail says, of the order that it is about; where nobody knows, it waits
        for a person."""
        values = dict(custom_values or {})
        mail = values.pop("told", None) or voice.Mail("", "", (), "", ())
        sender = email_normalize(msg_dict.get("email_from") or "") or ""
        request = self.env["order.feedback.request"]._of_references(mail.references)
        order = request.order_id or self._mail_order(mail.words, sender)
        known = request.partner_id or self._mail_person(order, sender)
        about = {"partner_id": known.id} if known else {}
        feedback = self._record(
            voice.Said(text=mail.text),
            "mail",
            f"mail:{msg_dict['message_id']}",
            order=order,
            request_id=request.id,
            email_from=(msg_dict.get("email_from") or "")[:200],
            author_name=known.name,
            subject=mail.subject,
            lang=request.lang,
            **about,
        )
        request.filtered(lambda asked: asked.kind == "order")._answered()
        return feedback

    @api.model
    def _mail_order(self, numbers, sender):
        """The order whose number is told by somebody who is known to have ordered it."""
        orders = self.env["sale.order"]
        if not numbers or not sender:
            return orders
        rows = self.env.execute_query(SQL(_NUMBERED, list(numbers)))
        found = [order for order, known in rows if lookup.proves(sender, known, [])]
        return orders.browse(found[:1])

    @api.model
    def _mail_person(self, order, sender):
        """Whose address it is, of those of the order; else anybody's who is alone with it."""
        partners = self.env["res.partner"]
        family = order.partner_id | order.partner_invoice_id | order.partner_shipping_id
        mine = family.filtered(lambda partner: partner.email_normalized == sender)
        if mine or order or not sender:
            return mine[:1]
        found = partners.search([("email_normalized", "=", sender)], limit=2)
        return found if len(found) == 1 else partners
