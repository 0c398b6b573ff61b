"""Giving goods back, on the customer's page: what may go back, the form, how it goes on."""

from __future__ import annotations

from urllib.parse import quote

from odoo.tools.misc import format_amount
from odoo.tools.translate import LazyTranslate

from odoo.addons.order_tracking.presentation.frame import page_frame
from odoo.addons.order_tracking.presentation.receipt_words import TOO_MANY
from odoo.addons.order_tracking.presentation.shared import (
    say_day,
    say_number,
    say_together,
)
from odoo.addons.order_tracking.receipt.photos import PHOTOS

from ..returns import NOTE, PARTS
from .arrived import goods_arrived
from .form import form_values

_lt = LazyTranslate(__name__)
_KEPT = 2000  # characters of a field that are shown again
WISHES = {
    "refund": _lt("My money back"),
    "replacement": _lt("The same item again"),
    "repair": _lt("A repair"),
    "credit": _lt("Store credit"),
}
WHY_NOT = {
    "no_policy": _lt("Please ask us: this item cannot be returned on this page."),
    "not_returnable": _lt("This item cannot be returned."),
    "on_the_way": _lt("This item is on its way to you. You can return it once you have it."),
    "too_late": _lt("This item could be returned until %(day)s."),
    "nothing_left": _lt("All of these are part of a return already."),
}
STATES = {
    "requested": (_lt("Requested"), _lt("We are looking at your request and answer soon.")),
    "approved": (_lt("Approved"), _lt("Please send the goods back to us.")),
    "shipped": (_lt("On the way to us"), _lt("Your parcel is on its way to us.")),
    "received": (_lt("Received"), _lt("The goods have arrived. We are checking them.")),
    "inspected": (_lt("Checked"), _lt("We have checked the goods and settle the return next.")),
    "done": (_lt("Settled"), ""),
    "refused": (_lt("Refused"), ""),
    "cancelled": (_lt("Cancelled"), _lt("Nothing needs to be sent.")),
}
OUTCOMES = {
    "refund": _lt("You get your money back."),
    "replacement": _lt("You get the same item again; it is on this order's page."),
    "repair": _lt("We repair it."),
    "credit": _lt("You get store credit."),
    "refusal": _lt("We cannot take it back and send it to you again."),
}
PAYERS = {
    "us": _lt("We pay for the way back."),
    "customer": _lt("You pay for the way back, unless the goods were wrong, damaged or defective."),
}
MISTAKES = {
    "nothing": _lt("Enter how many of at least one item you want to give back."),
    "how_many": _lt("Please enter how many."),
    "no_number": _lt("Please enter a number, e.g. %(number)s."),
    "not_positive": _lt("Please enter more than 0, or leave the item empty."),
    "too_many_goods": _lt("So many cannot go back: see above how many can."),
    "whole": _lt("Please enter a whole number."),
    "choose_reason": _lt("Please choose a reason."),
    "choose_wish": _lt("Please choose what you want instead."),
    "too_long": _lt("Please use at most %(limit)s characters."),
    "too_big": _lt("The photo “%(name)s” is larger than 5 MB. Take a smaller one."),
    "not_a_photo": _lt("“%(name)s” is no photo that we can read: JPEG, PNG, WebP or GIF."),
}
REFUSED = {
    "state": _lt("This return has moved on meanwhile: see below."),
    "no_number": _lt(
        "This is no tracking number that we can follow. Please check it against your receipt from "
        "the carrier."
    ),
    "too_many": _lt("There are too many parcels for this return. Please talk to us."),
}


def returns_hint(order, token) -> dict | None:
    """What the tracking page says about returns; None where there is nothing to give back.

    :param order: sale.order with superuser rights, in the reader's language.
    """
    if not goods_arrived(order):
        return None  # nothing of it was delivered, so nothing came back either
    Policy = order.env["order.return.policy"]
    offered = Policy.search_count([("company_id", "=", order.company_id.id)], limit=1)
    if not order.return_ids and not (offered and _any_to_give(order)):
        return None
    key = f"?access_token={quote(token, safe='')}" if token else ""
    open_ = order.return_ids[:1]
    return {
        "text": f"{open_.name}: {order.env._(STATES[open_.state][0])}" if open_ else "",
        "url": f"/my/orders/{order.id}/returns{key}",
    }


def _any_to_give(order) -> bool:
    """Something of it may be with the customer."""
    return order.tracking_state != "running" or not order._return_hoped_for()


