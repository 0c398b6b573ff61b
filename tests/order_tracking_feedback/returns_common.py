"""Builders for tests of returns."""

from .common import FeedbackCase


class ReturnCase(FeedbackCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["order.return.policy"].search([]).unlink()
        cls.policy = cls.env["order.return.policy"].create({"days": 14})
        cls.broken = cls.env.ref("order_tracking_feedback.return_reason_defective")
        cls.mind = cls.env.ref("order_tracking_feedback.return_reason_mind")

    def sold(self, *lines, policy="delivery", **values):
        """An order whose goods are with the customer, and paid for."""
        for product, _quantity in lines or [(self.chair, 10)]:
            product.invoice_policy = policy
        order = self.arrived(*lines, **values)
        self.invoice(order)
        return order

    def sent(self, order, product=None, quantity="3", wish="refund", reason=None, **more):
        """What the form sends about a product."""
        product = product or self.chair
        [key] = [g.key for g in order._return_goods() if g.move.product_id == product and g.left]
        return {
            "access_token": order._portal_ensure_token(),
            "step": "ask",
            f"{key}-quantity": quantity,
            f"{key}-reason": str((reason or self.broken).id),
            f"{key}-wish": wish,
            **more,
        }

    def tell(self, order, files=None, **sent):
        """What the customer posts; the page, where it was refused."""
        public = self.env["sale.order"].with_user(self.env.ref("base.public_user"))
        sent = {"access_token": order._portal_ensure_token(), **sent}
        page = public._return_tell(order.id, sent, files or {}, trusted=False)
        self.sync()
        self.env.invalidate_all()
        return page

    def asked(self, order, *arguments, **more):
        self.assertIsNone(self.tell(order, **self.sent(order, *arguments, **more)))
        return order.return_ids[:1]

    def arrives(self, found, **quantities):
        """The warehouse receives what is on its way back."""
        for picking in found.transfer_ids.filtered(lambda p: p.state not in ("done", "cancel")):
            self.validate(picking, **quantities)
        self.env.invalidate_all()

    def settle(self, found, outcome=None, grade="a"):
        for line in found.line_ids:
            line.write({"grade": grade, **({"outcome": outcome} if outcome else {})})
        found.action_inspect()
        found.action_settle()
        self.sync()
        self.env.invalidate_all()

    def returned(self, order, *arguments, outcome=None, **more):
        """All the way: asked, approved, received, inspected, settled."""
        found = self.asked(order, *arguments, **more)
        if found.state == "requested":
            found.action_approve()
        self.arrives(found)
        self.settle(found, outcome)
        return found
