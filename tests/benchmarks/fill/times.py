"""When what happened to each order of the fill: one row of ``filled`` for each, all else follows.

``n`` counts the orders by time; ``c`` the company (1 to 3). Instants are naive UTC, of what has not
happened yet NULL.
"""

from __future__ import annotations

from .bulk import chance, normal, zipf
from .world import PRODUCTS, SHARES

FAR = 20_000_000  # above the ids of what Odoo made
# Orders of a day: 20 % more each year, half as many again before Christmas, few on weekends.
_DAYS = """
CREATE TEMP TABLE filled_days ON COMMIT DROP AS
WITH weighed AS (
    SELECT d::date AS day, power(1.2, (d::date - current_date) / 365.0)
           * CASE WHEN EXTRACT(month FROM d) IN (11, 12) THEN 1.5
                  WHEN EXTRACT(month FROM d) IN (7, 8) THEN 0.8 ELSE 1 END
           * CASE WHEN EXTRACT(isodow FROM d) > 5 THEN 0.15 ELSE 1 END AS weight
      FROM generate_series(current_date - %(days)s, current_date - 1, interval '1 day') d),
added AS (
    SELECT day, round(%(size)s * sum(weight) OVER (ORDER BY day) / sum(weight) OVER ())::int AS upto
      FROM weighed)
SELECT day, COALESCE(lag(upto) OVER (ORDER BY day), 0) AS since, upto FROM added"""
_SECONDS = (
    f"((8 + 5 * ({chance(1, 'n')} + {chance(2, 'n')})) * 3600)::int"  # from 8 to 18, most at 13
)
_ORDERED = f"day + {_SECONDS} * interval '1 second'"
_COMPANY = f"""CASE WHEN {chance(3)} < {SHARES[0]} THEN 1
            WHEN {chance(3)} < {SHARES[1]} THEN 2 ELSE 3 END"""
_RESERVED = f"""f.t + CASE WHEN {chance(4)} < 0.85 THEN {chance(5)} * interval '2 hours'
            ELSE {chance(5)} * interval '5 days' END"""
_LEFT = f"r.reserved_at + (2 + 24 * {chance(6)}) * interval '1 hour'"
# Transit: median 36 hours, one in twenty over four days; one in 200 never arrives.
_ARRIVED = f"""CASE WHEN {chance(7)} >= 0.005
            THEN l.left_at + 36 * exp(0.6 * {normal(10)}) * interval '1 hour' END"""
_ACCEPTED = f"a.arrived_at + 120 * {chance(13)} * interval '1 hour'"
_PAID = f"a.arrived_at + (4 + 40 * {chance(14)}) * interval '1 day'"
_LINES = f"least(8, 1 + floor(-ln(1 - {chance(15)})))::int"
_PARCELS = f"CASE WHEN {chance(16)} < 0.6 THEN 1 WHEN {chance(16)} < 0.88 THEN 2 ELSE 3 END"
_FILLED = f"""
CREATE TEMP TABLE filled ON COMMIT DROP AS
SELECT f.n, %(far)s + f.n AS id, f.c, f.t, f.cancelled, f.customer, f.lines, f.parcels,
       past(r.reserved_at) AS reserved_at, past(l.left_at) AS left_at,
       past(a.arrived_at) AS arrived_at, past({_ACCEPTED}) AS accepted_at,
       past(l.left_at + interval '1 day') AS invoiced_at, past({_PAID}) AS paid_at
  FROM (SELECT f.*, {chance(17)} < 0.02 AS cancelled, {_LINES} AS lines, {_PARCELS} AS parcels,
               {_COMPANY} AS c, {zipf(18, "greatest(200, %(size)s / 20)", 10)} AS customer
          FROM (SELECT n::bigint AS n, {_ORDERED} AS t
                  FROM filled_days, generate_series(since + 1, upto) n) f) f
 CROSS JOIN LATERAL (SELECT CASE WHEN NOT cancelled THEN {_RESERVED} END AS reserved_at) r
 CROSS JOIN LATERAL (SELECT {_LEFT} AS left_at) l
 CROSS JOIN LATERAL (SELECT {_ARRIVED} AS arrived_at) a
 ORDER BY f.n"""
_PAST = """
CREATE OR REPLACE FUNCTION pg_temp.past(t timestamp) RETURNS timestamp LANGUAGE SQL STABLE
    AS $$ SELECT CASE WHEN t < now() AT TIME ZONE 'UTC' THEN date_trunc('second', t) END $$"""
_LINE_ROWS = f"""
CREATE TEMP TABLE filled_lines ON COMMIT DROP AS
SELECT f.n, f.c, %(far)s + f.n * 8 + k AS id, f.id AS order_id, k, %(far)s + q.rank AS product_id,
       1 + floor(-3 * ln(1 - {chance(20, "(f.n * 8 + k)")}))::int AS quantity,
       10 + q.rank * 7919 %% 490 AS price, f.left_at, f.arrived_at, f.cancelled, f.t, f.parcels
  FROM filled f CROSS JOIN LATERAL generate_series(0, f.lines - 1) k
 CROSS JOIN LATERAL (SELECT {zipf(19, str(PRODUCTS), 20, "(f.n * 8 + k)")} AS rank) q"""
_SUMS = """
CREATE TEMP TABLE filled_sums ON COMMIT DROP AS
SELECT order_id, sum(quantity * price) AS amount, sum(quantity) AS quantity,
       jsonb_build_object('lines', jsonb_object_agg(id::text, quantity)) AS lines
  FROM filled_lines GROUP BY order_id"""
_SEEDS = """
CREATE TEMP TABLE seeds ON COMMIT DROP AS
SELECT * FROM (VALUES
    (1, %(company1)s, %(order1)s, %(line1)s, %(picking1)s, %(move1)s, %(warehouse1)s),
    (2, %(company2)s, %(order2)s, %(line2)s, %(picking2)s, %(move2)s, %(warehouse2)s),
    (3, %(company3)s, %(order3)s, %(line3)s, %(picking3)s, %(move3)s, %(warehouse3)s)
) v (c, company, sale, line, picking, move, warehouse)"""


def make(env, values: dict) -> None:
    """The tables that all else is made from, until the transaction ends."""
    for query in (_PAST, _DAYS, _FILLED.replace("past(", "pg_temp.past("), _LINE_ROWS, _SUMS):
        env.cr.execute(query, values)
    env.cr.execute(_SEEDS, values)
    for statement in (
        "ALTER TABLE filled_sums ADD PRIMARY KEY (order_id)",
        "ANALYZE filled",
        "ANALYZE filled_lines",
        "ANALYZE filled_sums",
    ):
        env.cr.execute(statement)
