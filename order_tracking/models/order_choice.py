from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import MissingError, UserError
from odoo.tools import consteq

from .. import presentation, shortage
from .sale_order_page import MAX_ID

VALID_DAYS = 7


class OrderChoice(models.Model):
    """Ways out of a shortage that a customer was asked to choose from."""

    _name = "order.choice"
    _description = "Customer's Choice"
    _order = "id desc"

    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    ways = fields.Json(required=True, readonly=True)
    state = fields.Selection(
        [("open", "Asked"), ("answered", "Answered"), ("withdrawn", "Withdrawn")],
        required=True,
        readonly=True,
        default="open",
    )
    user_id = fields.Many2one("res.users", "Asked By", readonly=True)
    sent_at = fields.Datetime("Asked", readonly=True)
    expires_at = fields.Datetime("Valid Until", readonly=True)
    content_hash = fields.Char(readonly=True)
    answer = fields.Integer(readonly=True, help="Position among the ways.")
    answered_at = fields.Datetime("Answered", readonly=True)
    answer_text = fields.Char(readonly=True)

    _open_uniq = models.UniqueIndex("(order_id) WHERE state = 'open'")

    # ------------------------------------------------------------------ asking

    @api.model
    def _ask(self, order, ways):
        """Asks the customer of ``order`` by mail which of ``ways`` they want.

        :raise UserError: nothing to choose from, or no address to write to.
        """
        if not ways:
            raise UserError(self.env._("Tick what the customer may choose from."))
        customer = order.partner_id
        if not customer.email_normalized:
            raise UserError(
                self.env._("%(name)s has no valid e-mail address.", name=customer.display_name)
            )
        # sudo: users only read choices; whoever may write the order may ask
        choices = self.sudo()
        choices.search([("order_id", "=", order.id), ("state", "=", "open")])._withdraw()
        now = fields.Datetime.now()
        choice = choices.create(
            {
                "order_id": order.id,
                "company_id": order.company_id.id,
                "ways": ways,
                "user_id": self.env.uid,
                "sent_at": now,
                "expires_at": now + timedelta(days=VALID_DAYS),
                "content_hash": order._verification_fingerprint(),
            }
        )
        choice.flush_recordset()
        choice._send(order)
        return choice

    def _withdraw(self):
        self.write({"state": "withdrawn"})
        self.flush_recordset()

    def _send(self, order):
        customer = order.partner_id
        order = order.with_context(lang=customer.lang or self.env.lang)
        frame = presentation.choice_frame(order)
        page = presentation.choice_mail(order, self)
        order.with_context(notice=frame).message_post_with_source(
            "order_tracking.order_choice_mail",
            render_values={"page": page, "url": self._url(), "frame": frame},
            subject=order.env._("Order %(name)s: please choose", name=order.name),
            partner_ids=customer.ids,
            subtype_xmlid="mail.mt_comment",
            email_layout_xmlid="order_tracking.notice_layout",
        )

    def _url(self):
        order = self.order_id
        token = order._portal_ensure_token()
        path = f"/my/orders/{order.id}/choice/{self.id}"
        return f"{order.get_base_url()}{path}?access_token={token}"

    # ------------------------------------------------------------------ the customer's page

    @api.model
    def _open_page(self, order_id, choice_id, token):
        """The choice, with superuser rights, after its order's token was compared.

        :raise MissingError: the same whatever is wrong.
        """
        missing = MissingError(self.env._("This choice does not exist."))
        if max(order_id, choice_id) > MAX_ID or not (token and token.isascii()):
            raise missing
        # sudo: the token is the permission; without it the choice is as good as not there
        choice = self.sudo().search([("id", "=", choice_id), ("order_id", "=", order_id)])
        if not choice or not consteq(choice.order_id.access_token or "", token):
            raise missing
        order = choice.order_id
        zone = order.partner_id.tz or order.company_id.partner_id.tz or "UTC"
        lang = order.partner_id.lang or self.env.lang
        return choice.with_context(lang=lang, tz=zone)

    def _problem(self):
        """Why it cannot be answered (any more), as a word of ``presentation.CHOICE_STATES``."""
        if self.state != "open":
            return self.state
        if self.order_id.state not in ("draft", "sent"):
            return "decided"
        if self.expires_at < fields.Datetime.now():
            return "expired"
        if self.content_hash != self.order_id._verification_fingerprint():
            return "changed"
        return ""

    def _page(self, token, problem=None):
        """The page as a whole document; ``problem``: what came of an answer."""
        page = presentation.choice_page(self, token, problem or self._problem())
        return self.order_id._tracking_render("order_tracking.order_choice_page", page)

    def _answer(self, number):
        """Applies the customer's answer, once and only while it is still possible.

        :param number: position of the way that they chose, as text or number.
        :return: empty when it was applied, else a word of ``presentation.CHOICE_STATES``.
        """
        self.ensure_one()
        if not self.try_lock_for_update():
            return "busy"
        self.invalidate_recordset()
        if problem := self._problem():
            return problem
        if not str(number).isascii() or not str(number).isdigit():
            return "unknown"
        if int(number) >= len(self.ways):
            return "unknown"
        return self._apply(int(number))

    def _apply(self, number):
        way, order = self.ways[number], self.order_id
        if not shortage.still_open(order, way):
            return "impossible"
        text = presentation.way_title(order, way)
        # superuser: the customer's answer is written for them, after the token was compared
        rest = shortage.go(order.with_user(SUPERUSER_ID), way)
        self.write(
            {
                "state": "answered",
                "answer": number,
                "answered_at": fields.Datetime.now(),
                "answer_text": text,
            }
        )
        order._verify()
        order._verification_tell_choice(text, rest)
        return ""
