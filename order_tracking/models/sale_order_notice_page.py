from odoo import api, models
from odoo.exceptions import MissingError

from .. import notices, presentation
from .sale_order_page import MAX_ID


class SaleOrder(models.Model):
    """The page on which a reader chooses what they are told about an order, or unsubscribes."""

    _inherit = "sale.order"

    @api.model
    def _notice_page(self, order_id, token, lang=None, state=""):
        """The page (``Markup``, a whole HTML document).

        :param token: of the reader's own link; nothing else opens it.
        :param state: ``saved`` when a choice was just kept.
        :raise MissingError: the same whatever is wrong.
        """
        link = self._notice_open(order_id, token)
        order = link.order_id._tracking_read_as(link, lang)
        page = presentation.notice_page(order, link, order._notice_all_topics(link.role), state)
        return order._tracking_render("order_tracking.notice_page", page)

    @api.model
    def _notice_choose(self, order_id, token, lang, sent):
        """Keeps what a reader chose; the page with the new choice.

        :param sent: ``List-Unsubscribe`` of a mail program's button, or the form's ``level``,
            ``topics`` and ``person``; what is no choice is ignored.
        """
        link = self._notice_open(order_id, token)
        if sent.get("List-Unsubscribe") == "One-Click":
            link._notice_keep("none", person="none")
        else:
            known = link.order_id._notice_all_topics(link.role)
            ticked = [code for code in known if code in sent["topics"]]
            link._notice_keep(sent.get("level"), ticked, sent.get("person"))
        return self._notice_page(order_id, token, lang, "saved")

    @api.model
    def _notice_open(self, order_id, token):
        """The valid link with this token, with superuser rights."""
        link = self.env["order.tracking.link"]
        if token and token.isascii() and order_id <= MAX_ID:
            # sudo: the token is the permission, compared by _find; without it there is nothing
            link = link._find(self.sudo().browse(order_id), token)
        if not link:
            raise MissingError(self.env._("This order does not exist."))
        return link

    def _notice_all_topics(self, role):
        """Codes of all that a reader in this role may be told about this order, in the order in
        which it happens."""
        self.ensure_one()
        version = self.tracking_version_id
        stages = version._value().stages if version else ()
        told = self.company_id._notice_topics()
        marked = [f"stage:{stage.key}" for stage in stages if stage.notify]
        mine = [t for t in notices.TOPICS.values() if role == "buyer" or not t.private]
        return marked + [topic.code for topic in mine if topic.code in told]
