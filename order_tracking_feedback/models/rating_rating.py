from odoo import api, models

from .. import voice

# Documents that belong to an order: where the order is, and what of it was rated.
_ABOUT = {
    "sale.order": ("id", "service"),
    "stock.picking": ("sale_id", "delivery"),
    "project.task": ("sale_order_id", "service"),
    "discuss.channel": (None, "service"),
}


class RatingRating(models.Model):
    """Ratings of an order's documents and of live chats are feedback, each once."""

    _inherit = "rating.rating"

    @api.model_create_multi
    def create(self, vals_list):
        ratings = super().create(vals_list)
        ratings.filtered("consumed")._tell_order()
        return ratings

    def write(self, vals):
        result = super().write(vals)
        if vals.get("consumed"):
            self._tell_order()
        return result

    def _tell_order(self):
        """Feedback for those that are about an order or a conversation."""
        for rating in self:
            # sudo: whoever rates writes no feedback; their rating, already accepted, is one
            rating = rating.sudo()
            path, dimension = _ABOUT.get(rating.res_model, (None, None))
            order = rating._order_rated(path) if dimension else None
            if order is None or not 1 <= round(rating.rating) <= 5:
                continue
            said = voice.Said(
                {dimension: round(rating.rating)}, None, voice.clean(rating.feedback)[: voice.TEXT]
            )
            about = {} if order else {"partner_id": rating.partner_id.id}
            self.env["order.feedback"].sudo()._record(
                said,
                "rating" if path else "chat",
                f"rating:{rating.id}",
                order=order,
                author_name=rating.partner_id.name,
                **about,
            )

    def _order_rated(self, path):
        """The order of what was rated: empty for a conversation, None for what has none."""
        if path is None:
            return self.env["sale.order"]
        record = self.env[self.res_model].browse(self.res_id).exists()
        if path != "id" and path not in record._fields:
            return None
        return (record if path == "id" else record[path]) or None
