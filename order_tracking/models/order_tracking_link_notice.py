from odoo import api, fields, models

from .. import notices
from ..presentation.shared import label_of

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
    unreachable = fields.Text(
        "Addresses That Failed",
        readonly=True,
        copy=False,
        help="What was sent there came back. The person needs another one to be told anything.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("role") == "salesperson":  # they see the rest in their own work
                vals.setdefault("notices", "problems")
        return super().create(vals_list)

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
        if self.revoked_at:
            return "revoked"
        if not self.company_id.order_notice_enabled:
            return "off"
        return None if self._notice_channel() else "address"

    def _notice_channel(self):
        """How this reader is reached: mail, sms or None. Where something came back from, nothing
        is sent to again; a corrected address is another one."""
        self.ensure_one()
        sending = self.env["order.notice"]
        reader = sending._reachable(self.partner_id)
        if reader and reader.email not in self._failed_addresses():
            return "mail"
        number = self.company_id.order_notice_sms and sending._sms_number_of(self.partner_id)
        return "sms" if number and number not in self._failed_addresses() else None

    def _failed_addresses(self):
        return (self.unreachable or "").split("\n")

    def _notice_failed(self, address, reason):
        """Remembers an address that does not work, and asks staff once for a better one."""
        self.ensure_one()
        if not address or address in self._failed_addresses():
            return
        self.unreachable = "\n".join(filter(None, [self.unreachable, address]))
        user = self.order_id._receipt_person()
        env = self.with_context(lang=user.lang).env
        self.order_id._receipt_ask(
            user,
            env._("Messages do not reach %(reader)s", reader=self.partner_id.name or ""),
            env._(
                "%(address)s does not work: %(reason)s Correct the contact: the next message then "
                "goes to the new address.",
                address=address,
                reason=reason,
            ),
            "order_tracking.mail_activity_notice",
        )

    def _reader_zone(self):
        return self.partner_id.tz or self.company_id.partner_id.tz or "UTC"

    def _notice_keep(self, level, topics=(), person=None):
        """Keeps what the reader chose, and tells staff.

        :param level: for this order; ``person``: for all of theirs. None or nonsense: as before.
        """
        self.ensure_one()
        if level in dict(self._fields["notices"].selection):
            self.write({"notices": level, "notice_topics": list(topics)})
        reader = self.partner_id
        if reader and person in dict(reader._fields["order_notices"].selection):
            reader.order_notices = person
        self.order_id._message_log(
            body=self.env._(
                "%(reader)s chose which messages they get: %(order)s about this order, "
                "%(all)s about all of their orders.",
                reader=reader.name or self.display_name,
                order=label_of(self, "notices"),
                all=label_of(reader, "order_notices") if reader else "–",
            )
        )

    def _notice_path(self):
        """The page on which the reader chooses; the same for one-click unsubscribing."""
        self.ensure_one()
        return f"/my/orders/{self.order_id.id}/notices?access_token={self.token}"

    def _notice_url(self):
        return f"{self.order_id.get_base_url()}{self._notice_path()}"

    def _notice_headers(self):
        """One-click unsubscribing (RFC 8058), and that no person wrote it (RFC 3834)."""
        return {
            "List-Unsubscribe": f"<{self._notice_url()}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        }
