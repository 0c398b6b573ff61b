"""Old orders of another system: checked, loaded, interrupted, removed."""

import base64
from datetime import datetime, timedelta
from unittest.mock import patch

from psycopg2 import OperationalError

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.order_tracking_feedback.history_loading import Loader
from odoo.addons.order_tracking_feedback.models import order_history_import

HEADING = (
    "order,customer,country,product,category,quantity,unit price,"
    "ordered at,promised at,shipped at,delivered at,carrier,warehouse"
)
WHOLE = "A-1,Ann,Germany,Chair,Seats,4,12.5,2026-03-02 09:00,2026-03-06,2026-03-04,2026-03-05,DHL,"
LAMP = "A-1,Ann,Germany,Lamp,Lights,2,30,2026-03-02 09:00,2026-03-09,2026-03-05,2026-03-07,DHL,"
UNDELIVERED = "A-2,Bob,Atlantis,Chair,Seats,1,12.5,2026-03-03,2026-03-04,2026-03-04,,,Nowhere"
UNSHIPPED = "A-3,Bob,,Chair,,1,,2026-03-03,,,,,"
WRONG = "A-1,Ann,Germany,Desk,Tables,1,80,2026-03-02 09:00,,2026-03-01,,,"


class HistoryCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Moved Here"})
        cls.company.partner_id.tz = "Europe/Berlin"
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.company.ids))
        cls.cron = cls.env.ref("order_tracking_feedback.ir_cron_history")

    def file(self, *lines, name="old.csv", **values):
        content = "\n".join([HEADING, *lines]).encode()
        return self.env["order.history.import"].create(
            {"file": base64.b64encode(content), "file_name": name, **values}
        )

    def work(self):
        """What the job does; whether it got through."""
        with self.enter_registry_test_mode():
            done = self.cron.method_direct_trigger()
        self.env.invalidate_all()
        return done is True

    def loaded(self, *lines, **values):
        record = self.file(*lines, **values)
        record.action_check()
        record.action_load()
        self.assertTrue(self.work())
        self.assertEqual(record.state, "loaded")
        return record

    def events(self, order, kind):
        return self.env["order.tracking.event"].search(
            [("order_id", "=", order.id), ("kind", "=", kind)], order="occurred_at, id"
        )


