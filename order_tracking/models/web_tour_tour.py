from odoo import api, fields, models
from odoo.fields import Domain


class WebTourTour(models.Model):
    """A guided tour: Odoo's own tour, with a title for people and the roles that it is for."""

    _inherit = "web_tour.tour"

    order_title = fields.Char("Guided Tour", translate=True)
    order_text = fields.Char("What It Shows", translate=True)
    order_group_ids = fields.Many2many(
        "res.groups",
        "order_guided_tour_group_rel",
        string="For Members Of",
        help="Shown to users who are in each of these groups: only they have its menus.",
    )
    order_mine = fields.Boolean(compute="_compute_order_mine", search="_search_order_mine")
    order_taken = fields.Boolean("Taken", compute="_compute_order_taken")

    @api.depends_context("uid")
    @api.depends("order_title", "order_group_ids")
    def _compute_order_mine(self):
        mine = self.env.user.all_group_ids
        for tour in self:
            # sudo: staff may not read groups; which ones a tour needs is no secret
            tour.order_mine = bool(tour.order_title) and tour.sudo().order_group_ids <= mine.sudo()

    def _search_order_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        guided = self.search([("order_title", "!=", False)])
        return Domain("id", "in", guided.filtered("order_mine").ids)

    @api.depends_context("uid")
    @api.depends("user_consumed_ids")
    def _compute_order_taken(self):
        for tour in self:
            tour.order_taken = self.env.user in tour.sudo().user_consumed_ids

    @api.model
    def consume(self, tourName):
        """The tour was gone through to its end.

        :return: the tour that Odoo goes on with by itself: none after a guided one. Whoever asked
            for one tour is not led into those of other apps, neither now nor at the next page.
        """
        following = super().consume(tourName)
        if not self.search_count([("name", "=", tourName), ("order_title", "!=", False)], limit=1):
            return following
        self.env["res.users"].switch_tour_enabled(False)
        return False
