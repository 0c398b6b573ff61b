"""The figures of a review as somebody would count them by hand, in SQL, from the tables of orders.

A statement for each subject and period, on the data of ``review_fill``: what does not occur there
(several lots, refused hand-overs, hand-voided facts) is not treated. Parameters: ``since`` and
``until`` (naive UTC, of the first day and of the day after the last), ``as_of``. Each gives one
row: the values of :data:`STATEMENTS`, in their order.
"""

from __future__ import annotations

_SPAN = "{0} >= %(since)s AND {0} < %(until)s"
_ARRIVED = """JOIN order_tracking_milestone m ON m.order_id = o.id
  JOIN order_tracking_stage t ON t.id = m.stage_id AND t.trigger = 'delivered'"""
_HOURS = "percentile_disc(ARRAY[0.5, 0.9, 0.99]) WITHIN GROUP (ORDER BY {0})"
_ORDERS = f"""
SELECT COUNT(*), SUM(o.amount_untaxed / o.currency_rate) FILTER (WHERE o.state = 'sale'),
       COUNT(*), COUNT(*) FILTER (WHERE o.state = 'cancel')
  FROM sale_order o
 WHERE o.tracking_version_id IS NOT NULL AND {_SPAN.format("o.date_order")}"""
_COMPLAINED = """EXISTS (SELECT FROM order_complaint c
          JOIN order_complaint_line l ON l.complaint_id = c.id
         WHERE c.order_id = o.id AND l.problem {0} AND c.reason IS DISTINCT FROM 'unfounded')"""
_FULL = f"""m.reached_at IS NOT NULL
       AND NOT EXISTS (SELECT FROM sale_order_line l WHERE l.order_id = o.id
                          AND l.product_id IS NOT NULL AND l.qty_delivered < l.product_uom_qty)
       AND NOT {_COMPLAINED.format("= 'missing'")}"""
_BAD = "IN ('damaged', 'defective', 'wrong')"
_CONDITION = f"NOT {_COMPLAINED.format(_BAD)}"
_DOCUMENTS = """NOT EXISTS (SELECT FROM order_verification_issue i
                    WHERE i.order_id = o.id AND i.missed)
       AND NOT EXISTS (SELECT FROM order_receipt_dispute d
                        WHERE d.order_id = o.id AND d.state = 'accepted')"""
_KEPT = "COALESCE(m.reached_at <= o.promise_first_at, FALSE)"
_FIRST = f"""
SELECT COUNT(*), COUNT(*) FILTER (WHERE {_KEPT} AND x.whole AND x.documents AND x.condition),
       COUNT(*), COUNT(*) FILTER (WHERE x.whole), COUNT(*), COUNT(*) FILTER (WHERE {_KEPT}),
       COUNT(m.reached_at), COUNT(*) FILTER (WHERE m.reached_at IS NOT NULL AND x.documents),
       COUNT(m.reached_at), COUNT(*) FILTER (WHERE m.reached_at IS NOT NULL AND x.condition)
  FROM sale_order o {_ARRIVED}
 CROSS JOIN LATERAL (SELECT {_FULL} AS whole, {_DOCUMENTS} AS documents,
                            {_CONDITION} AS condition) x
 WHERE o.state = 'sale' AND o.promise_first_at <= %(as_of)s
   AND {_SPAN.format("o.promise_first_at")}"""
_PROMISED = """
SELECT COUNT(*), COUNT(*) FILTER (WHERE m.reached_at <= o.promise_{0}_at)
  FROM sale_order o {1}
 WHERE o.state = 'sale' AND o.promise_{0}_at <= %(as_of)s AND {2}"""
_CYCLE = f"""
SELECT {_HOURS.format("EXTRACT(EPOCH FROM m.reached_at - o.date_order) / 3600")}
  FROM sale_order o {_ARRIVED} WHERE {_SPAN.format("m.reached_at")}"""
_HELD = f"""
SELECT COUNT(*), SUM(EXTRACT(EPOCH FROM m.reached_at - m.started_at) / 3600)
  FROM order_tracking_milestone m JOIN order_tracking_stage t ON t.id = m.stage_id
 WHERE t.trigger <> 'order_confirmed' AND m.state = 'reached' AND {_SPAN.format("m.reached_at")}"""
