"""A list that is empty says why, and what to do next: every action of the three addons."""

import re

from lxml import html

from odoo.tests import TransactionCase, tagged

ADDONS = ("order_tracking", "order_tracking_logistics", "order_tracking_feedback")
# the first word of a sentence, or of what follows a comma or colon, that asks somebody to act
ACT = re.compile(
    r"(?:^|[.,:;] )(?:or |then |and )?"
    r"(add|ask|bring|change|choose|confirm|create|describe|go|make|mark|name|on a|open|press|read|"
    r"record|remove|say|scan|take|to get|to have|type|use|wait)\b",
    re.IGNORECASE,
)


@tagged("-at_install", "post_install")
class TestEmptyStates(TransactionCase):
    def actions(self):
        """Actions of ours that show records; forms have no empty state."""
        found = self.env["ir.model.data"].search(
            [("model", "=", "ir.actions.act_window"), ("module", "in", ADDONS)]
        )
        for data in found:
            action = self.env["ir.actions.act_window"].browse(data.res_id)
            if action.view_mode != "form":
                yield data.complete_name, action

    def test_each_list_says_what_to_do_next(self):
        seen = 0
        for name, action in self.actions():
            with self.subTest(name):
                self.assertTrue(action.help, "has no text for an empty list")
                first, *more = html.fragments_fromstring(action.help)
                self.assertRegex(first.get("class") or "", "o_view_nocontent_")
                text = " ".join(" ".join(p.text_content() for p in more).split())
                self.assertRegex(text, ACT, "does not say what to do next")
            seen += 1
        self.assertGreater(seen, 40)

    def test_readers_get_that_text(self):
        """A model may have a text of its own for all of its lists, which then takes its place."""
        for name, action in self.actions():
            with self.subTest(name):
                [shown] = action.read(["help", "res_model", "context"])
                for said in html.fragments_fromstring(action.help or "<p/>"):
                    self.assertIn(said.text_content().strip(), plain(shown["help"]))

    def test_what_a_text_names_is_on_the_screen(self):
        """“Log a Call” in a text is worth nothing when the button has another name by now."""
        words = self.words_on_screens()
        for name, action in self.actions():
            for quoted in re.findall("“([^”]+)”", action.help or ""):
                with self.subTest(name):
                    self.assertIn(quoted, words)

    def words_on_screens(self):
        views = self.env["ir.ui.view"].search([("type", "!=", "qweb")])
        words = {"New"}
        for arch in views.mapped("arch_db"):
            words.update(html.fromstring(arch).xpath("//@string | //button//span/text()"))
        for model, field in (
            ("ir.ui.menu", "name"),
            ("ir.actions.act_window", "name"),
            ("ir.model.fields", "field_description"),
            ("ir.model.fields.selection", "name"),
        ):
            words.update(self.env[model].search([]).mapped(field))
        return words


def plain(text):
    return html.fromstring(f"<div>{text}</div>").text_content()
