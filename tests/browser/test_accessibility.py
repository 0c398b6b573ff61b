"""Nothing serious keeps anybody from using a page: axe-core looks, at a desk and on a phone."""

from odoo.tests import tagged

from .barriers import barriers, too_wide
from .filled import Filled

DESK, PHONE = 1400, 390


class Looked(Filled):
    def inspect(self, hands, address, shows="body", widths=(DESK, PHONE), schemes=("light",)):
        """Each of these widths and schemes; what was found is told at the end of the test."""
        for width in widths:
            hands.size(width)
            hands.go(address, shows)
            for scheme in schemes:
                hands.scheme(scheme)
                name = f"{address.partition('?')[0]} at {width} in {scheme}"
                self.found += [f"{name}: {one}" for one in barriers(hands)]
            if width == PHONE:
                self.found += [f"{address} is too wide: {one}" for one in too_wide(hands)]

    def setUp(self):
        super().setUp()
        self.found = []

    def nothing_found(self):
        self.assertFalse(self.found, "\n".join(["", *self.found]))


@tagged("-at_install", "post_install")
class TestCustomersPages(Looked):
    def test_pages_of_an_order(self):
        stories = self.orders_with_a_story()
        wanted = [
            ("way", "tracking"), ("way", "notices"), ("own", "tracking"), ("own", "handover"),
            ("asked", "tracking"), ("asked", "receipt"), ("arrived", "tracking"),
            ("arrived", "acceptance"), ("arrived", "complaints"), ("arrived", "feedback"),
            ("arrived", "returns"),
        ]  # fmt: skip
        addresses = [self.page(stories[order], name) for order, name in wanted]

        def walk(hands):
            for address in addresses:
                self.inspect(hands, address, schemes=("light", "dark"))

        self.act(walk)
        self.nothing_found()

    def test_pages_of_anybody(self):
        order = self.arrived()
        addresses = (
            "/track",
            "/receipt/nothing",
            "/feedback/unsubscribe",
            f"/my/orders/{order.id}/tracking",
        )

        def walk(hands):
            for address in addresses:
                self.inspect(hands, address, schemes=("light", "dark"))
            hands.go("/track", "main")
            hands.click("button[type=submit]")

        self.act(walk)
        self.nothing_found()

    def test_pages_behind_the_login(self):
        self.arrived()
        self.act(lambda hands: self.inspect(hands, "/my/orders", "main"), login="looking_buyer")
        self.nothing_found()
