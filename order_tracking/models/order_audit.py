from odoo import SUPERUSER_ID, Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import split_every

from ..presentation import findings

APPROVALS = [
    ("customer_asked", "Spoke with the customer"),
    ("known_customer", "Customer is known"),
    ("secured", "Payment is secured"),
    ("harmless", "No risk seen"),
    ("other", "Other"),
]
REFUSALS = [
    ("fraud", "Suspicion of fraud"),
    ("credit", "Customer cannot pay"),
    ("wrong_data", "Wrong or missing data"),
    ("not_wanted", "We do not want this order"),
    ("other", "Other"),
]


class OrderAudit(models.Model):
    """Somebody has to decide about an order at risk before it can be confirmed."""

    _name = "order.audit"
    _description = "Order Audit"
    _order = "deadline, id"
    _check_company_auto = True

    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    state = fields.Selection(
        [
            ("open", "To Decide"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("dropped", "No Longer Needed"),
        ],
        required=True,
        readonly=True,
        default="open",
        group_expand="_expand_states",
    )
    user_id = fields.Many2one("res.users", "Owner", readonly=True)
    deadline = fields.Datetime(readonly=True)
    issue_ids = fields.Many2many("order.verification.issue", string="Reasons", readonly=True)
    reasons = fields.Char(compute="_compute_reasons", string="Why")
    reason_text = fields.Text(compute="_compute_reasons", string="Found")
    content_hash = fields.Char(readonly=True, help="Stands for the content that is decided about.")
    first_user_id = fields.Many2one("res.users", "First Approval", readonly=True)
    decided_by = fields.Many2one("res.users", "Decided By", readonly=True)
    decided_at = fields.Datetime(readonly=True)
    approval = fields.Selection(APPROVALS, "Approved Because", readonly=True)
    refusal = fields.Selection(REFUSALS, "Refused Because", readonly=True)
    note = fields.Text(readonly=True)
    overdue = fields.Boolean(compute="_compute_overdue", search="_search_overdue")
    may_decide = fields.Boolean(compute="_compute_may_decide")
    activity_id = fields.Many2one("mail.activity", readonly=True, ondelete="set null")
    escalation_id = fields.Many2one("mail.activity", readonly=True, ondelete="set null")
    escalated = fields.Boolean(readonly=True)

    partner_id = fields.Many2one(related="order_id.partner_id")
    salesperson_id = fields.Many2one(related="order_id.user_id", string="Salesperson")
    currency_id = fields.Many2one(related="order_id.currency_id")
    amount_total = fields.Monetary(related="order_id.amount_total", string="Total")

    _open_uniq = models.UniqueIndex("(order_id) WHERE state = 'open'")
    _queue_idx = models.Index("(user_id, deadline) WHERE state = 'open'")
    _late_idx = models.Index("(deadline) WHERE state = 'open' AND NOT escalated")
    _activity_idx = models.Index("(id) WHERE activity_id IS NOT NULL")

    @api.depends("issue_ids")
    @api.depends_context("lang")
    def _compute_reasons(self):
        for audit in self:
            titles = [findings.title(self.env, issue.rule) for issue in audit.issue_ids]
            audit.reasons = ", ".join(dict.fromkeys(titles))
            audit.reason_text = "\n".join(findings.told(audit.issue_ids))

    @api.model
    def _expand_states(self, states, domain):
        """Columns: what is to be decided first, then what there is."""
        return [
            state
            for state, _label in self._fields["state"].selection
            if state == "open" or state in states
        ]

    @api.depends("state", "deadline")
    def _compute_overdue(self):
        now = fields.Datetime.now()
        for audit in self:
            audit.overdue = bool(audit.state == "open" and audit.deadline and audit.deadline < now)

    def _search_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = [("state", "=", "open"), ("deadline", "<", fields.Datetime.now())]
        return late if True in value else ["!", "&", *late]

    @api.depends_context("uid")
    @api.depends("state", "company_id", "first_user_id")
    def _compute_may_decide(self):
        for audit in self:
            audit.may_decide = audit.state == "open" and not audit._objection(self.env.user)

    @api.depends("order_id.name")
    def _compute_display_name(self):
        for audit in self:
            audit.display_name = self.env._("Audit of %(order)s", order=audit.order_id.name)

    # ------------------------------------------------------------------ who needs an audit

    @api.model
    def _settle(self, needed, others):
        """Opens, keeps or drops audits, as the findings of orders want it.

        :param needed: ``{order id: (fingerprint, {issue ids})}`` of orders that must be audited.
        :param others: ids of orders that need none, or not yet.
        :return: how it ended, by order id: ``approved`` or ``refused`` for exactly this content
            and these reasons, else empty.
        """
        audits = self.search([("order_id", "in", [*needed, *others])], order="id desc")
        audits.filtered(lambda a: a.state == "open" and a.order_id.id in others)._drop()
        by_order = audits.grouped(lambda audit: audit.order_id.id)
        results, new = {}, []
        for order, (content, issues) in needed.items():
            own = by_order.get(order, self)
            results[order] = own._decision(content, issues)
            if not results[order] and not own._keep_open(content, issues):
                new.append((order, content, issues))
        self._open(new)
        return results

    def _decision(self, content, issues):
        for audit in self:
            if audit.content_hash == content and issues <= set(audit.issue_ids.ids):
                if audit.state in ("approved", "refused"):
                    return audit.state
        return ""

    def _keep_open(self, content, issues):
        """Brings an open audit up to date; whether there is one."""
        audit = self.filtered(lambda a: a.state == "open")
        if audit and (audit.content_hash != content or set(audit.issue_ids.ids) != issues):
            # the first of two approvals was given to something else
            audit.write(
                {
                    "content_hash": content,
                    "issue_ids": [Command.set(list(issues))],
                    "first_user_id": False,
                }
            )
        return bool(audit)

    @api.model
    def _open(self, new):
        if not new:
            return
        now, loads, rows = fields.Datetime.now(), {}, []
        for order_id, content, issues in new:
            order = self.env["sale.order"].browse(order_id)
            company = order.company_id
            clock = self.env["order.tracking.team"]._clocks(company)(company.order_audit_team_id.id)
            rows.append(
                {
                    "order_id": order_id,
                    "company_id": company.id,
                    "content_hash": content,
                    "issue_ids": [Command.set(list(issues))],
                    "user_id": self._next_owner(order, loads).id,
                    "deadline": clock.add(now, company.order_audit_hours),
                }
            )
        self.create(rows)
        self.env.ref("order_tracking.ir_cron_audit")._trigger()

    @api.model
    def _next_owner(self, order, loads, without=None):
        """Whoever may audit ``order`` and has the fewest open audits; maybe nobody.

        :param loads: open audits by user id, by company id; filled here, so that the audits of
            one batch are shared out.
        """
        company = order.company_id
        if company.id not in loads:
            loads[company.id] = self._loads(self._auditors(company))
        load, busy = loads[company.id], without or self.env["res.users"]
        free = [user for user in load if user not in busy | self._makers(order)]
        if not free:
            return self.env["res.users"]
        owner = min(free, key=lambda user: (load[user], user.id))
        load[owner] += 1
        return owner

    @api.model
    def _loads(self, users):
        domain = [("state", "=", "open"), ("user_id", "in", users.ids)]
        counts = dict(self._read_group(domain, ["user_id"], ["__count"]))
        return {user: counts.get(user, 0) for user in users}

    @api.model
    def _auditors(self, company):
        """Who decides about the orders of ``company``."""
        # sudo: whoever confirms an order needs no right to read the users of the company
        team = company.sudo().order_audit_team_id
        users = team.member_ids or team.leader_id
        if not users:
            users = self.env.ref("order_tracking.group_manager").sudo().all_user_ids
        return users.filtered(lambda user: user.active and company in user.company_ids)

    @api.model
    def _leader(self, company):
        managers = self.env.ref("order_tracking.group_manager").sudo().all_user_ids
        leader = company.sudo().order_audit_team_id.leader_id
        return leader or managers.filtered(lambda u: u.active and company in u.company_ids)[:1]

    @api.model
    def _makers(self, order):
        """Who may not approve: whoever made the order, where two people have to."""
        if not order.company_id.order_audit_four_eyes:
            return self.env["res.users"]
        return order.create_uid | order.user_id

    def _drop(self):
        self.write({"state": "dropped"})
        self._close_activities()

    # ------------------------------------------------------------------ deciding

    def _objection(self, user):
        """Why ``user`` may not decide; False if they may."""
        self.ensure_one()
        company = self.company_id
        deciders = self._auditors(company) | company.sudo().order_audit_team_id.leader_id
        if user not in deciders:
            if not user.has_group("order_tracking.group_manager"):
                return self.env._("Only members of the audit team decide about orders at risk.")
        if user in self._makers(self.order_id):
            return self.env._(
                "Two people who did not make the order have to approve it. Let others decide."
            )
        if user == self.first_user_id:
            return self.env._("You have approved already. A second person has to approve, too.")
        return False

    def _decide(self, approve, reason, note="", content=None):
        """Approves or refuses; the second approval counts where two people have to approve.

        :param reason: a code of ``APPROVALS`` or ``REFUSALS``.
        :param content: fingerprint of what was looked at; of what is there now if None.
        :raise UserError: already decided, not allowed, or the order has been changed.
        """
        self.ensure_one()
        self.check_access("read")
        if objection := self._objection(self.env.user):
            raise AccessError(objection)
        # sudo: users only read audits; the right to decide has just been checked
        audit = self.sudo()
        audit.lock_for_update()
        audit.invalidate_recordset()
        audit._check_open(content)
        if approve and audit.company_id.order_audit_four_eyes and not audit.first_user_id:
            return audit._approve_first(self.env.user, reason, note)
        audit.write(
            {
                "state": "approved" if approve else "refused",
                "approval": reason if approve else False,
                "refusal": False if approve else reason,
                "note": note,
                "decided_by": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        audit._close_activities()
        audit._log(audit._decision_text(self.env.user))
        audit.order_id._verify()
        audit.order_id._verification_tell_decision(audit)
        return True

    def _check_open(self, content):
        if self.state != "open":
            raise UserError(
                self.env._(
                    "This was decided meanwhile: %(state)s.", state=findings.label(self, "state")
                )
            )
        present = self.order_id._verification_fingerprint()
        if content not in (None, present):
            raise UserError(
                self.env._(
                    "The order has been changed while you were deciding. Close this and look at "
                    "it again."
                )
            )
        if present != self.content_hash:
            self.write({"content_hash": present, "first_user_id": False})

    def _approve_first(self, user, reason, note):
        owner = self._next_owner(self.order_id, {}, without=user)
        self._close_activities()
        self.write({"first_user_id": user.id, "user_id": owner.id})
        self._log(
            self.env._(
                "Audit: first approval by %(user)s (%(reason)s). A second person has to approve.",
                user=user.name,
                reason=dict(self._fields["approval"]._description_selection(self.env))[reason],
            ),
            note,
        )
        return False

    def _decision_text(self, user):
        approved = self.state == "approved"
        values = {
            "user": user.name,
            "reason": findings.label(self, "approval" if approved else "refusal"),
        }
        if approved:
            return self.env._("Audit: approved by %(user)s (%(reason)s).", **values)
        return self.env._("Audit: refused by %(user)s (%(reason)s).", **values)

    def _log(self, text, note=None):
        note = note if note is not None else self.note
        self.order_id.message_post(body=f"{text} {note}" if note else text)

    # ------------------------------------------------------------------ nothing waits unseen

    @api.model
    def _cron_audit(self, batch=200):
        """Gives each open audit to its owner, tells the leader of overdue ones, and drops those
        of orders that are no quotations any more. In batches, each committed."""
        new = [("state", "=", "open"), ("user_id", "!=", False), ("activity_id", "=", False)]
        late = [
            ("state", "=", "open"),
            ("escalated", "=", False),
            ("deadline", "<", fields.Datetime.now()),
        ]
        over = [("state", "=", "open"), ("order_id.state", "not in", ("draft", "sent"))]
        cron = self.env["ir.cron"]
        for domain, handle in ((over, "_drop"), (new, "_hand_over"), (late, "_escalate")):
            ids = self.search(domain, order="id").ids
            cron._commit_progress(remaining=len(ids))
            for part in split_every(batch, ids):
                getattr(self.browse(part).try_lock_for_update(), handle)()
                if not cron._commit_progress(len(part)):
                    return

    def _hand_over(self):
        for audit in self:
            audit.activity_id = audit._make_activity(audit.user_id, "mail_activity_audit")

    def _escalate(self):
        for audit in self:
            leader = audit._leader(audit.company_id)
            if leader:
                audit.escalation_id = audit._make_activity(leader, "mail_activity_audit_late")
            audit.escalated = True

    def _make_activity(self, user, kind):
        order = self.order_id.with_context(lang=user.lang, mail_activity_quick_update=True)
        due = fields.Datetime.context_timestamp(order.with_user(user), self.deadline)
        return order.activity_schedule(
            f"order_tracking.{kind}",
            date_deadline=due.date(),
            summary=self.with_context(lang=user.lang).reasons,
            user_id=user.id,
        )

    def _close_activities(self):
        activities = self.activity_id | self.escalation_id
        self.write({"activity_id": False, "escalation_id": False})
        activities.exists().with_user(SUPERUSER_ID).action_done()

    # ------------------------------------------------------------------ buttons

    def action_take(self):
        """The reader becomes the owner."""
        self.ensure_one()
        self.check_access("read")
        if objection := self._objection(self.env.user):
            raise AccessError(objection)
        # sudo: users only read audits; the right to decide has just been checked
        audit = self.sudo()
        audit._close_activities()
        audit.write({"user_id": self.env.uid})
        audit._hand_over()
        return True

    def action_approve(self):
        return self._action_decide("approve")

    def action_refuse(self):
        return self._action_decide("refuse")

    def _action_decide(self, decision):
        self.ensure_one()
        name = self.env._("Approve") if decision == "approve" else self.env._("Refuse")
        return {
            "type": "ir.actions.act_window",
            "name": f"{name} {self.order_id.name}",
            "res_model": "order.audit.decide",
            "view_mode": "form",
            "target": "new",
            "context": {"default_audit_id": self.id, "default_decision": decision},
        }

    def action_open_order(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "view_mode": "form",
        }
