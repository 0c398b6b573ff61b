import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import split_every

from .. import notices, presentation
from ..batches import in_parts
from ..timeline import project
from ..timeline.facts import active
from ..touched import Touched
from .sale_order import _utcnow

_logger = logging.getLogger(__name__)
_BATCH = 200
_PUT_OFF = timedelta(hours=1)


class SaleOrder(models.Model):
    """When an order has news: only a due time is written with it, a job does the rest."""

    _inherit = "sale.order"

    notice_due_at = fields.Datetime(
        "News Since",
        copy=False,
        readonly=True,
        help="Something happened that its readers may be told; a job finds out who is told what.",
    )
    notice_ids = fields.One2many("order.notice", "order_id", "Notices", readonly=True)
    notice_count = fields.Integer("Notices Sent", compute="_compute_notice_count")

    _notice_due_idx = models.Index("(notice_due_at) WHERE notice_due_at IS NOT NULL")

    def _compute_notice_count(self):
        counts = dict(
            self.env["order.notice"]._read_group(
                [("order_id", "in", self.ids)], ["order_id"], ["__count"]
            )
        )
        for order in self:
            order.notice_count = counts.get(order, 0)

    @api.model
    def _notice_due(self, header, fresh, now):
        """``now`` when ``fresh``, the latest events of an order, may be news; nothing is read.

        Written together with the projection: it costs no query of its own.
        """
        if header.get("backfill"):
            return None  # what old documents tell is no news
        stages = self._tracking_flow(header).stages
        return now if notices.tells(stages, fresh) else None

    @api.model
    def _notice_want(self, order_ids, at=None):
        """Has the job look at these orders, for what becomes news by the passing of time.

        Not by the ORM: the journal writes the same column without it (see ``_notice_due``).

        :param at: since when, now if None; False: the job has looked.
        """
        if not order_ids:
            return
        self.flush_model(["notice_due_at"])
        value = _utcnow() if at is None else at or None
        self.env.cr.execute(
            "UPDATE sale_order SET notice_due_at = %s WHERE id = ANY (%s)",
            [value, sorted(order_ids)],
        )
        self.browse(order_ids).invalidate_recordset(["notice_due_at"], flush=False)

    # ------------------------------------------------------------------ screens

    def action_notices(self):
        """Opens what was told to whom about this order."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("order_tracking.order_notice_action")
        return {**action, "domain": [("order_id", "=", self.id)], "context": {}}

    def action_notice_preview(self):
        """Shows what readers of this order would get."""
        self.ensure_one()
        return self.env["order.notice.preview"]._open({"default_order_id": self.id})

    # ------------------------------------------------------------------ who is told what

    @api.model
    def _notice_plan_due(self, cron):
        """Writes down who is to be told what, in batches, each committed."""
        due = [("notice_due_at", "<=", "now")]
        ids = self.search(due, order="notice_due_at, id", limit=20_000).ids
        cron._commit_progress(remaining=len(ids))
        for part in split_every(_BATCH, ids):
            self.browse(part)._notice_plan_safely()
            if not cron._commit_progress(len(part)):
                return

    def _notice_plan_safely(self):
        """Plans these orders; one that cannot be planned stops no other."""

        def plan(orders):
            orders.try_lock_for_update(allow_referencing=True)._notice_plan()

        def failed(order):
            _logger.exception("the news of order %s cannot be read; tried again", order.id)
            order._notice_want(order.ids, at=_utcnow() + _PUT_OFF)

        try:
            in_parts(self.env.cr, self, plan, failed)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()  # somebody else writes them; the next run has its turn

    def _notice_plan(self):
        """Rows for every reader and piece of news that has none yet; a fixed number of queries."""
        now = _utcnow()
        news = self.filtered("company_id.order_notice_enabled")._notice_news(now)
        orders = self.browse(order for order, found in news.items() if found)
        links, told = orders._notice_links(), orders._notice_told()
        rows = [
            (link, item)
            for order in orders.ids
            for link in links[order]
            for item in news[order].values()
            if _concerns(link, item, told[order])
        ]
        self.env["order.notice"]._note(rows, now)
        self._notice_want(self.ids, at=False)

    def _notice_links(self):
        """``{order id: links of its readers}``; the buyer gets one, unless theirs was revoked."""
        Link = self.env["order.tracking.link"]
        links = Link.search([("order_id", "in", self.ids)])
        bought = links.filtered(lambda link: link.role == "buyer").order_id
        links += Link.create(
            [
                {"order_id": order.id, "partner_id": order.partner_id.id, "role": "buyer"}
                for order in self - bought
            ]
        )
        valid = links.filtered(lambda link: link.partner_id and not link.revoked_at)
        grouped = valid.grouped("order_id")
        return {order.id: grouped.get(order, Link) for order in self}

    def _notice_told(self):
        """What was told: ``{order id: {(link id, key): topic}}``."""
        sent = [("order_id", "in", self.ids), ("state", "=", "sent")]
        found = {order: {} for order in self.ids}
        for row in self.env["order.notice"].search_fetch(sent, ["link_id", "key", "topic"]):
            found[row.order_id.id][row.link_id.id, row.key] = row.topic
        return found

    def _notice_news(self, now):
        """What is news of these orders at ``now``: ``{order id: {key: notices.News}}``."""
        headers = self._tracking_headers(Touched(self.env.uid, orders=set(self.ids)))
        headers = {i: h for i, h in headers.items() if h["tracking_version_id"]}
        journal = self.env["order.tracking.event"]._journal(list(headers))
        watched, told = self._notice_watched(), self._notice_told()
        found = {}
        for order, header in headers.items():
            flow = self._tracking_flow(header)
            company = self.env["res.company"].browse(header["company_id"])
            found[order] = notices.read_news(
                flow.stages,
                project(flow, journal[order], now),
                active(journal[order]),
                topics=company._notice_topics(),
                now=now,
                told={key: topic for (_link, key), topic in told[order].items()},
                cancelled=header["state"] == "cancel",
                watched=order in watched,
            )
        return found

    def _notice_values(self, link, news):
        """What a message says (see ``presentation.notice``); an addon above adds its own details.

        The order has superuser rights, and is in the reader's language and time zone.
        """
        self.ensure_one()
        return presentation.notice(self, link, news)

    def _notice_watched(self):
        """Ids of the orders whose arrival somebody would tell: goods that left are not late as
        long as nobody says whether they have arrived."""
        return {order.id for order in self if order.delivery_status != "full"}


def _concerns(link, news, told):
    """Whether a reader hears of ``news``: who is given a link later follows from then on, and
    what is taken back was told to them before."""
    wrong, topic = notices.corrects(news), notices.TOPICS.get(news.topic)
    if wrong:
        return (link.id, wrong) in told
    if topic and topic.private and link.role != "buyer":
        return False
    return link.role == "buyer" or news.at >= link.create_date
