from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    order_feedback_stopped_at = fields.Datetime(
        "No Requests Since",
        copy=False,
        help="Since then this person does not want to be asked for feedback. Empty it only when "
        "they say so themselves.",
    )

    # orders are found by the number of who calls, however it is written
    _caller_idx = models.Index(
        r"(RIGHT(REGEXP_REPLACE(phone, '\D', '', 'g'), 7)) WHERE phone IS NOT NULL"
    )
