import psycopg2

from odoo import models


class MailMail(models.Model):
    """The message that carries a receipt: sent by one worker, its outcome told to the receipt."""

    _inherit = "mail.mail"

    def _send(self, *args, **kwargs):
        """Odoo's queue, a button and our job may take the same message at the same time: the
        rows of message and receipt are locked until what became of it is committed, so that
        nobody else sends it and nothing can prevent that commit."""
        carried = self._carried_receipts().mail_id
        carrying = self.filtered(lambda mail: mail.id in carried._ids)
        others = self - carrying
        result = super(MailMail, others)._send(*args, **kwargs) if others else True
        for mail in carrying:
            if mail._take():
                super(MailMail, mail)._send(*args, **kwargs)
        return result

    def _carried_receipts(self):
        # sudo: whoever may send the message need not read the receipt
        return self.env["order.receipt"].sudo().search([("mail_id", "in", self.ids)])

    def _take(self):
        """Whether this worker, and no other, may send this message now."""
        try:
            with self.env.cr.savepoint(flush=False):
                locked = self.try_lock_for_update(allow_referencing=True)
                receipt = self._carried_receipts().try_lock_for_update(allow_referencing=True)
        except psycopg2.errors.SerializationFailure:
            return False  # another one sent it since this transaction began
        self.invalidate_recordset(["state"])
        return locked and receipt and self.state == "outgoing"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        for receipt in self._carried_receipts():
            mail = receipt.mail_id
            if mail.state == "sent":
                receipt._handed_over()
            else:
                receipt._not_sent(
                    failure_type or mail.failure_type, failure_reason or mail.failure_reason
                )
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
