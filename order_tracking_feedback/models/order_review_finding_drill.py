from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class OrderReviewDrill(models.AbstractModel):
    """Orders that a finding of a review speaks of, as of then."""

    _inherit = "order.review.drill"

    finding_id = fields.Many2one(
        "order.review.finding", "Found In", store=False, search="_search_finding_id"
    )

    @api.model
    def _search_finding_id(self, operator, value):
        """Of the findings that the user may see."""
        if operator != "in":
            return NotImplemented
        findings = self.env["order.review.finding"].search([("id", "in", list(value))])
        column = "id" if self._name == "order.outcome" else "outcome_id"
        return Domain.OR(_within(column, query) for f in findings if (query := f._behind()))


def _within(column, query):
    def to_sql(_model, alias, _query):
        return SQL("%s IN (%s)", SQL.identifier(alias, column), query)

    return Domain.custom(to_sql=to_sql)
