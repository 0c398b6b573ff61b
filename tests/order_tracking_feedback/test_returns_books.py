"""Whatever is delivered, invoiced, given back and paid back in whatever order: Odoo's stock and
books agree with each other and with the returns."""

from dataclasses import dataclass

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .returns_common import ReturnCase

PRICE, ORDERED = 10, 8
OUTCOMES = ("refund", "replacement", "credit", "refusal")
STEPS = st.one_of(
    st.tuples(st.just("deliver"), st.integers(1, 5)),
    st.tuples(st.just("charge")),
    st.tuples(st.just("go_back"), st.integers(1, 5), st.sampled_from(OUTCOMES)),
    st.tuples(st.just("go_back"), st.integers(1, 5), st.sampled_from(OUTCOMES)),
    st.tuples(st.just("come_back"), st.integers(1, 2)),
)


@dataclass(frozen=True)
class Terms:
    """How goods are sold. ``policy``: what is invoiced; ``discount`` and ``tax`` in percent;
    ``lots``: they have numbers."""

    policy: str
    discount: int = 0
    tax: int = 0
    lots: bool = False

    @property
    def price(self):
        """For one, without tax."""
        return PRICE * (100 - self.discount) / 100


TERMS = st.builds(
    Terms,
    st.sampled_from(["order", "delivery"]),
    st.sampled_from([0, 15]),
    st.sampled_from([0, 19]),
    st.booleans(),
)
EVERYTHING = [("go_back", 2, outcome) for outcome in (*OUTCOMES, "replacement")]


@tagged("post_install", "-at_install")
class TestBooks(ReturnCase):
    @settings(
        max_examples=8,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(terms=TERMS, steps=st.lists(STEPS, max_size=6))
    @example(terms=Terms("delivery", discount=15, tax=19, lots=True), steps=EVERYTHING)
    @example(terms=Terms("order", discount=15, tax=19), steps=[*EVERYTHING, ("come_back", 1)])
    def test_books_balance(self, terms, steps):
        self.terms = terms
        self.chair = self.goods()
        self.at_first = self.chair.qty_available
        order = self.sell()
        self.deliver(order, 4)
        self.charge(order)
        for name, *arguments in steps:
            getattr(self, name)(order, *arguments)
            self.env.invalidate_all()
            self.check(order)
        self.finish(order)

    def goods(self):
        taxes = self.env["account.tax"]
        tax = taxes.create({"name": f"T{taxes.search_count([])}", "amount": self.terms.tax})
        chair = self.env["product.product"].create(
            {
                "name": "Chair",
                "is_storable": True,
                "list_price": PRICE,
                "taxes_id": [(6, 0, tax.ids)],
                "invoice_policy": self.terms.policy,
                "tracking": "lot" if self.terms.lots else "none",
            }
        )
        place, Lot = self.warehouse.lot_stock_id, self.env["stock.lot"]
        for number in range(4):  # so that a delivery has more than one
            named = {"name": f"{chair.id}-{number}", "product_id": chair.id}
            lot = Lot.create(named) if self.terms.lots else Lot
            self.env["stock.quant"]._update_available_quantity(chair, place, 3, lot_id=lot)
        return chair

    def sell(self):
        order = self.order((self.chair, ORDERED), confirm=False)
        order.order_line.discount = self.terms.discount
        self.confirm(order)
        return order

    # ------------------------------------------------------------------ what happens

    def deliver(self, order, quantity):
        picking = self.ready(order)[:1]
        if picking:
            self.validate(picking, Chair=min(quantity, sum(picking.move_ids.mapped("quantity"))))

    def charge(self, order):
        if order.order_line.qty_to_invoice > 0:
            self.invoice(order)

    def go_back(self, order, quantity, outcome):
        goods = [one for one in order._return_goods() if one.decision.allowed]
        if not goods:
            return
        key, left = goods[-1].key, goods[-1].left
        sent = {
            f"{key}-quantity": str(min(quantity, left)),
            f"{key}-reason": str(self.broken.id),
            f"{key}-wish": "refund",
        }
        self.assertIsNone(self.tell(order, step="ask", **sent))
        found = order.return_ids[:1]
        found.action_approve()
        self.arrives(found)
        self.settle(found, outcome)
        found.credit_note_ids.filtered(lambda note: note.state == "draft").action_post()
        if outcome == "refusal":
            self.validate(found.transfer_ids.filtered(lambda p: p.state == "assigned"))

    def come_back(self, order, quantity):
        """Odoo's own return, without us."""
        for one in order._return_goods():
            if one.left >= quantity:
                self.give_back(one.move.picking_id, Chair=quantity)
                return

    # ------------------------------------------------------------------ what holds

    def check(self, order):
        line = order.order_line
        done = line.move_ids.filtered(lambda m: m.state == "done")
        out = sum(done.filtered(lambda m: m._is_outgoing()).mapped("quantity"))
        back = sum(done.filtered(lambda m: m._is_incoming()).mapped("quantity"))
        self.assertGreaterEqual(out, back, "nothing comes back that did not go out")
        self.assertEqual(line.qty_delivered, out - back)
        self.assertEqual(self.chair.qty_available, self.at_first - out + back)
        ours = order.return_ids.line_ids
        self.assertLessEqual(sum(ours.mapped("received_quantity")), back)
        left = sum(one.left for one in order._return_goods())
        self.assertLessEqual(left, out - back, "only what the customer has can go back")
        self.check_money(order, ours)

    def check_money(self, order, ours):
        entries = order.order_line.invoice_lines | ours.credit_line_ids
        invoices = entries.move_id.filtered(lambda m: m.move_type == "out_invoice")
        notes = entries.move_id - invoices
        for invoice in invoices:
            credited = sum(invoice.reversal_move_ids.mapped("amount_total"))
            self.assertLessEqual(credited, invoice.amount_total, "nothing is paid back twice")
        back = ours.filtered(lambda line: line.outcome in ("refund", "credit"))
        most = self.terms.price * sum(back.mapped("received_quantity"))
        self.assertLessEqual(round(sum(notes.mapped("amount_untaxed")), 2), round(most, 2))
        for lot in self.env["stock.lot"].search([("product_id", "=", self.chair.id)]):
            self.assertGreaterEqual(self.with_customer(order, lot), 0, "the lot that went out")

    def with_customer(self, order, lot):
        lines = order.order_line.move_ids.move_line_ids.filtered(
            lambda line: line.lot_id == lot and line.state == "done"
        )
        out = lines.filtered(lambda line: line.location_dest_id.usage == "customer")
        back = lines.filtered(lambda line: line.location_id.usage == "customer")
        return sum(out.mapped("quantity")) - sum(back.mapped("quantity"))

    def finish(self, order):
        """Once everything is delivered and invoiced the customer has paid for what they keep."""
        self.ship(order)
        self.env.invalidate_all()
        line = order.order_line
        ours = order.return_ids.line_ids
        back = ours.filtered(lambda one: one.outcome in ("refund", "credit"))
        if self.terms.policy == "delivery" and line.qty_to_invoice:
            order._create_invoices(final=True).action_post()
        self.env.invalidate_all()
        entries = (line.invoice_lines | ours.credit_line_ids).move_id
        paid = sum(entries.mapped("amount_untaxed_signed"))
        if self.terms.policy == "delivery":
            self.assertAlmostEqual(paid, self.terms.price * line.qty_delivered, 2)
        else:
            kept = max(ORDERED - sum(back.mapped("received_quantity")), 0)
            self.assertAlmostEqual(paid, self.terms.price * kept, 2)
