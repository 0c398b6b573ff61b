from collections import defaultdict
from datetime import UTC, datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, split_every

from ..handover import permitted
from ..handover.custody import ACCEPT, OFFER, OFFERED, REFUSE, REFUSED
from ..presentation.shared import label_of
from ..timeline import facts
from ..watch import share

ACTIVITY = "order_tracking.mail_activity_stage"
REFUSALS = [
    ("information", "Information is missing"),
    ("goods", "Goods are missing or damaged"),
    ("not_done", "The stage before is not done"),
    ("wrong", "Something in the order is wrong"),
    ("not_ours", "Not for our team"),
    ("capacity", "We cannot do it in time"),
    ("other", "Something else"),
]
_WHAT = {ACCEPT: "accepted", REFUSE: "refused", OFFER: "offered"}
_OVER = """
SELECT id FROM order_tracking_milestone
 WHERE handed_to_id IS NOT NULL AND state <> 'current' ORDER BY id"""
_NEW = """
SELECT m.id FROM order_tracking_milestone m JOIN order_tracking_team t ON t.id = m.holder_id
 WHERE m.state = 'current' AND m.holder_id IS DISTINCT FROM m.handed_to_id
   AND (t.leader_id IS NOT NULL OR EXISTS (
            SELECT 1 FROM order_tracking_team_res_users_rel r
             WHERE r.order_tracking_team_id = t.id))
 ORDER BY m.id"""


