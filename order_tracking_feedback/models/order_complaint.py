from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_tracking.models.order_receipt_answer import VIA
from odoo.addons.order_tracking.watch import share

from .. import complaints
from .order_complaint_category import FAULTS, SEVERITIES

STATES = [
    ("open", "New"),
    ("progress", "In Progress"),
    ("waiting", "Customer's Turn"),
    ("resolved", "Resolved"),
]
REASONS = [
    ("mistake", "Mistake in our work"),
    ("instruction", "Unclear instruction or data"),
    ("material", "Fault of the product"),
    ("handling", "Damage on the way"),
    ("partner", "Supplier or carrier late"),
    ("capacity", "Too much work at once"),
    ("misunderstanding", "Misunderstanding"),
    ("unfounded", "Nothing was wrong"),
    ("other", "Something else"),
]
_HOURS = (8.0, 40.0)  # where a company has deleted all its categories
# What staff may change; the rest follows from what is said and done.
_OURS = {"category_id", "severity", "team_id", "user_id", "fault", "reason", "line_ids"}
_MIXIN = ("message_", "activity_", "website_message_")
_STANDING = ("state", "answer_due", "resolve_due", "answered_at", "resolved_at", "hours_left")


class OrderComplaint(models.Model):
    """What a customer says is wrong with an order; it must be resolved."""

    _name = "order.complaint"
    _description = "Complaint"
    _inherit = ["mail.thread", "mail.activity.mixin", "order.personal"]
    _personal_words = ("description", "author_name", "form_key", "resolution")
    _personal_lines = (("order.complaint.line", "complaint_id", ("note",)),)
    _personal_since = "resolved_at"
    _personal_over = "state = 'resolved'"
    _order = "id desc"

    name = fields.Char("Number", required=True, readonly=True, copy=False)
    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    salesperson_id = fields.Many2one(related="order_id.user_id", string="Salesperson")
    acceptance_id = fields.Many2one(
        "order.acceptance", readonly=True, ondelete="set null", help="The count that led to it."
    )
    category_id = fields.Many2one(
        "order.complaint.category", "Category", index="btree_not_null", ondelete="restrict"
    )
    severity = fields.Selection(SEVERITIES, required=True, default="normal", tracking=True)
    state = fields.Selection(
        STATES, required=True, readonly=True, default="open", tracking=True, group_expand=True
    )
    team_id = fields.Many2one("order.tracking.team", "Team", index="btree_not_null")
    user_id = fields.Many2one("res.users", "Owner", tracking=True, domain=[("share", "=", False)])
    line_ids = fields.One2many("order.complaint.line", "complaint_id", "About")
    description = fields.Text("Customer's Words", readonly=True)
    author_name = fields.Char("Told By", readonly=True)
    via = fields.Selection(VIA, "Told Through", readonly=True)
    form_key = fields.Char(readonly=True, copy=False, groups="order_tracking.group_user")
    photo_ids = fields.Many2many("ir.attachment", string="Photos", compute="_compute_photo_ids")

    opened_at = fields.Datetime("Told", required=True, readonly=True)
    answer_due = fields.Datetime("First Answer Due", required=True, readonly=True)
    answered_at = fields.Datetime("First Answer", readonly=True)
    resolve_due = fields.Datetime("Resolution Due", required=True, readonly=True)
    resolved_at = fields.Datetime("Resolved", readonly=True)
    hours_left = fields.Float(
        readonly=True, help="Working hours, while the customer has to answer."
    )
    due_at = fields.Datetime("Next Due", compute="_compute_due_at", store=True)
    fault = fields.Selection(FAULTS, "Stage at Fault", tracking=True)
    reason = fields.Selection(REASONS, "Reason", tracking=True)
    resolution = fields.Text("What Was Done", readonly=True, help="The customer reads it.")

    # A message that is sent twice is one; a count leads to one complaint.
    _form_uniq = models.UniqueIndex("(order_id, form_key) WHERE form_key IS NOT NULL")
    _acceptance_uniq = models.UniqueIndex("(acceptance_id) WHERE acceptance_id IS NOT NULL")
    _changed_idx = models.Index("(company_id, write_date)")
    _list_idx = models.Index("(company_id, due_at, id) WHERE state <> 'resolved'")
    _words_idx = models.Index("(company_id, resolved_at) WHERE words_erased_at IS NULL")
    _photos_idx = models.Index("(company_id, resolved_at) WHERE photos_erased_at IS NULL")
    _user_idx = models.Index("(user_id) WHERE state <> 'resolved'")

    @api.depends("name", "order_id.name")
    def _compute_display_name(self):
        for complaint in self:
            complaint.display_name = f"{complaint.name} – {complaint.order_id.name}"

    @api.depends("state", "answer_due", "resolve_due")
    def _compute_due_at(self):
        """What is due next; nothing where it is the customer's turn, or all is done."""
        dues = {"open": "answer_due", "progress": "resolve_due"}
        for complaint in self:
            due = dues.get(complaint.state)
            complaint.due_at = complaint[due] if due else False

    def _compute_photo_ids(self):
        """Those of the customer's form, and those of their count."""
        counted = self.acceptance_id.line_ids
        found = self.env["ir.attachment"].search(
            [
                ("res_field", "=", False),
                ("mimetype", "=like", "image/%"),
                "|",
                "&",
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                "&",
                ("res_model", "=", counted._name),
                ("res_id", "in", counted.ids),
            ],
            order="id",
        )
        for complaint in self:
            sources = {(self._name, complaint.id)} | {
                (counted._name, line.id) for line in complaint.acceptance_id.line_ids
            }
            complaint.photo_ids = found.filtered(
                lambda a, sources=sources: (a.res_model, a.res_id) in sources
            )

    # ------------------------------------------------------------------ what may be changed

    def write(self, vals):
        """The customer's words stay as they were told; states follow from what is done."""
        own = {name for name in vals if not name.startswith(_MIXIN)}
        if not self.env.su and own - _OURS:
            raise UserError(
                self.env._(
                    "This follows from what is said and done. You can change the category, the "
                    "severity, the team, the owner and the stage at fault, write to the customer, "
                    "or resolve the complaint."
                )
            )
        done = super().write(vals)
        if vals.get("team_id") and "user_id" not in vals:
            self._share_among_team()
        if {"user_id", "state", "team_id"} & set(vals):
            self._follow_owner()
        return done

    @api.onchange("category_id")
    def _onchange_category_id(self):
        if self.category_id:
            self.severity = self.category_id.severity
            self.team_id = self.category_id.team_id or self.team_id

    def _share_among_team(self):
        """Another team has it: its member with the fewest open ones becomes the owner."""
        rows = [{"team_id": c.team_id.id, "user_id": None} for c in self]
        self._share_out(rows)
        for complaint, row in zip(self, rows, strict=True):
            # sudo: whoever may give it away need not see what others have
            complaint.sudo().user_id = row["user_id"]

    @api.model
    def _share_out(self, rows):
        """Gives new ones without an owner to the members of their teams with the fewest open.

        :param rows: values with team_id and user_id; those of user_id are filled in.
        """
        teams = self.env["order.tracking.team"].sudo().browse({r["team_id"] for r in rows} - {None})
        members = {team.id: (team.member_ids or team.leader_id).ids for team in teams}
        users = {user for team in members.values() for user in team}
        if not users:
            return
        domain = [("state", "!=", "resolved"), ("user_id", "in", sorted(users))]
        counts = self.sudo()._read_group(domain, ["user_id"], ["__count"])
        loads = {user: 0 for user in users} | {user.id: count for user, count in counts}
        for row in rows:
            if not row["user_id"] and members.get(row["team_id"]):
                row["user_id"] = share(loads, members[row["team_id"]])

    # ------------------------------------------------------------------ opening

    @api.model
    def _open(self, order, category, values, lines=(), photos=()):
        """A new complaint (superuser): who takes care of it, until when; told to the journal.

        :param category: order.complaint.category, may be empty. :param values: of the customer.
        :param lines: values of lines. :param photos: ``receipt.photos.Photo``.
        """
        team = category.team_id or self._team_of(order)
        now = fields.Datetime.now()
        hours = (category.answer_hours, category.resolve_hours) if category else _HOURS
        standing = complaints.begin(now, *hours, self._clock(order.company_id, team))
        row = {
            "name": self.env["ir.sequence"]
            .with_company(order.company_id)
            .next_by_code("order.complaint"),
            "order_id": order.id,
            "company_id": order.company_id.id,
            "partner_id": order.partner_id.id,
            "category_id": category.id,
            "severity": category.severity or "normal",
            "team_id": team.id or None,
            "user_id": None,
            "opened_at": now,
            "answer_due": standing.answer_due,
            "resolve_due": standing.resolve_due,
            "escalate_at": complaints.escalation(standing)[0],
            "fault": category.fault,
            "line_ids": [fields.Command.create(line) for line in lines],
            **values,
        }
        self._share_out([row])
        quiet = self.with_context(mail_create_nosubscribe=True, tracking_disable=True)
        complaint = quiet.create(row).with_context(self.env.context)
        self.env["ir.attachment"]._keep_photos(complaint, photos)
        complaint._follow_owner()
        complaint.message_subscribe(order.partner_id.ids)
        order._complaint_record(complaint, "complaint_opened", customer=bool(values.get("via")))
        return complaint

    @api.model
    def _team_of(self, order):
        """Who had the order first: they know the customer."""
        first = order.milestone_ids.sorted("sequence")[:1]
        return first.team_id

    @api.model
    def _clock(self, company, team):
        return self.env["order.tracking.team"]._clocks(company)(team.id)

    def _standing(self):
        """This complaint as a plain value."""
        self.ensure_one()
        values = {name: self[name] or None for name in _STANDING}
        if self.state == "waiting":
            values["hours_left"] = self.hours_left
        flags = {"answer": self.answer_told_at, "resolve": self.resolve_told_at}
        return complaints.Standing(**values, told=frozenset(k for k, at in flags.items() if at))
