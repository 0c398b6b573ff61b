import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, consteq
from odoo.tools.misc import hash_sign, verify_hash_signed

from odoo.addons.order_tracking import notices
from odoo.addons.order_tracking.models.order_sending import REASON

from .. import voice
from ..presentation.feedback_mail import request_mail

REASONS = [
    ("off", "Requests are switched off"),
    ("told", "They told us already"),
    ("unsubscribed", "The reader does not want it"),
    ("address", "No address"),
    ("stale", "Too long ago"),
    ("asked", "They were asked lately"),
    ("cancelled", "Somebody cancelled the mail"),
    ("order", "The order was cancelled"),
]
TOKEN = "voice."  # what the single-purpose link of a request begins with
TOKEN_DAYS = 60
_PAGE, _STOP = "order_tracking_feedback.page", "order_tracking_feedback.unsubscribe"
_LONGEST = 300  # characters of such a token
_PLAN = """
INSERT INTO order_feedback_request
    (order_id, company_id, partner_id, kind, state, due_at, send_at, secret, attempts)
SELECT o.id, o.company_id, o.partner_id, 'order', 'waiting', due, due,
       REPLACE(GEN_RANDOM_UUID()::text, '-', ''), 0
  FROM sale_order o
  JOIN res_company c ON c.id = o.company_id
  CROSS JOIN LATERAL (SELECT %(accepted_at)s + c.order_feedback_delay * INTERVAL '1 day' AS due) d
 WHERE o.id = ANY (%(orders)s) AND c.order_feedback_enabled AND o.state <> 'cancel'
    ON CONFLICT DO NOTHING"""


