import logging
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.sql import column_exists

from .. import presentation, verification_reading
from ..exceptions import OrderStopped
from ..presentation import findings
from ..verification.decision import STOPPED, decide
from ..verification.engine import RULES, verify
from ..verification.fingerprint import fingerprint

_logger = logging.getLogger(__name__)
_CLEARED = "order_tracking.verification"  # of the cursor: message by id of orders being confirmed
_QUOTATION = ("draft", "sent")
# What a rule may have complained about: the findings are brought up to date when it is edited.
_CORRECTIONS = {
    "order_line",
    "partner_id",
    "partner_invoice_id",
    "partner_shipping_id",
    "pricelist_id",
    "commitment_date",
    "requested_date",
    "client_order_ref",
    "warehouse_id",
}


class SaleOrder(models.Model):
    """Orders are verified before they are confirmed, whoever or whatever confirms them."""

    _inherit = "sale.order"

    verification_state = fields.Selection(
        [
            ("unchecked", "Not Checked"),
            ("passed", "Passed"),
            ("advised", "With Remarks"),
            ("blocked", "Stopped"),
            ("audit", "In Audit"),
            ("approved", "Approved"),
        ],
        "Verification",
        default="unchecked",
        required=True,
        readonly=True,
        copy=False,
    )
    verification_at = fields.Datetime("Checked On", readonly=True, copy=False)
    verification_hold = fields.Selection(
        [
            ("signature", "Signed by the customer"),
            ("payment", "Paid by the customer"),
            ("checkout", "Ordered on the website"),
        ],
        "Waits For Us",
        readonly=True,
        copy=False,
        help="The customer has done their part; verification stopped the confirmation.",
    )
    verification_issue_ids = fields.One2many("order.verification.issue", "order_id", "Findings")
    verification_open_ids = fields.One2many(
        "order.verification.issue",
        "order_id",
        "Open Findings",
        domain=[("state", "in", ("open", "fixed", "overridden"))],
    )
    audit_ids = fields.One2many("order.audit", "order_id", "Audits")
    audit_id = fields.Many2one("order.audit", "Audit", compute="_compute_audit_id")
    verification_panel = fields.Json(compute="_compute_verification_panel")

    _verification_queue_idx = models.Index(
        "(verification_state, company_id) WHERE verification_state IN ('blocked', 'audit')"
    )

    def _auto_init(self):
        # a default of the database's own costs nothing, however many orders there are
        if not column_exists(self.env.cr, self._table, "verification_state"):
            self.env.cr.execute(
                "ALTER TABLE sale_order ADD verification_state varchar DEFAULT 'unchecked'"
            )
        return super()._auto_init()

    @api.depends("audit_ids.state")
    def _compute_audit_id(self):
        for order in self:
            order.audit_id = order.audit_ids.filtered(lambda a: a.state != "dropped").sorted("id")[
                -1:
            ]

    @api.depends_context("lang", "uid")
    def _compute_verification_panel(self):
        for order in self:
            order.verification_panel = presentation.staff_verification(order)

    # ------------------------------------------------------------------ checking

    def _verify(self):
        """Runs the rules on these orders and keeps what they find.

        A fixed number of queries for any number of orders. Orders of companies that do not
        verify are left out.

        :return: ``{order id: [verification.Finding]}``, overridden ones included.
        """
        orders = self.filtered(lambda o: o.company_id.order_verification_mode != "off")
        if not orders:
            return {}
        # sudo: what is wrong with an order does not depend on who confirms it; the customer,
        # the public user and a payment run this, too
        orders = orders.sudo()
        values = verification_reading.read_orders(orders.env, orders.ids)
        found, rules, companies = {}, {}, {}
        for order, value in values.items():
            settings, rules[order] = orders.env["order.verification.rule"]._settings(
                value.company_id, value.team_id, value.channel
            )
            found[order], companies[order] = verify(value, settings), value.company_id
        standing = orders.env["order.verification.issue"]._record(found, companies, rules)
        orders._verification_store(orders._verification_states(values, standing))
        return found

    def _verification_states(self, values, standing):
        """The state of each order, from its open issues; opens and drops audits.

        :param standing: ``{order id: [(issue id, severity)]}``.
        """
        needed, others = {}, []
        for order in self:
            severities = {severity for _issue, severity in standing[order.id]}
            enforce = order.company_id.order_verification_mode == "enforce"
            if enforce and decide(severities) == "audit" and order.state in _QUOTATION:
                issues = {issue for issue, severity in standing[order.id] if severity == "audit"}
                needed[order.id] = (fingerprint(values[order.id]), issues)
            elif order.verification_state in ("audit", "blocked", "approved"):
                others.append(order.id)
        audits = self.env["order.audit"]._settle(needed, others) if needed or others else {}
        return {
            order.id: decide(
                [severity for _issue, severity in standing[order.id]],
                audits.get(order.id, ""),
                enforce=order.company_id.order_verification_mode == "enforce",
            )
            for order in self
        }

    def _verification_store(self, states):
        self.flush_model(["verification_state", "verification_at"])
        self.env.execute_query(
            SQL(
                "UPDATE sale_order o SET verification_state = v.state, verification_at = %s"
                " FROM (VALUES %s) AS v (id, state) WHERE o.id = v.id RETURNING o.id",
                fields.Datetime.now(),
                SQL(", ").join(SQL("(%s, %s)", order, state) for order, state in states.items()),
            )
        )
        names = ["verification_state", "verification_at", "verification_issue_ids"]
        names += ["verification_open_ids", "audit_ids", "audit_id"]
        self.invalidate_recordset(names, flush=False)

    def _verification_fingerprint(self):
        """Digest of what the order says now, as an approval stands for it."""
        self.ensure_one()
        return fingerprint(verification_reading.read_orders(self.env, self.ids)[self.id])

    def _verification_channel(self):
        return self.order_channel if "order_channel" in self._fields else "staff"

    def _verification_missed(self, order_rule, note=""):
        """Notes that a rule should have found a mistake of this order, and did not.

        :param order_rule: the rule's code.
        :param note: what showed it: a complaint, a corrected receipt.
        :return: the issue.
        :raise UserError: unknown code.
        """
        self.ensure_one()
        if order_rule not in RULES:
            raise UserError(self.env._("There is no rule “%(code)s”.", code=order_rule))
        # sudo: users only read issues; the caller has checked who may complain or correct
        return self.env["order.verification.issue"].sudo()._record_miss(self, order_rule, note)

    # ------------------------------------------------------------------ what stops an order

    def _verification_applies(self):
        """Whether this order is verified before it is confirmed."""
        self.ensure_one()
        # while addons are installed or updated, their own data is nobody's order
        mode = self.company_id.order_verification_mode
        return mode != "off" and self.env.registry.ready

    def _verification_stopped(self):
        """Verifies orders; why those that did not pass were stopped: ``{order id: message}``."""
        orders = self.filtered(lambda order: order._verification_applies())
        orders._verify()
        stopped = orders.filtered(lambda order: order.verification_state in STOPPED)
        return {order.id: findings.stop_message(order) for order in stopped}

    @contextmanager
    def _verification_cleared(self, messages):
        """While these orders are confirmed they are not verified again.

        :param messages: why an order is stopped, or False, by order id.
        """
        known = self.env.cr.cache.setdefault(_CLEARED, {})
        before = dict(known)
        known.update(messages)
        try:
            yield
        finally:
            known.clear()
            known.update(before)

    def _verification_known(self):
        return self.env.cr.cache.get(_CLEARED, {})

    def _confirmation_error_message(self):
        message = super()._confirmation_error_message()
        if message or not self._verification_applies():
            return message
        known = self._verification_known()
        if self.id not in known:
            known = self._verification_stopped()
        return known.get(self.id, False)

    def _verification_messages(self):
        """Why an order cannot be confirmed, or False, by order id: Odoo's reasons and ours."""
        known = self._verification_known()
        fresh = self.filtered(lambda o: o.id not in known and o.state in _QUOTATION)
        stopped = {**known, **fresh._verification_stopped()}
        with self._verification_cleared({i: stopped.get(i, False) for i in self.ids}):
            return {order.id: order._confirmation_error_message() for order in self}

    def _verification_refuse(self, messages):
        """Stops everything; what was found is kept although the transaction is rolled back."""
        self._verification_remember()
        raise OrderStopped("\n\n".join(messages))

    def _verification_remember(self):
        """Verifies these orders once more after the transaction, however it ends: the
        findings stay with the order and its audit is opened, although nothing else is done."""
        registry, ids = self.env.registry, self.ids

        def again():
            try:
                with registry.cursor() as cr:
                    # superuser: see _verify
                    orders = api.Environment(cr, SUPERUSER_ID, {})["sale.order"].browse(ids)
                    orders.exists().filtered(lambda o: o.state in _QUOTATION)._verify()
            except Exception:  # the refusal itself has been told; nothing may hide it
                _logger.exception("order verification: findings of orders %s not kept", ids)

        self.env.cr.postrollback.add(again)
        self.env.cr.postcommit.add(again)

    # ------------------------------------------------------------------ ways to confirm

    def action_confirm(self):
        """One order: True, or ``OrderStopped`` (a ``UserError``). Of several, those that can be
        are confirmed, and a report about all is returned when some were not."""
        if self and all(order.verification_hold for order in self):
            # the mail that the customer did not get when they signed or paid
            self = self.with_context(send_email=True)
        if not any(order._verification_applies() for order in self):
            return super().action_confirm()
        if self.env.context.get("order_verification_hold") == "payment":
            self -= self._verification_hold("payment")
            if not self:
                return True
        messages = self._verification_messages()
        with self._verification_cleared(messages):
            if len(self) == 1 and not messages[self.id]:
                return super().action_confirm()
            if all(messages.values()):
                self._verification_refuse(self._verification_name(messages))
            return self._verification_confirm_many(
                messages, lambda orders: super().action_confirm()
            )

    def action_confirm_each(self):
        """Confirms the selected orders, each on its own merits; always ends with a report when
        some were not confirmed."""
        messages = self._verification_messages()
        with self._verification_cleared(messages):
            return self._verification_confirm_many(messages, lambda o: o.action_confirm())

    def _verification_name(self, messages):
        """Messages, each with the order's name where there are several orders."""
        if len(self) == 1:
            return list(messages.values())
        return [f"{order.name}: {messages[order.id]}" for order in self]

    def _verification_confirm_many(self, messages, confirm):
        good = self.filtered(lambda order: not messages[order.id])
        result, failed = good._verification_try(confirm) if good else (True, {})
        stopped = {i: message for i, message in {**messages, **failed}.items() if message}
        if not stopped:
            return result
        return self.env["order.verification.report"]._make(self, stopped)

    def _verification_try(self, confirm):
        """Confirms all at once or, when that fails, one by one.

        :return: (what ``confirm`` returned, ``{order id: why it failed}``).
        """
        try:
            with self.env.cr.savepoint():
                return confirm(self), {}
        except UserError as error:
            if len(self) == 1:
                return True, {self.id: str(error)}
        failed = {}
        for order in self:
            failed |= order._verification_try(confirm)[1]
        return True, failed

    def _validate_order(self):
        """What a customer signed or ordered is confirmed, or waits for us: never an error."""
        held = self._verification_hold("signature" if self[:1].signed_on else "checkout")
        passed = self - held
        if not passed:
            return None
        with passed._verification_cleared(dict.fromkeys(passed.ids, False)):
            return super(SaleOrder, passed)._validate_order()

    def _verification_hold(self, reason):
        """Those of these orders that cannot be confirmed: they wait, and somebody is told.

        :param reason: a value of ``verification_hold``.
        """
        applying = self.filtered(lambda order: order._verification_applies())
        messages = applying._verification_messages() if applying else {}
        held = applying.filtered(lambda order: messages[order.id])
        for order in held.with_user(SUPERUSER_ID):
            # superuser: the customer may not write on their order or give work to staff
            order.verification_hold = reason
            if order.state == "draft":  # no longer a cart that anybody goes on filling
                order.with_context(tracking_disable=True).action_quotation_sent()
            if order.verification_state != "audit":
                order._verification_tell_held(messages[order.id])
        return held

    # ------------------------------------------------------------------ the guard of all other ways

    @api.model_create_multi
    def create(self, vals_list):
        states = {self.env.context.get("default_state"), *(v.get("state") for v in vals_list)}
        if "sale" not in states:
            return super().create(vals_list)
        with self.env.cr.savepoint():
            orders = super().create(vals_list)
            orders.filtered(lambda o: o.state == "sale")._verification_guard()
        return orders

    def write(self, vals):
        if vals.get("state") == "sale":
            known = self._verification_known()
            new = self.filtered(lambda o: o.state != "sale" and known.get(o.id) is not False)
            if any(order._verification_applies() for order in new):
                with self.env.cr.savepoint():
                    result = super().write(vals)
                    new._verification_guard()
                return result
        result = super().write(vals)
        if not _CORRECTIONS.isdisjoint(vals):
            self._verification_refresh()
        return result

    def _verification_guard(self):
        """Whatever made these orders sales orders: they pass or nothing of it happens."""
        if stopped := self._verification_stopped():
            orders = self.browse(stopped)
            orders._verification_refuse(orders._verification_name(stopped))

    def _verification_refresh(self):
        """Brings the findings that people look at up to date after a correction."""
        shown = self.filtered(
            lambda o: (
                o.state in _QUOTATION
                and o.company_id.order_verification_mode != "off"
                and o.verification_state not in ("unchecked", "passed")
            )
        )
        shown._verify()

    # ------------------------------------------------------------------ telling people

    def _verification_tell_held(self, message):
        """An activity for whoever looks after the order, unless there is one."""
        kind, user = "order_tracking.mail_activity_held", self._verification_responsible()
        if user and not self.activity_search([kind], user_id=user.id):
            order = self.with_context(lang=user.lang)
            # a reason of Odoo's own is told in the customer's language, there is no other
            reason = findings.stop_message(order) or message
            order._verification_give(kind, user, findings.hold_summary(order), reason)

    def _verification_give(self, kind, user, summary, note):
        order = self.with_context(mail_activity_quick_update=True)
        order.activity_schedule(
            kind, summary=summary, note=findings.paragraphs(note), user_id=user.id
        )

    def _verification_responsible(self):
        """The salesperson, else the sales team's leader, else the leader of audits."""
        candidates = self.user_id | self.team_id.user_id
        staff = candidates.filtered(lambda user: user.active and not user.share)
        return staff[:1] or self.env["order.audit"]._leader(self.company_id)

    def _verification_tell_decision(self, audit):
        """The salesperson goes on with what was approved, or learns why it was refused."""
        user = self._verification_responsible()
        if user and user != audit.decided_by:
            self._verification_give(
                "order_tracking.mail_activity_held",
                user,
                findings.decision_summary(audit.with_context(lang=user.lang)),
                audit.note or "",
            )

    def _verification_tell_choice(self, text, rest):
        """The customer chose how to get out of a shortage; staff go on from here."""
        user = self._verification_responsible()
        self._verification_log_way(
            self.env._("The customer chose: %(way)s", way=text), rest, self.partner_id
        )
        if user:
            order = self.with_user(SUPERUSER_ID).with_context(lang=user.lang)
            summary = order.env._("The customer has chosen: confirm the order")
            order._verification_give("order_tracking.mail_activity_held", user, summary, text)

    def _verification_log_way(self, text, rest, author=None):
        """Says in the chatter what was done about a shortage; ``rest``: the second quotation."""
        if rest:
            text = self.env._("%(text)s. The rest: %(rest)s", text=text, rest=rest.name)
        author = author or self.env.user.partner_id
        self.with_user(SUPERUSER_ID).message_post(body=text, author_id=author.id)

    # ------------------------------------------------------------------ buttons

    def action_verify(self):
        """Checks quotations on demand."""
        self.check_access("read")
        self._verify()
        passed = all(order.verification_state == "passed" for order in self)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if passed else "warning",
                "message": findings.check_summary(self),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_verification_offer(self):
        """Opens what can be done about goods that are not there in time."""
        self.ensure_one()
        self.check_access("write")
        return self.env["order.verification.offer"]._make(self)

    def action_audit(self):
        self.ensure_one()
        if not self.audit_id:
            raise UserError(self.env._("This order has no audit."))
        return {
            "type": "ir.actions.act_window",
            "res_model": "order.audit",
            "res_id": self.audit_id.id,
            "view_mode": "form",
        }
