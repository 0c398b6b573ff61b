import psycopg2

from odoo import models

from ..mail_text import readable_text


def carried_models(env):
    """Names of the models of what messages carry: those that inherit ``order.sending``."""
    return [*env.registry.descendants(["order.sending"], "_inherit")][1:]  # without itself


class MailMail(models.Model):
    """The message that carries a receipt or notices: sent by one worker, its outcome told to what
    it carries."""

    _inherit = "mail.mail"

    def _send(self, *args, **kwargs):
        """Odoo's queue, a button and our job may take the same message at the same time: the
        rows of message and content are locked until what became of it is committed, so that
        nobody else sends it and nothing can prevent that commit."""
        carrying = {mail.id for records in self._carried() for mail in records.mail_id}
        others = self.filtered(lambda mail: mail.id not in carrying)
        result = super(MailMail, others)._send(*args, **kwargs) if others else True
        for mail in self - others:
            if mail._take():
                super(MailMail, mail)._send(*args, **kwargs)
        return result

    def _carried(self):
        """What these messages carry: the records of each model, maybe none."""
        # sudo: whoever may send the message need not read what it carries
        carried = [("mail_id", "in", self.ids)]
        return [self.env[model].sudo().search(carried) for model in carried_models(self.env)]

    def _prepare_outgoing_list(self, *args, **kwargs):
        """With a text part that can be read: Odoo's own puts addresses into footnotes."""
        prepared = super()._prepare_outgoing_list(*args, **kwargs)
        if self.model == "sale.order" and any(self._carried()):
            for email in prepared:
                email["body_alternative"] = readable_text(email["body"])
        return prepared

    def _take(self):
        """Whether this worker, and no other, may send this message now."""
        try:
            with self.env.cr.savepoint(flush=False):
                rows = [self, *filter(None, self._carried())]
                locked = [r.try_lock_for_update(allow_referencing=True) for r in rows]
        except psycopg2.errors.SerializationFailure:
            return False  # another one sent it since this transaction began
        self.invalidate_recordset(["state"])
        return locked == rows and self.state == "outgoing"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        for records in self._carried():
            for mail in records.mail_id:
                carried = records.filtered(lambda record, mail=mail: record.mail_id == mail)
                if mail.state == "sent":
                    carried._handed_over()
                else:
                    carried._not_sent(
                        failure_type or mail.failure_type, failure_reason or mail.failure_reason
                    )
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