def return_page(reader, goods, *, csrf, sent=None, problem="", errors=None):
    """Everything the page shows, texts ready.

    :param reader: ``order_tracking.models.sale_order_receipt_page.Reader``.
    :param goods: ``Goods`` of ``models.sale_order_return``.
    :param sent: texts by field name of a form that was refused; ``errors``: why, (code, name of a
        file) by (key of the place, part).
    """
    order, env, sent = reader.order, reader.order.env, sent or {}
    errors = errors or {}
    rows = [_goods(env, one, sent, errors) for one in goods]
    allowed = [row for row in rows if row["may"]]
    path = f"/my/orders/{order.id}/returns"
    return {
        **page_frame(order, reader.token, reader.full),
        "title": f"{env._('Returns')} – {order.name}",
        "problem": problem,
        "path": path,
        "back": f"/my/orders/{order.id}/tracking{reader.key}",
        "open": reader.may_answer and bool(allowed),
        "may_answer": reader.may_answer,
        "preview": bool(allowed) and not reader.may_answer,
        "goods": allowed,
        "others": [row for row in rows if not row["may"]],
        "conditions": _conditions(env, goods),
        "returns": [_return(reader, one, path, reader.key) for one in order.return_ids],
        "errors": _summary(env, rows, errors),
        **form_values(reader, sent, csrf),
        "name": (sent.get("name") or "")[:_KEPT],
        "note_size": NOTE,
    }


def _conditions(env, goods) -> list[str]:
    """The terms of what may go back, each once."""
    found = {}
    for one in goods:
        if one.decision.allowed:
            policy = one.policy
            fee = _say_fee(env, policy)
            texts = (policy.conditions, env._(PAYERS[policy.shipping_payer]), fee)
            found.update(dict.fromkeys(text for text in texts if text))
    return list(found)


def _say_fee(env, policy) -> str:
    if not policy.fee_percent:
        return ""
    return env._(
        "We keep %s%% of the price, unless the goods were wrong, damaged or defective.",
        say_number(env, policy.fee_percent),
    )


def _goods(env, one, sent, errors) -> dict:
    typed = {part: (sent.get(f"{one.key}-{part}") or "")[:_KEPT] for part in PARTS}
    wrong = {
        part: say_mistake(env, *mistake)
        for (key, part), mistake in errors.items()
        if key == one.key
    }
    day = say_day(env, one.decision.until) if one.decision.until else ""
    line = one.sale_line
    return {
        **typed,
        "key": one.key,
        "may": one.decision.allowed,
        "name": (line.name or line.product_id.display_name).partition("\n")[0],
        "lot": one.lot.name or "",
        "left": f"{say_number(env, one.left)} {line.product_id.uom_id.name}",
        "until": env._("Until %s", day) if one.decision.allowed else "",
        "why_not": ""
        if one.decision.allowed
        else str(env._(WHY_NOT[one.decision.code])) % {"day": day},
        "reasons": _reasons(one, typed["reason"]) if one.decision.allowed else [],
        "wishes": [
            {"code": code, "name": env._(name), "chosen": code == (typed["wish"] or "refund")}
            for code, name in WISHES.items()
        ],
        "errors": wrong,
        "open": bool(wrong) or any(typed[part] for part in ("quantity", "note", "reason")),
    }


def _reasons(one, chosen) -> list[dict]:
    return [
        {"code": str(reason.id), "name": reason.name, "chosen": str(reason.id) == chosen}
        for reason in one.reasons
    ]


def _summary(env, rows, errors) -> list[dict]:
    """The mistakes of the form, each with the field that it leads to."""
    whole = [{"field": "", "text": say_mistake(env, *errors[key])} for key in errors if not key[0]]
    return whole + [
        {"field": f"{row['key']}-{part}", "text": f"{row['name']}: {text}"}
        for row in rows
        for part, text in row["errors"].items()
    ]


def _return(reader, found, path, key) -> dict:
    """One return as its customer sees it."""
    env = found.env
    title, text = STATES[found.state]
    sending = found.state in ("approved", "shipped") and reader.may_answer
    to_send = sending and found.state == "approved"  # what is on its way needs no instructions
    parcels = found.shipment_ids.sorted("id")
    return {
        "id": found.id,
        "name": found.name,
        "state": env._(title),
        "text": found.refusal if found.state == "refused" else text and env._(text),
        "send_by": _send_by(env, found) if to_send else "",
        "lines": [_line(env, line, found) for line in found.line_ids],
        "money": _money(env, found) if reader.sees_prices else [],
        "instructions": _instructions(env, found) if to_send else [],
        "labels": [
            {"name": file.name, "url": f"{path}/label/{file.id}{key}"}
            for file in (found.label_ids if sending else ())
        ],
        "parcels": [_parcel(env, parcel) for parcel in parcels],
        "sending": sending,
        "may_cancel": reader.may_answer
        and found.state in ("requested", "approved")
        and not parcels,
    }


