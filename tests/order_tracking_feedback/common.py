"""Builders for tests of what customers say."""

from datetime import datetime

from ..order_tracking_logistics.common import ShipmentCase


class FeedbackCase(ShipmentCase):
    def arrived(self, *lines, at=None):
        """An order whose goods have left and are with the customer."""
        for product, quantity in lines or [(self.chair, 10)]:
            self.stock(product, quantity)
        order = self.order(*lines or [(self.chair, 10)])
        self.ship(order)
        stage = self.milestone(order, "delivered").stage_id
        order._tracking_mark(stage, at=at)
        self.sync()
        self.look(order)
        return order

    def look(self, order):
        """What the job of each minute does."""
        self.env["order.tracking.watch"]._look(order.ids)
        self.sync()
        self.env.invalidate_all()

    def waiting(self, order):
        return order.acceptance_ids.filtered(lambda a: a.state == "open")

    def answer(self, order, token=None, files=None, **fields):
        """What the customer sends from the page; the page, where it was refused."""
        found = self.waiting(order)
        names = {line.sale_line_id.product_id.name.lower(): line.id for line in found.line_ids}
        sent = {
            name.replace("_", "-", 1).replace(word, f"line{number}", 1): text
            for name, text in fields.items()
            for word, number in names.items()
            if name.startswith(f"{word}_")
        }
        public = self.env["sale.order"].with_user(self.env.ref("base.public_user"))
        return public._acceptance_answer(
            order.id,
            {
                "access_token": token or order._portal_ensure_token(),
                "acceptance": str(found.id),
                **({"everything": "1"} if not fields else {}),
                **sent,
            },
            files or {},
            trusted=False,
        )


def utc(*parts):
    return datetime(*parts)
