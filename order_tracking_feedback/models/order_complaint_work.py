from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, plaintext2html

from odoo.addons.order_tracking import leaders, owners

from .. import complaints

ACTIVITY = "order_tracking_feedback.mail_activity_complaint"
LATE_ACTIVITY = "order_tracking_feedback.mail_activity_complaint_late"
_TAKE = """
SELECT id FROM order_complaint WHERE escalate_at < %(now)s
 ORDER BY escalate_at LIMIT %(batch)s FOR UPDATE SKIP LOCKED"""


class OrderComplaint(models.Model):
    """What people do about a complaint, and what happens when nobody does."""

    _inherit = "order.complaint"

    escalate_at = fields.Datetime(readonly=True, copy=False)
    answer_told_at = fields.Datetime("Leader Told: No Answer", readonly=True, copy=False)
    resolve_told_at = fields.Datetime("Leader Told: Not Resolved", readonly=True, copy=False)
    overdue = fields.Boolean(compute="_compute_overdue", search="_search_overdue")
    rule_id = fields.Many2one(
        "order.verification.rule",
        "Should Have Been Caught By",
        readonly=True,
        ondelete="set null",
        help="The check before confirmation that should have found it.",
    )
    missed_issue_id = fields.Many2one(
        "order.verification.issue", readonly=True, copy=False, ondelete="set null"
    )
    similar_count = fields.Integer("Similar", compute="_compute_similar")
    same_lot_count = fields.Integer("Of the Same Lot", compute="_compute_similar")

    _escalate_idx = models.Index("(escalate_at) WHERE escalate_at IS NOT NULL")

    @api.depends("state", "due_at")
    def _compute_overdue(self):
        now = fields.Datetime.now()
        for complaint in self:
            complaint.overdue = bool(complaint.due_at and complaint.due_at < now)

    def _search_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = [("state", "!=", "resolved"), ("due_at", "<", fields.Datetime.now())]
        return late if True in value else ["!", "&", *late]

    def _compute_similar(self):
        found = self.env["order.complaint.line"]._similar(self.ids)
        for complaint in self:
            others = found.get(complaint.id, {})
            complaint.similar_count = len(others)
            complaint.same_lot_count = sum(others.values())

    # ------------------------------------------------------------------ states

    def _step(self, action, **values):
        """What was said or done changes the state and the deadlines (superuser).

        :param action: of ``complaints.ACTIONS``. :param values: that are written with it.
        :raise UserError: it has no sense now.
        """
        self.ensure_one()
        before, now = self._standing(), fields.Datetime.now()
        hours = self.category_id.resolve_hours
        try:
            after = complaints.step(
                before, action, now, self._clock(self.company_id, self.team_id), hours=hours
            )
        except complaints.NotPossible:
            raise UserError(self._say_not_possible(action)) from None
        self._keep(before, after, values)

    def _keep(self, before, after, values):
        names = ("state", "answer_due", "resolve_due", "answered_at", "resolved_at", "hours_left")
        changed = {
            name: getattr(after, name) or False
            for name in names
            if getattr(after, name) != getattr(before, name)
        }
        if before.told - after.told:
            changed["resolve_told_at"] = False
        next_ = complaints.escalation(after)
        if (next_ and next_[0] or False) != self.escalate_at:
            changed["escalate_at"] = next_ and next_[0]
        if changed or values:
            self.write({**changed, **values})

    def _say_not_possible(self, action):
        if self.state == "resolved":
            return self.env._("“%s” is resolved. Open it again first.", self.display_name)
        if action == "wait":
            return self.env._(
                "Write to the customer first: say what you need from them. Then wait for it."
            )
        return self.env._("“%s” is not in a state in which this can be done.", self.display_name)

    def _message_post_after_hook(self, message, msg_values):
        """An answer of ours stops the first clock; an answer of the customer is our turn."""
        result = super()._message_post_after_hook(message, msg_values)
        if action := self._said(message):
            self.sudo()._step(action)  # sudo: the state follows from what was said
        return result

    def _said(self, message):
        """What a message means for the state; None: nothing."""
        told = self.env.ref("mail.mt_comment")
        if message.message_type not in ("comment", "email") or message.subtype_id != told:
            return None
        if message.author_id.partner_share or not message.author_id:
            return "reply"
        reached = message.partner_ids | self.sudo().message_partner_ids
        return "answer" if any(reached.mapped("partner_share")) else None

    def _customer_says(self, text, teller):
        """A message of the customer in the thread (superuser).

        :param teller: ``order_receipt_answer.Teller``.
        """
        self.message_post(
            body=plaintext2html(text),
            author_id=teller.partner.id or self.partner_id.id,
            subtype_xmlid="mail.mt_comment",
            message_type="comment",
        )

    def action_answered(self):
        """Answered by phone or face to face."""
        for complaint in self:
            complaint._may_work()
            complaint.sudo()._step("answer")  # sudo: as in _may_work
            complaint.message_post(body=self.env._("Answered without a message."))

    def action_wait(self):
        for complaint in self:
            complaint._may_work()
            complaint.sudo()._step("wait")  # sudo: as in _may_work

    def action_go_on(self):
        for complaint in self:
            complaint._may_work()
            complaint.sudo()._step("go_on")  # sudo: as in _may_work

    def action_reopen(self):
        for complaint in self:
            complaint._may_work()
            complaint.sudo()._reopen()  # sudo: as in _may_work

    def action_take(self):
        self.write({"user_id": self.env.uid})
        return True

    def _may_work(self):
        """States are read-only for everybody: who may work on a complaint may change them through
        these methods alone, which go on with superuser rights."""
        self.check_access("write")

    def _resolve(self, reason, fault, text, tell=True):
        """Done: the customer reads ``text`` on the page and, unless another mail tells it
        (``tell``), in a mail."""
        self.ensure_one()
        self._may_work()
        complaint = self.sudo()  # sudo: as in _may_work
        complaint._step("resolve", reason=reason, fault=fault, resolution=text)
        if tell:
            complaint._tell_resolved()
        complaint.order_id._complaint_record(complaint, "complaint_resolved")

    def _reopen(self, customer=False):
        self._step("reopen")
        self.order_id._complaint_record(self, "complaint_opened", customer=customer)

    # ------------------------------------------------------------------ who does it

    def _follow_owner(self):
        owned = self.filtered(lambda c: c.state in ("open", "progress"))
        over = self.filtered(lambda c: c.state == "resolved")
        for complaint in owners.follow(self, owned, over, ACTIVITY, LATE_ACTIVITY):
            # sudo: whoever may give a complaint away need not follow it
            complaint.sudo().message_subscribe(complaint.user_id.partner_id.ids)

    def _prepare_activity(self, user, type_id):
        new = type_id == self.env["ir.model.data"]._xmlid_to_res_id(ACTIVITY)
        about = new and self.category_id.with_context(lang=user.lang).name
        return owners.activity_of(self, user, type_id, about or "", self.due_at)

    @api.model
    def _escalate(self, batch):
        """Tells the leaders of what was not answered or resolved in time, once of each deadline;
        how many there were. A fixed number of queries a batch."""
        self.flush_model()
        now = fields.Datetime.now()
        rows = self.env.execute_query(SQL(_TAKE, now=now, batch=batch))
        late = self.browse(row[0] for row in rows).with_context(tracking_disable=True)
        if not late:
            return 0
        for complaint in late:
            complaint._note_told(now)
        leaders.tell(late, LATE_ACTIVITY)
        return len(late)

    def _note_told(self, now):
        """Of every deadline that has passed; the next is of another one."""
        passed = complaints.overdue(self._standing(), now)
        for which in passed - self._standing().told:
            self[f"{which}_told_at"] = now
        next_ = complaints.escalation(self._standing())
        self.escalate_at = next_ and next_[0]

    # ------------------------------------------------------------------ learning

    def _missed_by(self, code):
        """The check ``code`` should have found it: counted among the misses of its rule, once."""
        self.ensure_one()
        self._may_work()
        order = self.order_id.sudo()  # sudo: as in _may_work; settings and issues are read-only
        old = self.sudo().missed_issue_id
        if old and old.rule != code and old.missed:
            old.unlink()  # it was another check after all
        issue = order._verification_missed(code, note=self.display_name)
        self.sudo().write({"rule_id": issue.rule_id.id, "missed_issue_id": issue.id})

    def _draft_rule(self, code):
        """An inactive rule for orders like this one, with the numbers that hold now filled in."""
        self.ensure_one()
        order = self.order_id
        settings, _rules = self.env["order.verification.rule"]._settings(
            order.company_id.id, order.team_id.id, order._verification_channel()
        )
        chosen = settings[code]
        rule = self.env["order.verification.rule"].create(
            {
                "name": self.env._("From complaint %s", self.name),
                "code": code,
                "active": False,
                "company_id": order.company_id.id,
                "team_id": order.team_id.id,
                "severity": "warning",
                **{f"param_{name}": value for name, value in chosen.parameters.items()},
            }
        )
        self.sudo().rule_id = rule  # sudo: whoever may make rules has the right to name it here
        return rule

    # ------------------------------------------------------------------ buttons

    def action_resolve(self):
        return self._dialog(self.env._("Resolve"), "order.complaint.resolve")

    def action_learn(self):
        return self._dialog(self.env._("Learn From It"), "order.complaint.learn")

    def _dialog(self, name, model):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_complaint_id": self.id},
        }

    def action_similar(self):
        self.ensure_one()
        others = self.env["order.complaint.line"]._similar(self.ids)[self.id]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "order_tracking_feedback.order_complaint_action"
        )
        return {
            **action,
            "name": self.env._("Similar to %s", self.name),
            "domain": [("id", "in", list(others))],
            "context": {},
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
        }

    def action_open_order(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "view_mode": "form",
        }
