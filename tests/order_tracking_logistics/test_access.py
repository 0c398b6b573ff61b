"""Who sees and does what with parcels, what is told of them, and the accounts at carriers."""

from psycopg2.errors import RestrictViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import ShipmentCase

PIXEL = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15"
    b"\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\x0f\x04\x00\t\xfb\x03\xfd\xfb^k+\x00\x00\x00\x00IEND\xaeB`\x82"
)
MODELS = ("order.shipment", "order.shipment.line", "order.shipment.event")
SECRETS = ("account_key", "account_secret", "push_secret", "push_token", "push_url", "access_token")


@tagged("post_install", "-at_install")
class TestShipmentAccess(ShipmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make, no_mail = cls.env, {"no_reset_password": True}
        cls.env = cls.env(context={**make.context, **no_mail})
        cls.seller = new_test_user(make, "seller", groups="sales_team.group_sale_salesman")
        cls.seller_all = new_test_user(
            make, "seller_all", groups="sales_team.group_sale_salesman_all_leads"
        )
        cls.tracker = new_test_user(make, "tracker", groups="order_tracking.group_user")
        cls.boss = new_test_user(make, "boss", groups="order_tracking.group_manager")
        cls.stocker = new_test_user(make, "stocker", groups="stock.group_stock_user")
        cls.employee = new_test_user(make, "employee", groups="base.group_user")
        cls.portal = new_test_user(make, "portal_y", groups="base.group_portal")
        other = make["res.company"].create({"name": "Other"})
        cls.stranger = new_test_user(
            make,
            "stranger_y",
            groups="order_tracking.group_manager,sales_team.group_sale_manager,"
            "stock.group_stock_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )

    def setUp(self):
        super().setUp()
        self.own = self.parcel("OWN001", self.seller)
        self.foreign = self.parcel("FOR001", self.env.ref("base.user_admin"))

    def parcel(self, number, seller):
        order = self.shipped(number)
        order.user_id = seller
        shipment = self.shipment(number)
        line = {"shipment_id": shipment.id, "sale_line_id": order.order_line.id, "quantity": 10}
        self.env["order.shipment.line"].create(line)
        shipment._tell("in_transit", text="On its way")
        return shipment

    def test_content_is_of_the_company(self):
        values = {
            "partner_id": self.customer.id,
            "company_id": self.stranger.company_id.id,
            "order_line": [Command.create({"name": "Text", "display_type": "line_note"})],
        }
        other = self.env["sale.order"].with_company(self.stranger.company_id).create(values)
        line = {"shipment_id": self.own.id, "sale_line_id": other.order_line[:1].id, "quantity": 1}
        with self.assertRaisesRegex(UserError, "compan"):
            self.env["order.shipment.line"].create(line)
        with self.assertRaisesRegex(UserError, "compan"):
            self.own.line_ids.sale_line_id = other.order_line[:1]

    def sees(self, user, shipment):
        fields = ("id", "shipment_id", "shipment_id")
        return [
            bool(self.env[model].with_user(user).search([(field, "=", shipment.id)]))
            for model, field in zip(MODELS, fields, strict=True)
        ]

    def test_reading(self):
        yes, no = [True] * 3, [False] * 3
        for user, own, foreign in (
            (self.seller, yes, no),
            (self.seller_all, yes, yes),
            (self.tracker, yes, yes),
            (self.boss, yes, yes),
            (self.stocker, yes, yes),
            (self.stranger, no, no),
        ):
            with self.subTest(user.login):
                self.assertEqual(self.sees(user, self.own), own)
                self.assertEqual(self.sees(user, self.foreign), foreign)

    def test_a_parcel_without_an_order_is_no_salespersons_own(self):
        loose = self.env["order.shipment"].create({"number": "LOOSE001"})
        self.assertFalse(loose.with_user(self.seller).has_access("read"))
        order = self.order(user_id=False)
        loose.order_ids = order
        self.assertTrue(loose.with_user(self.seller).has_access("read"))

    def test_no_reading_without_a_group(self):
        models = (*MODELS, "tracking.message", "tracking.connector")
        for user in (self.employee, self.portal, self.env.ref("base.public_user")):
            for model in models:
                with self.subTest(f"{user.login} {model}"), self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])

    def test_salespeople_only_look(self):
        shipment = self.own.with_user(self.seller)
        for operation in ("write", "create", "unlink"):
            self.assertFalse(shipment.has_access(operation))
        with self.assertRaises(AccessError):
            shipment._tell("delivered")
        with self.assertRaises(AccessError):
            shipment.action_close()
        shipment.action_check_now()  # asking the carrier changes nothing that is known
        self.assertTrue(self.own.next_poll_at)

    def test_trackers_and_the_warehouse_tell(self):
        for user, code in ((self.stocker, "out_for_delivery"), (self.tracker, "delivered")):
            self.own.with_user(user)._tell(code)
            self.assertEqual(self.own.status, code)
            self.assertEqual(self.own.event_ids[0].author_id, user)
            self.assertFalse(self.own.with_user(user).has_access("unlink"))

    def test_the_warehouses_manager_sets_when_carriers_come(self):
        cutoffs = self.env["order.dispatch.cutoff"]
        keeper = new_test_user(self.env, "keeper", groups="stock.group_stock_manager")
        for operation in ("read", "write", "create", "unlink"):
            self.assertTrue(cutoffs.with_user(keeper).has_access(operation))
            reads = operation == "read"
            self.assertEqual(cutoffs.with_user(self.stocker).has_access(operation), reads)

    def test_nobody_rewrites_history(self):
        event = self.own.event_ids[0]
        for user in (self.seller, self.tracker, self.boss, self.stocker):
            for operation in ("create", "write", "unlink"):
                self.assertFalse(event.with_user(user).has_access(operation))
        with self.assertRaises(UserError):
            event.text = "Something else"
        with mute_logger("odoo.sql_db"), self.assertRaises(RestrictViolation):
            self.env.cr.execute(
                "UPDATE order_shipment_event SET text = 'x' WHERE id = %s", [event.id]
            )

    def test_accounts_at_carriers_are_the_managers(self):
        self.easypost.account_key = "very secret"
        for user in (self.tracker, self.stocker):
            connector = self.easypost.with_user(user)
            self.assertEqual(connector.name, "EasyPost")
            self.assertFalse(connector.has_access("write"))
            for name in SECRETS:
                with self.subTest(f"{user.login} {name}"), self.assertRaises(AccessError):
                    connector.read([name])
                with self.assertRaises(AccessError):
                    connector.search([(name, "!=", False)])
        self.assertEqual(self.easypost.with_user(self.boss).account_key, "very secret")
        with self.assertRaises(AccessError):
            self.easypost.with_user(self.stranger).read(["name"])
        with self.assertRaises(AccessError):
            self.easypost.with_user(self.seller).read(["name"])

    def test_raw_messages_are_the_managers(self):
        message = self.receive(self.tracker_body())
        self.assertTrue(message.with_user(self.tracker).read(["state", "numbers"]))
        for user in (self.seller, self.stocker, self.stranger):
            with self.subTest(user.login), self.assertRaises(AccessError):
                message.with_user(user).read(["state"])
        for name in ("body", "body_text"):
            with self.assertRaises(AccessError):
                message.with_user(self.tracker).read([name])
        self.assertIn("UNKNOWN1", message.with_user(self.boss).body_text)
        for operation in ("create", "write", "unlink"):
            self.assertFalse(message.with_user(self.boss).has_access(operation))

    def tracker_body(self):
        scan = ("in_transit", "2026-11-01T10:00:00Z", "Picked up")
        return ShipmentCase.tracker(self, "UNKNOWN1", scan)

    def test_a_proof_is_for_those_who_see_the_parcel(self):
        file = self.foreign._keep_proof("signature.png", PIXEL)
        self.assertFalse(file.public or file.access_token)
        for user, may in (
            (self.seller_all, True),
            (self.tracker, True),
            (self.stocker, True),
            (self.seller, False),
            (self.employee, False),
            (self.portal, False),
            (self.stranger, False),
        ):
            with self.subTest(user.login):
                self.assertEqual(file.with_user(user).has_access("read"), may)

    def test_a_proof_cannot_borrow_another_file(self):
        secret = self.env["ir.attachment"].create(
            {"name": "secret.png", "raw": PIXEL, "res_model": "res.users", "res_id": self.boss.id}
        )
        shipment = self.own.with_user(self.tracker)
        with self.assertRaises(UserError):
            shipment.write({"proof_ids": [Command.link(secret.id)]})
        other = self.foreign._keep_proof("a.png", PIXEL)
        with self.assertRaises(ValidationError):
            self.own.proof_ids = other

    def test_what_is_no_picture_is_no_proof(self):
        for raw in (b"", b"<svg onload='x'/>", b"%PDF-1.4", b"\x89PNG" + b"0" * 100):
            with self.subTest(raw[:5]), self.assertRaises(UserError):
                self.own._keep_proof("x.png", raw)
        self.assertFalse(self.own.proof_ids)

    def test_nobody_opens_a_parcel_by_putting_it_on_their_own_order(self):
        """Whose order a parcel is of decides who sees it."""
        link = {"shipment_ids": [Command.link(self.foreign.id)]}
        for record in (self.own.order_ids, self.own.picking_ids):
            with self.subTest(record._name), self.assertRaises(AccessError):
                record.with_user(self.seller).write(link)
        self.assertFalse(self.foreign.with_user(self.seller).has_access("read"))
        self.own.picking_ids.with_user(self.stocker).write(link)
        self.assertIn(self.foreign, self.own.picking_ids.shipment_ids)