def say_return_goods(found) -> list[str]:
    """The goods of a return, as many of each as are wanted back now."""
    rows = [_line(found.env, line, found) for line in found.line_ids]
    return [f"{row['quantity']} {row['name']}" for row in rows]


def say_return_approved(found) -> list[str]:
    """What the customer does now, and by when."""
    env = found.env
    return [text for text in (_send_by(env, found), *_instructions(env, found)) if text]


def _send_by(env, found) -> str:
    return env._("Please send it by %s.", say_day(env, found.send_by)) if found.send_by else ""


def say_return_settled(found) -> list[str]:
    """What becomes of a return that is settled, refused or cancelled."""
    env, complaint = found.env, found.complaint_id
    if found.state != "done":
        return [found.refusal] if found.state == "refused" else say_return_goods(found)
    lines = [_say_outcome(env, line, found) for line in found.line_ids if line.received_quantity]
    if complaint.state == "resolved":
        lines.append(env._("Complaint %s is resolved with it.", complaint.name))
    return lines + _money(env, found)


def _say_outcome(env, line, found) -> str:
    row = _line(env, line, found)
    goods = f"{row['quantity']} {row['name']}"
    said = env._("%(goods)s: %(outcome)s", goods=goods, outcome=row["outcome"])
    if not line.fee_percent or line.outcome not in ("refund", "credit"):
        return said
    kept = env._("We keep %s%% of the price.", say_number(env, line.fee_percent))
    return say_together(env, (said, kept))


def _line(env, line, found) -> dict:
    settled = found.state == "done" and line.received_quantity and line.outcome
    decided = found.state not in ("requested", "refused", "cancelled")
    quantity = line.approved_quantity if decided else line.quantity
    return {
        "name": (line.sale_line_id.name or line.product_id.display_name).partition("\n")[0],
        "quantity": f"{say_number(env, quantity)} {line.uom_id.name}",
        "reason": line.reason_id.name,
        "outcome": env._(OUTCOMES[line.outcome]) if settled else "",
    }


def _money(env, found) -> list[str]:
    """Credit notes that are posted: what is a draft may still change."""
    notes = found.credit_note_ids.filtered(lambda note: note.state == "posted")
    return [
        env._(
            "Credit note %(number)s: %(amount)s",
            number=note.name,
            amount=format_amount(env, note.amount_total, note.currency_id),
        )
        for note in notes
        if note.amount_total
    ]


def _instructions(env, found) -> list[str]:
    """How to send the goods back, and who pays for it."""
    texts = {policy.instructions: None for policy in found._policies() if policy.instructions}
    if address := _address(found):
        texts[env._("Our address: %s", address)] = None
    if all(line.reason_id.our_fault for line in found.line_ids):
        texts[env._(PAYERS["us"])] = None
    return list(texts)


def _address(found) -> str:
    """Where the goods go, in one line: the warehouse that waits for them."""
    warehouses = found.transfer_ids.picking_type_id.warehouse_id
    place = warehouses[:1].partner_id or found.company_id.partner_id
    return ", ".join(filter(None, map(str.strip, place._display_address().split("\n"))))


def _parcel(env, parcel) -> dict:
    status = dict(parcel._fields["status"]._description_selection(env))[parcel.status]
    return {"number": parcel.number, "status": status, "url": parcel.tracking_url or None}


def say_mistake(env, code, name="") -> str:
    """One mistake of the form in words. :param name: of a file."""
    if code == "too_many":
        return str(env._(TOO_MANY["photos"])) % {"count": PHOTOS}
    return str(env._(MISTAKES[code])) % {"number": say_number(env, 8), "limit": NOTE, "name": name}


def say_refused(env, code) -> str:
    """Why something about a return could not be recorded."""
    return env._(REFUSED[code])


def say_return(env, data, goods) -> str:
    """A row of the journal about a return, for people who work here.

    :param goods: its quantities in words.
    """
    if data.get("outcome") == "refused":
        return env._("%s refused", data["return"])
    if data.get("outcome") == "cancelled":
        return env._("%s cancelled", data["return"])
    return f"{data['return']}: {goods}" if goods else data["return"]
