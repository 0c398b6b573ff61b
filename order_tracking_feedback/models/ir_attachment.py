from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.order_tracking.receipt import digest

_CONTENT = {"raw", "datas", "db_datas", "store_fname", "url", "type", "res_model"}


class IrAttachment(models.Model):
    """The documents of reviews stay as they were printed."""

    _inherit = "ir.attachment"

    def write(self, vals):
        if not _CONTENT.isdisjoint(vals):
            held = self._held_reviews()
            # moved to another storage, the bytes being the same
            moved = set(vals) <= {"raw", "mimetype"} and "raw" in vals
            if held and not (moved and {digest(vals["raw"])} == set(held.mapped("digest"))):
                self._refuse_reviews()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_not_reviews(self):
        if self._held_reviews():
            self._refuse_reviews()

    def _held_reviews(self):
        documents = self.env["order.review.document"].sudo()
        # sudo: files are kept from those, too, who may not read their review
        files = self.sudo().filtered(lambda file: file.res_model == documents._name)
        return documents.search([("attachment_id", "in", files.ids)]) if files else documents

    def _refuse_reviews(self):
        raise UserError(
            self.env._("This is the document of a frozen review: it stays as it was printed.")
        )
