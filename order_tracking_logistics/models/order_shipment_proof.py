import base64
import binascii
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.order_tracking.receipt.photos import PhotoError, read_photo

_logger = logging.getLogger(__name__)


class OrderShipment(models.Model):
    """Proof of delivery: files that belong to the shipment, so that only those who may read it
    may read them."""

    _inherit = "order.shipment"

    proof_url = fields.Char(
        "Carrier's Proof", readonly=True, copy=False, help="Where the carrier shows its proof."
    )
    # bypass: rights are checked of the files found, not of all files in the database beforehand
    proof_ids = fields.Many2many(
        "ir.attachment",
        string="Proof of Delivery",
        copy=False,
        readonly=True,
        bypass_search_access=True,
    )

    @api.constrains("proof_ids")
    def _check_proofs(self):
        # sudo: where a file belongs has to be known of files, too, that the user may not read
        for shipment in self.sudo():
            for file in shipment.proof_ids:
                if (file.res_model, file.res_id) != (shipment._name, shipment.id):
                    raise ValidationError(
                        self.env._("A proof of delivery belongs to its shipment alone.")
                    )

    def _keep_picture(self, name, data):
        """Adds a picture to the proof of these shipments.

        :param data: its content, base64.
        :raise UserError: when it is none.
        """
        text = data.decode("ascii", "replace") if isinstance(data, bytes) else str(data or "")
        try:
            raw = base64.b64decode("".join(text.split()), validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        for shipment in self:
            shipment._keep_proof(name, raw)

    def _keep_proof(self, name, raw):
        """Adds one picture (bytes): a photo or a signature.

        :return: the file; the same picture again is the one that is there.
        :raise UserError: when it is too big or no picture.
        """
        self.ensure_one()
        self.check_access("write")
        try:
            photo = read_photo(name, raw)
        except PhotoError as error:
            raise UserError(self._say_no_picture(error)) from error
        known = self.sudo().proof_ids.filtered(lambda file: file.raw == photo.data)
        if known:
            return known[0]
        ending = photo.mimetype.rpartition("/")[2]
        # sudo: the right to write the shipment was checked; the file hangs on it
        file = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": photo.name if "." in photo.name else f"{photo.name}.{ending}",
                    "raw": photo.data,
                    "mimetype": photo.mimetype,
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
        )
        self.sudo().proof_ids += file
        return file

    def _say_no_picture(self, error):
        if error.code == "too_big":
            return self.env._(
                "The picture “%s” is larger than 5 MB. Take a smaller one.", error.name
            )
        return self.env._(
            "“%s” is no picture that we can read: JPEG, PNG, WebP or GIF are possible.", error.name
        )

    @api.model
    def _heard(self, told):
        """Also keeps the proof of delivery that a source's message brings."""
        done = super()._heard(told)
        for number, update in told.items():
            if {"pictures", "proof_url"} & update.extra.keys():
                self.browse(number)._keep_told_proof(update.extra)
        return done

    def _keep_told_proof(self, extra):
        url = str(extra.get("proof_url") or "")[:1000]
        if url.startswith("https://"):
            self.proof_url = url
        for kind, data in extra.get("pictures") or ():
            try:
                self._keep_picture(f"{kind}-{self.number}", data)
            except UserError as error:  # what is no picture proves nothing
                _logger.info("Proof of parcel %s left out: %s", self.id, error)
