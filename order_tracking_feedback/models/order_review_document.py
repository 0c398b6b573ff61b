from odoo import fields, models


class OrderReviewDocument(models.Model):
    """The printed edition of a frozen review in one language: made once, then it stays."""

    _name = "order.review.document"
    _description = "Document of a Review"
    _order = "review_id, id"
    _log_access = False

    review_id = fields.Many2one("order.review", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="review_id.company_id", store=True)
    lang = fields.Char("Language", required=True, readonly=True)
    attachment_id = fields.Many2one(
        "ir.attachment", "File", required=True, readonly=True, ondelete="restrict"
    )
    digest = fields.Char(required=True, readonly=True, help="SHA-256 of the file, as printed.")

    _once_uniq = models.UniqueIndex(
        "(review_id, lang)", "Somebody is printing this review just now. Try again."
    )
    _file_uniq = models.UniqueIndex("(attachment_id)")

    def _url(self):
        """Where the file is read by those who may read the review."""
        self.ensure_one()
        return f"/web/content/{self.attachment_id.id}?download=true"
