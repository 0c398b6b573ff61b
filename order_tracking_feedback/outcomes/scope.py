"""Which orders are counted, and what of their journal: temporary tables that the others read.

``outcome_scope`` has a row per order: ``zone`` is the company's time zone (of its own contact,
else of its working hours, else UTC), ``rate`` the order's currency per unit of the company's,
``ordered_at`` the confirmation of its present life. ``outcome_stage`` has the stages as they were
when the orders started, with who has an order in them; ``outcome_event`` the facts that count:
what was voided does not.
"""

from __future__ import annotations

# Who has the order while it waits for a stage. What is to be delivered is under way with a
# carrier or our own driver; where customers collect, it waits for them.
_HOLDER = """CASE WHEN t->>'trigger' IN ('accepted', 'paid') THEN 'customer'
            WHEN t->>'trigger' = 'delivered' AND f.pickup THEN 'customer'
            WHEN t->>'trigger' IN ('delivered', 'shipped') THEN 'carrier'
            WHEN t->>'trigger' IN ('stock_reserved', 'purchase_received') THEN 'stock'
            ELSE 'team' END"""
STAGES = f"""
CREATE TEMP TABLE outcome_stage ON COMMIT DROP AS
SELECT v.id AS version_id, (t->>'key')::int AS stage_id, t->>'trigger' AS trigger,
       (t->>'lead_hours')::numeric AS lead_hours, {_HOLDER} AS holder
  FROM order_tracking_flow_version v JOIN order_tracking_flow f ON f.id = v.flow_id
 CROSS JOIN LATERAL jsonb_array_elements(v.content) t
 WHERE v.id IN (SELECT tracking_version_id FROM sale_order WHERE id = ANY (%(orders)s))"""
SCOPE = """
CREATE TEMP TABLE outcome_scope ON COMMIT DROP AS
SELECT o.id AS order_id, o.company_id, o.tracking_version_id AS version_id,
       o.history_import_id, o.state <> 'sale' AS cancelled, COALESCE(p.tz, w.tz, 'UTC') AS zone,
       COALESCE(NULLIF(o.currency_rate, 0), 1) AS rate,
       COALESCE(m.confirmed_at, o.date_order, o.create_date) AS ordered_at
  FROM sale_order o
  JOIN res_company c ON c.id = o.company_id
  JOIN res_partner p ON p.id = c.partner_id
  LEFT JOIN resource_calendar w ON w.id = c.resource_calendar_id
  LEFT JOIN LATERAL (
       SELECT MAX(m.reached_at) AS confirmed_at
         FROM order_tracking_milestone m JOIN outcome_stage t ON t.stage_id = m.stage_id
        WHERE m.order_id = o.id AND t.version_id = o.tracking_version_id
          AND t.trigger = 'order_confirmed' AND m.state = 'reached') m ON TRUE
 WHERE o.id = ANY (%(orders)s) AND o.tracking_version_id IS NOT NULL"""
JOURNAL = """
CREATE TEMP TABLE outcome_event ON COMMIT DROP AS
WITH told AS MATERIALIZED (
     SELECT e.order_id, e.kind, e.source, e.dedup_key, e.occurred_at, e.recorded_at, e.author_id,
            e.data->'voids' AS voids, e.document_model, e.document_id,
            CASE WHEN jsonb_typeof(e.data->'lines') = 'object' THEN e.data->'lines' END AS lines
       FROM outcome_scope s JOIN order_tracking_event e ON e.order_id = s.order_id
      WHERE e.kind IN ('order_confirmed', 'picked', 'packed', 'left_warehouse', 'shipped',
                       'delivered', 'voided'))
SELECT * FROM told e
 WHERE e.kind <> 'voided'
   AND NOT EXISTS (SELECT FROM told v
                    WHERE v.kind = 'voided' AND v.order_id = e.order_id
                      AND v.voids->>0 = e.source AND v.voids->>1 = e.dedup_key)"""
# PostgreSQL divides to 16 digits, or to as many decimals as the divisor has: of 16,290 hours
# too few were left for the figure to be that of any other computation.
HOUR = "3600.00000000000000000000"
# What is filled: as the stored tables are, however many columns they have.
ORDERS = """
CREATE TEMP TABLE outcome_new ON COMMIT DROP AS SELECT * FROM order_outcome WITH NO DATA"""
PARTS = """
CREATE TEMP TABLE outcome_part_new ON COMMIT DROP AS
SELECT 0 AS order_id, p.* FROM order_outcome_part p WITH NO DATA"""
TABLES = ("outcome_stage", "outcome_scope", "outcome_event", "outcome_new", "outcome_part_new")


def local_day(instant: str) -> str:
    """SQL of the day on which a naive UTC ``instant`` falls where the company is; daylight
    saving included. The order's row of ``outcome_scope`` is ``s``."""
    return f"({instant} AT TIME ZONE 'UTC' AT TIME ZONE s.zone)::date"


def hours(start: str, end: str) -> str:
    """SQL of the hours that elapsed between two instants, with 20 decimals."""
    return f"EXTRACT(EPOCH FROM {end} - {start}) / {HOUR}"
