"""What tours of the web client have in common."""

import json

from odoo.tests import HttpCase, new_test_user

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


def english_buyer(env, login):
    """A portal user ``login`` with that password; they and the administrator read English."""
    env["res.lang"]._activate_lang("en_US")
    env.ref("base.user_admin").lang = "en_US"
    return new_test_user(
        env,
        login,
        groups="base.group_portal",
        password=login,
        email=f"{login}@example.com",
        lang="en_US",
    )
