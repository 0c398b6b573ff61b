"""What became of each order, from what is known now: SQL that fills ``outcome_new``.

* delivered: the goods stage that waits for them is reached, which is when all that shall still be
  delivered has arrived; in a flow without such a stage, the last arrival told. Shipped: likewise,
  of what leaves.
* Due dates are those of the order; an order without anything to deliver (services; all deliveries
  cancelled) has none, and is neither late nor punctual.
* ``delivery_known`` is not set where no arrival was ever told of an order that came here with its
  goods already gone (both told more than a day after they happened), or with a file of history
  that has no dates of delivery.
* ``in_full`` (SCOR RL.2.1), of delivered orders: of each line of goods as much as the order says
  today has arrived, by the journal or by Odoo's own count, and no customer found any missing.
  What the customer no longer wants and the order no longer says is not missing; what we cancelled
  in the warehouse is.
* ``condition_good`` (RL.2.4), of delivered orders: no count, complaint or return says that
  something was damaged, does not work or is the wrong item.
* ``documents_right`` (RL.2.3), of all that are not cancelled: no correction of a receipt was
  accepted, no check missed a mistake, no complaint is about order taking or invoicing.
* A complaint that turned out unfounded counts for none of them.
* ``elapsed_hours``: from order to delivery; ``working_hours``: of the teams that had the order, in
  their own calendars, in the stages until then.
* The customer is the company (or person) that the contact belongs to; the country is where the
  goods go, else the customer's. The amount is without taxes, at the order's own rate.
"""

from __future__ import annotations

from .scope import hours, local_day

_EPSILON = "0.000001"  # quantities are Odoo floats; no unit is finer than this
LINE = """l.display_type IS NULL AND l.product_id IS NOT NULL AND l.is_downpayment IS NOT TRUE
      AND l.is_delivery IS NOT TRUE"""  # of a sale_order_line: something that was ordered
_STAGES = """
     SELECT s.order_id, BOOL_OR(t.trigger = 'delivered') AS has_arrival,
            BOOL_OR(t.trigger = 'delivered' AND (m.state <> 'skipped' OR m.total_qty > 0))
                AS awaited,
            BOOL_OR(t.trigger = 'delivered' AND m.state <> 'reached' AND m.state <> 'skipped')
                AS under_way,
            MAX(m.reached_at) FILTER (WHERE t.trigger = 'delivered') AS arrived_at,
            BOOL_OR(t.trigger = 'left_warehouse' AND m.state IN ('pending', 'current')) AS here,
            MAX(m.reached_at) FILTER (WHERE t.trigger = 'left_warehouse') AS left_at
       FROM outcome_scope s
       JOIN order_tracking_milestone m ON m.order_id = s.order_id
       JOIN outcome_stage t ON t.version_id = s.version_id AND t.stage_id = m.stage_id
      GROUP BY s.order_id"""
_LATE_TOLD = "e.recorded_at > e.occurred_at + interval '1 day'"
_TOLD = f"""
     SELECT e.order_id, MAX(e.occurred_at) FILTER (WHERE e.kind = 'delivered') AS arrived_at,
            MAX(e.occurred_at) FILTER (WHERE e.kind IN ('left_warehouse', 'shipped')) AS left_at,
            BOOL_OR(e.kind = 'order_confirmed' AND {_LATE_TOLD})
                AND BOOL_OR(e.kind IN ('left_warehouse', 'shipped') AND {_LATE_TOLD}) AS imported
       FROM outcome_event e GROUP BY e.order_id"""
_LINES = f"""
     SELECT l.order_id, l.id AS line_id, t.type = 'consu' AND l.product_uom_qty > 0 AS goods,
            l.product_uom_qty AS ordered, l.qty_delivered AS gone,
            l.product_uom_qty * u.factor / p.factor AS quantity
       FROM outcome_scope s JOIN sale_order_line l ON l.order_id = s.order_id
       JOIN product_product v ON v.id = l.product_id
       JOIN product_template t ON t.id = v.product_tmpl_id
       JOIN uom_uom u ON u.id = COALESCE(l.product_uom_id, t.uom_id)
       JOIN uom_uom p ON p.id = t.uom_id
      WHERE {LINE}"""
