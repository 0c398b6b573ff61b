from odoo import api, models
from odoo.exceptions import UserError

from ..receipt import digest

_CONTENT = {"raw", "datas", "db_datas", "store_fname", "url", "type", "res_model"}


class IrAttachment(models.Model):
    """The files of receipts stay as they were sent."""

    _inherit = "ir.attachment"

    def write(self, vals):
        if not _CONTENT.isdisjoint(vals):
            held = self._held_receipts()
            # moved to another storage, the bytes being the same
            moved = set(vals) <= {"raw", "mimetype"} and "raw" in vals
            if held and not (moved and {digest(vals["raw"])} == set(held.mapped("pdf_hash"))):
                self._refuse_receipts()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_not_receipts(self):
        if self._held_receipts():
            self._refuse_receipts()

    @api.model
    def _keep_photos(self, record, photos):
        """What a customer sent along, for those who may read ``record`` (superuser).

        :param photos: ``receipt.photos.Photo``, written anew.
        """
        about = {"res_model": record._name, "res_id": record.id, "company_id": record.company_id.id}
        return self.create(
            [
                {"name": photo.name, "raw": photo.data, "mimetype": photo.mimetype, **about}
                for photo in photos
            ]
        )

    def _held_receipts(self):
        # sudo: files are kept from those, too, who may not read their receipt
        files = self.sudo().filtered(lambda file: file.res_model == "order.receipt")
        receipts = self.env["order.receipt"].sudo()
        return receipts.search([("pdf_attachment_id", "in", files.ids)]) if files else receipts

    def _refuse_receipts(self):
        raise UserError(
            self.env._("This is the file of a receipt that a customer holds: it stays as it is.")
        )
