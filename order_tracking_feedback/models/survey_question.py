from odoo import fields, models


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    order_feedback_about = fields.Selection(
        [
            ("product", "Product (scale 1 to 5)"),
            ("delivery", "Delivery (scale 1 to 5)"),
            ("service", "Service (scale 1 to 5)"),
            ("nps", "Would recommend (scale 0 to 10)"),
            ("text", "In their words"),
        ],
        "Feedback About",
        help="Answers of customers who were invited because of an order become feedback.",
    )
