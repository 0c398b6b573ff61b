"""What tours of the web client have in common."""

from odoo.tests import HttpCase


class Staff(HttpCase):
    """Tours of the administrator, in English."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env.ref("base.user_admin").lang = "en_US"

    def tour(self, address, name):
        self.env.flush_all()
        self.start_tour(f"/odoo/{address}", name, login="admin", timeout=600)
        self.env.invalidate_all()
