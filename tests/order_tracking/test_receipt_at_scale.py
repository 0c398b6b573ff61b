"""What a receipt costs to prepare does not grow with the receipts that there are."""

from unittest.mock import patch

from odoo.tools import SQL

from .receipt_common import ReceiptCase


class TestReceiptAtScale(ReceiptCase):
    def asked(self, action):
        """Statements (text, parameters) that look for receipts while ``action`` runs."""
        found, execute = [], type(self.env.cr).execute

        def noted(cr, query, params=None, **options):
            text = query.code if isinstance(query, SQL) else query
            told = query.params if isinstance(query, SQL) else params
            if text.startswith("SELECT") and 'FROM "order_receipt"' in text:
                found.append((text, told))
            return execute(cr, query, params, **options)

        with patch.object(type(self.env.cr), "execute", noted):
            action()
        return found

    def test_none_of_its_statements_sorts_all_receipts(self):
        """The number that follows, above all: sorted, a receipt took 0.4 s at a million of them."""
        order = self.order()
        asked = self.asked(lambda: self.prepare(order))
        ordered = [statement for statement in asked if "ORDER BY" in statement[0]]
        self.assertTrue(any("LIMIT" in text for text, _told in ordered), "the latest number")
        for setting in ("enable_sort", "enable_seqscan", "enable_bitmapscan"):
            self.env.cr.execute(f"SET LOCAL {setting} = off")
        for text, told in ordered:
            if "LIMIT" in text:
                self.env.cr.execute("EXPLAIN " + text, told)
                plan = "\n".join(line for (line,) in self.env.cr.fetchall())
                self.assertNotIn("Sort", plan, text)
