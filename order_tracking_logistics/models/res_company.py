from odoo import fields, models

CARRIER_POLICIES = [
    ("cheapest", "The cheapest that keeps the promise"),
    ("fastest", "The fastest"),
    ("reliable", "The most reliable"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    order_notice_parcels = fields.Boolean(
        "Parcels",
        default=True,
        help="Also when the carrier has a parcel, brings it, or keeps it at a pickup point.",
    )
    order_carrier_policy = fields.Selection(
        CARRIER_POLICIES,
        "Carrier Choice",
        required=True,
        default="cheapest",
        help="Which delivery method is proposed for an order.",
    )
    order_allocation_mode = fields.Selection(
        [
            ("off", "Off"),
            ("propose", "Propose, people decide"),
            ("apply", "Propose and apply"),
        ],
        "Allocation",
        required=True,
        default="propose",
        help="Which warehouse sends each open order, worked out again when stock, orders or "
        "promises change.",
    )
    order_allocation_seen = fields.Char(readonly=True, prefetch=False)
    scan_weight_tolerance = fields.Float(
        "Weight Tolerance (%)",
        default=5.0,
        help="How far a parcel's weight may be from that of its content; 50 g at least.",
    )
    scan_box_weight = fields.Float(
        "Weight of an Empty Box (kg)", help="Is added to the weight of what is in the parcel."
    )
    order_message_months = fields.Integer(
        "Keep Carriers' Messages (months)",
        default=12,
        help="So many months after a carrier's message about parcels that are not under way any "
        "more, the message as it came is erased; what it told stays. 0: kept without end.",
    )
    _order_message_months_range = models.Constraint(
        "CHECK (order_message_months BETWEEN 0 AND 240)",
        "Carriers' messages are kept 1 to 240 months; 0 means without end.",
    )
    order_scan_months = fields.Integer(
        "Keep Who Scanned (months)",
        default=24,
        help="So many months after a scan it is erased who scanned; what was scanned, and when, "
        "stays. 0: kept without end.",
    )
    _order_scan_months_range = models.Constraint(
        "CHECK (order_scan_months BETWEEN 0 AND 240)",
        "Who scanned is kept 1 to 240 months; 0 means without end.",
    )
