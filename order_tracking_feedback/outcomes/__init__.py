"""What became of orders, counted from their documents and journals: SQL, many orders at once.

No Odoo here: texts of statements, in the order in which they run. Each runs once per batch,
whatever the number of orders; parameters are ``orders`` (ids) and ``now`` (naive UTC).
"""

from __future__ import annotations

from collections.abc import Container

from .changes import ALL, COMPARE, FIND, PASSING, SOME, TAKE, TAKE_DAYS
from .goods import LINES, PARCELS
from .orders import OUTCOMES
from .parts import CASES
from .scope import JOURNAL, ORDERS, PARTS, SCOPE, STAGES, TABLES
from .supply import SUPPLY
from .versions import COUNT, OUTCOME_OWN, PART_OWN, store

# Plans are made for a few thousand rows of tables that may have millions: compiling them takes
# longer than running them, a merge join walks an index from its beginning on, and what is read by
# an index is in memory as a rule, so that it shall not be thought dearer than reading a table.
_PLANS = "SET LOCAL jit = off; SET LOCAL enable_mergejoin = off; SET LOCAL random_page_cost = 1.1"


def counting(apps: Container[str]) -> tuple[str, ...]:
    """The statements that count orders anew; ``apps``: that are installed, ``"purchase"``."""
    return (
        _PLANS,
        STAGES,
        SCOPE,
        "ANALYZE outcome_stage, outcome_scope",
        JOURNAL,
        ORDERS,
        PARTS,
        "ANALYZE outcome_event",
        OUTCOMES,
        *CASES,
        LINES,
        PARCELS,
        *([SUPPLY] if "purchase" in apps else []),
        "ANALYZE outcome_new, outcome_part_new",
    )


FORGET = f"DROP TABLE {', '.join(TABLES)}, outcome_changed"

__all__ = [
    "ALL",
    "COMPARE",
    "COUNT",
    "FIND",
    "FORGET",
    "OUTCOME_OWN",
    "PART_OWN",
    "PASSING",
    "SOME",
    "TAKE",
    "TAKE_DAYS",
    "counting",
    "store",
]
