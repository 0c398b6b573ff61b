"""Builders for tests: orders, stock, transfers. Each test makes what it needs."""

from odoo import Command
from odoo.tests import TransactionCase


class TrackingCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        # Orders of these tests are as short as can be; what stops wrong ones has its own tests.
        cls.env.company.order_verification_mode = "off"
        cls.customer = cls.env["res.partner"].create({"name": "Customer", "lang": "en_US"})
        cls.chair, cls.desk = cls.env["product.product"].create(
            [
                {"name": "Chair", "is_storable": True, "list_price": 10, "taxes_id": False},
                {"name": "Desk", "is_storable": True, "list_price": 20, "taxes_id": False},
            ]
        )
        cls.delivery = cls.env.ref("order_tracking.flow_delivery")
        cls.pickup = cls.env.ref("order_tracking.flow_pickup")

    def stock(self, product, quantity, warehouse=None):
        location = (warehouse or self.warehouse).lot_stock_id
        self.env["stock.quant"]._update_available_quantity(product, location, quantity)

    def order(self, *lines, confirm=True, **values):
        """A sale order of (product, quantity) lines."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": quantity})
                    for product, quantity in lines or [(self.chair, 10)]
                ],
                **values,
            }
        )
        self.sync()
        if confirm:
            self.confirm(order)
        return order

    def confirm(self, orders):
        orders.action_confirm()
        self.sync()

    def by_hand(self, name="Checked"):
        """A stage of the pickup flow that only people or scans mark."""
        return self.env["order.tracking.stage"].create(
            {"flow_id": self.pickup.id, "name": name, "trigger": "manual", "sequence": 25}
        )

    def sync(self):
        """What the end of a transaction does."""
        self.env.cr.flush()

    def ready(self, order):
        return order.picking_ids.filtered(lambda p: p.state == "assigned").sorted("id")

    def validate(self, picking, backorder=True, **quantities):
        """Validates a transfer; ``quantities`` by product name, else what is reserved."""
        for move in picking.move_ids:
            if move.product_id.name in quantities:
                move.quantity = quantities[move.product_id.name]
            move.picked = True
        context = {"skip_backorder": True}
        if not backorder:
            context["picking_ids_not_to_backorder"] = picking.ids
        picking.with_context(**context).button_validate()
        self.assertEqual(picking.state, "done")
        self.sync()

    def ship(self, order):
        """Validates everything that can be validated until nothing is ready."""
        while pickings := self.ready(order):
            self.validate(pickings[0])

    def states(self, order):
        """State by trigger of the stage."""
        self.env.invalidate_all()
        return {m.stage_id.trigger: m.state for m in order.milestone_ids}

    def milestone(self, order, trigger):
        self.env.invalidate_all()
        return order.milestone_ids.filtered(lambda m: m.stage_id.trigger == trigger)

    def events(self, order, kind=None):
        domain = [("order_id", "=", order.id)] + ([("kind", "=", kind)] if kind else [])
        return self.env["order.tracking.event"].search(domain, order="occurred_at, id")

    def kinds(self, order):
        return self.events(order).mapped("kind")

    def invoice(self, order):
        invoice = order._create_invoices()
        invoice.action_post()
        self.sync()
        return invoice

    def pay(self, invoice):
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        register.create({}).action_create_payments()
        self.sync()

    def give_back(self, picking, **quantities):
        """Returns goods of a done transfer; the done return."""
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        for line in wizard.product_return_moves:
            line.quantity = quantities.get(line.product_id.name, 0)
        returned = wizard._create_return()
        for move in returned.move_ids:
            move.picked = True
        returned.button_validate()
        self.sync()
        return returned
