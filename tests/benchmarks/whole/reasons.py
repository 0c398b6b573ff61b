"""Why a statement reads many rows: one short phrase of a fixed set, told from its text.

Nobody writes these by hand: what no phrase fits is “unexplained”, and has to be looked at.
"""

from __future__ import annotations

import re

SAME = "the same at each size"
ODOO = "Odoo's own"
WRITES = "writes what it counted"
BATCH = "what is due, in a batch"
TYPED = "looks for typed words"
LIMITED = "counts up to its limit"
GIVEN = "of records it is given"
LATEST = "walks an index to its limit"
UNEXPLAINED = "unexplained"
DOES = ("groups", "sums", "sorts", "finds")
OF = ("its period", "one state", "all there are")
ALL = (
    *(SAME, ODOO, WRITES, BATCH, TYPED, LIMITED, GIVEN, LATEST),
    *(f"{does} {what}" for does in DOES for what in OF),
    UNEXPLAINED,
)

_SAME = 1.2  # times as many rows at the largest size
_OURS = re.compile(r"\b(order|tracking|outcome|promise|intake|receipt|verification)_\w+")
_ORDERS = re.compile(r"\border_(line|id|ids)\b")
_CHANGES = re.compile(r"\b(INSERT INTO|UPDATE \w+|DELETE FROM)\b")
_LIMITED = re.compile(r"^SELECT COUNT\(\*\) FROM \(SELECT .* LIMIT \d+\) ", re.DOTALL)
_AGGREGATE = re.compile(r"\b(COUNT|SUM|AVG|MIN|MAX|ARRAY_AGG|BOOL_OR|BOOL_AND)\s*\(", re.IGNORECASE)
_DAY = r"'\d{4}-\d\d-\d\d"
_PERIOD = re.compile(rf"(<|>|=|BETWEEN)\s*{_DAY}|ANY \(ARRAY\[{_DAY}|[<>]=? (now\(\)|\(?CURRENT_)")
_STATE = re.compile(
    r"\b\w*(state|status|closed|late|handover|known_until|answer|kind|_at)\"?\)?\s+"
    r"(IN \('|IS (NOT )?(NULL|TRUE)|NOT IN \(')|\b\w*(state|status|kind)\"? *(=|<>) '"
)
_GIVEN = re.compile(r"\w*id\"? (IN \(|= ANY ?\(ARRAY\[)\d+(, ?\d+){9}")


def reason(statement: str, tables: set[str], *, job: bool = False, growth: float = 9.0) -> str:
    """One of :data:`ALL`.

    :param statement: as PostgreSQL was asked, in one line. :param tables: those it read many rows
        of. :param job: whether a job asked. :param growth: rows at the largest size, divided by
        those at the smallest.
    """
    if "ILIKE" in statement:
        return TYPED
    if not _ours(statement, tables):
        return ODOO
    if _LIMITED.search(statement):
        return LIMITED
    if growth <= _SAME:
        return SAME
    if _CHANGES.search(statement):
        return BATCH if "LIMIT" in statement or "SKIP LOCKED" in statement else WRITES
    if _GIVEN.search(statement):
        return GIVEN
    return _read(statement, job)


def _ours(statement: str, tables: set[str]) -> bool:
    """Whether it reads tables of the addons, or columns that they added to Odoo's."""
    names = {name[0] for name in _OURS.finditer(_ORDERS.sub("", statement))}
    return bool(names) or any(_OURS.match(table) for table in tables)


def _read(statement: str, job: bool) -> str:
    """What a reading statement does, and with what."""
    if job and "LIMIT" in statement:
        return BATCH
    what = OF[0] if _PERIOD.search(statement) else OF[1] if _STATE.search(statement) else OF[2]
    if "GROUP BY" in statement:
        return f"groups {what}"
    if _AGGREGATE.search(statement.partition(" FROM ")[0]):
        return f"sums {what}"
    if "LIMIT" in statement and what == OF[2]:
        return LATEST
    if "ORDER BY" in statement:
        return f"sorts {what}"
    return f"finds {what}" if " WHERE " in statement else UNEXPLAINED
