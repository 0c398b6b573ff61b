from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class OrderReviewDrill(models.AbstractModel):
    """What figures of reviews were counted from: found again by the figure, as of then.

    The search is made of the figure's definition, so that no list of ids goes through the client,
    and a million orders open like one.
    """

    _name = "order.review.drill"
    _description = "Counted in a Review"

    figure_id = fields.Many2one(
        "order.review.figure", "Counted In", store=False, search="_search_figure_id"
    )
    figure_hit_id = fields.Many2one(
        "order.review.figure", "Good Case Of", store=False, search="_search_figure_hit_id"
    )
    figure_miss_id = fields.Many2one(
        "order.review.figure", "Other Case Of", store=False, search="_search_figure_miss_id"
    )

    @api.model
    def _search_figure_id(self, operator, value):
        return self._search_behind(operator, value, None)

    @api.model
    def _search_figure_hit_id(self, operator, value):
        return self._search_behind(operator, value, True)

    @api.model
    def _search_figure_miss_id(self, operator, value):
        return self._search_behind(operator, value, False)

    @api.model
    def _search_behind(self, operator, value, hit):
        """Of the figures that the user may see."""
        if operator != "in":
            return NotImplemented
        figures = self.env["order.review.figure"].search([("id", "in", list(value))])
        queries = [figure._behind(self._name, hit) for figure in figures]
        return Domain.OR(_within(query) for query in queries if query)


def _within(query):
    return Domain.custom(
        to_sql=lambda model, alias, _query: SQL("%s IN (%s)", SQL.identifier(alias, "id"), query)
    )
