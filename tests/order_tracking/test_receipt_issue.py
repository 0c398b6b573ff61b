"""When a receipt is issued: once per confirmation, again when what was agreed changed."""

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import LockError, UserError
from odoo.tools import mute_logger

from .receipt_common import ReceiptCase


class TestReceiptIssue(ReceiptCase):
    def test_confirming_only_notes_that_it_is_due(self):
        order = self.order(confirm=False)
        self.assertFalse(order.receipt_due_at)
        self.confirm(order)
        self.assertTrue(order.receipt_due_at)
        self.assertFalse(order.receipt_ids)
        self.assertFalse(self.printed and order.name in self.printed[-1])

    def test_every_way_to_confirm_asks_for_one(self):
        line = [Command.create({"product_id": self.chair.id, "product_uom_qty": 1})]
        values = {"partner_id": self.customer.id, "order_line": line}
        created = self.env["sale.order"].create({**values, "state": "sale"})
        written = self.env["sale.order"].create(values)
        written.state = "sale"
        validated = self.env["sale.order"].create(values)
        with self.mail_server():
            validated._validate_order()  # portal, payment and web shop
        for order in created | written | validated:
            with self.subTest(order=order.name):
                first = self.prepare(order)
                self.assertEqual((first.revision, first.changes), (1, False))
                self.assertFalse(order.receipt_due_at)
                self.assertFalse(self.prepare(order))
                self.assertEqual(order.current_receipt_id, first)

    def test_orders_of_another_time_that_are_taken_over_stay_quiet(self):
        values = {"partner_id": self.customer.id, "state": "sale"}
        old = self.env["sale.order"].create({**values, "date_order": "2020-01-01"})
        self.assertFalse(old.receipt_due_at)

    def test_confirming_twice_is_one_receipt(self):
        order = self.order()
        order.state = "sale"
        self.prepare(order)
        order.state = "sale"
        self.assertTrue(order.receipt_due_at)
        self.assertFalse(self.prepare(order))
        self.assertEqual(len(order.receipt_ids), 1)

    def test_only_one_mail_on_confirmation(self):
        """Odoo's own confirmation mail is not sent beside the receipt."""
        order = self.order(confirm=False)
        messages = self.env["mail.mail"].search_count([])
        order._validate_order()
        self.assertEqual(self.env["mail.mail"].search_count([]), messages)
        self.assertEqual(self.prepare(order).mail_id.state, "outgoing")

    def test_without_receipts_odoo_mails_as_ever(self):
        self.env.company.order_receipt_enabled = False
        order = self.order(confirm=False)
        with patch.object(type(order), "_send_order_notification_mail") as mail:
            order._validate_order()
        self.assertEqual(mail.call_count, 1)
        self.assertFalse(order.receipt_due_at)
        order.receipt_due_at = "2026-01-01"
        self.assertFalse(self.prepare(order))
        self.assertFalse(order.receipt_due_at)

    def test_changes_ask_for_a_revision(self):
        order = self.order((self.chair, 10), (self.desk, 1))
        self.prepare(order)
        changes = [
            (lambda: order.order_line[0].write({"product_uom_qty": 12}), "quantity: 12 (was: 10)"),
            (lambda: order.order_line[0].write({"price_unit": 9}), "unit price"),
            (lambda: order.order_line[0].write({"discount": 5}), "discount: 5% (was: none)"),
            (lambda: order.order_line[0].write({"name": "Chair\nred"}), "description"),
            (lambda: order.order_line.create(self.line(order, self.desk)), "Added: 3 Units Desk"),
            (lambda: order.write({"commitment_date": "2030-05-01 10:00:00"}), "Promised delivery"),
            (lambda: order.write({"note": "<p>Ring twice</p>"}), "Ring twice"),
            (lambda: order.write({"client_order_ref": "PO 9"}), "Your reference: PO 9 (was: none)"),
            (lambda: order.write({"picking_policy": "one"}), "All goods at once"),
            (lambda: self.customer.write({"street": "2 Short Road"}), "2 Short Road"),
        ]
        for number, (change, told) in enumerate(changes, 2):
            with self.subTest(told):
                change()
                self.assertTrue(order.receipt_due_at)
                issued = self.prepare(order)
                self.assertEqual(issued.revision, number)
                self.assertIn(told, issued.changes_text)
                self.assertIn(told.split(" (was")[0], self.printed[-1])
                self.assertEqual(issued.revises_id.revision, number - 1)

    def line(self, order, product):
        return {"order_id": order.id, "product_id": product.id, "product_uom_qty": 3}

    def test_nothing_that_was_agreed_changed(self):
        order = self.order()
        first = self.prepare(order)
        order.order_line.product_uom_qty = 11
        order.order_line.product_uom_qty = 10
        order.order_line.sequence = 99
        self.customer.lang = "zh_CN"
        self.chair.with_context(lang="en_US").name = "Armchair"
        self.env.company.phone = "+1 555 0100"
        self.assertTrue(order.receipt_due_at)
        self.assertFalse(self.prepare(order))
        self.assertFalse(order.receipt_due_at)
        self.assertEqual(order.receipt_ids, first)

    def test_what_is_not_agreed_asks_for_nothing(self):
        order = self.order()
        self.prepare(order)
        order.write({"origin": "x", "user_id": False})
        order.order_line.write({"sequence": 3})
        self.customer.write({"comment": "x", "ref": "y"})
        self.stock(self.chair, 10)
        order.picking_ids.action_assign()
        self.assertFalse(order.receipt_due_at)

    def test_an_address_of_a_company_reaches_its_contacts(self):
        firm = self.env["res.partner"].create({"name": "Firm", "is_company": True, "city": "A"})
        contact = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": firm.id, "type": "contact", "email": "ann@example.com"}
        )
        order = self.order(partner_id=contact.id)
        self.prepare(order)
        firm.city = "B"
        self.assertEqual(contact.city, "B")
        self.assertIn("B", self.prepare(order).changes_text)

    def test_a_delivered_order_keeps_its_last_receipt(self):
        self.stock(self.chair, 10)
        order = self.order((self.chair, 10))
        self.prepare(order)
        self.ship(order)
        self.assertEqual(order.delivery_status, "full")
        self.customer.street = "9 Other Road"
        self.assertFalse(order.receipt_due_at)
        order.note = "later"
        self.assertFalse(self.prepare(order))

    def test_an_order_delivered_before_the_job_still_gets_its_first(self):
        self.stock(self.chair, 10)
        order = self.order((self.chair, 10))
        self.ship(order)
        self.assertTrue(self.prepare(order))

    def test_cancelling_is_a_revision_and_reopening_another(self):
        order = self.order()
        self.prepare(order)
        order._action_cancel()
        cancelled = self.prepare(order)
        self.assertEqual(cancelled.changes_text.split("\n")[0], "The order was cancelled.")
        self.assertIn("This order was cancelled", self.printed[-1])
        order.note = "after"
        self.assertFalse(self.prepare(order))
        order.action_draft()
        self.assertFalse(self.prepare(order))
        self.confirm(order)
        self.assertIn("confirmed again", self.prepare(order).changes_text)

    def test_cancelled_before_the_job_is_no_receipt(self):
        order = self.order()
        order._action_cancel()
        self.assertFalse(self.prepare(order))
        self.assertFalse(order.receipt_due_at)

    def test_an_order_with_receipts_cannot_be_deleted(self):
        order = self.order()
        self.prepare(order)
        order._action_cancel()
        with self.assertRaisesRegex(UserError, "The customer holds a receipt"):
            order.unlink()
        self.assertTrue(order.exists())

    def test_the_job(self):
        orders = self.order() | self.order() | self.order()
        self.run_job("ir_cron_receipt_prepare")
        self.assertEqual(orders.receipt_ids.mapped("revision"), [1, 1, 1])
        self.assertEqual(
            orders.receipt_ids.sorted("number").mapped("order_id"), orders.sorted("id")
        )

    def test_an_order_is_free_while_its_receipt_is_printed_and_its_mail_written(self):
        """Whoever ships it meanwhile neither waits nor begins again."""
        order, Receipt, places = self.order(), type(self.env["order.receipt"]), []
        self.env.flush_all()

        def look(work, *arguments):
            done = work(*arguments)
            self.env.cr.execute("SELECT ctid FROM sale_order WHERE id = %s", [order.id])
            places.append((work.__name__, *self.env.cr.fetchone()))
            return done

        def look_at(model, name):
            work = getattr(model, name)
            return patch.object(model, name, lambda *arguments: look(work, *arguments))

        with (
            look_at(Receipt, "_print"),
            look_at(Receipt, "_start_sending"),
            look_at(type(order), "_receipt_take"),
        ):
            self.prepare(order)
        self.assertEqual(
            [name for name, _place in places], ["_print", "_start_sending", "_receipt_take"]
        )
        self.assertEqual(len({place for _name, place in places}), 1, "written too early")
        self.assertTrue(order.current_receipt_id)

    def test_an_order_that_somebody_changes_is_taken_later(self):
        order, tries = self.order(), []

        def busy(orders):
            tries.append(orders)
            raise LockError("somebody")

        with patch.object(type(order), "_receipt_take", busy), patch("time.sleep"):
            self.run_job("ir_cron_receipt_prepare")
        self.assertEqual(len(tries), 5)
        self.assertFalse(order.receipt_error)
        self.run_job("ir_cron_receipt_prepare")
        self.assertEqual(order.receipt_ids.revision, 1)

    def test_one_bad_order_fails_alone_and_is_tried_again(self):
        bad, good = self.order(client_order_ref="no-paper"), self.order()

        def refuse(env, html, foot):
            if "no-paper" in html:  # nothing that an image's base64 could hold by chance
                raise UserError("no paper")
            return b"%PDF-1.4"

        job = "ir_cron_receipt_prepare"
        with patch("odoo.addons.order_tracking.report.pdf.print_html", refuse):
            self.run_job(job)
            self.assertTrue(good.receipt_ids)
            self.assertFalse(bad.receipt_ids)
            self.assertIn("no paper", bad.receipt_error)
            self.assertEqual(bad.receipt_attempts, 1)
            self.assertGreater(bad.receipt_retry_at, bad.receipt_due_at)
            self.run_job(job)
            self.assertEqual(bad.receipt_attempts, 1)  # not before its time
            for failures in (2, 3):
                bad.receipt_retry_at = "2020-01-01"
                self.run_job(job)
                self.assertEqual(bad.receipt_attempts, failures)
        self.assertEqual(len(bad.activity_ids), 1)
        bad.receipt_retry_at = "2020-01-01"
        self.run_job(job)
        self.assertTrue(bad.receipt_ids)
        self.assertFalse(bad.receipt_error)

    @mute_logger("odoo.sql_db")
    def test_the_queries_of_confirming(self):
        """Two queries per transaction for the receipt, whatever the number of orders."""

        def queries(count, enabled):
            self.env.company.order_receipt_enabled = enabled
            orders = self.env["sale.order"].concat(
                *[self.order(confirm=False) for _ in range(count)]
            )
            self.env.cr.flush()
            before = self.env.cr.sql_log_count
            orders.action_confirm()
            self.env.cr.flush()
            return self.env.cr.sql_log_count - before

        queries(2, True)  # caches
        for count in (1, 5):
            self.assertLessEqual(queries(count, True) - queries(count, False), 2)

    def test_the_clock_starts_when_it_was_agreed(self):
        order = self.order(confirm=False)
        self.confirm(order)
        first = self.prepare(order)
        self.assertEqual(first.confirmed_at, order.date_order)
        self.assertAlmostEqual(
            (first.due_at - first.confirmed_at).total_seconds() / 3600, 24, delta=0.1
        )
        # not sent yet: the customer still waits for what was confirmed
        order.note = "x"
        second = self.prepare(order)
        self.assertEqual(second.confirmed_at, first.confirmed_at)
        self.assertEqual((first.state, first.mail_id.state), ("replaced", "cancel"))
        self.send(second)
        order.note = "y"
        due = order.receipt_due_at
        self.assertEqual(self.prepare(order).confirmed_at, due)