class OrderFeedbackRequest(models.Model):
    """A customer is asked, once, how an order was; or is invited to a survey because of it."""

    _name = "order.feedback.request"
    _description = "Request for Feedback"
    _inherit = ["order.made", "order.sending"]
    _order = "id desc"
    _rec_name = "order_id"
    _log_access = False

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", "Reader", required=True, readonly=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [("order", "About the order"), ("survey", "Survey")], required=True, readonly=True
    )
    state = fields.Selection(
        [
            ("waiting", "To send"),
            ("sent", "Sent"),
            ("answered", "Answered"),
            ("suppressed", "Not sent"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        default="waiting",
    )
    reason = fields.Selection(REASONS, "Why Not", readonly=True)
    due_at = fields.Datetime("Due", required=True, readonly=True)
    asked_at = fields.Datetime("Asked", readonly=True, help="When the mail was written.")
    answered_at = fields.Datetime("Answered On", readonly=True)
    address = fields.Char(readonly=True, help="Where it was sent.")
    lang = fields.Char("Language", readonly=True)
    secret = fields.Char(
        readonly=True, groups="base.group_system", default=lambda self: secrets.token_hex(16)
    )
    survey_id = fields.Many2one("survey.survey", readonly=True, ondelete="set null")
    answer_id = fields.Many2one("survey.user_input", readonly=True, ondelete="set null")
    message_ref = fields.Char(readonly=True, help="Message-ID of the mail: replies name it.")

    _order_uniq = models.UniqueIndex("(order_id) WHERE kind = 'order'")
    _order_idx = models.Index("(order_id)")
    _send_idx = models.Index("(send_at) WHERE send_at IS NOT NULL")
    _person_idx = models.Index("(partner_id, asked_at DESC)")
    _mail_idx = models.Index("(mail_id) WHERE mail_id IS NOT NULL")
    _message_idx = models.Index("(message_ref) WHERE message_ref IS NOT NULL")
    _answer_idx = models.Index("(answer_id) WHERE answer_id IS NOT NULL")
    _survey_idx = models.Index("(survey_id) WHERE survey_id IS NOT NULL")
    _company_idx = models.Index("(company_id, id DESC)")
    _failed_idx = models.Index("(id) WHERE state = 'failed'")

    # ------------------------------------------------------------------ planning

    @api.model
    def _plan(self, order_ids, accepted_at):
        """The customers of these orders are to be asked after their company's delay, once.

        :param accepted_at: naive UTC.
        """
        self.env["sale.order"].flush_model(["partner_id", "company_id", "state"])
        self.env["res.company"].flush_model(["order_feedback_enabled", "order_feedback_delay"])
        self.env.cr.execute(SQL(_PLAN, orders=list(order_ids), accepted_at=accepted_at))
        self.invalidate_model(flush=False)

    # ------------------------------------------------------------------ the job

    @api.model
    def _cron_requests(self):
        """Sends what is due, the longest waiting first: written in one transaction, handed to
        the mail server in the next."""
        cron = self.env["ir.cron"]
        due = self.search([("send_at", "<=", "now")], order="send_at, id", limit=1000)
        cron._commit_progress(remaining=len(due))
        for request in due:
            request._send_alone()
            cron._commit_progress()
            if request.exists() and request.mail_id and request.send_at:
                request._send_alone()
            if not cron._commit_progress(1):
                return

    def _take(self):
        """This one, locked with its reader: one worker decides whether a person is asked."""
        free = self.partner_id.try_lock_for_update(allow_referencing=True)
        return super()._take() if free else self.browse()

    def _attempt(self):
        if self.mail_id:
            return self._attempt_mail()
        if self.asked_at:
            return self._suppress("cancelled")
        now = fields.Datetime.now()
        decision = voice.decide(self._asking(now), now)
        if decision.action == "wait":
            self.send_at = decision.until
        elif decision.action == "drop":
            self._suppress(decision.reason)
        else:
            self._write_mail(now)

    def _asking(self, now):
        """What is known about this request (``voice.Asking``)."""
        self.ensure_one()
        company, partner, order = self.company_id, self.partner_id, self.order_id
        before = self.search(
            [("partner_id", "=", partner.id), ("asked_at", "!=", False), ("id", "!=", self.id)],
            order="asked_at desc",
            limit=1,
        )
        return voice.Asking(
            due_at=self.due_at,
            chance_at=notices.next_chance(
                now,
                quiet=(company.order_notice_quiet_from, company.order_notice_quiet_until),
                zone=partner.tz or company.partner_id.tz or "UTC",
            ),
            asked_at=before.asked_at or None,
            gap_days=company.order_feedback_gap,
            enabled=self._enabled(),
            told=bool(self.kind == "order" and order.feedback_ids),
            unsubscribed=self._unwanted(partner),
            waiting=any(a.state == "open" for a in order.acceptance_ids),
            complaint=order._feedback_complaint_open(),
            channel="mail" if self._reachable(partner) else "",
        )

    def _enabled(self):
        """Whether there is still something to ask about; surveys are sent by a person's will."""
        if self.order_id.state == "cancel":
            return False
        return bool(
            self.survey_id if self.kind == "survey" else self.company_id.order_feedback_enabled
        )

    @api.model
    def _unwanted(self, partner):
        """Whether this person wants no such mail: said so here, for all messages, or to Odoo."""
        return bool(
            partner.order_feedback_stopped_at
            or partner.order_notices == "none"
            or partner.is_blacklisted
        )

    def _suppress(self, reason):
        self.write({"state": "suppressed", "reason": reason, "send_at": False})

    # ------------------------------------------------------------------ the mail

    def _write_mail(self, now):
        """Writes the message; it goes out after the commit."""
        order = self._order_read()
        reader = self._reachable(self.partner_id)
        self.write({"asked_at": now, "lang": order.env.lang, "address": reader.email})
        page = request_mail(order, self.with_env(order.env), self._survey_url(reader))
        template = self.env.ref("order_tracking_feedback.mail_template_feedback_request")
        template = template.with_context(notice=page, lang=order.env.lang)
        mail_id = template.send_mail(self.id, email_values=self._mail_values(order, reader))
        mail = self.env["mail.mail"].browse(mail_id)
        self.write({"mail_id": mail.id, "message_ref": mail.message_id, "send_at": now})

    def _survey_url(self, reader):
        """Where a survey begins for this reader alone; empty for a request about the order."""
        if self.kind != "survey":
            return ""
        self.answer_id = self.survey_id._create_answer(
            partner=self.partner_id, email=reader.email, check_attempts=False
        )
        return f"{self.order_id.get_base_url()}{self.answer_id.get_start_url()}"

    def _order_read(self):
        """The order in the language and time zone of its reader."""
        order = self.order_id.with_company(self.company_id)
        nobody = self.with_user(self.env.ref("base.public_user")).env
        # sudo: the job writes to a customer; the order is read as they read it
        order = order.with_env(nobody).sudo()
        return order._tracking_read_as(self.env["order.tracking.link"], self.partner_id.lang)

    def _mail_values(self, order, reader):
        values = {
            "model": order._name,  # of the order: bounces come to it
            "res_id": order.id,
            "record_name": order.name,
            "recipient_ids": [fields.Command.link(reader.id)],
            "email_to": False,
            "email_cc": False,
            "auto_delete": False,
            "state": "outgoing",
            "headers": repr(self._headers()),
        }
        reply_to = self.company_id._order_feedback_address()
        return {**values, "reply_to": reply_to} if reply_to else values

    def _headers(self):
        """One-click unsubscribing (RFC 8058), and that no person wrote it (RFC 3834)."""
        return {
            "List-Unsubscribe": f"<{self._stop_url()}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        }

    # ------------------------------------------------------------------ links

    def _url(self):
        """Where the reader of this request tells how it was."""
        self.ensure_one()
        values = [self.id, self.sudo().secret]  # sudo: nobody reads it, links are made with it
        expires = timedelta(days=TOKEN_DAYS)
        token = TOKEN + hash_sign(self.sudo().env, _PAGE, values, expiration=expires)
        path = f"/my/orders/{self.order_id.id}/feedback?access_token={token}"
        return f"{self.order_id.get_base_url()}{path}"

    def _stop_url(self):
        """Where the reader unsubscribes; this link never ends."""
        self.ensure_one()
        values = [self.id, self.sudo().secret]  # sudo: as above
        token = hash_sign(self.sudo().env, _STOP, values)
        return f"{self.order_id.get_base_url()}/feedback/unsubscribe?token={token}"

    @api.model
    def _find(self, token, *, stop=False):
        """The request whose link has this token, with superuser rights; empty where it is none,
        has ended or was revoked.

        :param stop: the link for unsubscribing, not the one to the page.
        """
        requests = self.sudo()  # sudo: the signature is the permission, checked in the next lines
        given = token or ""
        if len(given) > _LONGEST or not given.isascii() or (not stop and TOKEN not in given[:6]):
            return requests.browse()
        scope, given = (_STOP, given) if stop else (_PAGE, given.removeprefix(TOKEN))
        try:
            signed = verify_hash_signed(requests.env, scope, given)
        except ValueError:  # not even a token
            return requests.browse()
        if not signed:
            return requests.browse()
        found = requests.browse(signed[0]).exists()
        return found if consteq(found.secret or "", signed[1]) else requests.browse()

    @api.model
    def _of_references(self, references):
        """The request whose mail is answered, the nearest of these Message-IDs first."""
        found = self.search([("message_ref", "in", list(references))]) if references else self
        by_ref = {request.message_ref: request for request in found}
        return next((by_ref[ref] for ref in references if ref in by_ref), self.browse())

    def action_revoke(self):
        """The links of these requests open nothing any more."""
        self.check_access("write")
        for request in self.sudo():  # sudo: after the check; the secret is nobody's to read
            request.secret = secrets.token_hex(16)

    def _unsubscribe(self):
        """The reader wants no more requests, about any order."""
        self.ensure_one()
        if not self.partner_id.order_feedback_stopped_at:
            self.partner_id.order_feedback_stopped_at = fields.Datetime.now()
            self.order_id._message_log(
                body=self.env._(
                    "%s does not want to be asked for feedback any more.", self.partner_id.name
                )
            )

    # ------------------------------------------------------------------ what became of it

    def _answered(self):
        """The customer has told us: nothing is to be sent any more (superuser)."""
        now = fields.Datetime.now()
        for request in self.filtered(lambda request: request.state != "answered"):
            if not request.asked_at:
                request._suppress("told")
            else:
                request.write({"state": "answered", "answered_at": now, "send_at": False})

    def _handed_over(self):
        told = {"sent_at": fields.Datetime.now(), "send_at": False, "error": False}
        self.write({**told, "failed_at": False})
        self.filtered(lambda request: request.state != "answered").write({"state": "sent"})

    def _give_up_channel(self, reason):
        failed = {"state": "failed", "send_at": False, "error": (reason or "")[:REASON]}
        self.write({**failed, "failed_at": fields.Datetime.now()})

    def _bounced(self, reason):
        sent = self.filtered("sent_at")
        if sent:
            sent.write({"bounced_at": fields.Datetime.now(), "sent_at": False})
            sent._give_up_channel(reason or self.env._("The mail came back."))
