"""The chain of seals in the database: numbers without gaps, nothing changed unseen."""

from contextlib import closing, contextmanager

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.order_tracking.models.order_receipt import FROZEN
from odoo.addons.order_tracking.receipt import digest, make_seal

from .receipt_common import ReceiptCase


class TestReceiptChain(ReceiptCase):
    def setUp(self):
        super().setUp()
        self.first, self.second, self.third = self.receipt(), self.receipt(), self.receipt()
        self.receipts = self.first | self.second | self.third

    @contextmanager
    def unguarded(self):
        """As somebody who owns the database can."""
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE order_receipt DISABLE TRIGGER USER")
        yield self.env.cr
        self.env.cr.execute("ALTER TABLE order_receipt ENABLE TRIGGER USER")
        self.env.invalidate_all()

    def alter(self, receipt, **values):
        with self.unguarded() as cr:
            for column, value in values.items():
                cr.execute(
                    SQL(
                        "UPDATE order_receipt SET %s = %s WHERE id = %s",
                        SQL.identifier(column),
                        value,
                        receipt.id,
                    )
                )

    def found(self):
        return self.env["order.receipt"]._verify_chain(self.env.company)

    def test_numbers_and_links(self):
        numbers = self.receipts.mapped("number")
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 3)))
        self.assertEqual(self.third.previous_id, self.second)
        self.assertEqual(self.second.previous_id, self.first)
        self.assertEqual(self.found(), {})
        self.assertEqual(self.second._problems(), {self.second.id: []})

    def test_an_altered_content_is_found(self):
        self.alter(self.second, content=self.second.content.replace('"10"', '"1"'))
        self.assertEqual(self.found(), {self.second.number: ["content"]})
        told = self.second.verify()["params"]
        self.assertIn("the content was altered", told["message"])
        self.assertEqual(told["type"], "danger")

    def test_a_content_with_its_hash_breaks_the_seal(self):
        content = self.second.content.replace('"10"', '"1"')
        self.alter(self.second, content=content, content_hash=digest(content))
        self.assertEqual(self.found(), {self.second.number: ["seal"]})

    def test_sealed_anew_it_breaks_the_next_one(self):
        content = self.second.content.replace('"10"', '"1"')
        seal = make_seal(self.second.number, digest(content), self.second.pdf_hash, self.first.seal)
        self.alter(self.second, content=content, content_hash=digest(content), seal=seal)
        self.assertEqual(self.found(), {self.third.number: ["seal"]})

    def test_an_altered_file_is_found(self):
        attachment = self.second.pdf_attachment_id
        self.env.cr.execute(
            "UPDATE ir_attachment SET db_datas = %s, store_fname = NULL WHERE id = %s",
            [b"%PDF other", attachment.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self.found(), {self.second.number: ["pdf"]})
        self.alter(self.second, pdf_hash=digest(b"%PDF other"))
        self.assertEqual(self.found(), {self.second.number: ["seal"]})

    def test_a_lost_file_is_found(self):
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = NULL, db_datas = NULL WHERE id = %s",
            [self.second.pdf_attachment_id.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self.found(), {self.second.number: ["pdf_missing"]})

    def test_labels_beside_the_content(self):
        self.alter(self.second, name="R999999")
        self.assertEqual(self.found(), {self.second.number: ["label"]})
        self.alter(self.second, name=self.second._content()["receipt"]["number"])
        self.alter(self.second, revision=7)
        self.assertEqual(self.found(), {self.second.number: ["label"]})
        self.alter(self.second, order_id=self.first.order_id.id)
        self.assertEqual(self.found(), {self.second.number: ["label"]})

    def test_a_removed_receipt_is_found(self):
        number = self.second.number
        order = self.second.order_id
        with self.unguarded() as cr:
            cr.execute("UPDATE sale_order SET current_receipt_id = NULL WHERE id = %s", [order.id])
            cr.execute(
                "UPDATE order_receipt SET previous_id = %s WHERE id = %s",
                [self.first.id, self.third.id],
            )
            cr.execute("DELETE FROM order_receipt WHERE id = %s", [self.second.id])
        self.assertEqual(self.found(), {number: ["missing"], self.third.number: ["seal", "chain"]})

    def test_the_orm_refuses(self):
        for name in FROZEN:
            with self.subTest(name), self.assertRaises(UserError):
                self.first.sudo().write({name: self.second[name]})
        for attempt in (
            lambda: self.first.sudo().unlink(),
            lambda: self.first.sudo().copy(),
            lambda: self.env["order.receipt"].sudo().create({"name": "R1"}),
            lambda: (
                self.env["order.receipt"]
                .sudo()
                .with_context(order_receipt_issue=True)
                .create({"name": "R1"})
            ),
            lambda: self.first.with_user(new_test_user(self.env, "m", "base.group_system")).write(
                {"sent_at": False}
            ),
            lambda: self.first.pdf_attachment_id.sudo().write({"raw": b"x"}),
            lambda: self.first.pdf_attachment_id.sudo().write({"res_model": "res.partner"}),
            lambda: self.first.pdf_attachment_id.sudo().unlink(),
        ):
            with self.assertRaises(UserError):
                attempt()

    def test_a_file_may_move_to_another_storage(self):
        attachment = self.first.pdf_attachment_id
        attachment.write({"raw": attachment.raw, "mimetype": attachment.mimetype})
        self.assertEqual(self.found(), {})

    @mute_logger("odoo.sql_db")
    def test_sql_is_refused(self):
        self.env.flush_all()
        empty = ("changes", "revises_id")  # of first revisions: nothing would change
        statements = [
            f"UPDATE order_receipt SET {name} = NULL" for name in FROZEN if name not in empty
        ]
        for statement in [
            *statements,
            "UPDATE order_receipt SET seal = seal || 'x', sent_at = now()",
            "DELETE FROM order_receipt",
            "TRUNCATE order_receipt CASCADE",
            "SELECT set_config('order_tracking.allow', 'on', true); DELETE FROM order_receipt",
        ]:
            with (
                self.subTest(statement),
                self.assertRaisesRegex(psycopg2.Error, "never changed or deleted"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement)

    def test_sql_of_what_becomes_of_it_is_allowed(self):
        self.env.cr.execute("UPDATE order_receipt SET sent_at = now(), content = content")
        self.assertEqual(self.env.cr.rowcount, self.env["order.receipt"].search_count([]))

    def test_other_companies_have_their_own_chain(self):
        other = self.env["res.company"].create({"name": "Other", "order_verification_mode": "off"})
        self.assertTrue(other.order_receipt_sequence_id)
        self.assertNotEqual(
            other.order_receipt_sequence_id, self.env.company.order_receipt_sequence_id
        )
        order = self.env["sale.order"].with_company(other).create({"partner_id": self.customer.id})
        self.confirm(order)
        issued = self.prepare(order)
        self.assertEqual((issued.name, issued.number, issued.previous_id.id), ("R000001", 1, False))
        self.assertEqual(self.env["order.receipt"]._verify_chain(other), {})


@tagged("post_install", "-at_install")
class TestReceiptNumbers(BaseCase):
    """Two workers at one chain, with real transactions; what they make is rolled back by hand."""

    test_tags = {"standard", "post_install"}

    def setUp(self):
        super().setUp()
        from odoo.modules.registry import Registry

        self.registry = Registry(get_db_name())

    def environment(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})

    @mute_logger("odoo.sql_db")
    def test_a_number_is_one_worker_s_until_it_commits(self):
        with closing(self.registry.cursor()) as one, closing(self.registry.cursor()) as two:
            first = self.environment(one)
            company = first["res.company"].search([], limit=1)
            name = company._next_receipt_name()
            second = self.environment(two)["res.company"].browse(company.id)
            with self.assertRaises(PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
                second._next_receipt_name()
            two.rollback()
            one.rollback()
            # what was rolled back leaves no gap
            self.assertEqual(second._next_receipt_name(), name)

    @mute_logger("odoo.sql_db")
    def test_who_began_before_the_other_committed_starts_over(self):
        with closing(self.registry.cursor()) as one, closing(self.registry.cursor()) as two:
            company = self.environment(one)["res.company"].search([], limit=1)
            sequence = company.order_receipt_sequence_id
            before = sequence.number_next
            late = self.environment(two)["res.company"].browse(company.id)
            self.assertEqual(late.order_receipt_sequence_id.number_next, before)  # its snapshot
            try:
                company._next_receipt_name()
                one.commit()
                with self.assertRaises(PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
                    late._next_receipt_name()
            finally:
                two.rollback()
                sequence.write({"number_next": before})
                one.commit()