_LINES = f"""
SELECT COUNT(*), COUNT(*) FILTER (WHERE EXISTS (
           SELECT FROM order_complaint_line c WHERE c.sale_line_id = l.id)),
       COUNT(*), COUNT(*) FILTER (WHERE EXISTS (
           SELECT FROM order_return_line r
            WHERE r.sale_line_id = l.id AND r.received_quantity > 0))
  FROM sale_order o JOIN sale_order_line l ON l.order_id = o.id
 WHERE o.state = 'sale' AND o.tracking_version_id IS NOT NULL AND l.product_id IS NOT NULL
   AND {_SPAN.format("o.date_order")}"""
_PARCELS = f"""
SELECT COUNT(p.date) FILTER (WHERE h.delivered_at IS NOT NULL OR p.date <= %(as_of)s),
       COUNT(*) FILTER (WHERE h.delivered_at <= p.date),
       {_HOURS.format("EXTRACT(EPOCH FROM h.delivered_at - h.shipped_at) / 3600")}
  FROM order_shipment h JOIN order_shipment_sale_order_rel r ON r.order_shipment_id = h.id
  LEFT JOIN LATERAL (
       SELECT l.date FROM order_tracking_promise l
        WHERE l.order_id = r.sale_order_id AND l.given_at <= h.shipped_at
        ORDER BY l.given_at DESC, l.id DESC LIMIT 1) p ON p.date > h.shipped_at
 WHERE {_SPAN.format("COALESCE(h.delivered_at, p.date, h.shipped_at)")}"""
_CASES = {
    "exceptions": ("order_exception", "opened_at"),
    "complaints": ("order_complaint", "opened_at"),
    "returns": ("order_return", "requested_at"),
}
_COUNTED = {
    key: f"SELECT COUNT(*) FROM {table} x WHERE {_SPAN.format('x.' + at)}"
    for key, (table, at) in _CASES.items()
}
_RECEIPTS = f"""
SELECT COUNT(r.sent_at), COUNT(*) FILTER (WHERE r.sent_at <= r.due_at)
  FROM order_receipt r WHERE {_SPAN.format("r.due_at")}"""
_CHECKS = f"""
SELECT COUNT(*), COUNT(*) FILTER (WHERE i.missed IS NOT TRUE)
  FROM order_verification_issue i WHERE {_SPAN.format("i.found_at")}"""
_VOICE = f"""
SELECT COUNT(f.product_score), COUNT(*) FILTER (WHERE f.product_score >= 4),
       COUNT(f.nps), COUNT(*) FILTER (WHERE f.nps >= 9)
  FROM order_feedback f WHERE f.order_id IS NOT NULL AND f.active AND {_SPAN.format("f.told_at")}"""
# What each statement's values are: (metric, what of it) by place. p50 stands for all quantiles.
STATEMENTS = {
    _ORDERS: (
        ("orders", "n"),
        ("order_amount", "value"),
        ("cancelled", "n"),
        ("cancelled", "hits"),
    ),
    _FIRST: tuple(
        (key, what)
        for key in ("perfect_order", "in_full", "kept_first", "documents_right", "condition_good")
        for what in ("n", "hits")
    ),
    **{
        _PROMISED.format(which, _ARRIVED, _SPAN.format(f"o.promise_{which}_at")): (
            (f"kept_{which}", "n"),
            (f"kept_{which}", "hits"),
        )
        for which in ("requested", "last")
    },
    _CYCLE: (("cycle_hours", "quantiles"),),
    _HELD: ((None, None), ("held_hours", "value")),
    _LINES: tuple(
        (key, what) for key in ("complaint_rate", "return_rate") for what in ("n", "hits")
    ),
    _PARCELS: (
        *(("parcel_in_time", "n"), ("parcel_in_time", "hits")),
        ("transit_hours", "quantiles"),
    ),
    **{query: ((key, "n"),) for key, query in _COUNTED.items()},
    _RECEIPTS: (("receipt_in_time", "n"), ("receipt_in_time", "hits")),
    _CHECKS: (("verification_caught", "n"), ("verification_caught", "hits")),
    _VOICE: (("csat_product", "n"), ("csat_product", "hits"), ("nps", "n"), ("nps", "hits")),
}
KEYS = sorted({key for told in STATEMENTS.values() for key, _what in told if key})


def count(cr, since, until, as_of) -> dict:
    """Values by (metric, what of it) of one period."""
    found = {}
    for query, told in STATEMENTS.items():
        cr.execute(query, {"since": since, "until": until, "as_of": as_of})
        found |= dict(zip(told, cr.fetchone(), strict=True))
    return found
