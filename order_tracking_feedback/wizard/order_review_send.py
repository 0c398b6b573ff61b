from odoo import api, fields, models
from odoo.exceptions import UserError


class OrderReviewSend(models.TransientModel):
    _name = "order.review.send"
    _description = "Send a Review to the Customer"

    review_id = fields.Many2one("order.review", required=True, ondelete="cascade")
    customer_id = fields.Many2one(
        related="review_id.partner_id.commercial_partner_id", related_sudo=False
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Recipients",
        required=True,
        compute="_compute_partner_ids",
        store=True,
        readonly=False,
        domain="[('commercial_partner_id', '=', customer_id), ('email', '!=', False)]",
    )
    subject = fields.Char(compute="_compute_preview")
    # not sanitized: made from our own template, which escapes
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.depends("review_id")
    def _compute_partner_ids(self):
        for wizard in self:
            wizard.partner_ids = wizard.review_id.partner_id.filtered("email")

    @api.depends("review_id", "partner_ids")
    def _compute_preview(self):
        """The mail as its first reader gets it."""
        for wizard in self:
            review = wizard.review_id
            values = review._mail_values(review._known_lang(wizard.partner_ids[:1].lang))
            wizard.subject = values["subject"]
            wizard.preview = values["body"]

    def action_send(self):
        """Queues the mail, once for each recipient."""
        self.ensure_one()
        review = self.review_id
        review._check_customer_mail()
        review._check_recipients(self.partner_ids)
        if not review._tell(self.partner_ids):
            raise UserError(self.env._("These people have this review already."))
        return {"type": "ir.actions.act_window_close"}