# Kits arrive as their components, which the journal counts; of those Odoo's count holds.
_SHORT = f"""
     SELECT DISTINCT l.order_id FROM lines l
       LEFT JOIN (SELECT e.order_id, g.key::int AS line_id, SUM(g.value::numeric) AS quantity
                    FROM outcome_event e CROSS JOIN LATERAL jsonb_each_text(e.lines) g
                   WHERE e.kind = 'delivered' GROUP BY 1, 2) g
         ON g.order_id = l.order_id AND g.line_id = l.line_id
      WHERE l.goods AND COALESCE(l.gone, 0) < l.ordered - {_EPSILON}
        AND COALESCE(g.quantity, 0) < l.quantity - {_EPSILON}"""
# What customers said. A count that led to a complaint is judged with it.
_WRONG = """
     SELECT w.order_id, BOOL_OR(w.problem = 'missing') AS missing,
            BOOL_OR(w.problem IN ('damaged', 'defective', 'wrong')) AS bad FROM (
     SELECT c.order_id, l.problem
       FROM outcome_scope s JOIN order_complaint c ON c.order_id = s.order_id
       JOIN order_complaint_line l ON l.complaint_id = c.id
      WHERE c.reason IS DISTINCT FROM 'unfounded'
      UNION
     SELECT a.order_id, l.problem
       FROM outcome_scope s JOIN order_acceptance a ON a.order_id = s.order_id
       JOIN order_acceptance_line l ON l.acceptance_id = a.id
      WHERE l.good_quantity < l.quantity
        AND NOT EXISTS (SELECT FROM order_complaint c WHERE c.acceptance_id = a.id)
      UNION
     SELECT r.order_id, 'wrong'
       FROM outcome_scope s JOIN order_return r ON r.order_id = s.order_id
       JOIN order_return_line l ON l.return_id = r.id
       JOIN order_return_reason n ON n.id = l.reason_id
      WHERE n.our_fault AND r.state NOT IN ('refused', 'cancelled')) w
      GROUP BY w.order_id"""
# Orders of a file of history have no documents: what left and arrived is told line by line.
_PARTLY = f"""
     SELECT l.order_id, BOOL_OR(COALESCE(g.gone, 0) < l.quantity - {_EPSILON}) AS here,
            BOOL_OR(COALESCE(g.arrived, 0) < l.quantity - {_EPSILON}) AS under_way
       FROM outcome_scope s JOIN lines l ON l.order_id = s.order_id
       LEFT JOIN (SELECT e.order_id, g.key::int AS line_id,
                         SUM(g.value::numeric) FILTER (WHERE e.kind = 'left_warehouse') AS gone,
                         SUM(g.value::numeric) FILTER (WHERE e.kind = 'delivered') AS arrived
                    FROM outcome_event e CROSS JOIN LATERAL jsonb_each_text(e.lines) g
                   WHERE e.source = 'history' GROUP BY 1, 2) g
         ON g.order_id = l.order_id AND g.line_id = l.line_id
      WHERE s.history_import_id IS NOT NULL GROUP BY l.order_id"""
_CORRECTED = """
     SELECT d.order_id FROM outcome_scope s
       JOIN order_receipt_dispute d ON d.order_id = s.order_id WHERE d.state = 'accepted'
      UNION
     SELECT i.order_id FROM outcome_scope s
       JOIN order_verification_issue i ON i.order_id = s.order_id WHERE i.missed
      UNION
     SELECT c.order_id FROM outcome_scope s JOIN order_complaint c ON c.order_id = s.order_id
      WHERE c.fault IN ('order', 'invoicing') AND c.reason IS DISTINCT FROM 'unfounded'"""
