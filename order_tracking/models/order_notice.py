from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .. import notices, presentation, receipt
from .order_sending import REASON

REASONS = [
    ("untrue", "No longer true"),
    ("stale", "Too old to be news"),
    ("superseded", "Something later was told"),
    ("choice", "The reader does not want it"),
    ("receipt", "The receipt tells it"),
    ("revoked", "The link was revoked"),
    ("address", "No address that works"),
    ("off", "Notices are switched off"),
    ("cancelled", "Somebody cancelled the mail"),
]
_COLUMNS = ("order_id", "company_id", "link_id", "key", "topic", "happened_at", "noted_at")


_FORGET = """
WITH forgotten AS (
    UPDATE order_notice SET address = NULL, error = NULL
     WHERE id IN (SELECT id FROM order_notice
                   WHERE company_id = %s AND state <> 'waiting' AND address IS NOT NULL
                     AND noted_at < %s
                   ORDER BY noted_at LIMIT %s FOR UPDATE SKIP LOCKED)
    RETURNING id, mail_id),
mails AS (
    UPDATE mail_mail SET body_html = NULL, email_to = NULL, headers = NULL
     WHERE id IN (SELECT mail_id FROM forgotten) AND state <> 'outgoing'
    RETURNING mail_message_id),
messages AS (
    UPDATE mail_message SET body = '' WHERE id IN (SELECT mail_message_id FROM mails))
SELECT id FROM forgotten"""


