from datetime import timedelta

from odoo import api, fields, models, tools

from ..timeline import WorkingClock

RECENT = timedelta(days=365)  # what working time reaches back without being asked to


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
        "res.users", help="Is told when an order is given back to the team or stands still."
    )
    member_ids = fields.Many2many(
        "res.users",
        help="Each stage that becomes the team's own is given to the member with the fewest open.",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        domain="['|', ('company_id', '=', False), ('company_id', '=?', company_id)]",
        help="Leads of this team's stages count in these hours. Empty: the company's hours.",
    )

    @api.model
    def _clocks(self, company, since=None):
        """Working time of the teams in ``company``.

        :param since: the oldest instant that is measured, where it may be long ago; naive UTC.
        :return: function from team id (or None) to ``WorkingClock``; the company's own hours
            where the team has none.
        """
        clocks = {}
        recent = fields.Datetime.now() - RECENT
        year = since.year if since and since < recent else None

        def clock_of(team):
            if team not in clocks:  # asked for every stage of every order
                clocks[team] = self._clock(team, company, year)
            return clocks[team]

        return clock_of

    @api.model
    def _clock(self, team, company, year=None):
        calendar = self._calendars().get(team) or company.resource_calendar_id.id
        if not calendar:
            return WorkingClock()
        day = fields.Date.to_string(fields.Date.today())
        return self.env["resource.calendar"].browse(calendar)._tracking_clock(day, year)

    @tools.ormcache()
    def _calendars(self):
        """Id of the own calendar by team id, of teams that have one."""
        teams = self.sudo().with_context(active_test=False).search([("calendar_id", "!=", False)])
        return {team.id: team.calendar_id.id for team in teams}

    def _has_member(self, user):
        """Whether ``user`` speaks for the team: its people, and everybody where it has none."""
        self.ensure_one()
        people = self.member_ids | self.leader_id
        return not people or user in people

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if "calendar_id" in vals:
            self.env.registry.clear_cache()
        return super().write(vals)
