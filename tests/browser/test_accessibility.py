"""Nothing serious keeps anybody from using a page: axe-core looks, at a desk and on a phone."""

import json
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from tests.order_tracking_logistics.test_dispatch import DispatchCase
from tests.order_tracking_logistics.test_scan_station import ScanCase

from .barriers import barriers, sideways, too_wide
from .dialogs import Dialogs, own_dialogs
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


# opens a screen within the client that is loaded already, as its menu does
_OPEN = """(async () => {
    const services = odoo.__WOWL_DEBUG__.root.env.services;
    services.dialog.closeAll();
    while (document.querySelector(".modal")) await new Promise((done) => setTimeout(done, 20));
    await services.action.doAction(%s, %s);
    return true;
})()"""
WHOLE = ".o_action_manager :not(:empty), .modal .o_form_view"


@tagged("-at_install", "post_install")
class TestStaffScreens(Looked, Dialogs):
    def test_screens_of_all_menus(self):
        self.rows_everywhere()
        screens = [screen for menu in self.menus() for screen in self.screens(menu.action)]
        self.assertGreater(len(screens), 60)

        def walk(hands):
            hands.size(DESK)
            hands.see(".o_list_view")
            for name, action, options in screens:
                hands.ask(_OPEN % (json.dumps(action), json.dumps(options)))
                hands.see(WHOLE)
                self.found += [f"{name}: {one}" for one in barriers(hands)]

        # at once: coming from another page of the client, the first may keep the second waiting
        self.act(walk, "/odoo/action-sale.action_orders", "admin")
        self.nothing_found()

    def test_dialogs_of_all_buttons(self):
        dialogs = list(self.dialogs(self.rows_everywhere()))
        opened = {self.model_of(action) for _name, action, _options in dialogs}
        self.assertFalse(own_dialogs(self.env) - opened - self.of_menus(), "Open these, too.")

        def walk(hands):
            hands.size(DESK)
            hands.see(".o_list_view")
            for name, action, options in dialogs:
                hands.ask(_OPEN % (json.dumps(action), json.dumps(options)))
                hands.see(".modal .o_form_view")
                self.found += [f"{name}: {one}" for one in barriers(hands)]
            self.nothing_sideways(hands, dialogs)

        self.act(walk, "/odoo/action-sale.action_orders", "admin")
        self.nothing_found()

    def nothing_sideways(self, hands, dialogs):
        """On a phone each dialog is as wide as its screen; a table in it becomes cards."""
        hands.size(PHONE)
        hands.go("/odoo/action-sale.action_orders", ".o_action_manager .o_view_controller")
        for name, action, options in dialogs:
            hands.ask(_OPEN % (json.dumps(action), json.dumps(options)))
            hands.see(".modal .o_form_view")
            found = sideways(hands, ".modal")
            self.found += [f"{name} is wider than a phone: {one}" for one in found]

    def of_menus(self):
        """Models that are looked at with the menus."""
        actions = [menu.action for menu in self.menus()]
        names = {"ir.actions.act_window": "res_model", "ir.actions.server": "model_name"}
        return {action[names[action._name]] for action in actions if action._name in names}

    def model_of(self, action):
        kept = isinstance(action, int) and self.env["ir.actions.act_window"].browse(action)
        return kept.res_model if kept else action["res_model"]

    def menus(self):
        """All that are ours and open something."""
        found = self.env["ir.ui.menu"].sudo().search([("action", "!=", False)])
        names = found.get_external_id()
        return found.filtered(lambda menu: names[menu.id].startswith("order_tracking"))

    def screens(self, action):
        """(name, what to open, how) of each view of an action, and of one record's form."""
        if action.type != "ir.actions.act_window" or action.target == "new":
            yield action.name, action.id, {"clearBreadcrumbs": True}
            return
        for _view, mode in action.views:
            if mode != "form" or action.res_id or action.views[0][1] == "form":
                how = {"clearBreadcrumbs": True, "viewType": mode}
                yield f"{action.name}, {mode}", action.id, how
            elif record := self.env[action.res_model].search([], limit=1):
                yield f"{action.name}, form", self.form(action, record), {"clearBreadcrumbs": True}

    def form(self, action, record):
        """What opens this record as the action does."""
        [view] = [view for view, mode in action.views if mode == "form"]
        kind, model = "ir.actions.act_window", action.res_model
        return {"type": kind, "res_model": model, "res_id": record.id, "views": [[view, "form"]]}


@tagged("-at_install", "post_install")
class TestScanStationOnAPhone(Looked, ScanCase):
    def test_from_the_first_scan_to_a_wrong_one(self):
        picking = self.transfer((self.chair, 2), (self.desk, 1))
        station = "/odoo/action-order_tracking_logistics.scan_station_action"

        def walk(hands):
            self.inspect(hands, station, ".o_scan_welcome", [PHONE])
            hands.click(".o_scan_bar button:last-child")
            hands.see("#scan_stage")
            self.found += barriers(hands) + too_wide(hands)
            self.inspect(hands, f"/odoo/{picking.id}/scan-station", ".o_scan_next", [PHONE])
            for code, tone in (("4006381333931", "good"), ("nothing", "bad")):
                hands.click(".o_scan_code")
                hands.write(code)
                hands.press("Enter")
                hands.see(f".o_scan_{tone} .o_scan_signal")
                self.found += barriers(hands) + too_wide(hands)

        self.act(walk, login="admin")
        self.nothing_found()


@tagged("-at_install", "post_install")
class TestDispatchBoardOnAPhone(Looked, DispatchCase):
    def test_with_late_ones_warnings_and_waves(self):
        now = fields.Datetime.now()
        self.warehouse.partner_id.tz = f"Etc/GMT{now.hour - 12:+d}"
        self.env.ref("base.user_admin").property_warehouse_id = self.warehouse
        self.cutoff(self.sf, 13.5, saturday=True, sunday=True)
        for days, stock in ((30, True), (-1, True), (30, False)):
            self.deliveries(1, stock=stock, commitment_date=now + timedelta(days=days))
        board = "/odoo/action-order_tracking_logistics.dispatch_board_action"
        self.act(
            lambda hands: self.inspect(hands, board, ".o_dispatch_rows", [PHONE]), login="admin"
        )
        self.nothing_found()
