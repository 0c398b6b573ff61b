import logging
import smtplib
from datetime import timedelta

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools.mail import email_normalize

from .. import receipt

_logger = logging.getLogger(__name__)
REASON = 300  # characters of a failure that are kept
_PATIENCE = 15  # minutes between looks at an SMS that is on its way


class OrderSending(models.AbstractModel):
    """What one message carries to a customer: one receipt, or a reader's news.

    The message is written and committed before it is sent. What is not known to have gone out is
    tried again with the same Message-ID: a crash between the mail server's consent and our commit
    is the one case in which a mail goes out twice, and the receiving side can tell that it is the
    same one.

    Therefore an attempt writes only rows that it locked before, so that no other transaction can
    undo it once the mail is out.

    Methods act on the records of one message; models that inherit are found by
    ``mail_mail.carried_models``.
    """

    _name = "order.sending"
    _description = "What a Message Carries"

    send_at = fields.Datetime("Next Attempt", readonly=True)
    attempts = fields.Integer("Failed Attempts", readonly=True)
    error = fields.Char("Why It Failed", readonly=True)
    sent_at = fields.Datetime("Handed Over", readonly=True)
    failed_at = fields.Datetime("Failed", readonly=True)
    bounced_at = fields.Datetime("Came Back", readonly=True)
    mail_id = fields.Many2one("mail.mail", "Mail", readonly=True, ondelete="set null")
    sms_uuid = fields.Char(readonly=True)

    # ------------------------------------------------------------------ hooks

    def _attempt(self):
        """One attempt; these records are locked and due."""
        raise NotImplementedError

    def _handed_over(self):
        """The mail server or the SMS service took it."""
        raise NotImplementedError

    def _give_up_channel(self, reason):
        """This way leads nowhere."""
        raise NotImplementedError

    def _bounced(self, reason):
        """The mail came back from the address: it is not with the customer."""
        raise NotImplementedError

    # ------------------------------------------------------------------ attempts

    def _take(self):
        """Those of these records that are due, locked; empty while another worker has them."""
        taken = self.try_lock_for_update(allow_referencing=True)
        now = fields.Datetime.now()
        return taken.filtered(lambda record: record.send_at and record.send_at <= now)

    def _send_alone(self):
        """One attempt; whatever goes wrong stays with these records."""
        try:
            taken = self._take()
            if taken:
                taken._attempt()
            self.env.cr.flush()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()  # another one has it; nothing was sent: the rows were not ours
        except Exception as error:  # pylint: disable=broad-except
            self.env.cr.rollback()
            self._broke_off(error)

    def _broke_off(self, error):
        """The connection broke, for example: nothing of the attempt was committed."""
        taken = self._take()
        if taken:
            kind = "mail_smtp" if isinstance(error, smtplib.SMTPException | OSError) else "unknown"
            taken._not_sent(kind, f"{type(error).__name__}: {error}")

    def _attempt_mail(self):
        mail = self.mail_id
        if not mail or mail.state == "cancel":
            self._give_up_channel(self.env._("The mail was deleted or cancelled."))
        elif mail.state == "sent":
            self._handed_over()
        else:
            mail.write({"state": "outgoing", "scheduled_date": False})
            mail.send()

    def _not_sent(self, failure_type, reason):
        """An attempt failed: it is tried again later, or another way is taken."""
        reason = (reason or failure_type or "")[:REASON]
        failures = self[:1].attempts + 1
        minutes = (
            None if receipt.gives_up(failure_type, reason) else receipt.retry_minutes(failures)
        )
        self.write({"failed_at": fields.Datetime.now(), "error": reason, "attempts": failures})
        if minutes is None:
            self._give_up_channel(reason)
            return
        self.send_at = fields.Datetime.now() + timedelta(minutes=minutes)
        # still Odoo's own: its queue keeps to the same time, and its buttons work
        self.mail_id.write({"state": "outgoing", "scheduled_date": self[:1].send_at})

    # ------------------------------------------------------------------ SMS

    @api.model
    def _sms_number_of(self, partner):
        """The number that ``partner`` can be reached at by SMS; False where there is none."""
        if "sms.sms" not in self.env or not partner.phone:
            return False
        return partner._phone_format(number=partner.phone)

    @api.model
    def _make_sms_to(self, partner, body):
        """Puts an SMS into Odoo's own queue; its ``uuid``."""
        values = {"partner_id": partner.id, "number": self._sms_number_of(partner), "body": body}
        return self.env["sms.sms"].create(values).uuid

    def _look_after_sms(self):
        """Odoo's own queue sends it; a row that is gone went out (Odoo removes only those)."""
        sms = self.env["sms.sms"].search([("uuid", "=", self[:1].sms_uuid)])
        if sms.state in ("error", "canceled"):
            label = dict(sms._fields["failure_type"]._description_selection(self.env))
            self._give_up_channel(label.get(sms.failure_type) or sms.state)
        elif not sms or sms.state in ("process", "pending", "sent"):
            self._handed_over()
        else:
            self.send_at = fields.Datetime.now() + timedelta(minutes=_PATIENCE)

    # ------------------------------------------------------------------ readers

    @api.model
    def _reachable(self, partner):
        """Whom to write to: the person, else their company; empty without a valid address."""
        people = partner, partner.commercial_partner_id
        return next((p for p in people if email_normalize(p.email)), partner.browse())
