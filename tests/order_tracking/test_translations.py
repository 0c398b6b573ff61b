"""Every text of the module is there in Simplified Chinese, with the same blanks to fill in."""

import io
import re
from collections import Counter
from pathlib import Path

import polib

from odoo.tests import TransactionCase
from odoo.tools.translate import trans_export

import odoo.addons.order_tracking

_I18N = Path(odoo.addons.order_tracking.__file__).parent / "i18n"
_BLANK = re.compile(r"%(?:\(\w+\))?[sdf%]|\{\w*\}|&\w+;")
_TAG = re.compile(r"<[^>]*>")
_READ_ALOUD = re.compile(r'\b(?:title|aria-label|placeholder|alt)="[^"]*"')


def _structure(text):
    """What a translation must not change: blanks, tags, white space beside the next value."""
    tags = [_READ_ALOUD.sub("", tag) for tag in _TAG.findall(text)]
    ends = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return Counter(_BLANK.findall(text)), tags, ends


# Codes, file names and abbreviations are the same in Chinese; such entries stay empty.
SAME = re.compile(r"[a-z]+_[a-z_]+|[a-z]+\.csv|[A-Z]{3}(-8)?")


class TestTranslations(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        exported = io.BytesIO()
        trans_export(None, ["order_tracking"], exported, "po", cls.env)
        cls.exported = polib.pofile(exported.getvalue().decode())
        cls.template = polib.pofile(str(_I18N / "order_tracking.pot"))
        cls.chinese = polib.pofile(str(_I18N / "zh_CN.po"))

    def test_template_is_up_to_date(self):
        """To export again: ``odoo i18n export -d DATABASE -l pot order_tracking``"""
        self.assertGreater(len(self.exported), 400)
        exported = {entry.msgid for entry in self.exported}
        template = {entry.msgid for entry in self.template}
        self.assertFalse(exported - template, "not in order_tracking.pot")
        self.assertFalse(template - exported, "in order_tracking.pot, but no longer used")

    def test_every_text_is_in_chinese(self):
        chinese = {entry.msgid: entry.msgstr for entry in self.chinese if not entry.obsolete}
        missing = [e.msgid for e in self.exported if not chinese.get(e.msgid, "").strip()]
        missing = [msgid for msgid in missing if not SAME.fullmatch(msgid)]
        self.assertFalse(missing)
        self.assertFalse([entry.msgid for entry in self.chinese if entry.fuzzy])
        self.assertFalse([entry.msgid for entry in self.chinese if entry.obsolete])

    def test_same_blanks(self):
        self.assertNotEqual(_structure("%s of %(all)s"), _structure("%s of %(al)s"))
        self.assertNotEqual(_structure("<b>Due</b>"), _structure("<i>Due</i>"))
        different = [
            (entry.msgid, entry.msgstr)
            for entry in self.chinese
            if _structure(entry.msgid) != _structure(entry.msgstr)
        ]
        self.assertFalse(different)

    def test_loaded_where_people_read_it(self):
        """Code, views and the records of the flow: each is translated by another way of Odoo."""
        self.env["res.lang"]._activate_lang("zh_CN")
        module = self.env["ir.module.module"].search([("name", "=", "order_tracking")])
        module._update_translations(["zh_CN"], overwrite=True)
        chinese = self.env(context={"lang": "zh_CN"})
        flow = self.env.ref("order_tracking.flow_delivery").with_env(chinese)
        self.assertEqual(flow.stage_ids.sorted("sequence")[:1].name, "订单确认")
        arch = chinese["order.tracking.milestone"].get_view(view_type="list")["arch"]
        self.assertIn("标记为完成", arch)
        link = self.env["order.tracking.link"].with_env(chinese)
        self.assertEqual(link._fields["role"]._description_selection(chinese)[0][1], "采购方")
