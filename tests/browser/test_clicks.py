"""The numbers of docs/clicks.md, walked and counted: with these add-ons, and the way without them.

A click is a press of the mouse or a tap; a key that only replaces one, as Enter, counts as one.
Typing does not count, clicking into a field does.
"""

import re
from pathlib import Path

from odoo.tests import tagged

from .filled import Filled
from .hands import Driven

LISTED = Path(__file__).parents[2] / "docs" / "clicks.md"
ROW = re.compile(r"^\| (\d+) \| .* \| (\d+|–) \| (\d+|–) \|$", re.MULTILINE)
FIRST = ".o_data_row td[name=name], .o_data_row td.o_data_cell"


def listed():
    """Clicks with the add-ons and without, by number of the task."""
    return {int(number): pair for number, *pair in ROW.findall(LISTED.read_text())}


class Counted(Driven):
    def counts(self, number, ours, own=None):
        """Each is the start, who walks and the walk; ``own`` None: Odoo has no way to do it."""
        walked = [str(self.walked(*ours)), str(self.walked(*own)) if own else "–"]
        self.assertEqual(walked, listed()[number], "correct docs/clicks.md, or the screen")

    def walked(self, start, login, walk):
        self.act(walk, start, login)
        return self.clicks

    def act(self, function, address="/web/login", login=None, **options):
        def counted(hands):
            function(hands)
            self.clicks = hands.clicks

        super().act(counted, address, login, **options)


@tagged("-at_install", "post_install")
class TestClicks(Counted, Filled):
    def test_1_where_is_the_order(self):
        self.order((self.chair, 1))
        orders = "/odoo/action-sale.action_orders"

        def ours(hands):
            hands.click(FIRST)
            hands.see(".o_order_timeline")

        def own(hands):
            hands.click(FIRST)
            hands.click("button[name=action_view_delivery]")
            hands.see(".o_form_view [name=move_ids], .o_form_view [name=move_line_ids]")

        self.counts(1, (orders, "admin", ours), (orders, "admin", own))

    def test_2_an_order_is_confirmed(self):
        order = self.order((self.chair, 1), confirm=False)

        def ours(hands):
            hands.click(".o_statusbar_buttons button[name=action_confirm]")
            hands.see(".o_order_timeline")

        self.act(ours, f"/odoo/sales/{order.id}", "admin")
        self.assertEqual([str(self.clicks)] * 2, listed()[2])
        self.assertEqual(order.state, "sale")

    def test_3_goods_come_back(self):
        found = self.asked(self.sold((self.chair, 10)))
        self.sold((self.chair, 10))
        wizard = self.env.ref("stock.act_stock_return_picking").id

        def ours(hands):
            hands.click(FIRST)
            hands.click("button[name=action_approve]")
            hands.until("!document.querySelector('button[name=action_approve]')")

        def own(hands):
            hands.click(FIRST)
            hands.click("button[name=action_view_delivery]")
            hands.click(f"button[name='{wizard}']")
            hands.click(".modal button[name=action_create_returns_all]")
            hands.see(".o_form_view:not(:has(.modal))")

        returns = "/odoo/action-order_tracking_feedback.order_return_action"
        orders = "/odoo/action-sale.action_orders"
        self.counts(3, (returns, "admin", ours), (orders, "admin", own))
        self.assertEqual(found.state, "approved")

    def test_4_a_complaint_is_resolved(self):
        order = self.arrived((self.chair, 10))
        self.answer(order, chair_problem="damaged", chair_good="8")

        def ours(hands):
            hands.click(".o_kanban_record:not(.o_kanban_ghost)")
            hands.click("button[name=action_resolve]")
            hands.see(".modal [name=resolution] textarea:focus")
            hands.write("Two new chairs left today")
            hands.click(".modal button[name=action_resolve]")
            hands.until("!document.querySelector('.modal')")

        self.counts(4, ("/odoo/order-complaints", "admin", ours))
        self.assertEqual(order.complaint_ids.mapped("state"), ["resolved"])

    def test_5_everything_has_arrived(self):
        order = self.arrived((self.chair, 10))

        def ours(hands):
            hands.click("form button[type=submit]")
            hands.until("location.pathname.endsWith('/done')")

        self.counts(5, (self.page(order, "acceptance"), None, ours))
        self.assertEqual(order.acceptance_ids.mapped("state"), ["accepted"])

    def test_6_the_customer_looks_the_order_up(self):
        order = self.arrived()

        def ours(hands):
            hands.click("#number")
            hands.write(order.name)
            hands.click("#secret")
            hands.write("looking_buyer@example.com")
            hands.click("form button[type=submit]")
            hands.until("location.pathname.endsWith('/tracking')")

        def own(hands):
            hands.click("#login")
            hands.write("looking_buyer")
            hands.click("#password")
            hands.write("looking_buyer")
            hands.click("form.oe_login_form button[type=submit]")
            hands.click("a[href='/my/orders']")
            hands.click(f"a[href*='/my/orders/{order.id}']")
            hands.see("#sale_order_sidebar, #portal_sale_content")

        self.counts(6, ("/track", None, ours), ("/web/login", None, own))
