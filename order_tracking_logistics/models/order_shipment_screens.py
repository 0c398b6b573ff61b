from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, escape_psql

from ..shipping import references
from ..shipping.state import TERMINAL

STAFF_GROUPS = "order_tracking.group_user,stock.group_stock_user"


class OrderShipment(models.Model):
    """What people see of shipments, and what they press."""

    _inherit = "order.shipment"

    order_count = fields.Integer(compute="_compute_counts")
    picking_count = fields.Integer(compute="_compute_counts", groups=STAFF_GROUPS)
    late = fields.Boolean(
        compute="_compute_late",
        search="_search_late",
        help="The carrier's own estimate has passed, and the parcel has not arrived.",
    )

    @api.depends("order_ids", "picking_ids")
    def _compute_counts(self):
        for shipment in self:
            shipment.order_count = len(shipment.order_ids)
            # sudo: only how many there are
            shipment.picking_count = len(shipment.sudo().picking_ids)

    @api.depends("eta", "eta_until", "status", "closed")
    def _compute_late(self):
        now = fields.Datetime.now()
        for shipment in self:
            due = shipment.eta_until or shipment.eta
            over = shipment.closed or shipment.status in TERMINAL
            shipment.late = bool(due and due < now and not over)

    @api.model
    def _search_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        passed = Domain("eta_until", "<", "now") | (
            Domain("eta_until", "=", False) & Domain("eta", "<", "now")
        )
        late = passed & Domain("closed", "=", False) & Domain("status", "not in", sorted(TERMINAL))
        return Domain.OR([late if wanted else ~late for wanted in value])

    @api.model
    def _search_display_name(self, operator, value):
        """A number is found however it is written, by how it begins and by its last characters:
        both by an index, however many parcels there are."""
        number = isinstance(value, str) and references.normalised(value)
        if not number:
            return super()._search_display_name(operator, value)
        if operator != "ilike":
            return super()._search_display_name(operator, number)
        begins, ends = (f"{escape_psql(text)}%" for text in (number, number[::-1]))

        def ending(model, alias, query):
            return SQL("reverse(%s) LIKE %s", model._field_to_sql(alias, "number", query), ends)

        return Domain("number", "=like", begins) | Domain.custom(
            to_sql=ending, predicate=lambda shipment: shipment.number.endswith(number)
        )

    @api.onchange("carrier_id")
    def _onchange_carrier_id(self):
        if self.carrier_id.tracking_connector_id:
            self.connector_id = self.carrier_id.tracking_connector_id
            self.carrier_code = self.carrier_id.tracking_carrier_code

    @api.onchange("picking_ids")
    def _onchange_picking_ids(self):
        self.order_ids |= self.picking_ids.sale_id
        first = self.picking_ids[:1]
        self.carrier_id = self.carrier_id or first.carrier_id
        self.phone = self.phone or first.partner_id.phone
        self.postcode = self.postcode or first.partner_id.zip

    # ------------------------------------------------------------------ buttons

    def action_tell(self):
        """Opens the dialog “Record Event”."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record Event"),
            "res_model": "order.shipment.tell",
            "view_mode": "form",
            "target": "new",
            "context": {"default_shipment_ids": self.ids},
        }

    def action_check_now(self):
        """Has the sources asked about these parcels soon: no one waits for a carrier."""
        self.check_access("read")
        asked = self.filtered(lambda s: s.connector_id and not s.closed)
        # sudo: whoever may see a parcel may have it asked about; only the due time changes
        asked.sudo()._ask_soon()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": self._say_asked(len(asked)), "type": "info"},
        }

    def _say_asked(self, count):
        if not count:
            return self.env._("Nobody can be asked: choose where these parcels are followed.")
        return self.env._("The source is asked about %s parcels as soon as it allows it.", count)

    def action_close(self):
        """Nothing more is expected of these parcels."""
        self.write({"closed": True})
        self.sudo().next_poll_at = False  # sudo: whoever may close them ends the questions

    def action_reopen(self):
        """News of these parcels are taken in again."""
        self._refuse_duplicates([self._identity(s) for s in self], self)
        self.write({"closed": False})
        self._begin()

    def action_carrier_page(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "target": "new", "url": self.tracking_url}

    def action_view_orders(self):
        return self.order_ids._get_records_action(name=self.env._("Orders"))

    def action_view_deliveries(self):
        return self.picking_ids._get_records_action(name=self.env._("Deliveries"))
