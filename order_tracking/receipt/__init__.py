"""What a receipt says, how it is sealed, how revisions differ, when sending is tried again.

Pure Python: no ORM, no database, no clock of its own.
"""

from .content import canonical, comparable, decimal, digest, parse, utc_text, utc_value
from .diff import differences, line_name
from .seal import PROBLEMS, Stored, fingerprint, make_seal, problems
from .sending import gives_up, retry_minutes

__all__ = [
    "PROBLEMS",
    "Stored",
    "canonical",
    "comparable",
    "decimal",
    "differences",
    "digest",
    "fingerprint",
    "gives_up",
    "line_name",
    "make_seal",
    "parse",
    "problems",
    "retry_minutes",
    "utc_text",
    "utc_value",
]
