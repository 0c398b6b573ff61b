"""Every text of the module is there in Simplified Chinese, with the same blanks to fill in."""

from datetime import datetime

from odoo.tests import TransactionCase

from odoo.addons.order_tracking.presentation.shared import say_moment

from .translation_common import CompleteTranslation, structure


class TestTranslations(CompleteTranslation, TransactionCase):
    module = "order_tracking"
    least = 1000
    # keys of health's lines, which the export takes for texts
    names = frozenset({"growth", "jobs", "looking", "mails", "receipts", "replica"})

    def test_structure_finds_what_differs(self):
        self.assertNotEqual(structure("%s of %(all)s"), structure("%s of %(al)s"))
        self.assertNotEqual(structure("<b>Due</b>"), structure("<i>Due</i>"))
        self.assertNotEqual(structure("Due "), structure("Due"))

    def test_loaded_where_people_read_it(self):
        """Code, views and the records of the flow: each is translated by another way of Odoo."""
        chinese = self.load_chinese()
        flow = self.env.ref("order_tracking.flow_delivery").with_env(chinese)
        self.assertEqual(flow.stage_ids.sorted("sequence")[:1].name, "订单确认")
        arch = chinese["order.tracking.milestone"].get_view(view_type="list")["arch"]
        self.assertIn("标记为完成", arch)
        link = self.env["order.tracking.link"].with_env(chinese)
        self.assertEqual(link._fields["role"]._description_selection(chinese)[0][1], "采购方")

    def test_a_moment_is_written_as_its_language_does(self):
        chinese, at = self.load_chinese(), datetime(2026, 3, 1, 6, 15)
        self.assertEqual(say_moment(chinese, at), "2026年3月1日 06:15")
        english = say_moment(self.env(context={"lang": "en_US"}), at)
        self.assertTrue(english.startswith("Mar 1, 2026, 6:15"), english)
