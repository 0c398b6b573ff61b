"""What becomes of an order with findings."""

from __future__ import annotations

from collections.abc import Collection

STOPPED = frozenset({"blocked", "audit"})


def decide(severities: Collection[str], audit: str = "", *, enforce: bool = True) -> str:
    """The verification state of an order.

    :param severities: of the findings that count, those overridden left out.
    :param audit: how the audit of exactly this content ended: approved, refused or, while it
        is not decided, empty.
    :param enforce: whether findings stop an order; they are only reported if not.
    :return: passed, advised, blocked, audit or approved.
    """
    found = set(severities)
    if enforce and ("block" in found or ("audit" in found and audit == "refused")):
        return "blocked"
    if enforce and "audit" in found:
        return "approved" if audit == "approved" else "audit"
    return "advised" if found - {"note"} else "passed"
