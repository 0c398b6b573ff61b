from odoo import api, fields, models

# The reason that comes with this addon, by what customers say is wrong with goods.
_PROBLEMS = {
    "damaged": "order_tracking_feedback.return_reason_damaged",
    "defective": "order_tracking_feedback.return_reason_defective",
    "wrong": "order_tracking_feedback.return_reason_wrong",
}


class OrderReturnReason(models.Model):
    """Why customers give goods back."""

    _name = "order.return.reason"
    _description = "Reason for a Return"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    our_fault = fields.Boolean(
        "We Caused It",
        help="The goods were wrong, damaged or defective: we pay for the way back, and no "
        "restocking fee is kept.",
    )
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")

    @api.model
    def _for_problem(self, problem):
        """The reason for giving back goods with which this is wrong; maybe none.

        :param problem: of a complaint's line.
        """
        name = _PROBLEMS.get("wrong" if problem == "surplus" else problem)
        found = self.env.ref(name, raise_if_not_found=False) if name else None
        return found.filtered("active") if found else self.browse()

    def _problem(self):
        """What is wrong with goods that are given back for this reason."""
        name = self.get_external_id()[self.id]
        return next((problem for problem, known in _PROBLEMS.items() if known == name), "other")
