from typing import NamedTuple

from odoo import fields, models
from odoo.tools import SQL

VIA = [("portal", "Logged in"), ("order", "Link of the order"), ("link", "Personal link")]


class Teller(NamedTuple):
    """Who answers: the name, through which door (:data:`VIA`), the person as far as known."""

    name: str
    via: str
    partner: models.Model


class OrderReceipt(models.Model):
    """What the customer does with a receipt: opens it, accepts it, says what is wrong.

    Runs as superuser: the page has checked who may do it.
    """

    _inherit = "order.receipt"

    answered_by = fields.Char(readonly=True)
    answered_via = fields.Selection(VIA, readonly=True)
    dispute_ids = fields.One2many("order.receipt.dispute", "receipt_id", "Corrections")
    dispute_count = fields.Integer("Number of Corrections", compute="_compute_dispute_count")
    correction_ids = fields.One2many(
        "order.receipt.dispute",
        "resolved_by_id",
        "Corrections Made",
        help="What was wrong with an earlier revision and is right in this one.",
    )

    # the figures of a period, read from the index alone
    _agreed_idx = models.Index(
        "(company_id, confirmed_at)"
        " INCLUDE (id, state, channel, sent_at, opened_at, due_at, answer, hours, in_time)"
    )
    _failed_idx = models.Index("(company_id, due_at) WHERE state = 'failed'")

    def _compute_dispute_count(self):
        found = dict(
            self.env["order.receipt.dispute"]._read_group(
                [("receipt_id", "in", self.ids)], ["receipt_id"], ["__count"]
            )
        )
        for receipt in self:
            receipt.dispute_count = found.get(receipt, 0)

    def _customer_opened(self):
        """Records that the customer has the receipt open on our page; the first time counts."""
        self._take_turn()
        self._record_opened()

    def _customer_accepts(self, teller):
        """Records that the customer agrees; once, however often the button is pressed."""
        self._take_turn()
        if self.answer == "accepted":
            return
        self._answer("accepted", teller)
        self._tell_staff(
            self.env._(
                "%(name)s accepted %(receipt)s.", name=teller.name, receipt=self.display_name
            ),
            teller,
        )

    def _customer_disputes(self, proposals, key, teller):
        """Records what the customer says is wrong; a message that comes twice counts once.

        :param proposals: ``receipt.dispute_form.Proposal``.
        :param key: the form's own key.
        """
        self._take_turn()
        Dispute = self.env["order.receipt.dispute"]
        if Dispute.search_count([("receipt_id", "=", self.id), ("form_key", "=", key)], limit=1):
            return
        self._answer("disputed", teller)
        disputes = Dispute._tell(self, proposals, key, teller)
        self._tell_staff(
            self.env._(
                "%(name)s asks for corrections of %(receipt)s: %(list)s",
                name=teller.name,
                receipt=self.display_name,
                list=", ".join(dispute.display_name for dispute in disputes),
            ),
            teller,
        )

    def _tell_staff(self, text, teller):
        self.order_id.message_post(
            body=text, author_id=teller.partner.id, subtype_xmlid="mail.mt_note"
        )

    def _take_turn(self):
        """Of two requests at once (a double tap) the second waits here, fails when the first is
        through, is run again by Odoo, and then sees what the first has recorded."""
        self.flush_recordset()
        query = SQL("UPDATE order_receipt SET id = id WHERE id = %s", self.id)
        self.env.cr.execute(query, log_exceptions=False)
        self.invalidate_recordset(flush=False)

    def _answer(self, answer, teller):
        self._record_opened()  # whoever answers has read it
        self.write({"answered_by": teller.name, "answered_via": teller.via})
        self._record_answer(answer)
