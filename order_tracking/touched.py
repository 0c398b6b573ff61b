"""What a transaction touched, gathered so that each order is brought up to date once, at its end.

Odoo runs ``cr.precommit`` after flushing and before committing: however many hooks fire for an
order, its journal and milestones are written by one set-based call for all touched orders.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from odoo import SUPERUSER_ID, api

_KEY = "order_tracking.touched"


@dataclass
class Touched:
    """Ids by kind of document; ``user`` is who did it, ``reasons`` why a promise changed,
    ``proofs`` what more than Odoo's document proves that a transfer was done."""

    user: int
    orders: set[int] = field(default_factory=set)
    moves: set[int] = field(default_factory=set)
    invoices: set[int] = field(default_factory=set)
    reasons: dict[int, str] = field(default_factory=dict)
    proofs: dict[tuple[str, int], tuple[str, dict]] = field(default_factory=dict)


def touch(records, kind: str) -> None:
    """Notes that ``records`` changed; ``kind`` is orders, moves or invoices.

    Costs a dictionary look-up; nothing is read. Records that are gone at the end of the
    transaction, or turn out to belong to no order, are ignored then.
    """
    getattr(_pending(records.env), kind).update(id_ for id_ in records._ids if id_)


def explain(order, reason: str) -> None:
    """Keeps the reason that the next promise of ``order`` is recorded with."""
    _pending(order.env).reasons[order.id] = reason


def prove(picking, evidence: str, **detail) -> None:
    """Notes on which ``evidence`` the transfer rests that is done in this transaction.

    :param detail: what its event keeps of it (JSON values).
    """
    _pending(picking.env).proofs[picking._name, picking.id] = evidence, detail


def _pending(env) -> Touched:
    precommit = env.cr.precommit
    pending = precommit.data.get(_KEY)
    if pending is None:
        pending = precommit.data[_KEY] = Touched(env.uid)
        precommit.add(lambda: _sync(env.cr, precommit.data.pop(_KEY)))
    return pending


def _sync(cr, pending: Touched) -> None:
    # Superuser: the journal is written for everybody, whatever the person who confirmed an
    # order or validated a transfer may read. Facts are derived from documents, not from input.
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["sale.order"]._tracking_sync_touched(pending)
