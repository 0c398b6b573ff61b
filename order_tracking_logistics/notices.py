"""News of parcels for whoever follows an order; see ``order_tracking.notices``."""

from odoo.addons.order_tracking.notices import Topic, register

PARCELS, PROBLEMS = "order_notice_parcels", "order_notice_problems"
_GONE = ("parcel_delivered", "parcel_returning", "parcel_returned")
_MOVES = ("out_for_delivery", "at_pickup_point", *_GONE)


def _topic(kind, setting, *ended_by):
    register(Topic(kind, setting, problem=setting == PROBLEMS, ended_by=frozenset(ended_by)))


_topic("shipped", PARCELS)
_topic("in_customs", PARCELS, "attempt_failed", *_MOVES)
_topic("out_for_delivery", PARCELS, "attempt_failed", "at_pickup_point", *_GONE)
_topic("at_pickup_point", PARCELS, *_GONE)
_topic("attempt_failed", PROBLEMS, *_MOVES)
_topic("parcel_returning", PROBLEMS, "parcel_returned")
_topic("parcel_returned", PROBLEMS)
