from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.order_tracking.presentation.exceptions import NEXT_STEPS, TEXTS
from odoo.addons.order_tracking.watch import Kind, Trouble, add_kind

from ..presentation import exceptions as words
from ..shipping.watch import Watched, next_look, problem
from .order_tracking_event import PARCEL_EVENTS

PARCELS = "parcels"
_NEWS = (*PARCEL_EVENTS, "delivered")
_TRIED = ("out_for_delivery", "at_pickup_point", "parcel_delivered", "delivered")
PARCEL_KINDS = [
    ("silent", "Carrier silent"),
    ("own_overdue", "Own delivery not confirmed"),
    ("unknown_number", "Number unknown to the carrier"),
    ("attempt_failed", "Delivery attempt failed"),
    ("customs", "Held by customs"),
    ("damaged", "Damaged on the way"),
    ("lost", "Lost on the way"),
    ("parcel_problem", "Problem with a parcel"),
    ("returning", "Coming back"),
    ("returned", "Came back"),
]
for _kind in (
    Kind("silent", hours=8, cured_by=_NEWS),
    Kind("own_overdue", hours=8, cured_by=_NEWS),
    Kind("unknown_number", hours=8, tolerance=16, cured_by=_NEWS),
    Kind("attempt_failed", hours=4, opened_by=("attempt_failed",), cured_by=_TRIED),
    Kind("customs", hours=8, tolerance=16, opened_by=("in_customs",), cured_by=_NEWS),
    Kind("damaged", hours=4, opened_by=("parcel_problem",), cured_by=_NEWS),
    Kind("lost", hours=4, opened_by=("parcel_problem",), cured_by=_NEWS),
    Kind("parcel_problem", hours=4, opened_by=("parcel_problem",), cured_by=_NEWS),
    Kind("returning", hours=8, opened_by=("parcel_returning",), cured_by=_NEWS),
    Kind("returned", hours=8, opened_by=("parcel_returned",), cured_by=_NEWS),
):
    add_kind(_kind)
TEXTS.update(words.TEXTS)
NEXT_STEPS.update(words.NEXT_STEPS)
_WATCHED = """
SELECT r.sale_order_id AS order_id, o.company_id, s.id, s.number, s.status, s.status_at,
       COALESCE(s.reason, '') AS reason, COALESCE(s.text, '') AS text,
       s.create_date AS known_at, s.last_event_at, s.connector_id IS NOT NULL AS followed,
       s.silent_after,
       (SELECT max(e.occurred_at) FROM order_shipment_event e
         WHERE e.shipment_id = s.id AND e.code = 'attempt_failed') AS failed_at,
       (SELECT max(e.occurred_at) FROM order_shipment_event e
         WHERE e.shipment_id = s.id
           AND e.code IN ('out_for_delivery', 'available_for_pickup', 'delivered')) AS tried_at
  FROM order_shipment_sale_order_rel r
  JOIN order_shipment s ON s.id = r.order_shipment_id
  JOIN sale_order o ON o.id = r.sale_order_id
 WHERE r.sale_order_id = ANY (%s) AND NOT s.closed
   AND o.tracking_state IN ('running', 'delivered')
 ORDER BY 1, s.id"""
_EXPECTED = """
SELECT r.sale_order_id,
       max(COALESCE(s.eta, s.forecast_from + (s.forecast_until - s.forecast_from) / 2))
  FROM order_shipment_sale_order_rel r JOIN order_shipment s ON s.id = r.order_shipment_id
 WHERE r.sale_order_id = ANY (%s) AND NOT s.closed
   AND s.status NOT IN ('delivered', 'returned', 'cancelled')
 GROUP BY 1
HAVING bool_and(s.eta IS NOT NULL OR s.forecast_until IS NOT NULL)"""


class OrderException(models.Model):
    _inherit = "order.exception"

    kind = fields.Selection(
        selection_add=PARCEL_KINDS,
        # nobody will ever tell that these are over when the addon that told of them is gone
        ondelete={code: "cascade" for code, _label in PARCEL_KINDS},
    )
    cause = fields.Selection(
        selection_add=[
            ("carrier", "Carrier late"),
            ("address", "Address"),
            ("absent", "Nobody there"),
            ("refused", "Refused"),
            ("damaged", "Damaged on the way"),
            ("lost", "Lost on the way"),
            ("customs", "Customs"),
            ("weather", "Weather or strike"),
            ("other",),
        ],
    )

    @api.model
    def _sources(self):
        return {**super()._sources(), PARCELS: "_find_in_parcels"}

    @api.model
    def _find_in_parcels(self, orders, now):
        """What carriers say of the parcels, and what they do not say."""
        wanted, looks = [], {}
        for company, parcels in self._watched_parcels(orders.ids).items():
            rules = self.env["order.exception.rule"]._settings(company)
            add = self._clocks(company)(None).add
            for order, parcel in parcels:
                asked = (parcel, now, add, lambda kind, r=rules: r[kind].tolerance)
                if found := problem(*asked):
                    wanted.append(_trouble(order, parcel, found))
                if at := next_look(*asked):
                    looks[order] = min(at, looks.get(order, at))
        return wanted, looks

    @api.model
    def _watched_parcels(self, order_ids):
        """``{company id: [(order id, shipping.Watched)]}`` of open parcels."""
        self.env["order.shipment"].flush_model()
        found = defaultdict(list)
        for row in self.env.execute_query_dict(SQL(_WATCHED, list(order_ids))):
            order, company = row.pop("order_id"), row.pop("company_id")
            found[company].append((order, Watched(**row)))
        return found

    @api.model
    def _expected(self, orders):
        """The carriers' estimate, else the middle of our own, where every parcel under way has
        one; the last parcel counts."""
        self.env["order.shipment"].flush_model()
        rows = self.env.execute_query(SQL(_EXPECTED, orders.ids))
        return {**super()._expected(orders), **dict(rows)}


def _trouble(order, parcel, found):
    return Trouble(
        order_id=order,
        kind=found.kind,
        key=str(parcel.id),
        since=found.since,
        cause=found.cause,
        data=found.data,
        document=("order.shipment", parcel.id),
    )
