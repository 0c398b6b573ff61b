"""What tours of the web client have in common."""

import json

from odoo.tests import HttpCase

_LOOK = """
const page = document.body.innerText.toLowerCase();
const lost = %s.filter((text) => !page.includes(text.toLowerCase()));
if (lost.length) console.error("not on the page: " + lost);
else console.log("test successful");
"""


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

    def customer_sees(self, order, page, *texts):
        """The customer's page, opened with the order's token, shows each text."""
        token = order._portal_ensure_token()
        self.browser_js(
            f"/my/orders/{order.id}/{page}?access_token={token}",
            _LOOK % json.dumps(texts),
            ready="document.readyState === 'complete'",
        )
