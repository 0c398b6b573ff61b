from odoo import fields, models


class OrderReviewPrint(models.TransientModel):
    _name = "order.review.print"
    _description = "Print a Review"

    review_id = fields.Many2one("order.review", required=True, ondelete="cascade")
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        "Language",
        required=True,
        default=lambda self: self.env.lang,
    )

    def action_print(self):
        """Downloads the document; printed now when it was not in this language yet."""
        self.ensure_one()
        return self.review_id._download(self.lang)
