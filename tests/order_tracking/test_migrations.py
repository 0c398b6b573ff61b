"""What upgrades do to texts that a company may have made its own."""

import importlib.util
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools.misc import file_path

from .common import TrackingCase

OLD = "<p>Hello, as it was</p>"


@tagged("post_install", "-at_install")
class TestReceiptMail(TrackingCase):
    def migrated(self, **texts):
        """The English mail of a receipt after the upgrade, from ``texts`` by language."""
        self.env["res.lang"]._activate_lang("zh_CN")
        template = self.env.ref("order_tracking.mail_template_receipt")
        for lang, text in texts.items():
            template.with_context(lang=lang).body_html = text
        self.env.flush_all()
        path = file_path("order_tracking/migrations/19.0.2.2.0/post-migrate.py")
        spec = importlib.util.spec_from_file_location("receipt_mail", path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        with patch.object(script, "_OURS", {script._digest(OLD)}):
            script.migrate(self.env.cr, "19.0.2.1.0")
        self.env.invalidate_all()
        return template.with_context(lang="en_US").body_html

    def test_our_own_text_is_replaced(self):
        self.assertIn("What changed", self.migrated(en_US=OLD, zh_CN=OLD))

    def test_a_text_that_somebody_changed_stays(self):
        self.assertEqual(self.migrated(en_US="<p>Ours</p>", zh_CN=OLD), "<p>Ours</p>")

    def test_a_translation_that_somebody_changed_stays_with_its_text(self):
        self.assertEqual(self.migrated(en_US=OLD, zh_CN="<p>自己的</p>"), OLD)
