"""Customers and staff get their work done with Tab, Enter, Space and letters alone."""

from datetime import UTC, datetime, timedelta

from odoo.tests import HttpCase, tagged

from tests.order_tracking_logistics.test_dispatch import DispatchCase

from .filled import Filled
from .hands import Driven


@tagged("-at_install", "post_install")
class TestCustomer(Filled):
    def test_the_receipt_is_accepted(self):
        receipt = self.receipt((self.chair, 3))
        self.send(receipt)

        def walk(hands):
            hands.tab_to("form[action*=accept] button")
            hands.press("Enter")
            hands.until("!document.querySelector('form[action*=accept]')")

        self.act(walk, self.page(receipt.order_id, "receipt"))
        self.assertEqual(receipt.answer, "accepted")

    def test_what_arrived_is_counted(self):
        order = self.arrived((self.chair, 10), (self.desk, 2))

        def walk(hands):
            hands.tab_to("a.button.second")
            hands.press("Enter")
            hands.tab_to("details summary")
            hands.press(" ")
            hands.tab_to("details[open] select")
            hands.choose("damaged")
            hands.tab_to("details[open] input[inputmode=decimal]")
            hands.write("8")
            hands.tab_to("form button[type=submit]")
            hands.press("Enter")
            hands.until("location.pathname.endsWith('/done')")

        self.act(walk, self.page(order, "acceptance"))
        self.assertEqual(order.complaint_ids.line_ids.quantity, 2)

    def test_a_complaint(self):
        order = self.arrived()

        def walk(hands):
            hands.tab_to("#category")
            hands.press("ArrowDown")
            hands.tab_to("#item")
            hands.tab_to("textarea")
            hands.write("The box was wet")
            hands.tab_to("form button[type=submit]")
            hands.press("Enter")
            hands.until("location.pathname.endsWith('/done')")

        self.act(walk, self.page(order, "complaints"))
        self.assertEqual(order.complaint_ids.description, "The box was wet")

    def test_an_order_is_looked_up(self):
        order = self.arrived()

        def walk(hands):
            hands.tab_to("#number")
            hands.write(order.name)
            hands.tab_to("#secret")
            hands.write("looking_buyer@example.com")
            hands.press("Enter")
            hands.until("location.pathname.endsWith('/tracking')")

        self.act(walk, "/track")


@tagged("-at_install", "post_install")
class TestStaff(Driven, HttpCase, DispatchCase):
    def test_a_wave_is_made_on_the_board(self):
        now = datetime.now(UTC).replace(tzinfo=None)
        self.env.ref("base.user_admin").lang = "en_US"
        self.warehouse.partner_id.tz = f"Etc/GMT{now.hour - 12:+d}"
        self.cutoff(self.sf, 13.5, saturday=True, sunday=True)
        self.env.ref("base.user_admin").property_warehouse_id = self.warehouse
        found = self.deliveries(2, commitment_date=now + timedelta(days=30))

        def walk(hands):
            hands.see(".o_dispatch_board h2")
            hands.tab_to(".o_dispatch_board .btn-secondary:not([disabled])")
            hands.press("Enter")
            hands.see(".o_form_view .o_statusbar_status")

        board = "/odoo/action-order_tracking_logistics.dispatch_board_action"
        self.act(walk, board, login="admin", ready="!!document.querySelector('.o_dispatch_board')")
        self.assertEqual(found.batch_id.state, "in_progress")
