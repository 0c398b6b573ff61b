"""Goods of delivered demo orders that are on their way back, one return in each state."""

from datetime import timedelta
from typing import NamedTuple

from odoo.addons.order_tracking.models.order_receipt_answer import Teller

from ..returns import Ask

_REASON = "order_tracking_feedback.return_reason_"


class Returned(NamedTuple):
    """``state``: that the return has come to; ``outcome``: what its customer gets."""

    state: str
    reason: str
    wish: str
    note: str
    outcome: str = "refund"


RETURNED = (
    Returned("approved", "damaged", "replacement", "The corner is dented."),
    Returned("requested", "fit", "refund", "Two centimetres too wide for our niche."),
    Returned("shipped", "wrong", "replacement", "This is the darker wood."),
    Returned("received", "damaged", "replacement", "A crack along the edge."),
    Returned("inspected", "mind", "credit", "We need one less than we thought.", "credit"),
    Returned("done", "damaged", "refund", "Scratched on the top."),
    Returned("refused", "mind", "refund", "Not needed any more."),
    Returned("cancelled", "fit", "refund", "We found a place for it after all."),
)
REFUSAL = "It was made to your measures, as agreed in the order."
PARCEL = "1Z999AA10198765438"
STEPS = ("approved", "shipped", "received", "inspected", "done")


def create_all(env, orders):
    """One return for each of these orders, as far as :data:`RETURNED` goes."""
    staff = env.ref("base.user_admin")
    for days, (wanted, order) in enumerate(zip(RETURNED, orders, strict=False)):
        found = _ask(env, wanted, order.with_company(order.company_id))
        found = found.with_user(staff).sudo()  # demo data: they did what follows
        found.requested_at -= timedelta(days=days, hours=3)
        if wanted.state == "refused":
            found.refusal = REFUSAL
            found.action_refuse()
        elif wanted.state == "cancelled":
            found._cancel("customer")
        elif wanted.state in STEPS:
            for step in STEPS[: STEPS.index(wanted.state) + 1]:
                _GO[step](found, wanted)


def _ask(env, wanted, order):
    one = next(goods for goods in order._return_goods() if goods.left >= 1)
    reason = env.ref(_REASON + wanted.reason)
    ask = Ask(one.place, 1, str(reason.id), wanted.wish, wanted.note)
    teller = Teller(order.partner_id.name, "order", order.partner_id)
    return order._return_ask([ask], {one.key: one}, teller=teller, key="demo")


def _approve(found, wanted):
    if found.state == "requested":
        found._approve(found.env.user)


def _send(found, wanted):
    if wanted.state == "shipped":
        found._add_parcel(PARCEL)
        found._step("send")


def _receive(found, wanted):
    for picking in found.transfer_ids:
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()


def _inspect(found, wanted):
    grade = {"mind": "a", "damaged": "c"}[wanted.reason]
    found.line_ids.write({"grade": grade, "outcome": wanted.outcome})
    found.action_inspect()


def _settle(found, wanted):
    found.action_settle()


_GO = dict(zip(STEPS, (_approve, _send, _receive, _inspect, _settle), strict=True))
