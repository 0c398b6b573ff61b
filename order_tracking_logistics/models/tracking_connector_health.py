import logging
from datetime import timedelta

from odoo import models

from ..connectors.errors import AccountError, NothingLeft, Throttled, Unavailable
from ..presentation.source_errors import sentence
from ..shipping.quota import Ledger
from .tracking_connector import utcnow

_logger = logging.getLogger(__name__)
ACTIVITY = "mail.mail_activity_data_todo"
DAY = timedelta(days=1)
BREATH = 60.0  # seconds to leave a source alone that says "too often" and not for how long


class TrackingConnector(models.Model):
    """How a source is: what may still be spent, whether it answers, who is told when not."""

    _inherit = "tracking.connector"

    # ------------------------------------------------------------------ what may be spent

    def _ledger(self):
        return Ledger(self.counted_on or None, self.request_count, self.month_count)

    def _requests_left(self):
        """Requests that may be made today; None: as many as one likes."""
        daily = self.daily_limit or self._connector().limits.daily
        return self._ledger().left(utcnow().date(), daily=daily, monthly=self.monthly_limit)

    def _quota_used_up(self):
        """Tells a person; parcels wait for the next day, or for a larger quota."""
        self._tell_manager(
            self.env._("The quota is used up"),
            self.env._(
                "No more requests may be made today or this month: %(today)s today, %(month)s this "
                "month. Parcels wait until more may be made. Raise the limit, or buy more.",
                today=self.request_count,
                month=self.month_count,
            ),
        )
        until = utcnow().replace(hour=0, minute=0, second=0, microsecond=0) + DAY
        self.sudo().open_until = until  # sudo: follows from answers

    def _asks_quota(self, source):
        """Whether to ask the source what is left, once a day and before more is spent."""
        told = self.quota_told_at
        return source.tells_quota and (not told or told < utcnow() - DAY)

    def _may_subscribe(self, source):
        """Sources that count subscriptions are not asked for more than are left."""
        if not source.subscribes or not (self.subscribe or source.registers):
            return False
        if not source.tells_quota or self.quota_told > 0:
            return True
        if self._asks_quota(source):  # in this round: the next one knows
            return False
        self._nothing_left()
        return False

    def _nothing_left(self):
        """No more parcels are registered until the source says that some may be; those that it
        follows are asked about as ever. Tells a person, once."""
        if self.quota_told or not self.quota_told_at:
            # sudo: follows from answers
            self.sudo().write({"quota_told": 0, "quota_told_at": utcnow()})
        self._tell_manager(
            self.env._("No parcels left to register"),
            self.env._(
                "The source says that the quota is used up: new parcels wait and are not followed. "
                "Buy more at the source; it is asked again every day."
            ),
        )

    # ------------------------------------------------------------------ what happened

    def _note(self, answers):
        """Counts requests and failures, and draws the consequences."""
        now = utcnow()
        fresh = self.counted_on != now.date()
        ledger = self._ledger().spent(len(answers), now.date())
        errors = [a.error for a in answers if a.error]
        values = {
            "counted_on": ledger.day,
            "request_count": ledger.today,
            "month_count": ledger.month,
            "error_count": (0 if fresh else self.error_count) + len(errors),
        }
        if len(errors) < len(answers):
            values["last_success_at"] = now
        if errors:
            values |= {"last_error_at": now, "last_error": errors[-1].packed()[:500]}
        circuit = _after(self._circuit(), answers, now)
        values |= {"failures": circuit.failures, "open_until": circuit.open_until or False}
        self.sudo().write(values)  # sudo: follows from answers
        spent = [e for e in errors if isinstance(e, NothingLeft)]
        account = next((e for e in errors if isinstance(e, AccountError) and e not in spent), None)
        if spent:
            self._nothing_left()
        if account:
            self._pause(account.packed())

    def _pause(self, reason):
        """Stops asking and tells a person, once; no parcel is touched."""
        if self.state == "paused":
            return
        # sudo: follows from answers
        self.sudo().write({"state": "paused", "paused_reason": reason[:500]})
        _logger.warning("Connector %s is paused: its source refuses the account.", self.id)
        self._tell_manager(
            self.env._("The source refuses the account"),
            self.env._(
                "The source said: %(reason)s No parcel is asked about until you resume; pushes are "
                "still taken in. Correct the credentials or the contract, test the connection, "
                "then press Resume.",
                reason=sentence(self.env, reason[:500]).rstrip(". ") + ".",
            ),
        )

    # ------------------------------------------------------------------ who is told

    def _tell_manager(self, summary, text):
        """An activity for the responsible person; one of each kind until it is done."""
        summary = f"{self.name}: {summary}"
        if self.activity_ids.filtered(lambda a: a.summary == summary):
            return
        self.activity_schedule(ACTIVITY, summary=summary, note=text, user_id=self._told().id)

    def _told(self):
        """Who is told: the responsible person, else a manager of the company."""
        manager = self.env.ref("order_tracking.group_manager")
        if self.user_id.active and manager in self.user_id.all_group_ids:
            return self.user_id
        users = manager.all_user_ids.filtered(
            lambda u: u.active and self.company_id in u.company_ids
        )
        return users.sorted("id")[:1] or self.user_id

    # ------------------------------------------------------------------ what a person does

    def action_resume(self):
        """Asks the sources again, now."""
        self.check_access("write")
        begun = {"state": "running", "paused_reason": False, "failures": 0, "open_until": False}
        self.sudo().write(begun)  # sudo: after the check
        self.activity_ids.action_feedback()
        self._poll_soon()


def _after(circuit, answers, now):
    """The circuit after ``answers``, in the order in which they came."""
    for error in (answer.error for answer in answers):
        if isinstance(error, Throttled):
            circuit = circuit.failed(now, error.retry_after or BREATH)
        elif isinstance(error, Unavailable):
            circuit = circuit.failed(now)
        elif not isinstance(error, AccountError):
            circuit = circuit.succeeded()
    return circuit
