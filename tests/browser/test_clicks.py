"""The numbers of docs/clicks.md, walked and counted: with these add-ons, and the way without them.

A click is a press of the mouse or a tap; a key that only replaces one, as Enter, counts as one.
Typing does not count, clicking into a field does.
"""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from odoo.tests import HttpCase, tagged

from tests.order_tracking.receipt_common import ReceiptCase
from tests.order_tracking_logistics.test_dispatch import DispatchCase

from .common import english_buyer
from .filled import Filled
from .hands import Driven

LISTED = Path(__file__).parents[2] / "docs" / "clicks.md"
ROW = re.compile(r"^\| (\d+) \| .* \| (\d+|–) \| (\d+|–) \|$", re.MULTILINE)
_STILL = "!document.querySelector('#modalaccept').getAnimations({subtree: true}).length"
_MARK = """(() => {
    const found = [...document.querySelectorAll(".o_menu_item, .dropdown-item")]
        .find((one) => one.textContent.trim() === "Add to batch");
    return found && (found.id = "add_to_batch");
})()"""
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

    def act(self, function, address, login=None, **options):
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

    def test_7_damaged_goods_are_reported(self):
        order = self.arrived((self.chair, 10))

        def ours(hands):
            hands.click("a.button.second[href*='wrong=1']")
            hands.click("select[name$=-problem]")
            hands.take("damaged")
            hands.click("input[name$=-good]")
            hands.write("8")
            hands.click("form button[type=submit]")
            hands.until("location.pathname.endsWith('/done')")

        self.counts(7, (self.page(order, "acceptance"), None, ours))
        [line] = order.complaint_ids.line_ids
        self.assertEqual((line.problem, line.quantity), ("damaged", 2))


@tagged("-at_install", "post_install")
class TestClicksBeforeDelivery(Counted, HttpCase, ReceiptCase):
    def test_8_a_stopped_quotation_is_put_right(self):
        self.env.ref("base.user_admin").lang = "en_US"
        self.env.company.order_verification_mode = "enforce"
        rules = self.env["order.verification.rule"]
        (rules.search([]) - rules.search([("code", "=", "phone_format")])).active = False
        rules.search([("code", "=", "phone_format")]).severity = "block"
        country = self.env.ref("base.us")
        self.customer.write({"country_id": country.id, "phone": "(408) 555-0130"})
        order = self.order((self.chair, 1), confirm=False)
        order.action_verify()
        self.assertEqual(order.verification_state, "blocked")

        def ours(hands):
            hands.click(".o_finding_fix")
            hands.see(".o_finding_undo")
            hands.click(".o_statusbar_buttons button[name=action_confirm]")
            hands.see(".o_order_timeline")

        self.counts(8, (f"/odoo/sales/{order.id}", "admin", ours))
        self.assertEqual((order.state, self.customer.phone), ("sale", "+14085550130"))

    def test_9_the_customer_agrees(self):
        self.customer = english_buyer(self.env, "agreeing_buyer").partner_id
        receipt = self.receipt((self.chair, 3))
        self.send(receipt)
        order, self.env.company.portal_confirmation_sign = receipt.order_id, True
        offer = self.order((self.chair, 1), confirm=False)
        offer.write({"state": "sent", "require_signature": True, "require_payment": False})
        key = order._portal_ensure_token()

        def ours(hands):
            hands.click("form button[type=submit]")
            hands.until("location.pathname.endsWith('/answered')")

        def own(hands):
            hands.click("a[data-bs-target='#modalaccept']")
            hands.see("#modalaccept.show .o_portal_sign_submit:not([disabled])")
            hands.until(_STILL)
            hands.click("#modalaccept .o_portal_sign_submit")
            hands.until("location.search.includes('sign_ok')")

        page = f"/my/orders/{order.id}/receipt?access_token={key}"
        offers = f"/my/orders/{offer.id}"
        self.counts(9, (page, None, ours), (offers, "agreeing_buyer", own))
        self.assertEqual((receipt.answer, bool(offer.signature)), ("accepted", True))


@tagged("-at_install", "post_install")
class TestClicksOfDispatch(Counted, HttpCase, DispatchCase):
    def test_10_what_leaves_today_is_picked_together(self):
        now = datetime.now(UTC).replace(tzinfo=None)
        self.warehouse.partner_id.tz = f"Etc/GMT{now.hour - 12:+d}"
        self.cutoff(self.sf, 13.5, saturday=True, sunday=True)
        admin = self.env.ref("base.user_admin")
        admin.write({"property_warehouse_id": self.warehouse.id, "lang": "en_US"})
        found = self.deliveries(2, commitment_date=now + timedelta(days=30))

        def ours(hands):
            hands.click(".o_dispatch_board button.btn-secondary.btn-sm")
            hands.see(".o_form_view .o_arrow_button_current[data-value=in_progress]")

        def own(hands):
            hands.click("thead .o_list_record_selector input")
            hands.click(".o_cp_action_menus .dropdown-toggle:has(.fa-cog)")
            hands.until(_MARK)
            hands.click("#add_to_batch")
            hands.click(".modal [name=mode] input[data-value=new]")
            hands.click(".modal button[name=attach_pickings]")
            hands.until("!document.querySelector('.modal')")

        board = "/odoo/action-order_tracking_logistics.dispatch_board_action"
        transfers = "/odoo/action-stock.action_picking_tree_outgoing"
        self.counts(10, (board, "admin", ours), (transfers, "admin", own))
        self.assertTrue(found.batch_id)
