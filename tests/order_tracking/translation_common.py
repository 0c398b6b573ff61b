"""What holds for the Chinese of every addon: nothing missing, nothing left over, same blanks."""

import io
import re
from collections import Counter

import polib

from odoo.modules.module import get_module_path
from odoo.tools.translate import trans_export

_BLANK = re.compile(r"%(?:\(\w+\))?[sdf%]|\{\w*\}|&\w+;")
_TAG = re.compile(r"<[^>]*>")
_READ_ALOUD = re.compile(r'\b(?:title|aria-label|placeholder|alt)="[^"]*"')
# Codes, file names, abbreviations and expressions are the same in Chinese; such entries stay empty:
# the linter of .po files (po-pretty-format) empties what equals its source.
_SAME = re.compile(r"[a-z]+_[a-z_]+|[a-z]+\.csv|[A-Z]{3,4}(-8)?|\{\{(?:(?!\}\}).)*\}\}|\w+ = \d+")


def structure(text):
    """What a translation must not change: blanks, tags, white space beside the next value."""
    tags = [_READ_ALOUD.sub("", tag) for tag in _TAG.findall(text)]
    ends = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return Counter(_BLANK.findall(text)), tags, ends


class CompleteTranslation:
    """Checks for a test class of one addon.

    ``module``: its name. ``least``: texts it has at least; fewer, and the export found nothing.
    ``names``: proper names that Chinese readers know as they are; their entries stay empty.
    """

    module = ""
    least = 0
    names: frozenset[str] = frozenset()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        exported, folder = io.BytesIO(), f"{get_module_path(cls.module)}/i18n"
        trans_export(None, [cls.module], exported, "po", cls.env)
        cls.exported = polib.pofile(exported.getvalue().decode())
        cls.template = polib.pofile(f"{folder}/{cls.module}.pot")
        cls.chinese = polib.pofile(f"{folder}/zh_CN.po")

    def load_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        module = self.env["ir.module.module"].search([("name", "=", self.module)])
        module._update_translations(["zh_CN"], overwrite=True)
        return self.env(context={"lang": "zh_CN"})

    def test_template_is_up_to_date(self):
        """To export again: ``odoo i18n export -d DATABASE -l pot MODULE``"""
        self.assertGreater(len(self.exported), self.least)
        exported = {entry.msgid for entry in self.exported}
        template = {entry.msgid for entry in self.template}
        self.assertFalse(exported - template, f"not in {self.module}.pot")
        self.assertFalse(template - exported, f"in {self.module}.pot, but no longer used")

    def test_every_text_is_in_chinese(self):
        chinese = {entry.msgid: entry.msgstr for entry in self.chinese if not entry.obsolete}
        missing = [e.msgid for e in self.exported if not chinese.get(e.msgid, "").strip()]
        missing = [m for m in missing if not _SAME.fullmatch(m) and m not in self.names]
        self.assertFalse(missing)
        self.assertFalse([entry.msgid for entry in self.chinese if entry.fuzzy])
        self.assertFalse([entry.msgid for entry in self.chinese if entry.obsolete])

    def test_same_blanks(self):
        different = [
            (entry.msgid, entry.msgstr)
            for entry in self.chinese
            if entry.msgstr and structure(entry.msgid) != structure(entry.msgstr)
        ]
        self.assertFalse(different)
