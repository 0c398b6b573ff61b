from odoo import api, fields, models

from ..timeline import WorkingClock


class OrderTrackingTeam(models.Model):
    _name = "order.tracking.team"
    _description = "Order Tracking Team"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)
    leader_id = fields.Many2one(
        "res.users", help="Gets the activity when a stage of this team is late."
    )
    member_ids = fields.Many2many(
        "res.users",
        help="Each stage that becomes the team's own is given to the member with the fewest open.",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        check_company=True,
        help="Leads of this team's stages count in these hours. Empty: the company's hours.",
    )

    def _clock_for(self, company):
        """Working time of the team in ``company`` (``WorkingClock``); an empty team has
        the company's own hours."""
        calendar = self.calendar_id or company.resource_calendar_id
        if not calendar:
            return WorkingClock()
        return calendar._tracking_clock(fields.Date.to_string(fields.Date.today()))

    def _next_member(self):
        """The member with the fewest open milestones; the leader where there are no members.

        :return: ``res.users`` record, maybe empty.
        """
        self.ensure_one()
        if not self.member_ids:
            return self.leader_id
        load = dict(
            self.env["order.tracking.milestone"]._read_group(
                [("state", "=", "current"), ("user_id", "in", self.member_ids.ids)],
                ["user_id"],
                ["__count"],
            )
        )
        return min(self.member_ids, key=lambda user: (load.get(user, 0), user.id))

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if "calendar_id" in vals:
            self.env.registry.clear_cache()
        return super().write(vals)
