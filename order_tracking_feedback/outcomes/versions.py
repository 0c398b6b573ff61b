"""From what was counted to what is stored: only what differs is written.

A row on which a frozen review rests stays as it is, closed; a new one is written beside it. Else
the row is changed in place. ``outcome_changed`` has a row per order that differs: ``old_id`` its
present row, ``id`` the row that says it from now on, ``rests`` whether a review rests on the old
one. A new row is known from the instant of the job, but always after every review that is frozen:
a review never sees what was learnt after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_DIGEST = """
WITH parts AS (
     SELECT x.order_id, STRING_AGG(x.told, '|' ORDER BY x.told) AS told FROM (
         SELECT p.order_id, ROW({parts})::text AS told FROM outcome_part_new p) x
      GROUP BY x.order_id)
UPDATE outcome_new n SET digest = MD5(ROW({values})::text || COALESCE(p.told, ''))
  FROM outcome_new o LEFT JOIN parts p ON p.order_id = o.order_id
 WHERE o.order_id = n.order_id"""
_CHANGED = """
CREATE TEMP TABLE outcome_changed ON COMMIT DROP AS
WITH frozen AS (
     SELECT r.company_id, MAX(r.as_of) AS as_of FROM order_review r
      WHERE r.state <> 'draft' AND r.as_of IS NOT NULL GROUP BY r.company_id),
     differing AS (
     SELECT n.order_id, o.id AS old_id, f.as_of, COALESCE(o.known_from <= f.as_of, FALSE) AS rests
       FROM outcome_new n
       LEFT JOIN order_outcome o ON o.order_id = n.order_id AND o.known_until IS NULL
       LEFT JOIN frozen f ON f.company_id = n.company_id
      WHERE o.digest IS DISTINCT FROM n.digest)
SELECT d.order_id, d.old_id, d.rests,
       GREATEST(%(now)s::timestamp, d.as_of + interval '1 second') AS known_from,
       CASE WHEN d.old_id IS NULL OR d.rests
            THEN NEXTVAL('order_outcome_id_seq')::int ELSE d.old_id END AS id
  FROM differing d"""
# Daily figures of all days that the order speaks of, before and after, are counted again.
_DAYS = """
INSERT INTO order_outcome_due (company_id, day, due_at)
SELECT DISTINCT x.company_id, x.day, %(now)s::timestamp FROM (
    SELECT o.company_id, d.day
      FROM outcome_changed c JOIN order_outcome o ON o.id = c.{row}
     CROSS JOIN LATERAL (VALUES (o.ordered_on), (o.requested_due_on), (o.first_due_on),
                                (o.last_due_on), (o.shipped_on), (o.delivered_on)) d (day)
     UNION
    SELECT p.company_id, p.day
      FROM outcome_changed c JOIN order_outcome_part p ON p.outcome_id = c.{row}) x
 WHERE x.day IS NOT NULL
ON CONFLICT DO NOTHING"""
_CLOSE = """
UPDATE order_outcome o SET known_until = c.known_from
  FROM outcome_changed c WHERE o.id = c.old_id AND c.rests"""
_FORGET = """
DELETE FROM order_outcome_part p USING outcome_changed c
 WHERE p.outcome_id = c.old_id AND NOT c.rests"""
_CHANGE = """
UPDATE order_outcome o SET {assigned}
  FROM outcome_changed c JOIN outcome_new n ON n.order_id = c.order_id
 WHERE o.id = c.old_id AND NOT c.rests"""
_ADD = """
INSERT INTO order_outcome (id, known_from, {names})
SELECT c.id, c.known_from, {values}
  FROM outcome_changed c JOIN outcome_new n ON n.order_id = c.order_id
 WHERE c.old_id IS NULL OR c.rests"""
_ADD_PARTS = """
INSERT INTO order_outcome_part (outcome_id, {names})
SELECT c.id, {values} FROM outcome_changed c JOIN outcome_part_new n ON n.order_id = c.order_id"""
# A review that is frozen at the same time waits, or is done again; the next one is as of this
# instant at the earliest, whatever the clock of its host says: see order.outcome._settle.
_MARK = """
INSERT INTO order_outcome_mark AS m (company_id, refreshed_at)
SELECT n.company_id, MAX(c.known_from)
  FROM outcome_changed c JOIN outcome_new n ON n.order_id = c.order_id GROUP BY n.company_id
ON CONFLICT (company_id)
DO UPDATE SET refreshed_at = GREATEST(m.refreshed_at, EXCLUDED.refreshed_at)"""
COUNT = "SELECT COUNT(*) FROM outcome_changed"
OUTCOME_OWN = frozenset(("id", "known_from", "known_until", "digest"))
PART_OWN = frozenset(("id", "outcome_id"))


def _named(names: Iterable[str], alias: str) -> str:
    return ", ".join(f'{alias}."{name}"' for name in names)


def store(outcome: Sequence[str], part: Sequence[str]) -> tuple[str, ...]:
    """SQL statements that store what differs, one after the other; parameter ``now``.

    :param outcome: columns of ``order_outcome`` that say something; likewise ``part``.
    """
    stored = (*outcome, "digest")
    plain = ", ".join(f'"{name}"' for name in stored)
    assigned = ", ".join(f'"{name}" = n."{name}"' for name in stored)
    cases = ", ".join(f'"{name}"' for name in part)
    return (
        _DIGEST.format(parts=_named(part, "p"), values=_named(outcome, "o")),
        _CHANGED,
        _MARK,
        _DAYS.format(row="old_id"),
        _CLOSE,
        _FORGET,
        _CHANGE.format(assigned=assigned),
        _ADD.format(names=plain, values=_named(stored, "n")),
        _ADD_PARTS.format(names=cases, values=_named(part, "n")),
        _DAYS.format(row="id"),
    )
