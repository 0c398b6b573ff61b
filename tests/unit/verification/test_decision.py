"""What becomes of an order with findings."""

from itertools import chain, combinations

import pytest

from verification.decision import STOPPED, decide

ALL = ("note", "warning", "audit", "block")


@pytest.mark.parametrize(
    ("severities", "audit", "state"),
    [
        ((), "", "passed"),
        (("note",), "", "passed"),
        (("warning", "note"), "", "advised"),
        (("audit",), "", "audit"),
        (("audit", "warning"), "approved", "approved"),
        (("audit",), "refused", "blocked"),
        (("block",), "", "blocked"),
        (("block", "audit"), "approved", "blocked"),
        (("warning",), "refused", "advised"),
    ],
)
def test_enforced(severities, audit, state):
    assert decide(severities, audit) == state


def test_advice_never_stops():
    subsets = chain.from_iterable(combinations(ALL, n) for n in range(len(ALL) + 1))
    for severities in subsets:
        for audit in ("", "approved", "refused"):
            assert decide(severities, audit, enforce=False) not in STOPPED


def test_only_block_and_audit_stop():
    for severities in (("note",), ("warning",), ("note", "warning")):
        assert decide(severities) not in STOPPED