class OrderNotice(models.Model):
    """One piece of news for one reader of an order; a message carries one or several of them."""

    _name = "order.notice"
    _description = "Customer Notice"
    _inherit = ["order.sending"]
    _order = "id desc"
    _rec_name = "topic_name"
    _log_access = False

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    link_id = fields.Many2one(
        "order.tracking.link", "Reader's Link", required=True, readonly=True, ondelete="cascade"
    )
    role = fields.Selection(related="link_id.role")
    partner_id = fields.Many2one(
        "res.partner", "Reader", readonly=True, ondelete="set null", index="btree_not_null"
    )
    address = fields.Char(readonly=True, help="Where it was sent.")
    lang = fields.Char("Language", readonly=True)
    subject = fields.Char(readonly=True)
    topic = fields.Char(required=True, readonly=True)
    topic_name = fields.Char("What", compute="_compute_topic_name")
    key = fields.Char(required=True, readonly=True)
    happened_at = fields.Datetime("Happened", required=True, readonly=True)
    noted_at = fields.Datetime("Noted", required=True, readonly=True)
    state = fields.Selection(
        [
            ("waiting", "To send"),
            ("sent", "Sent"),
            ("failed", "Failed"),
            ("suppressed", "Not sent"),
        ],
        required=True,
        readonly=True,
        default="waiting",
    )
    reason = fields.Selection(REASONS, "Why Not", readonly=True)

    _once_uniq = models.UniqueIndex("(link_id, key)")
    _send_idx = models.Index("(send_at) WHERE send_at IS NOT NULL")
    _order_idx = models.Index("(order_id)")
    _unsent_idx = models.Index(
        "(state, noted_at) WHERE state IN ('waiting', 'failed', 'suppressed')"
    )
    _mail_idx = models.Index("(mail_id) WHERE mail_id IS NOT NULL")
    _company_idx = models.Index("(company_id, noted_at DESC)")
    _kept_idx = models.Index("(company_id, noted_at) WHERE address IS NOT NULL")

    @api.depends("topic", "order_id")
    @api.depends_context("lang")
    def _compute_topic_name(self):
        for notice in self:
            notice.topic_name = presentation.topic_name(notice.env, notice.topic)

    # ------------------------------------------------------------------ noting

    @api.model
    def _note(self, rows, now):
        """Inserts news to tell, each once per reader.

        :param rows: (``order.tracking.link``, ``notices.News``).
        """
        if not rows:
            return
        now = now.replace(microsecond=0)  # as Odoo compares
        values = [
            (
                *(link.order_id.id, link.company_id.id, link.id),
                *(news.key, news.topic, news.at, now),
                *(now + timedelta(minutes=link.company_id.order_notice_window), "waiting"),
            )
            for link, news in rows
        ]
        columns = ", ".join((*_COLUMNS, "send_at", "state"))
        # pylint: disable=sql-injection  # only constant column names are interpolated
        self.env.cr.execute_values(
            f"INSERT INTO order_notice ({columns}) VALUES %s ON CONFLICT DO NOTHING",
            values,
            page_size=2000,
        )
        self.invalidate_model(flush=False)

    @api.model
    def _forget(self, company, before, limit):
        """See ``order.retention``: where a message went, and its text."""
        self.env.flush_all()
        rows = self.env.execute_query(SQL(_FORGET, company.id, before, limit))
        self.env.invalidate_all(flush=False)
        return len(rows)

    # ------------------------------------------------------------------ the job

    @api.model
    def _cron_notices(self):
        """Finds out who is to be told what, then sends what is due, the longest waiting first."""
        cron = self.env["ir.cron"]
        self.env["sale.order"]._notice_plan_due(cron)
        due = self.search([("send_at", "<=", "now")], order="send_at, id", limit=2000)
        links = due.link_id.ids
        cron._commit_progress(remaining=len(links))
        for link in links:
            # the first that is due takes along what is not yet
            waiting = self.search([("link_id", "=", link), ("send_at", "!=", False)])
            waiting.filtered(lambda notice: not notice._message())._send_alone()
            cron._commit_progress()
            for message, carried in waiting.grouped(lambda notice: notice._message()).items():
                if message:
                    carried._send_alone()
                    cron._commit_progress()
            if not cron._commit_progress(1):
                return

    def _message(self):
        """What carries this notice: id of a mail or UUID of an SMS; false before it is written."""
        return self.mail_id.id or self.sms_uuid

    def _take(self):
        """These, locked, when the first of them is due. The reader's link is locked, too: one
        worker decides what comes in one message."""
        free = self.link_id.try_lock_for_update(allow_referencing=True)
        taken = self.try_lock_for_update(allow_referencing=True) if free else self.browse()
        waiting, now = taken.filtered("send_at"), fields.Datetime.now()
        return waiting if any(notice.send_at <= now for notice in waiting) else self.browse()

    def _attempt(self):
        if not self[0]._message():
            self._write_message()  # it is sent after the commit
        elif self.mail_id.state == "cancel":
            self._suppress("cancelled")
        elif self[0].attempts and self._outdated():
            self.mail_id.cancel()
        elif self[0].mail_id:
            self._attempt_mail()
        else:
            self._look_after_sms()

    # ------------------------------------------------------------------ the message

    def _write_message(self):
        """Decides what of these, all of one reader, is told now, and writes the message."""
        now = fields.Datetime.now()
        told, news = self._decide(now)
        if told and not told._put_off(now):
            told._use(self.link_id._notice_channel(), news)

    def _decide(self, now):
        """(those that are to be told, their ``notices.News``), the newest first; the others are
        suppressed."""
        link, order = self.link_id, self.order_id
        problem = link._notice_problem()
        if problem:
            self._suppress(problem)
            return self.browse(), ()
        news = order._notice_news(now).get(order.id, {})
        found = notices.bundle(self.mapped("key"), news, now, link._notice_choice())
        by_key = {notice.key: notice for notice in self}
        for key, reason in found.dropped.items():
            by_key[key]._suppress(reason)
        for key, until in found.held.items():
            by_key[key].send_at = until
        return self.browse(by_key[item.key].id for item in found.told), found.told

    def _outdated(self):
        """Whether nothing of a message that could not be sent before is worth telling now."""
        return not self._decide(fields.Datetime.now())[0]

    def _put_off(self, now):
        """Whether it is too early: quiet hours, or enough for one day; then it waits."""
        company, link = self.company_id, self.link_id
        sent = self.search([("link_id", "=", link.id), ("sent_at", ">", now - notices.DAY)])
        at = notices.next_chance(
            now,
            sent={notice.sent_at for notice in sent},
            per_day=company.order_notice_per_day,
            quiet=(company.order_notice_quiet_from, company.order_notice_quiet_until),
            zone=link._reader_zone(),
        )
        if at > now:
            self.send_at = at
        return at > now

    def _suppress(self, reason):
        self.write({"state": "suppressed", "reason": reason, "send_at": False})

    def _use(self, channel, news):
        """Writes the message of ``channel`` (mail or sms); it goes out after the commit."""
        link = self.link_id
        order = self.order_id.with_company(self.company_id)._tracking_read_as(link, None)
        page = order._notice_values(link, news)
        self.write(
            {
                "partner_id": link.partner_id.id,
                "lang": order.env.lang,
                "subject": page["subject"],
                "send_at": fields.Datetime.now(),
                "attempts": 0,
                **(self._make_mail(order, page) if channel == "mail" else self._make_sms(page)),
            }
        )

    def _make_mail(self, order, page):
        reader = self._reachable(self.link_id.partner_id)
        template = self.env.ref("order_tracking.mail_template_notice")
        values = {
            # of the order: answers and bounces come to it
            "model": order._name,
            "res_id": order.id,
            "record_name": order.name,
            "recipient_ids": [fields.Command.link(reader.id)],
            "email_to": False,
            "email_cc": False,
            "auto_delete": False,
            "state": "outgoing",
            "headers": repr(self.link_id._notice_headers()),
        }
        template = template.with_context(notice=page, lang=order.env.lang)
        mail = template.send_mail(self[0].id, email_values=values)
        return {"mail_id": mail, "address": reader.email}

    @api.model
    def _mail_body(self, page):
        """The whole mail that says ``page`` (``presentation.notice``), as it would be sent."""
        template = self.env.ref("order_tracking.mail_template_notice").sudo()
        template = template.with_context(notice=page, lang=page["lang"].replace("-", "_"))
        # sudo: whoever may see a preview need not be allowed to read templates
        nobody = self.sudo().browse(0).with_context(template.env.context)
        body = template._render_field("body_html", nobody.ids or [0])[0]
        company = self.env.company
        return template._render_encapsulate(
            template.email_layout_xmlid,
            body,
            add_context={"company": company, "record_name": "", "model_description": ""},
            context_record=nobody,
        )

    def _make_sms(self, page):
        partner = self.link_id.partner_id
        uuid = self._make_sms_to(partner, f"{page['subject']}: {page['url']}")
        return {"sms_uuid": uuid, "mail_id": False, "address": self._sms_number_of(partner)}

    # ------------------------------------------------------------------ what became of it

    def _handed_over(self):
        self.write(
            {
                "state": "sent",
                "sent_at": fields.Datetime.now(),
                "send_at": False,
                "error": False,
                "failed_at": False,
            }
        )

    def _give_up_channel(self, reason):
        """By SMS then, where the company allows it; else staff hear of it."""
        link, by_mail = self.link_id, not self[:1].sms_uuid
        if receipt.retry_minutes(self[:1].attempts):  # refused, not only tried too often
            link._notice_failed(self[:1].address, reason)
        self.write(
            {
                "state": "failed",
                "send_at": False,
                "failed_at": fields.Datetime.now(),
                "error": reason[:REASON],
            }
        )
        if by_mail and link._notice_channel() == "sms":
            told, news = self._decide(fields.Datetime.now())
            if told:
                told.state = "waiting"
                told._use("sms", news)

    def _bounced(self, reason):
        sent = self.filtered("sent_at")
        if sent:
            sent.write({"bounced_at": fields.Datetime.now(), "sent_at": False})
            sent._give_up_channel(reason or self.env._("The mail came back."))