_FACTS = """
     SELECT s.*, n.lines,
            j.arrived_at IS NOT NULL OR COALESCE(i.delivery_known, j.imported IS NOT TRUE)
                AS delivery_known,
            CASE WHEN m.has_arrival THEN m.awaited ELSE n.goods END AS awaited,
            CASE WHEN m.has_arrival AND m.under_way OR y.under_way THEN NULL
                 ELSE COALESCE(m.arrived_at, j.arrived_at) END AS delivered_at,
            CASE WHEN m.here OR y.here THEN NULL
                 ELSE COALESCE(m.left_at, j.left_at) END AS shipped_at
       FROM outcome_scope s
       LEFT JOIN stages m ON m.order_id = s.order_id
       LEFT JOIN told j ON j.order_id = s.order_id
       LEFT JOIN order_history_import i ON i.id = s.history_import_id
       LEFT JOIN partly y ON y.order_id = s.order_id
       LEFT JOIN (SELECT l.order_id, COUNT(*) AS lines, BOOL_OR(l.goods) AS goods
                    FROM lines l GROUP BY l.order_id) n ON n.order_id = s.order_id"""


def _due(which: str) -> str:
    return f"CASE WHEN s.awaited THEN o.promise_{which}_at END"


_DATES = ("requested", "first", "last")
_VALUES = {
    "order_id": "s.order_id",
    "company_id": "s.company_id",
    "state": """CASE WHEN s.cancelled THEN 'cancelled'
            WHEN o.tracking_state IN ('done', 'returned') THEN o.tracking_state
            WHEN s.delivered_at IS NOT NULL THEN 'delivered' ELSE 'running' END""",
    "partner_id": "COALESCE(p.commercial_partner_id, p.id)",
    "country_id": "COALESCE(g.country_id, p.country_id)",
    "sales_team_id": "o.team_id",
    "channel": "o.order_channel",
    "currency_id": "o.currency_id",
    "amount": "o.amount_untaxed / s.rate",
    "lines": "COALESCE(s.lines, 0)",
    "ordered_at": "s.ordered_at",
    "ordered_on": local_day("s.ordered_at"),
    **{f"{which}_due_at": _due(which) for which in _DATES},
    **{f"{which}_due_on": local_day(_due(which)) for which in _DATES},
    "shipped_at": "s.shipped_at",
    "shipped_on": local_day("s.shipped_at"),
    "delivered_at": "s.delivered_at",
    "delivered_on": local_day("s.delivered_at"),
    "delivery_known": "s.delivery_known",
    "in_full": """CASE WHEN s.delivered_at IS NOT NULL AND NOT s.cancelled THEN
            x.order_id IS NULL AND y.missing IS NOT TRUE END""",
    "documents_right": "CASE WHEN NOT s.cancelled THEN z.order_id IS NULL END",
    "condition_good": """CASE WHEN s.delivered_at IS NOT NULL AND NOT s.cancelled THEN
            y.bad IS NOT TRUE END""",
    "elapsed_hours": hours("s.ordered_at", "s.delivered_at"),
    "working_hours": """CASE WHEN s.delivered_at IS NOT NULL THEN (
            SELECT SUM(m.dwell_hours) FROM order_tracking_milestone m
             WHERE m.order_id = s.order_id AND m.reached_at <= s.delivered_at) END""",
}
OUTCOMES = f"""
WITH stages AS ({_STAGES}),
     told AS ({_TOLD}),
     lines AS MATERIALIZED ({_LINES}),
     short AS ({_SHORT}),
     wrong AS ({_WRONG}),
     corrected AS ({_CORRECTED}),
     partly AS ({_PARTLY}),
     facts AS ({_FACTS})
INSERT INTO outcome_new ({", ".join(_VALUES)})
SELECT {", ".join(_VALUES.values())}
  FROM facts s
  JOIN sale_order o ON o.id = s.order_id
  JOIN res_partner p ON p.id = o.partner_id
  LEFT JOIN res_partner g ON g.id = o.partner_shipping_id
  LEFT JOIN short x ON x.order_id = s.order_id
  LEFT JOIN wrong y ON y.order_id = s.order_id
  LEFT JOIN corrected z ON z.order_id = s.order_id"""
