import logging

from odoo import api, models
from odoo.fields import Domain

from .. import metrics
from .order_review import KINDS

_logger = logging.getLogger(__name__)
ACTIVITY = "order_tracking_feedback.mail_activity_review"


class OrderReview(models.Model):
    """Reviews come by themselves: the last finished week, month and quarter of each company."""

    _inherit = "order.review"

    @api.model
    def _cron_freeze(self):
        """Freezes what is due; one that fails does not keep the others, and is tried again."""
        cron = self.env["ir.cron"]
        due = self._due()
        cron._commit_progress(remaining=len(due))
        for company, kind, span in due:
            try:
                with self.env.cr.savepoint():
                    self._make_due(company, kind, span)
            except Exception:
                _logger.exception("The review of %s from %s failed", company.name, span.first)
            if not cron._commit_progress(1):
                break

    @api.model
    def _due(self):
        """(company, kind, period) of what companies want, and nobody has frozen yet."""
        found = []
        wanted = Domain.OR(Domain(f"order_review_{kind}", "=", True) for kind, _name in KINDS)
        for company in self.env["res.company"].search(wanted):
            today = self._company_today(company)
            for kind, _name in KINDS:
                span = metrics.previous(kind, metrics.period(kind, today))
                if company[f"order_review_{kind}"] and self._is_due(company, kind, span):
                    found.append((company, kind, span))
        return found

    @api.model
    def _is_due(self, company, kind, span):
        done = self._of_period(company, kind, span).filtered(lambda r: r.state != "draft")
        ordered = [("company_id", "=", company.id), ("ordered_on", "<=", span.last)]
        return not done and bool(self.env["order.outcome"].search_count(ordered, limit=1))

    @api.model
    def _of_period(self, company, kind, span):
        """Reviews about everybody's orders in a period."""
        return self.search(
            [
                ("company_id", "=", company.id),
                ("kind", "=", kind),
                ("date_from", "=", span.first),
                ("date_to", "=", span.last),
                ("partner_id", "=", False),
            ]
        )

    @api.model
    def _make_due(self, company, kind, span):
        review = self._of_period(company, kind, span)[:1] or self.create(
            {
                "company_id": company.id,
                "kind": kind,
                "date_from": span.first,
                "date_to": span.last,
            }
        )
        review.action_freeze()
        review._tell_manager()

    def _tell_manager(self):
        """One activity, for the person that the company names, else for a manager of it."""
        manager = self.company_id.order_review_user_id or self._any_manager()
        if manager:
            reader = self.with_context(lang=manager.lang)
            reader.activity_schedule(ACTIVITY, user_id=manager.id)

    def _any_manager(self):
        group = self.env.ref("order_tracking.group_manager")
        users = group.all_user_ids.filtered(lambda u: u.active and self.company_id in u.company_ids)
        return users.sorted("id")[:1]