class OrderTrackingMilestone(models.Model):
    """Who has the order in hand, and what the teams say about it."""

    _inherit = "order.tracking.milestone"

    handover = fields.Selection(
        [("offered", "Handed over"), ("accepted", "Accepted"), ("refused", "Given back")],
        "Hand-over",
        readonly=True,
    )
    holder_id = fields.Many2one(
        "order.tracking.team", "In Hand", readonly=True, help="The team that has to act now."
    )
    deadline_at = fields.Datetime(
        "Hand On By",
        readonly=True,
        help="The stage's planned hours after the team got it, in the team's working time.",
    )
    accepted_at = fields.Datetime("Accepted On", readonly=True)
    refused_reason = fields.Selection(REFUSALS, "Given Back Because", readonly=True)
    refused_note = fields.Char("What Is Missing or Wrong", readonly=True)
    refusals = fields.Integer("Times Given Back", readonly=True)
    dwell_hours = fields.Float(
        "Dwell Time (Working)",
        readonly=True,
        aggregator="avg",
        help="Working hours of the owner team from becoming owner until it handed on.",
    )
    dwell_elapsed_hours = fields.Float(
        "Dwell Time",
        readonly=True,
        aggregator="avg",
        help="Hours by the clock from becoming owner until handed on.",
    )
    touch_hours = fields.Float(
        "Touch Time (Working)",
        readonly=True,
        aggregator="avg",
        help="Working hours of the owner team from its acceptance until it handed on.",
    )
    touch_elapsed_hours = fields.Float(
        "Touch Time",
        readonly=True,
        aggregator="avg",
        help="Hours by the clock from the acceptance until handed on.",
    )
    # Not part of the projection: whom the activity was given to.
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, ondelete="set null", index="btree_not_null"
    )
    handed_to_id = fields.Many2one("order.tracking.team", readonly=True)
    can_accept = fields.Boolean(compute="_compute_can_answer")
    can_refuse = fields.Boolean(compute="_compute_can_answer")
    can_offer = fields.Boolean(compute="_compute_can_answer")

    _holder_idx = models.Index("(holder_id, user_id, deadline_at) WHERE state = 'current'")
    _new_idx = models.Index(
        "(id) WHERE state = 'current' AND holder_id IS DISTINCT FROM handed_to_id"
    )
    _over_idx = models.Index("(id) WHERE handed_to_id IS NOT NULL AND state <> 'current'")
    _times_idx = models.Index("(company_id, reached_at) WHERE state = 'reached'")

    @api.depends("handover", "state", "holder_id", "team_id")
    @api.depends_context("uid")
    def _compute_can_answer(self):
        for milestone in self:
            # sudo: whoever may read the milestone may know whether it waits for them
            own = milestone.sudo()
            may = permitted(own.handover) if own.state == "current" else ()
            receives = own.team_id and own._speaks(own.team_id)
            milestone.can_accept = bool(ACCEPT in may and receives)
            milestone.can_refuse = bool(REFUSE in may and receives and own._sender())
            milestone.can_offer = bool(OFFER in may and own._speaks(own.holder_id))

    def _speaks(self, team):
        """Whether the reader may answer for ``team``."""
        user = self.env.user
        return team._has_member(user) or user.has_group("order_tracking.group_manager")

    def _sender(self):
        """The milestone that this one came from, of another team; maybe none."""
        before = self.order_id.milestone_ids.filtered(
            lambda m: m.sequence < self.sequence and m.state == "reached" and m.team_id
        )
        other = before.filtered(lambda m: m.team_id != self.team_id).sorted("sequence")
        return other[-1:]

    # ------------------------------------------------------------------ activities

    @api.model
    def _cron_hand_over(self, batch=500):
        """Gives each stage that a team has got to one of its people, and closes what is over.

        In batches, each committed, with a fixed number of decisions each; safe with several
        workers (rows are locked, locked ones are skipped).
        """
        cron = self.env["ir.cron"]
        for query, handle in ((_OVER, "_close_activity"), (_NEW, "_give_activity")):
            ids = [row[0] for row in self.env.execute_query(SQL(query))]
            cron._commit_progress(remaining=len(ids))
            for part in split_every(batch, ids):
                milestones = self.browse(part).try_lock_for_update()
                getattr(milestones, handle)()
                if not cron._commit_progress(len(part)):
                    return

    def _give_activity(self):
        """Each order is given to a person of the team that has it: exactly one activity."""
        users = self._share_out()
        Activity = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        kept = self.filtered(lambda m: m.activity_id.active)
        kept.activity_id.unlink()  # one that changes hands starts anew: another person, another day
        rows = [(m, m._prepare_activity(users[m])) for m in self if users[m]]
        self.order_id.fetch(["name"])  # activities would read their orders one by one
        activities = Activity.create([values for _milestone, values in rows])
        for (milestone, _values), activity in zip(rows, activities, strict=True):
            milestone.write(
                {
                    "user_id": users[milestone].id,
                    "activity_id": activity.id,
                    "handed_to_id": milestone.holder_id.id,
                }
            )

    def _share_out(self):
        """Whom each is given to: what was given back to the leader, the rest to the members with
        the fewest open ones. A person that had it before keeps it.

        :return: ``{milestone: res.users}``.
        """
        team_people = {team: team.member_ids or team.leader_id for team in self.holder_id}
        everybody = self.env["res.users"].union(*team_people.values())
        domain = [("state", "=", "current"), ("user_id", "in", everybody.ids)]
        counts = {u.id: n for u, n in self._read_group(domain, ["user_id"], ["__count"])}
        loads = defaultdict(int, counts)
        return {m: m._choose(team_people[m.holder_id], loads) for m in self}

    def _choose(self, people, loads):
        if self.handover == REFUSED and self.holder_id.leader_id:
            return self.holder_id.leader_id
        able = people.filtered(lambda user: self.company_id in user.company_ids)
        if self.user_id in able:
            return self.user_id
        return able.browse(share(loads, able.ids)) if able else able

    def _prepare_activity(self, user):
        order = self.order_id
        speak = self.with_context(lang=user.lang)
        stage = speak.stage_id.name
        refused = self.handover == REFUSED
        due = self.deadline_at or self.due_at or fields.Datetime.now()
        return {
            "activity_type_id": self.env["ir.model.data"]._xmlid_to_res_id(ACTIVITY),
            "res_model_id": self.env["ir.model"]._get_id(order._name),
            "res_id": order.id,
            "user_id": user.id,
            "summary": speak.env._("Given back: %s", stage) if refused else stage,
            "note": speak._say_refusal() if refused else False,
            "date_deadline": fields.Datetime.context_timestamp(self.with_user(user), due).date(),
        }

    def _say_refusal(self):
        """Who gave it back and why, and what to do next, in the reader's language."""
        why = [label_of(self, "refused_reason"), self.refused_note]
        return self.env._(
            "%(team)s gave this order back – %(reason)s. Put it right, then hand it over again "
            "on the order's timeline.",
            team=self.team_id.name,
            reason=": ".join(filter(None, why)),
        )

    def _close_activity(self):
        activities = self.activity_id
        self.write({"activity_id": False, "handed_to_id": False})
        activities.exists().action_done()

    # ------------------------------------------------------------------ what teams say

    def action_accept(self):
        """The team takes over those that wait for it; the others stay as they are."""
        waiting = self.filtered(lambda m: m.can_accept and m.handover == OFFERED)
        if not waiting and len(self) == 1 and self.can_accept:
            waiting = self  # given back, and taken after all
        self._must_be_some(waiting)
        waiting._say(ACCEPT)
        return True

    def action_refuse(self):
        """Asks for the reason."""
        self._must_be_some(self.filtered("can_refuse"))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give back"),
            "res_model": "order.tracking.refuse",
            "view_mode": "form",
            "target": "new",
            "context": {"default_milestone_ids": self.filtered("can_refuse").ids},
        }

    def action_offer(self):
        """What was given back is put right and handed over again."""
        self._must_be_some(self.filtered("can_offer"))
        self.filtered("can_offer")._say(OFFER)
        return True

    def _must_be_some(self, permitted):
        if not permitted:
            raise UserError(
                self.env._(
                    "This does not wait for your team (any more). Reload the page; if you work for "
                    "the team, ask a manager to add you under Configuration / Teams."
                )
            )

    def _say(self, kind, reason="", note=""):
        """Records what the reader's team says, for many orders at once, and moves the activities.

        :param kind: accept, refuse or offer.
        :raise UserError: where it does not wait for them; somebody may have spoken first.
        """
        self.check_access("read")
        self._must_be_some(self and all(self.mapped(f"can_{kind}")))
        headers = self.order_id._tracking_headers_of()
        # sudo: what the teams of these orders said is recorded; whether they may was just checked
        own = self.sudo()
        journal = own.env["order.tracking.event"]._journal(list(headers))
        events = defaultdict(list)
        for milestone in own:
            order = milestone.order_id.id
            events[order].append(milestone._fact(kind, journal[order], reason, note))
        own.order_id._tracking_append(headers, events, journal, author=self.env.uid)
        own._give_activity_if_moved()

    def _fact(self, kind, journal, reason, note):
        said = [e for e in journal if e.key.startswith(f"handover:{self.stage_id.id}:")]
        at = max([datetime.now(UTC).replace(tzinfo=None), *(e.occurred_at for e in said)])
        return facts.hand_over(
            _WHAT[kind],
            at=max(at, self.started_at),
            stage=self.stage_id.id,
            number=len(said),
            reason=reason,
            note=note,
        )

    def _give_activity_if_moved(self):
        """At once, not by the job: whoever gets an order back learns it while it is fresh."""
        moved = self.filtered(lambda m: m.state == "current" and m.holder_id != m.handed_to_id)
        moved.filtered(lambda m: m.holder_id.member_ids or m.holder_id.leader_id)._give_activity()
