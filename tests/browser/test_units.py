"""What the web client's parts decide, tested in the browser with Odoo's own test runner."""

from odoo.tests import HttpCase, tagged

from odoo.addons.web.tests.test_js import unit_test_error_checker


@tagged("-at_install", "post_install")
class TestUnits(HttpCase):
    def test_order_tracking(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=60000&filter=@order_tracking",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=unit_test_error_checker,
        )
