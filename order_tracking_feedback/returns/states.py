"""The life of a return: which step may follow which."""

from __future__ import annotations

# state that a step leads to, by the state before and the step
TRANSITIONS = {
    ("requested", "approve"): "approved",
    ("requested", "refuse"): "refused",
    ("requested", "cancel"): "cancelled",
    ("approved", "send"): "shipped",
    ("approved", "receive"): "received",
    ("approved", "cancel"): "cancelled",
    ("shipped", "receive"): "received",
    ("shipped", "cancel"): "cancelled",
    ("received", "inspect"): "inspected",
    ("inspected", "settle"): "done",
}
ENDED = ("refused", "done", "cancelled")


def may(state: str, step: str) -> bool:
    """Whether ``step`` can be taken now."""
    return (state, step) in TRANSITIONS


def next_state(state: str, step: str) -> str:
    """The state after ``step``.

    :raise ValueError: that step cannot be taken now.
    """
    if not may(state, step):
        raise ValueError(f"{step} after {state}")
    return TRANSITIONS[state, step]
