from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.order_tracking.models.order_tracking_event import EVIDENCE

from .. import ingest
from ..connectors.keys import event_key
from ..shipping import references
from ..shipping.state import TERMINAL
from .tracking_connector import utcnow

STATUSES = [
    ("unknown", "Unknown"),
    ("pending", "Not yet known to the carrier"),
    ("info_received", "Announced to the carrier"),
    ("picked_up", "Picked up"),
    ("in_transit", "In transit"),
    ("customs", "In customs"),
    ("out_for_delivery", "Out for delivery"),
    ("available_for_pickup", "Ready for pickup"),
    ("attempt_failed", "Delivery attempt failed"),
    ("delivered", "Delivered"),
    ("exception", "Problem"),
    ("returning", "On its way back"),
    ("returned", "Returned to sender"),
    ("cancelled", "Cancelled"),
    ("expired", "No news any more"),
]

UNDER_WAY = f"closed IS NOT TRUE AND status NOT IN ({', '.join(map(repr, sorted(TERMINAL)))})"


class OrderShipment(models.Model):
    """One parcel or consignment with one tracking number."""

    _name = "order.shipment"
    _description = "Shipment"
    _inherit = ["order.made", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "number"
    _check_company_auto = True
    _made_but_begun = frozenset({"kind"})  # whoever hands goods over begins an own delivery
    _made_by_screens = frozenset({"next_poll_at"})

    number = fields.Char("Tracking Number", required=True, tracking=True)
    kind = fields.Selection(
        [("parcel", "Parcel"), ("own", "Own delivery"), ("pickup", "Store pickup")],
        required=True,
        readonly=True,
        default="parcel",
        help="Own delivery and store pickup go without a carrier: the delivery's own number is "
        "the shipment's.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    connector_id = fields.Many2one(
        "tracking.connector", "Followed Through", check_company=True, index="btree_not_null"
    )
    carrier_id = fields.Many2one("delivery.carrier", "Delivery Method", check_company=True)
    carrier_code = fields.Char(help="The connector's own name of the carrier.")
    picking_ids = fields.Many2many("stock.picking", string="Deliveries", check_company=True)
    order_ids = fields.Many2many("sale.order", string="Orders", check_company=True)
    line_ids = fields.One2many("order.shipment.line", "shipment_id", "Content")
    event_ids = fields.One2many("order.shipment.event", "shipment_id", "History")
    package_ids = fields.Many2many("stock.package", string="Packages")

    status = fields.Selection(STATUSES, default="pending", readonly=True, required=True, copy=False)
    status_at = fields.Datetime("Since", readonly=True, copy=False)
    raw_code = fields.Char("Carrier's Code", readonly=True, copy=False)
    text = fields.Char("Carrier's Words", readonly=True, copy=False)
    location = fields.Char(readonly=True, copy=False)
    reason = fields.Char(readonly=True, copy=False)
    problem = fields.Boolean(readonly=True, copy=False)
    eta = fields.Datetime("Estimated Arrival", readonly=True, copy=False)
    eta_until = fields.Datetime(readonly=True, copy=False)
    shipped_at = fields.Datetime("Shipped", readonly=True, copy=False)
    delivered_at = fields.Datetime("Delivered On", readonly=True, copy=False)
    last_event_at = fields.Datetime("Last News", readonly=True, copy=False)
    signed_by = fields.Char("Received By", readonly=True, copy=False)
    evidence = fields.Selection(EVIDENCE, readonly=True, copy=False)
    tracking_url = fields.Char("Carrier's Page", compute="_compute_tracking_url")

    since = fields.Datetime(
        "Counts From",
        copy=False,
        help="Older events belong to another parcel that had the same number.",
    )
    closed = fields.Boolean(
        required=True,
        default=False,
        copy=False,
        help="Nothing more is expected; the number may be used again.",
    )
    changed_at = fields.Datetime(readonly=True, copy=False)
    quiet = fields.Integer("Questions Without News", readonly=True, copy=False)
    next_poll_at = fields.Datetime("Next Question", copy=False)
    last_poll_at = fields.Datetime(readonly=True, copy=False)
    subscribed_at = fields.Datetime(readonly=True, copy=False)
    source_number = fields.Char("Number at the Source", readonly=True, copy=False)
    phone = fields.Char(help="Some carriers want the receiver's phone number.", copy=False)
    postcode = fields.Char(copy=False)

    _number_uniq = models.UniqueIndex(
        "(company_id, number, COALESCE(carrier_code, ''), COALESCE(connector_id, 0))"
        " WHERE NOT closed",
        "This parcel is being followed already.",
    )
    # pattern_ops: also for what a number begins with, whatever the database's collation
    _number_idx = models.Index("(number varchar_pattern_ops)")
    _number_end_idx = models.Index("(reverse(number) text_pattern_ops)")
    _poll_idx = models.Index(
        "(connector_id, next_poll_at) WHERE next_poll_at IS NOT NULL AND NOT closed"
    )
    # as the list and the health page ask; what has arrived stays out, however much it is
    _open_idx = models.Index(f"(id) INCLUDE (company_id, connector_id) WHERE {UNDER_WAY}")

    @api.depends("number", "carrier_id")
    def _compute_tracking_url(self):
        for shipment in self:
            pattern = shipment.carrier_id.tracking_url or ""
            known = "<shipmenttrackingnumber>" in pattern
            url = pattern.replace("<shipmenttrackingnumber>", shipment.number or "")
            shipment.tracking_url = url if known else False

    # ------------------------------------------------------------------ numbers

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._completed(vals) for vals in vals_list]
        self._close_reused(vals_list)
        shipments = super().create(vals_list)
        shipments._adopt_orders()
        shipments._note_numbers()
        shipments._begin()
        return shipments

    @api.model
    def _completed(self, vals):
        """``vals`` with a number as it is compared, and what the delivery method says of it."""
        vals = {**vals, "number": self._checked_number(vals.get("number"))}
        vals.setdefault("company_id", self.env.company.id)
        carrier = self.env["delivery.carrier"].browse(vals.get("carrier_id") or ())
        if carrier and "connector_id" not in vals:
            # sudo: the connector's account stays hidden; that it follows this parcel does not
            vals["connector_id"] = carrier.sudo().tracking_connector_id.id
            vals.setdefault("carrier_code", carrier.tracking_carrier_code)
        return vals

    def write(self, vals):
        if "number" in vals:
            vals = {**vals, "number": self._checked_number(vals["number"])}
        done = super().write(vals)
        if "picking_ids" in vals:
            self._adopt_orders()
            self._note_numbers()
        if {"number", "connector_id", "carrier_code"} & vals.keys():
            self._begin()
        return done

    @api.model
    def _checked_number(self, text):
        number = references.normalised(text)
        problem = references.problem(number)
        if problem:
            raise ValidationError(
                self.env._(
                    "“%(number)s” is no tracking number: letters, digits and . / _ # : are "
                    "expected, at most %(length)s of them. Correct the number.",
                    number=(text or "")[:80],
                    length=references.MAX_LENGTH,
                )
            )
        return number

    @api.model
    def _identity(self, of):
        """What no two open parcels share: (company, number, carrier, connector).

        :param of: a shipment, or values of one.
        """
        record = isinstance(of, models.BaseModel)
        connector = of.connector_id.id if record else of.get("connector_id")
        company = of.company_id.id if record else of["company_id"]
        carrier = of.carrier_code if record else of.get("carrier_code")
        number = of.number if record else of["number"]
        return company, number, carrier or "", connector or 0

    @api.model
    def _close_reused(self, vals_list):
        """Carriers use numbers again: an older parcel that has arrived makes room.

        :raise ValidationError: for a parcel that is still on its way.
        """
        new = {self._identity(vals): vals for vals in vals_list}
        older = self._refuse_duplicates(new)
        older.closed = True
        older.flush_recordset(["closed"])  # before the new one is inserted: the index looks at both
        for shipment in older:
            since = shipment.delivered_at or shipment.last_event_at
            new[self._identity(shipment)].setdefault("since", since)

    @api.model
    def _refuse_duplicates(self, identities, but=()):
        """Open parcels with these identities that have ended.

        :param but: shipments that may have them.
        :raise ValidationError: when one of them is still on its way; it says which.
        """
        domain = [("number", "in", [number for _c, number, *_r in identities])]
        # sudo: a parcel of others stands in the way as much as an own one
        found = self.sudo().search([*domain, ("closed", "=", False)])
        found = found.filtered(lambda s: s not in but and self._identity(s) in identities)
        for shipment in found.filtered(lambda s: s.status not in TERMINAL):
            raise ValidationError(shipment._say_duplicate(self.env))
        return found

    def _say_duplicate(self, env):
        """Why this parcel's number is taken, for the user of ``env``."""
        mine = self.with_env(env)
        if not mine.has_access("read"):
            return env._(
                "Parcel %s is being followed already, for an order of others.", self.number
            )
        status = dict(self._fields["status"]._description_selection(env))[self.status]
        return env._(
            "Parcel %(number)s is being followed already (%(status)s, for %(orders)s). Add the "
            "delivery to that shipment, or close it when the carrier has used the number again.",
            number=self.number,
            status=status,
            orders=", ".join(mine.order_ids.mapped("name")) or env._("no order"),
        )

    def _adopt_orders(self):
        """The orders of the deliveries are the shipment's orders."""
        for shipment in self:
            # sudo: a parcel is for the orders whose goods it holds, whoever may see them
            orders = shipment.sudo().picking_ids.move_ids.sale_line_id.order_id
            missing = orders - shipment.sudo().order_ids
            if missing:
                shipment.order_ids = [Command.link(order.id) for order in missing]

    def _note_numbers(self):
        """Odoo's own tracking reference of the deliveries names these parcels, too."""
        # sudo: whoever may make the shipment may note its number on the delivery that it carries
        for picking in self.filtered(lambda s: s.kind == "parcel").sudo().picking_ids:
            noted = references.split(picking.carrier_tracking_ref)
            shipments = (self & picking.shipment_ids).sorted("id")
            missing = [s.number for s in shipments if s.number not in noted]
            if missing:
                picking._note_tracking_ref(missing)

    def _begin(self):
        """Asks the source soon, and looks for messages that came before the parcel was known."""
        self._follow()
        for company in self.company_id:
            numbers = self.filtered(lambda s, c=company: s.company_id == c).mapped("number")
            # sudo: the inbox belongs to nobody; what is in it concerns these parcels
            self.env["tracking.message"].sudo()._wake_waiting(numbers, company.id)

    # ------------------------------------------------------------------ what is told

    def _tell(
        self, code, *, at=None, text="", location="", signed_by="", key=None, evidence="staff"
    ):
        """Records what staff, a customer or a file says about these parcels.

        :param code: one of ``STATUSES``; ``at``: naive UTC, not in the future, now if None.
        :param key: identity of the telling, a repeated one changes nothing.
        """
        self.check_access("write")
        now = utcnow()
        at = at or now
        if at > now:
            raise UserError(
                self.env._("This cannot have happened in the future. Correct the time.")
            )
        key = key or f"{code}:{at.isoformat()}"
        detail = {"text": text, "location": location, "signed_by": signed_by}
        rows = [s._told_row(code, at, now, key, evidence, **detail) for s in self]
        self._take_told(rows, now)

    def _told_row(self, code, at, now, key, evidence, *, text="", location="", signed_by=""):
        """One telling as ``ingest.record`` takes it."""
        return (
            *(self.id, self.company_id.id, self.connector_id.id or None, None),
            event_key("told", str(self.id), key),
            *(at, "", "utc", now, 0, False, True, code, "", text, location, "", None, None),
            *(signed_by, evidence, self.env.uid),
        )

    @api.model
    def _take_told(self, rows, now):
        """Records tellings, each once; ids of the shipments to which they were new."""
        env = self.sudo().env  # sudo: whoever may write the shipments may tell; the caller checks
        touched = ingest.record(env, rows)
        ingest.refresh(env, touched, now, news=True)
        return touched

    def _rebuild(self):
        """Makes status and dates again from the history alone, whatever is stored."""
        ingest.refresh(self.env, self.ids, utcnow())

    # ------------------------------------------------------------------ what orders learn

    def _tell_orders(self, tellings):
        """Brings the journals of the orders in these shipments up to date.

        :param tellings: ``{shipment id: [Telling]}``, whole histories.
        """
        # sudo: the journal is written for everybody, from facts, not from input
        orders = self.env["sale.order"].sudo().browse(self._all_orders())
        if orders:
            projected = orders._shipment_sync(tellings)
            orders._tracking_announce()
            self._watch_orders(but=projected)  # those are looked at anyway

    def _all_orders(self):
        """Ids of the orders in these shipments, whoever may see them."""
        query = SQL(
            "SELECT DISTINCT sale_order_id FROM order_shipment_sale_order_rel"
            " WHERE order_shipment_id = ANY (%s)",
            self.ids,
        )
        return [row[0] for row in self.env.execute_query(query)]