@tagged("post_install", "-at_install")
class TestOrderHistory(HistoryCase):
    # ------------------------------------------------------------------ check

    def test_check_writes_nothing_but_what_is_wrong(self):
        models = ("sale.order", "res.partner", "product.product", "order.tracking.event")
        before = [self.env[model].search_count([]) for model in models]
        record = self.file(WHOLE, WRONG, UNDELIVERED)
        record.action_check()
        self.env.flush_all()
        self.assertEqual([self.env[model].search_count([]) for model in models], before)
        self.assertEqual(record.state, "checked")
        self.assertEqual((record.line_count, record.refused_lines, record.order_total), (3, 1, 2))
        self.assertTrue(record.delivery_known)
        refusal = record.refusal_ids
        self.assertEqual((refusal.line, refusal.order_name), (3, "A-1"))
        self.assertEqual(refusal.column_name, "Shipped at")
        self.assertIn("2026-03-02 09:00", refusal.text)
        self.assertEqual(
            record.remark_ids.mapped(lambda r: (r.line, r.column, r.value)),
            [(4, "country", "Atlantis"), (4, "warehouse", "Nowhere")],
        )

    def test_refused_lines_can_be_downloaded_with_their_reason(self):
        record = self.file(WHOLE, WRONG)
        record.action_check()
        text = base64.b64decode(record.refused_file).decode("utf-8-sig")
        heading, line = text.splitlines()
        self.assertTrue(heading.startswith(HEADING))
        self.assertTrue(line.startswith(WRONG))
        self.assertIn("Shipped at", line)

    def test_a_file_that_is_no_table(self):
        record = self.file()
        record.file = base64.b64encode(b"order,product\n1,Chair")
        record.action_check()
        self.assertEqual(record.state, "draft")
        self.assertIn("“quantity”", record.problem)
        with self.assertRaises(UserError):
            record.action_load()

    def test_columns_are_named_as_the_reader_and_as_the_file_name_them(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        record = self.file()
        record.file = base64.b64encode(
            b"order,product,Qty,Order Date,shipped at\n1,Chair,1,2026-03-02,2026-03-01"
        )
        record.action_check()
        for lang, name, before in (
            ("en_US", "Shipped at", "Ordered at (Order Date)"),
            ("zh_CN", "发货时间 (shipped at)", "下单时间 (Order Date)"),
        ):
            refusal = record.with_context(lang=lang).refusal_ids
            self.assertEqual(refusal.column_name, name)
            self.assertIn(before, refusal.text)

    def test_a_missing_column_is_named_as_the_reader_may_add_it(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        for lang, name in (("en_US", "“ordered at”"), ("zh_CN", "“下单时间”")):
            record = self.file().with_context(lang=lang)
            record.file = base64.b64encode(b"order,product,quantity\n1,Chair,1")
            record.action_check()
            self.assertIn(name, record.problem)

    def test_a_file_in_no_encoding(self):
        record = self.file()
        record.file = base64.b64encode(b"\xef\xbb\xbforder\xff")
        record.action_check()
        self.assertEqual(record.state, "draft")
        self.assertIn("not in utf-8", record.problem)

    def test_files_that_are_too_large(self):
        for name, most, said in (("MAX_LINES", 1, "more than 1 lines"), ("MAX_BYTES", 9, "Split")):
            record = self.file(WHOLE, LAMP)
            with patch.object(order_history_import.history, name, most):
                record.action_check()
            self.assertEqual(record.state, "draft")
            self.assertIn(said, record.problem)

    def test_only_whole_orders(self):
        record = self.file(WHOLE, WRONG, UNSHIPPED, whole_orders=True)
        record.action_check()
        self.assertEqual((record.refused_lines, record.order_total), (2, 1))
        self.assertEqual(record.refusal_ids.mapped("problem"), ["left_out", "too_early"])

    # ------------------------------------------------------------------ load

    def test_orders_are_as_the_file_says(self):
        record = self.loaded(WHOLE, LAMP, UNDELIVERED, UNSHIPPED)
        whole, undelivered, unshipped = record.order_ids.sorted("name")
        self.assertEqual((whole.state, whole.locked), ("sale", True))
        self.assertEqual(whole.name, "A-1")
        self.assertEqual(whole.date_order, datetime(2026, 3, 2, 8))
        self.assertEqual(whole.partner_id.country_id.code, "DE")
        self.assertEqual(whole.company_id, self.company)
        self.assertEqual(whole.amount_untaxed, 110)
        self.assertEqual(whole.order_line.mapped("product_id.categ_id.name"), ["Seats", "Lights"])
        self.assertFalse(whole.order_line.product_id.filtered("is_storable"))
        self.assertEqual(undelivered.partner_id.name, "Bob")
        self.assertEqual(unshipped.amount_untaxed, 0)
        self.assertEqual(undelivered.warehouse_id.company_id, self.company)

    def test_the_journal_and_the_ledger_of_promises(self):
        whole = self.loaded(WHOLE, LAMP).order_ids
        promised = datetime(2026, 3, 9, 22, 59, 59)
        self.assertEqual(whole.promise_first_at, promised)
        self.assertEqual(whole.promise_ids.mapped("date"), [promised])
        self.assertEqual(whole.commitment_date, promised)
        left = self.events(whole, "left_warehouse")
        self.assertEqual(
            left.mapped("occurred_at"), [datetime(2026, 3, 4, 11), datetime(2026, 3, 5, 11)]
        )
        self.assertEqual({e.source for e in left}, {"history"})
        self.assertEqual(left[0].data["carrier"], "DHL")
        arrived = self.events(whole, "delivered")
        self.assertEqual(arrived.mapped("evidence"), ["staff", "staff"])
        age = datetime.now() - left[0].recorded_at
        self.assertLess(age, timedelta(minutes=5))
        reached = {m.stage_id.trigger: m.reached_at for m in whole.milestone_ids}
        self.assertEqual(reached["delivered"], datetime(2026, 3, 7, 11))
        self.assertEqual(whole.tracking_state, "done")
        self.assertFalse(whole.milestone_ids.filtered("late"))

    def test_nothing_follows(self):
        before = self.env["mail.mail"].search_count([])
        record = self.loaded(WHOLE, UNDELIVERED, UNSHIPPED)
        orders = record.order_ids
        self.env["order.tracking.milestone"]._mark_late(1000)
        self.env["order.tracking.watch"]._look(orders.ids)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(orders.picking_ids)
        self.assertFalse(orders.order_line.move_ids)
        self.assertEqual(set(orders.mapped("invoice_status")), {"no"})
        self.assertFalse(orders.activity_ids)
        self.assertFalse(orders.acceptance_ids)
        self.assertFalse(orders.notice_ids)
        self.assertFalse(any(orders.mapped("notice_due_at")))
        self.assertFalse(any(orders.mapped("receipt_due_at")))
        self.assertFalse(self.env["order.exception"].search([("order_id", "in", orders.ids)]))
        self.assertFalse(any(orders.mapped("tracking_late")))
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_products_invoiced_when_ordered_are_not_invoiced_again(self):
        self.env["product.product"].create({"name": "Chair", "invoice_policy": "order"})
        order = self.loaded(WHOLE).order_ids
        order.locked = False
        order.order_line.product_uom_qty = 5
        self.assertEqual(order.invoice_status, "no")
        self.assertEqual(order.order_line.qty_to_invoice, 0)

    def test_documents_of_today_do_not_undo_what_was_told(self):
        order = self.loaded(WHOLE).order_ids
        order.commitment_date = datetime(2026, 3, 20)
        self.env.cr.flush()
        self.env.invalidate_all()
        self.assertEqual(len(self.events(order, "goods_expected")), 1)
        self.assertEqual(order.promise_last_at, datetime(2026, 3, 20))
        self.assertEqual(order.tracking_state, "done")

    def test_known_customers_and_products_are_found(self):
        germany = self.env.ref("base.de")
        ann, _other = self.env["res.partner"].create(
            [{"name": "ann", "country_id": germany.id}, {"name": "Ann"}]
        )
        chair = self.env["product.product"].create({"name": "Swivel", "default_code": "CHAIR"})
        order = self.loaded(WHOLE).order_ids
        self.assertEqual(order.partner_id, ann)
        self.assertEqual(order.order_line.product_id, chair)

    def test_an_order_is_loaded_once(self):
        first = self.loaded(WHOLE)
        again = self.file(WHOLE, UNSHIPPED, name="again.csv")
        again.action_check()
        self.assertEqual(again.order_total, 1)
        self.assertEqual(again.refusal_ids.problem, "order_imported")
        self.assertIn("old.csv", again.refusal_ids.text)
        again.action_load()
        self.assertTrue(self.work())
        self.assertEqual(first.order_count, 1)
        self.assertEqual(again.order_ids.name, "A-3")

    def test_interrupted(self):
        lines = [f"B-{n},Ann,,Chair,,1,5,2026-03-0{n},,,,," for n in range(1, 8)]
        record = self.file(*lines)
        record.action_check()
        record.action_load()
        load, calls = Loader.load, []

        def killed(loader, orders):
            calls.append(len(orders))
            if len(calls) == 3:
                raise OperationalError("the server went away")
            return load(loader, orders)

        with (
            patch.object(order_history_import, "BATCH", 2),
            patch.object(Loader, "load", killed),
            mute_logger("odoo.addons.base.models.ir_cron"),
        ):
            self.work()  # goes on by itself with what was committed
        self.assertEqual(calls, [2, 2, 2, 2, 1])
        self.assertEqual(record.state, "loaded")
        self.assertEqual(sorted(record.order_ids.mapped("name")), [f"B-{n}" for n in range(1, 8)])
        self.assertEqual(len(record.order_ids.partner_id), 1)
        self.assertEqual({len(order.order_line) for order in record.order_ids}, {1})

    @mute_logger("odoo.addons.order_tracking_feedback.models.order_history_import")
    def test_an_order_that_cannot_be_made_fails_alone(self):
        record = self.file(WHOLE, UNDELIVERED, UNSHIPPED)
        record.action_check()
        record.action_load()
        make = Loader._order

        def broken(loader, order):
            if order.reference == "A-2":
                raise UserError("no such thing")
            return make(loader, order)

        with patch.object(Loader, "_order", broken):
            self.assertTrue(self.work())
        self.assertEqual(sorted(record.order_ids.mapped("name")), ["A-1", "A-3"])
        failed = record.refusal_ids.filtered(lambda r: r.problem == "failed")
        self.assertIn("no such thing", failed.text)

    # ------------------------------------------------------------------ remove

    def test_removed_with_all_that_was_made(self):
        mine = self.env["product.product"].create({"name": "Lamp"})
        record = self.loaded(WHOLE, LAMP, UNDELIVERED)
        orders, customers = record.order_ids, record.order_ids.partner_id
        chair = orders.order_line.product_id - mine
        record.action_remove()
        self.assertTrue(self.work())
        self.assertEqual(record.state, "removed")
        self.assertFalse(orders.exists())
        self.assertFalse(customers.exists())
        self.assertFalse(chair.exists())
        self.assertTrue(mine.exists())
        self.assertFalse(self.env["order.tracking.event"].search([("order_id", "in", orders.ids)]))

    def test_what_a_review_counts_stays(self):
        record = self.loaded(WHOLE)
        order = record.order_ids
        now = datetime.now()
        values = {"date_from": "2026-03-01", "date_to": "2026-03-31"}
        review = self.env["order.review"].create({"company_id": self.company.id, **values})
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM order_outcome WHERE order_id = %s", [order.id])
        self.env.cr.execute(
            "INSERT INTO order_outcome (order_id, company_id, known_from, state, ordered_at,"
            " ordered_on) VALUES (%s, %s, %s, 'done', %s, %s)",
            [order.id, self.company.id, now - timedelta(hours=1), now, now.date()],
        )
        self.env.cr.execute(
            "UPDATE order_review SET state = 'frozen', as_of = %s WHERE id = %s", [now, review.id]
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "frozen"):
            record.action_remove()
        self.env.cr.execute(
            "UPDATE order_review SET as_of = %s WHERE id = %s",
            [now - timedelta(hours=2), review.id],
        )
        record.action_remove()
        self.assertEqual(record.state, "removing")

    def test_what_customers_came_back_on_stays(self):
        record = self.loaded(WHOLE)
        late = self.env["order.complaint.category"].search([], limit=1)
        self.env["order.complaint"]._open(record.order_ids, late, {"description": "Late"})
        with self.assertRaisesRegex(UserError, "A-1"):
            record.action_remove()

    # ------------------------------------------------------------------ rights

    def test_only_managers(self):
        for group, may in (
            ("order_tracking.group_user", False),
            ("order_tracking.group_manager", True),
        ):
            user = new_test_user(
                self.env,
                f"history-{may}",
                groups=group,
                company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)],
            )
            mine = self.env["order.history.import"].with_user(user)
            if not may:
                with self.assertRaises(AccessError):
                    mine.search([])
                continue
            content = base64.b64encode("\n".join([HEADING, WHOLE, WRONG]).encode())
            record = mine.create({"file": content, "file_name": "mine.csv"})
            record.action_check()
            record.action_load()
            self.assertEqual(record.state, "loading")
            self.assertEqual(len(record.refusal_ids), 1)

    def test_other_companies_imports_are_not_seen(self):
        record = self.loaded(WHOLE)
        user = new_test_user(self.env, "history-other", groups="order_tracking.group_manager")
        home = self.env.ref("base.main_company")
        user.write({"company_ids": [(6, 0, home.ids)], "company_id": home.id})
        theirs = self.env["order.history.import"].with_user(user).with_company(home)
        theirs = theirs.with_context(allowed_company_ids=home.ids)
        self.assertFalse(theirs.search([("id", "=", record.id)]))
