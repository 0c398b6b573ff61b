from odoo import models

from ..presentation.notice import page_url


class OrderReturn(models.Model):
    """What customers read of a return in their mail beside its notices: what staff write."""

    _inherit = "order.return"

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        """The customer's mail leads to the return on their order's page."""
        groups = super()._notify_get_recipients_groups(message, model_description, msg_vals)
        url = self and self.sudo()._customer_url()  # sudo: who writes need not read the links
        if not url:
            return groups
        buyer, title = self.partner_id.id, self.env._("See your return")

        def is_buyer(reader):
            return reader["id"] == buyer and reader["type"] != "user"

        button = {"url": url, "title": title}
        told = {"active": True, "has_button_access": True, "button_access": button}
        return [["return_buyer", is_buyer, told], *groups]

    def _message_compute_subject(self):
        """What customers see in their list of mails says that it is about a return: in their
        language, whoever writes."""
        read = self.with_context(lang=self.partner_id.lang or self.env.lang)
        return read.env._(
            "Return %(number)s (%(order)s)", number=self.name, order=self.order_id.name
        )

    def _customer_url(self):
        """Where the buyer reads about their returns (superuser); empty where their link was
        revoked."""
        order = self.order_id
        link = order._notice_links()[order.id].filtered(lambda one: one.role == "buyer")[:1]
        return page_url(order, link, "returns") if link else ""
