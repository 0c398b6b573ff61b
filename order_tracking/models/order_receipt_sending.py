import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..presentation.notice import receipt_frame
from .order_receipt import CHANNELS
from .order_sending import REASON

_logger = logging.getLogger(__name__)


class OrderReceipt(models.Model):
    """How a receipt reaches the customer: by mail, else by SMS, else a person sees to it.

    The message is written in the transaction of the receipt. What the order's journal is told of
    an attempt follows in the next transaction: the attempt itself writes only what it locked.
    """

    _inherit = "order.receipt"

    channel = fields.Selection(CHANNELS, readonly=True, help="How it went, or is tried now.")
    failures = fields.Integer(readonly=True, help="Of all channels together.")
    activity_id = fields.Many2one("mail.activity", readonly=True, ondelete="set null")
    untold = fields.Json(readonly=True, help="Facts that the order's journal does not know yet.")

    _mail_uniq = models.UniqueIndex("(mail_id) WHERE mail_id IS NOT NULL")
    _send_idx = models.Index("(send_at) WHERE send_at IS NOT NULL")
    _untold_idx = models.Index("(id) WHERE untold IS NOT NULL")

    # ------------------------------------------------------------------ the job

    @api.model
    def _cron_send_receipts(self):
        """Sends what is due, the longest waiting first; each commits alone."""
        cron = self.env["ir.cron"]
        due = Domain("send_at", "<=", "now") | Domain("untold", "!=", False)
        ids = self.search(due, order="send_at, id", limit=2000).ids
        cron._commit_progress(remaining=len(ids))
        for receipt_id in ids:
            self.browse(receipt_id)._send_alone()
            cron._commit_progress()
            self.browse(receipt_id)._tell_alone()
            if not cron._commit_progress(1):
                return

    def _tell_alone(self):
        """Tells the journal; when it cannot be told now, the next run does."""
        try:
            self.try_lock_for_update(allow_referencing=True)._tell_now()
            self.env.cr.flush()
        except Exception as error:  # pylint: disable=broad-except
            self.env.cr.rollback()
            _logger.info("the journal is told later of receipt %s: %s", self.id, error)

    def _attempt(self):
        if self.replaced_at:
            self._stop()
        elif self.channel == "mail" and self.mail_id.state != "sent" and not self._pdf():
            self.mail_id.cancel()  # it would go out with an empty file
            self._give_up_channel(
                self.env._("Its PDF file is gone. Restore Odoo's filestore from a backup.")
            )
        elif self.channel == "mail":
            self._attempt_mail()
        elif self.channel == "sms":
            self._look_after_sms()

    # ------------------------------------------------------------------ channels

    def _start_sending(self):
        """Takes the first channel that this customer can be reached by."""
        for record in self.with_company(self.company_id):
            record._use(record._channels()[0])
        self.env.ref("order_tracking.ir_cron_receipt_send")._trigger()

    def _channels(self):
        """What this customer can be reached by, the best first; a person always."""
        self.ensure_one()
        possible = []
        if self._recipient():
            possible.append("mail")
        if self._sms_number():
            possible.append("sms")
        return [*possible, "person"]

    def _recipient(self):
        return self._reachable(self.partner_id)

    def _sms_number(self):
        return self.company_id.order_receipt_sms and self._sms_number_of(self.partner_id)

    def _use(self, channel):
        """Prepares the message of ``channel``; it goes out after the commit."""
        self.write({"channel": channel, "attempts": 0, "send_at": fields.Datetime.now()})
        if channel == "mail":
            self.mail_id = self._make_mail()
        elif channel == "sms":
            self.sms_uuid = self._make_sms()
        else:
            self._ask_person()

    def _make_mail(self):
        order = self.order_id
        template = self.env.ref("order_tracking.mail_template_receipt").with_context(
            receipt_url=self._buyer_url(),
            notice=receipt_frame(order.with_context(lang=self.lang), self.partner_id),
        )
        values = {
            # of the order: answers and bounces come to it
            "model": order._name,
            "res_id": order.id,
            "record_name": order.name,
            "recipient_ids": [fields.Command.link(self._recipient().id)],
            "attachment_ids": [fields.Command.link(self.pdf_attachment_id.id)],
            "email_to": False,
            "email_cc": False,
            "auto_delete": False,
            "state": "outgoing",
        }
        return self.env["mail.mail"].browse(template.send_mail(self.id, email_values=values))

    def _make_sms(self):
        body = self.with_context(lang=self.lang).env._(
            "%(company)s: receipt of your order %(order)s: %(link)s",
            company=self.company_id.name,
            order=self.order_id.name,
            link=self._buyer_url(),
        )
        return self._make_sms_to(self.partner_id, body)

    def _ask_person(self):
        self.send_at = False
        user = self.order_id._receipt_person()
        env = self.with_context(lang=user.lang).env
        self.activity_id = self.order_id._receipt_ask(
            user,
            env._("Bring receipt %(name)s to the customer", name=self.name),
            env._(
                "It could be sent neither by e-mail nor by SMS. %(why)s Correct the contact and "
                "press “Send Again” on the receipt, or hand it over and press “Handed Over”.",
                why=self.error or "",
            ),
        )

    def _buyer_url(self):
        """The customer's own link to the page of this receipt."""
        self.ensure_one()
        links = self.env["order.tracking.link"]
        known = [
            ("order_id", "=", self.order_id.id),
            ("partner_id", "=", self.partner_id.id),
            ("role", "=", "buyer"),
            ("revoked_at", "=", False),
        ]
        buyer = {"order_id": self.order_id.id, "partner_id": self.partner_id.id, "role": "buyer"}
        return self._page_url(links.search(known, limit=1) or links.create(buyer))

    # ------------------------------------------------------------------ what became of it

    def _handed_over(self, evidence="system"):
        """The mail server, the SMS service or the customer's hand took it."""
        for record in self:
            done = {"failed_at": False, "error": False, "send_at": False}
            record.write({**done, "sent_at": fields.Datetime.now()})
            record._tell("receipt_sent", evidence=evidence, channel=record.channel)

    def _give_up_channel(self, reason):
        """The journal says why; the next channel has its turn."""
        self.write({"failed_at": fields.Datetime.now(), "error": reason[:REASON]})
        self.failures += 1
        self._tell("receipt_failed", channel=self.channel, reason=self.error)
        self._use(self._after(self.channel))

    def _after(self, channel):
        order = [name for name, _label in CHANNELS]
        later = order[order.index(channel) + 1 :]
        return next((name for name in self._channels() if name in later), "person")

    def _bounced(self, reason):
        """The mail came back from the address: it is not with the customer."""
        for record in self.filtered(lambda r: r.channel == "mail" and r.sent_at):
            now = fields.Datetime.now()
            record.write({"bounced_at": now, "failed_at": now, "sent_at": False})
            record.error = (reason or record.env._("The mail came back."))[:REASON]
            record.failures += 1
            record._tell("receipt_bounced", channel="mail", reason=record.error)
            record._tell_now()
            if not (record.replaced_at or record.opened_at):
                record._use(record._after("mail"))

    def _replaced(self):
        """A later revision is there: what was not sent yet is not sent any more."""
        for record in self:
            record.replaced_at = fields.Datetime.now()
            if not record.sent_at:
                record._stop()
            record._tell_now()

    def _stop(self):
        self.send_at = False
        self.mail_id.filtered(lambda mail: mail.state != "sent").cancel()

    def _record_opened(self):
        """The customer opened the receipt on our page or took its file there; told once."""
        # sudo: after the caller's check of who reads
        for record in self.sudo().filtered(lambda r: not r.opened_at):
            record.opened_at = fields.Datetime.now()
            record._tell("receipt_opened", evidence="customer")
            record._tell_now()

    def _record_answer(self, answer):
        """The customer's answer.

        :param answer: accepted or disputed. A later one takes the place of an earlier one.
        """
        self.ensure_one()
        record = self.sudo()  # after the caller's check of who answers
        answers = [("order_id", "=", record.order_id.id), ("kind", "=", "receipt_answered")]
        number = record.env["order.tracking.event"].search_count(answers)
        record.write({"answer": answer, "answered_at": fields.Datetime.now()})
        record._tell("receipt_answered", number=number, evidence="customer", answer=answer)
        record._tell_now()

    # ------------------------------------------------------------------ the order's journal

    def _tell(self, kind, number=None, **detail):
        """Notes a fact for the journal of the order, in this receipt's own row."""
        number = self.failures if number is None else number
        fact = {"kind": kind, "at": fields.Datetime.now().isoformat(), "number": number, **detail}
        self.untold = [*(self.untold or ()), fact]

    def _tell_now(self):
        """Brings what is noted into the journal, and closes the activity that is settled."""
        for record in self.filtered("untold"):
            record.order_id._receipt_tell(record, record.untold)
            record.untold = False
        settled = self.filtered(lambda r: r.sent_at or r.opened_at or r.replaced_at)
        # sudo: closed for whoever has it
        settled.sudo().activity_id.exists().action_done()

    # ------------------------------------------------------------------ buttons

    def action_send_again(self):
        """Starts over with the first channel: after the address was corrected, or on request."""
        self.ensure_one()
        self.order_id.check_access("write")
        record = self.sudo()  # after the check: whoever may change the order may send its receipt
        if not record.is_current:
            raise UserError(self.env._("A later revision replaces this one. Send that one."))
        channel = record._channels()[0]
        if channel == "person":
            raise UserError(
                self.env._("The customer has no valid e-mail address. Enter one, then send again.")
            )
        record._stop()
        record.activity_id.exists().action_done()
        record.failures += 1
        # another message, not the same one again: a mail server may keep back what it knows
        record._use(channel)
        self.env.ref("order_tracking.ir_cron_receipt_send").sudo()._trigger()

    def action_handed_over(self):
        """Staff gave it to the customer: printed, by another mail program, on the phone."""
        self.ensure_one()
        self.order_id.check_access("write")
        record = self.sudo()  # after the check, as above
        record._stop()
        record.channel = "person"
        record._handed_over(evidence="staff")
        record._tell_now()
