from collections import defaultdict

from odoo import models


class StockPicking(models.Model):
    """What stands on the picking list and on the packing slip."""

    _inherit = "stock.picking"

    def _document_words(self):
        """Words of the documents in the receiver's language; in ours beside it, if that differs."""
        self.ensure_one()
        ours = self.company_id.partner_id.lang or self.env.user.lang
        languages = dict.fromkeys(filter(None, [self.partner_id.lang, ours]))
        spoken = [self.with_context(lang=lang)._document_terms() for lang in languages]
        spoken = spoken or [self._document_terms()]
        return {
            name: " / ".join(dict.fromkeys(terms[name] for terms in spoken)) for name in spoken[0]
        }

    def _document_terms(self):
        env = self.env
        return {
            "picking_list": env._("Picking List"),
            "packing_slip": env._("Packing Slip"),
            "order": env._("Order"),
            "reference": env._("Your reference"),
            "transfer": env._("Transfer"),
            "customer": env._("Customer"),
            "ship_to": env._("Ship to"),
            "method": env._("Delivery method"),
            "date": env._("Planned for"),
            "place": env._("Place"),
            "item": env._("Item"),
            "lot": env._("Lot or serial number"),
            "package": env._("Package"),
            "quantity": env._("Quantity"),
            "picked": env._("Picked"),
            "parcel": env._("Parcel"),
            "loose": env._("Without a parcel"),
            "weight": env._("Weight"),
            "later": env._("Follows later"),
            "note": env._("Note"),
            "number": env._("Tracking number"),
        }

    def _document_orders(self):
        # sudo: the numbers of the orders are what the slip is found by
        return self.sudo().move_ids.sale_line_id.order_id

    def _picking_list_rows(self):
        """Lines in the order in which one walks: by place, then item."""
        lines = self.move_line_ids.filtered(lambda line: line.quantity and line.state != "cancel")
        return lines.sorted(
            lambda line: (line.location_id.display_name or "", line.product_id.display_name or "")
        )

    def _packing_slip_parcels(self):
        """Parcels with what is in them, goods without one last.

        :return: ``[{"name", "weight", "rows": [{"product", "lots", "quantity", "unit"}]}]``.
        """
        lines = self.move_line_ids.filtered(
            lambda line: line.quantity and (line.picked or self.state not in ("done", "cancel"))
        )
        grouped = defaultdict(lambda: self.env["stock.move.line"])
        for line in lines.sorted(lambda line: (line.result_package_id.name or "\uffff", line.id)):
            grouped[line.result_package_id] |= line
        return [
            {
                "name": package.name,
                "weight": package.shipping_weight,
                "rows": self._packing_slip_rows(inside),
            }
            for package, inside in grouped.items()
        ]

    def _packing_slip_rows(self, lines):
        """One row an item; its lots beside it."""
        rows = []
        for product in lines.product_id:
            own = lines.filtered(lambda line, p=product: line.product_id == p)
            names = [line.lot_id.name or line.lot_name for line in own]
            rows.append(
                {
                    "product": product.with_context(lang=self.partner_id.lang),
                    "lots": ", ".join(dict.fromkeys(filter(None, names))),
                    "quantity": sum(own.mapped("quantity_product_uom")),
                    "unit": product.uom_id.with_context(lang=self.partner_id.lang).name,
                }
            )
        return rows

    def _packing_slip_later(self):
        """What of these items waits in a back-order: ``[(product, quantity)]``."""
        moves = self.backorder_ids.move_ids.filtered(lambda move: move.state != "cancel")
        return [
            (move.product_id.with_context(lang=self.partner_id.lang), move.product_qty)
            for move in moves
        ]
