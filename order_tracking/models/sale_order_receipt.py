import random
import time
from datetime import datetime, timedelta

from markupsafe import escape

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from .. import receipt
from ..receipt_reading import read_agreement, read_content
from ..timeline import facts
from ..touched import Touched
from .sale_order import _utcnow

# What the customer agreed to, beside the lines: a change asks for the next revision.
AGREED = {
    "partner_id",
    "partner_shipping_id",
    "commitment_date",
    "requested_date",
    "note",
    "special_requests",
    "carrier_id",
    "picking_policy",
    "payment_term_id",
    "client_order_ref",
    "currency_id",
}
# An order that is created as confirmed so long ago is taken over from another system: its
# customer knows it, and must not get mail about it today.
_HISTORY = timedelta(days=7)
_TRIGGERED = "order_tracking.receipt_triggered"
_TRIES = 5  # at the company's chain, when another one holds it
_TELL_AFTER = 3  # failures to prepare, then a person hears of it
_DAY = 24 * 60


class SaleOrder(models.Model):
    """When an order needs a receipt: only a due time is written with it, a job does the rest."""

    _inherit = "sale.order"

    receipt_ids = fields.One2many("order.receipt", "order_id", "Receipts", readonly=True)
    current_receipt_id = fields.Many2one(
        "order.receipt", "Receipt", copy=False, readonly=True, ondelete="set null"
    )
    current_receipt_state = fields.Selection(
        related="current_receipt_id.state", string="State of the Receipt"
    )
    receipt_due_at = fields.Datetime(
        "Receipt Wanted Since",
        copy=False,
        readonly=True,
        help="Set by the confirmation and by changes of what was agreed; a job prepares it.",
    )
    receipt_retry_at = fields.Datetime("Next Attempt", copy=False, readonly=True)
    receipt_attempts = fields.Integer("Failed Attempts", copy=False, readonly=True)
    receipt_error = fields.Char("Receipt Problem", copy=False, readonly=True)

    _receipt_due_idx = models.Index("(receipt_due_at) WHERE receipt_due_at IS NOT NULL")

    # ------------------------------------------------------------------ what asks for a receipt

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        recent = fields.Datetime.now() - _HISTORY
        orders.filtered(lambda o: o.state == "sale" and o.date_order >= recent)._receipt_want()
        return orders

    def write(self, vals):
        if vals.get("state") == "sale" and self._receipt_companies():
            # in the same UPDATE as the state: confirming costs no query for it
            vals = {**vals, "receipt_due_at": _utcnow()}
            self._receipt_trigger()
            return super().write(vals)
        result = super().write(vals)
        if not AGREED.isdisjoint(vals):
            self._receipt_want()
        if vals.get("state") == "cancel":
            self.filtered("current_receipt_id")._receipt_want(states=("cancel",))
        return result

    def _receipt_companies(self):
        return self.company_id.filtered("order_receipt_enabled")

    def _receipt_want(self, states=("sale",)):
        """Notes that what was agreed may have changed; the job finds out whether it did."""
        orders = self.filtered(lambda order: order.state in states)
        orders = orders.filtered("company_id.order_receipt_enabled")
        if orders:
            # sudo: a fact about the order, whoever changed it by whatever right. Always another
            # value, so that a job that reads the order meanwhile is not taken to know the change.
            orders.sudo().receipt_due_at = _utcnow()
            orders._receipt_trigger()

    def _receipt_trigger(self):
        """Wakes the job after this transaction; one query, once per transaction."""
        data = self.env.cr.precommit.data
        if data.get(_TRIGGERED):
            return
        data[_TRIGGERED] = True
        # not ir.cron._trigger(), which reads the job first; sudo: staff may not see jobs
        job = self.env["ir.model.data"]._xmlid_to_res_id("order_tracking.ir_cron_receipt_prepare")
        now = fields.Datetime.now()
        self.env["ir.cron.trigger"].sudo().create({"cron_id": job, "call_at": now})
        self.env.cr.postcommit.add(self.env["ir.cron"]._notifydb)

    @api.ondelete(at_uninstall=False)
    def _unlink_without_receipts(self):
        # sudo: receipts of the order count, also those that the reader may not see
        if held := self.sudo().receipt_ids.order_id:
            raise UserError(
                self.env._(
                    "The customer holds a receipt of %(orders)s, so it stays as a record. "
                    "Leave it cancelled.",
                    orders=", ".join(held.mapped("name")),
                )
            )

    def _send_order_confirmation_mail(self):
        """The receipt takes the place of Odoo's own mail: the customer gets one mail, not two."""
        served = self.filtered("company_id.order_receipt_enabled")
        return super(SaleOrder, self - served)._send_order_confirmation_mail()

    # ------------------------------------------------------------------ the job

    @api.model
    def _cron_prepare_receipts(self):
        """Prepares the receipts that are due, the longest waiting first; each commits alone."""
        cron = self.env["ir.cron"]
        waited = Domain("receipt_retry_at", "=", False) | Domain("receipt_retry_at", "<=", "now")
        ids = self.search(
            Domain("receipt_due_at", "!=", False) & waited, order="receipt_due_at, id", limit=2000
        ).ids
        cron._commit_progress(remaining=len(ids))
        for order_id in ids:
            self.browse(order_id)._receipt_prepare_alone()
            if not cron._commit_progress(1):
                return

    def _receipt_prepare_alone(self):
        """Prepares one order's receipt; whatever goes wrong stays with this order.

        Ends with an open transaction that holds either the receipt or why there is none.
        """
        for _attempt in range(_TRIES):
            try:
                self._receipt_prepare()
                self.env.cr.flush()
                return
            except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, LockError):
                # somebody changes the order, or another worker had the chain: start afresh
                self.env.cr.rollback()
                time.sleep(random.uniform(0.02, 0.2))  # noqa: S311
            except Exception as error:  # pylint: disable=broad-except
                self.env.cr.rollback()
                self._receipt_put_off(error)
                return

    def _receipt_prepare(self):
        """Issues the next receipt of this order if what was agreed differs from the last one.

        :return: the receipt, or an empty record when none was needed.
        :raise LockError: when somebody is changing the order.
        """
        self.ensure_one()
        # sudo: receipts are made for the customer, whatever the one who asked may read
        order = self.sudo().with_company(self.company_id)
        order = order.with_context(lang=order._receipt_lang())
        issued = self.env["order.receipt"]
        if order._receipt_wanted():
            issued = order._receipt_issue_if_changed()
        order._receipt_prepared(issued)
        return issued

    def _receipt_prepared(self, issued):
        """Ends the wish for a receipt; ``issued`` is the current one now, if there is one."""
        # Only now the order's own row is taken: whoever ships it while its receipt is being
        # printed would have to begin again, after up to two seconds.
        self._receipt_take()
        last = self.current_receipt_id
        self.write(
            {
                "current_receipt_id": (issued or last).id,
                "receipt_due_at": False,
                "receipt_retry_at": False,
                "receipt_attempts": 0,
                "receipt_error": False,
            }
        )
        if issued:
            last._replaced()
            issued._tell_now()

    def _receipt_take(self):
        """As ``lock_for_update``; that somebody was quicker is no error of Odoo's log."""
        query = "SELECT FROM sale_order WHERE id = %s FOR NO KEY UPDATE SKIP LOCKED"
        self.env.cr.execute(query, [self.id], log_exceptions=False)
        if not self.env.cr.rowcount:
            raise LockError(f"order {self.id} is being changed")  # for the job alone

    def _receipt_wanted(self):
        """Whether this order may get a receipt at all: an open one, or one just cancelled."""
        last = self.current_receipt_id
        if not self.company_id.order_receipt_enabled:
            return False
        if self.state == "cancel":
            return bool(last) and last._content()["agreement"]["status"] != "cancelled"
        if self.state == "sale" and last and self.delivery_status == "full":
            return bool(self._receipt_corrections())
        return self.state == "sale"

    def _receipt_issue_if_changed(self):
        Receipt, last = self.env["order.receipt"], self.current_receipt_id
        agreement = read_agreement(self)
        told, corrections = receipt.comparable(agreement), self._receipt_corrections()
        unchanged = last and receipt.digest(receipt.canonical(told)) == last.agreement_hash
        if unchanged and not corrections:
            return Receipt
        changes = None
        if last:
            changes = [correction._to_change() for correction in corrections]
            changes += receipt.differences(last._content()["agreement"], agreement)
        content = read_content(self, agreement)
        issued = Receipt._issue(self, content, changes, self._receipt_agreed_at(last))
        corrections.resolved_by_id = issued
        issued._tell("receipt_prepared")
        issued._start_sending()
        return issued

    def _receipt_agreed_at(self, last):
        """Since when the customer may expect this receipt.

        The confirmation, or the change; what the last one still owed them counts on.
        """
        now = _utcnow()
        if not last:
            return min(max(self.date_order, self.create_date), now)
        owed = not (last.sent_at or last.opened_at)
        return last.confirmed_at if owed else min(self.receipt_due_at or now, now)

    def _receipt_lang(self):
        people = (self.partner_id, self.partner_id.commercial_partner_id)
        installed = dict(self.env["res.lang"].get_installed())
        langs = [*(person.lang for person in people), self.company_id.partner_id.lang]
        return next((lang for lang in langs if lang in installed), "en_US")

    def _receipt_put_off(self, error):
        """Keeps why it failed and tries again later; after some failures a person is told."""
        failures = self.receipt_attempts + 1
        minutes = receipt.retry_minutes(failures) or _DAY
        self.sudo().write(
            {
                "receipt_attempts": failures,
                "receipt_error": f"{type(error).__name__}: {error}"[:500],
                "receipt_retry_at": fields.Datetime.now() + timedelta(minutes=minutes),
            }
        )
        if failures == _TELL_AFTER:
            user = self._receipt_person()
            summary = self.with_context(lang=user.lang).env._(
                "The receipt of this order cannot be prepared. Please look into it."
            )
            self._receipt_ask(user, summary, self.receipt_error)

    def _receipt_ask(self, user, summary, note, kind="order_tracking.mail_activity_receipt"):
        """An activity on the order for ``user``; ``note`` is plain text. The activity."""
        order = self.sudo().with_context(lang=user.lang, mail_activity_quick_update=True)
        return order.activity_schedule(
            kind,
            summary=summary,
            note=escape(note),
            user_id=user.id,
        )

    def _receipt_person(self):
        """Who is asked when a receipt does not get through: the salesperson, or who stands in."""
        # sudo: who is asked does not depend on what the present user may read
        order = self.sudo()
        managers = self.env.ref("order_tracking.group_manager").sudo().all_user_ids
        choice = [order.user_id, order.team_id.user_id, *managers.sorted("id")]
        return next(
            (
                user
                for user in choice
                if user.active and not user.share and order.company_id in user.company_ids
            ),
            self.env.ref("base.user_admin"),
        )

    def _receipt_tell(self, issued, told):
        """Records facts about a receipt in the journal, for orders that have a timeline.

        :param told: ``kind``, ``at`` (ISO, UTC), ``number`` and more of ``facts.receipt_fact``.
        """
        about = {"receipt": issued.id, "name": issued.name, "revision": issued.revision}
        events = [
            facts.receipt_fact(**{**fact, **about, "at": datetime.fromisoformat(fact["at"])})
            for fact in told
        ]
        # sudo: the journal is written for everybody, by what happens
        order = self.sudo()
        headers = order._tracking_headers(Touched(self.env.uid, orders=set(order.ids)))
        if headers.get(order.id, {}).get("tracking_version_id"):
            order._tracking_append(headers, {order.id: events})

    # ------------------------------------------------------------------ screens

    def action_receipts(self):
        """Opens the receipts of this order."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Receipts of %s", self.name),
            "res_model": "order.receipt",
            "view_mode": "list,form",
            "domain": [("order_id", "=", self.id)],
            "context": {"create": False},
        }
