"""Three orders at every stage, and one user for each role that could look at them.

``own``: the order of the customer ``customer`` and of the salesperson ``seller``; ``foreign``: of
another customer and another salesperson; ``abroad``: of another company of the same database.
"""

from __future__ import annotations

from odoo import Command, fields
from odoo.tests import new_test_user

from ..hostile.world import picture

OWN, FOREIGN, ABROAD = RECORDS = ("own", "foreign", "abroad")
GROUPS = {
    "customer": "base.group_portal",
    "colleague": "base.group_portal",
    "stranger": "base.group_portal",
    "employee": "base.group_user",
    "seller": "sales_team.group_sale_salesman",
    "seller_all": "sales_team.group_sale_salesman_all_leads",
    "warehouse": "stock.group_stock_user",
    "tracker": "order_tracking.group_user",
    "manager": "order_tracking.group_manager",
    # as much as somebody can be without being the administrator, in the other company
    "abroad": "order_tracking.group_manager,sales_team.group_sale_manager,stock.group_stock_manager"
    ",account.group_account_manager,base.group_partner_manager",
}
ROLES = ("public", *GROUPS)


class World:
    """``users`` by role; ``orders`` by record; ``links`` by record and role of the link."""

    def __init__(self, env):
        self.env = env = env(su=True)
        self.company = env.company
        self.other = env["res.company"].create({"name": "Abroad", "email": "abroad@example.com"})
        self.companies = dict.fromkeys(RECORDS, self.company) | {ABROAD: self.other}
        for company in (self.company, self.other):
            self._settings(company)
        self.partners = self._partners()
        self.users = self._users()
        self.product = env["product.product"].create(
            {"name": "Chair", "is_storable": True, "list_price": 10, "invoice_policy": "order"}
        )
        self.entry = self._entry()
        self.orders = {record: self._order(record) for record in RECORDS}
        self.links = {record: self._links(order) for record, order in self.orders.items()}
        self.connectors = {record: self._connector(record) for record in RECORDS}
        self.parcels = {record: self._parcel(record) for record in RECORDS}
        self.sync()

    def sync(self):
        """What the end of a transaction does, and what the job of each minute does."""
        self.env.cr.flush()
        for record, order in self.orders.items():
            self.within(record)["order.tracking.watch"]._look(order.ids)
        self.env.cr.flush()
        self.env.invalidate_all()

    def within(self, record):
        """The environment of the record's company, with all rights."""
        context = {"allowed_company_ids": self.companies[record].ids}
        return self.env(context={**self.env.context, **context})

    def acting(self, role):
        """The environment of a role, as a request of its own has it."""
        user = self.users[role]
        return self.env(user=user, su=False, context={"allowed_company_ids": user.company_ids.ids})

    def _entry(self):
        """The other company has no accounts, so that it can have a journal, but no invoice."""
        env = self.within(ABROAD)
        env["account.journal"].create({"name": "Other", "code": "OTH", "type": "general"})
        note = Command.create({"display_type": "line_note", "name": "Other"})
        return env["account.move"].create({"move_type": "entry", "line_ids": [note]})

    def order_message(self, record):
        """An order of the record's customer, as another system sends it."""
        line = {"name": self.product.name, "quantity": 2}
        customer = {"email": self.partners[record].email}
        return {"reference": f"PO-{record}", "customer": customer, "lines": [line]}

    def _settings(self, company):
        company.write(
            {
                "order_verification_mode": "off",
                "order_lookup_enabled": True,
                "order_receipt_enabled": True,
                "email": company.email or "seller@example.com",
            }
        )

    def _partners(self):
        """The one who orders, by record; ``colleague`` belongs to the same company."""
        place = {"country_id": self.env.ref("base.be").id, "city": "Gent", "zip": "9000"}
        make = self.env["res.partner"].create
        house = make({"name": "House", "is_company": True})
        return {
            OWN: make({"name": "Own", "email": "own@x.example", "parent_id": house.id, **place}),
            "colleague": make({"name": "Colleague", "parent_id": house.id, **place}),
            FOREIGN: make({"name": "Foreign", "email": "foreign@x.example", **place}),
            ABROAD: make({"name": "Abroad", "email": "abroad@x.example", **place}),
        }

    def _users(self):
        partners = {"customer": OWN, "colleague": "colleague", "stranger": FOREIGN}
        users = {"public": self.env.ref("base.public_user")}
        for role, groups in GROUPS.items():
            company = self.other if role == "abroad" else self.company
            values = {"company_id": company.id, "company_ids": [Command.set(company.ids)]}
            if role in partners:
                values["partner_id"] = self.partners[partners[role]].id
            login = f"access_{role}"
            users[role] = new_test_user(self.env, login, groups, name=role.title(), **values)
        return users

    def _salesperson(self, record):
        if record == FOREIGN:
            return self.env.ref("base.user_admin")
        return self.users["seller" if record == OWN else "abroad"]

    def _order(self, record):
        """An order whose goods are with the customer, with a receipt; invoiced where that can be
        done without accounts of a new company."""
        env = self.within(record)
        company = env.company
        place = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        env["stock.quant"]._update_available_quantity(self.product, place.lot_stock_id, 1000)
        line = Command.create({"product_id": self.product.id, "product_uom_qty": 10})
        values = {"partner_id": self.partners[record].id, "order_line": [line]}
        order = env["sale.order"].create(
            {**values, "user_id": self._salesperson(record).id, "company_id": company.id}
        )
        order.action_confirm()
        env.cr.flush()
        order._receipt_prepare()
        self._deliver(order)
        if record != ABROAD:
            order._create_invoices().action_post()
        order._portal_ensure_token()
        return order

    def _deliver(self, order):
        for picking in order.picking_ids:
            picking.action_assign()
            picking.move_ids.picked = True
            picking.with_context(skip_backorder=True).button_validate()
        self.env.cr.flush()
        arrived = order.milestone_ids.filtered(lambda m: m.stage_id.trigger == "delivered")
        order._tracking_mark(arrived.stage_id)
        self.env.cr.flush()

    def _links(self, order):
        roles = dict(self.env["order.tracking.link"]._fields["role"].selection)
        values = [{"order_id": order.id, "role": role} for role in roles]
        ended = {"order_id": order.id, "role": "buyer", "revoked_at": fields.Datetime.now()}
        links = order.env["order.tracking.link"].create([*values, ended])
        links.partner_id = order.partner_id
        return dict(zip((*roles, "revoked"), links, strict=True))

    def _connector(self, record):
        values = {"name": record, "code": "easypost", "push_secret": "secret", "state": "paused"}
        return self.within(record)["tracking.connector"].create(
            {**values, "company_id": self.companies[record].id}
        )

    def _parcel(self, record):
        order = self.orders[record]
        parcel = self.within(record)["order.shipment"].create(
            {
                "number": f"SF{record}",
                "connector_id": self.connectors[record].id,
                "order_ids": [Command.link(order.id)],
                "picking_ids": [Command.link(order.picking_ids[:1].id)],
            }
        )
        proof = {"name": "proof.png", "raw": picture(), "mimetype": "image/png"}
        about = {"res_model": parcel._name, "res_id": parcel.id}
        parcel.proof_ids = [Command.create({**proof, **about})]
        return parcel
