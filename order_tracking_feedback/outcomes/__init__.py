"""What became of orders, counted from their documents and journals: SQL, many orders at once.

No Odoo here: texts of statements, in the order in which they run. Each runs once per batch,
whatever the number of orders; parameters are ``orders`` (ids) and ``now`` (naive UTC).
"""

from .changes import ALL, COMPARE, FIND, PASSING, SOME, TAKE, TAKE_DAYS
from .goods import LINES, PARCELS
from .orders import OUTCOMES
from .parts import CASES
from .scope import JOURNAL, ORDERS, PARTS, SCOPE, STAGES, TABLES
from .versions import COUNT, OUTCOME_OWN, PART_OWN, store

# Plans are made for a few thousand rows: compiling them takes longer than running them.
COUNTING = (
    "SET LOCAL jit = off",
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
    "ANALYZE outcome_new, outcome_part_new",
)
FORGET = f"DROP TABLE {', '.join(TABLES)}, outcome_changed"

__all__ = [
    "ALL",
    "COMPARE",
    "COUNT",
    "COUNTING",
    "FIND",
    "FORGET",
    "OUTCOME_OWN",
    "PART_OWN",
    "PASSING",
    "SOME",
    "TAKE",
    "TAKE_DAYS",
    "store",
]
