from odoo import fields, models

from .. import notices

# What the receipt of an order tells its buyer already.
_RECEIPT = frozenset({"order_confirmed", "order_cancelled", "promise_made"})


class OrderTrackingLink(models.Model):
    """What the person of a link wants to be told, and whether they can be reached."""

    _inherit = "order.tracking.link"

    notices = fields.Selection(
        [
            ("all", "All"),
            ("chosen", "Those they chose"),
            ("problems", "Only problems"),
            ("none", "None"),
        ],
        "Messages",
        required=True,
        default="all",
        help="What this person is told about this order by mail.",
    )
    notice_topics = fields.Json("Chosen Messages", readonly=True, copy=False)
    unreachable = fields.Char(
        "Address That Failed",
        readonly=True,
        copy=False,
        help="Mail to it came back. Nothing more is sent until the person has another address.",
    )

    def _notice_choice(self):
        """What this reader is told (``notices.Choice``)."""
        self.ensure_one()
        told = self.role == "buyer" and self.company_id.order_receipt_enabled
        return notices.Choice(
            level=self.notices,
            topics=frozenset(self.notice_topics or ()),
            person=self.partner_id.order_notices or "all",
            receipts=_RECEIPT if told else frozenset(),
        )

    def _notice_problem(self):
        """Why nothing at all can be sent, as one of ``order_notice.REASONS``; None otherwise."""
        self.ensure_one()
        reader = self.env["order.notice"]._reachable(self.partner_id)
        if self.revoked_at:
            return "revoked"
        if not self.company_id.order_notice_enabled:
            return "off"
        if not reader or reader.email_normalized == self.unreachable:
            return "address"
        return None

    def _reader_zone(self):
        return self.partner_id.tz or self.company_id.partner_id.tz or "UTC"

    def _notice_unreachable(self, address, reason):
        self.unreachable = address

    def _notice_url(self):
        """Address of the page on which the reader chooses; the same for one-click unsubscribing."""
        self.ensure_one()
        base = self.order_id.get_base_url()
        return f"{base}/my/orders/{self.order_id.id}/notices?access_token={self.token}"

    def _notice_headers(self):
        """One-click unsubscribing (RFC 8058), and that no person wrote it (RFC 3834)."""
        return {
            "List-Unsubscribe": f"<{self._notice_url()}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        }
