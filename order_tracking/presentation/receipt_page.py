"""The customer's page of a receipt, and the form for what is wrong, as plain values."""

from __future__ import annotations

from urllib.parse import urlencode

from odoo.fields import Domain
from odoo.tools.misc import babel_locale_parse, get_lang

from ..receipt import parse
from ..timeline.masking import HIDDEN, mask_name, mask_phone, mask_street, mask_text
from .frame import page_frame
from .receipt import receipt_document
from .receipt_words import BADGES, HEADLINES, NOT_NOW, STATES, TONES
from .shared import label_of, say_day, say_moment

# Shown at once, and characters of a text: the page stays below 100 KB.
LINES, DISPUTES, CHANGES, TEXT, NOTE = 50, 20, 20, 150, 300
_PRICES = ("total", "taxes", "currency", "terms")
_PRICE_PROBLEMS = ("price", "total")
_LINE_PRICES = ("price", "discount", "taxes", "untaxed", "total")


def obstacle(reader, receipt, *, accepting=False) -> str:
    """Why this reader cannot answer this receipt now, of :data:`NOT_NOW`; empty when they can.

    :param accepting: whether they agree; otherwise they say what is wrong.
    """
    if not reader.may_answer:
        return "staff" if reader.internal else "others"
    if not receipt or not receipt.is_current:
        return "superseded"
    if reader.order.state == "cancel":
        return "cancelled"
    if accepting and receipt.answer != "accepted" and _open_ones(reader.order):
        return "checking"
    return ""


def receipt_page(reader, receipt, *, start=0, notice="") -> dict:
    """Everything the page of a receipt shows, texts ready.

    :param reader: ``models.sale_order_receipt_page.Reader``.
    :param receipt: order.receipt with superuser rights, in the reader's language; may be empty.
    :param start: the first line that is shown.
    :param notice: of :data:`NOT_NOW`: why an answer was not taken, or what cannot be had.
    """
    order, env = reader.order, reader.order.env
    frame = {**page_frame(order, reader.token, reader.full), **page_addresses(reader)}
    if not receipt:
        return {**frame, **_nothing_yet(order)}
    document = read_document(reader, receipt)
    disputes = _disputes(order, receipt)
    situation = _situation(order, receipt, disputes)
    return {
        **frame,
        **_answering(reader, receipt, situation),
        "title": f"{receipt.display_name} – {order.name}",
        "document": document,
        "changes": [_cut(change) for change in document["changes"][:CHANGES]],
        "more_changes": len(document["changes"]) > CHANGES,
        "receipt": receipt_label(receipt),
        "hero": _hero(reader, receipt, situation, disputes),
        "lines": _page_of(document["lines"], start, frame["path"], reader),
        "disputes": [_dispute(reader, dispute, receipt) for dispute in disputes],
        "revisions": _revisions(reader, order, receipt),
        "notice": env._(NOT_NOW[notice]) if notice else "",
    }


def receipt_label(receipt) -> dict:
    env = receipt.env
    return {
        "number": receipt.name,
        "revision": env._("Revision %s", receipt.revision),
        "issued": say_moment(env, receipt.prepared_at),
        "fingerprint": receipt.content_hash[:16],
    }


def read_document(reader, receipt) -> dict:
    """What the receipt says, without what this reader shall not learn."""
    content, changes = parse(receipt.content), receipt.changes or []
    if not reader.sees_prices:
        content, changes = _without_prices(content), _changes_without_prices(changes)
    if not reader.full:
        content = _masked(receipt.env, content)
        changes = [_masked_change(content, change) for change in changes]
    return receipt_document(receipt.env, content, changes)


def page_addresses(reader) -> dict:
    """Where the links of the page lead, and what of it the reader may see."""
    path = f"/my/orders/{reader.order.id}/receipt"
    return {
        "path": path,
        "key": reader.key,
        "token": reader.token,
        "chosen_lang": reader.lang,
        "asks_name": not reader.full,
        "full": reader.full,
        "sees_prices": reader.sees_prices,
        "track_url": f"/my/orders/{reader.order.id}/tracking{reader.key}",
    }


def _nothing_yet(order) -> dict:
    env, waiting = order.env, "preparing" if order.receipt_due_at else "none"
    known = {"cancel": "cancelled", "draft": "quotation", "sent": "quotation"}
    title, text = HEADLINES[known.get(order.state, waiting)]
    return {
        "title": f"{order.name} – {env._(title)}",
        "document": None,
        "notice": "",
        "hero": {"title": env._(title), "text": env._(text), "tone": "calm", "badge": ""},
    }


# ---------------------------------------------------------------- what is not for everybody


def _masked(env, content) -> dict:
    """Names, phones and streets shortened, as on the tracking page."""
    agreement, customer = content["agreement"], content["customer"]
    delivery = agreement["delivery"]
    nothing = dict.fromkeys(customer)
    names = {name: mask_name(customer[name]) or None for name in ("name", "contact")}
    return {
        **content,
        "customer": {**nothing, "text": [], **names},
        "agreement": {
            **agreement,
            "requests": mask_text(agreement["requests"]) or None,
            "delivery": {**delivery, "address": _masked_address(env, delivery["address"])},
        },
    }


def _masked_address(env, address) -> dict:
    countries = babel_locale_parse(get_lang(env).code).territories
    country = countries.get(address["country"], address["country"])
    place = [mask_street(address["street"]), address["city"], country]
    return {
        **address,
        "name": mask_name(address["name"]),
        "phone": mask_phone(address["phone"]),
        "text": [line for line in place if line],
    }


def _masked_change(content, change) -> dict:
    """:param content: as masked already."""
    address = content["agreement"]["delivery"]["address"]
    if change["what"] == "address":
        shown = [line for line in (address["name"], *address["text"], address["phone"]) if line]
        return {**change, "old": [HIDDEN], "new": shown}
    if change["what"] == "correction" and change["problem"] == "address":
        return {**change, "new": None}
    if change["what"] in ("requests", "correction"):
        sides = [side for side in ("old", "new") if side in change]
        return {**change, **{side: mask_text(change[side]) or None for side in sides}}
    return change


def _without_prices(content) -> dict:
    agreement = content["agreement"]
    lines = [{**line, **dict.fromkeys(_LINE_PRICES), "taxes": []} for line in agreement["lines"]]
    totals = {**agreement["totals"], "untaxed": None, "taxes": [], "total": None}
    return {**content, "agreement": {**agreement, "lines": lines, "totals": totals, "terms": None}}


def _changes_without_prices(changes) -> list[dict]:
    kept = [
        change
        for change in changes
        if change["what"] not in _PRICES
        and change.get("field") not in _LINE_PRICES
        and change.get("problem") not in _PRICE_PROBLEMS
    ]
    return [{**change, "price": None} if "price" in change else change for change in kept]


# ---------------------------------------------------------------- state


def _open_ones(order):
    return order.env["order.receipt.dispute"].search_count(
        [("order_id", "=", order.id), ("state", "=", "open")]
    )


def _situation(order, receipt, disputes) -> str:
    """One word for what the receipt is worth and whose turn it is, of :data:`HEADLINES`."""
    if not receipt.is_current:
        return "superseded"
    if order.state == "cancel":
        return "cancelled"
    if any(dispute.state == "open" for dispute in disputes):
        return "checking"
    if receipt.answer == "accepted":
        return "accepted"
    if receipt.answer == "disputed":
        own = disputes.filtered(lambda dispute: dispute.receipt_id == receipt)
        return "decided" if "refused" in own.mapped("state") else "agreed"
    return "corrected" if receipt.revision > 1 else "valid"


def _hero(reader, receipt, situation, disputes) -> dict:
    env = receipt.env
    title, text = (env._(part) for part in HEADLINES[situation])
    word = situation if situation in BADGES else "valid"
    details = {
        "accepted": _accepted_by,
        "superseded": _replaced_by,
        "checking": _checked_so_far,
    }
    said = details[situation](reader, receipt, disputes) if situation in details else ""
    return {
        "title": title,
        "text": said or text,
        "tone": TONES.get(word, "good"),
        "badge": env._(BADGES[word]),
    }


def _accepted_by(reader, receipt, _disputes) -> str:
    name = receipt.answered_by or ""
    return receipt.env._(
        "Accepted by %(name)s, %(when)s. It stays here for you to read.",
        name=name if reader.full else mask_name(name),
        when=say_moment(receipt.env, receipt.answered_at),
    )


def _replaced_by(reader, receipt, _disputes) -> str:
    current = reader.order.current_receipt_id
    return receipt.env._(
        "Revision %(revision)s of %(day)s is what counts now. This one stays here for you to read.",
        revision=current.revision,
        day=say_day(receipt.env, current.prepared_at),
    )


def _checked_so_far(_reader, receipt, disputes) -> str:
    waiting = [dispute for dispute in disputes if dispute.state == "open"]
    return receipt.env._(
        "Corrections still open: %(open)s of %(all)s. You read here what we decide, and get a new "
        "receipt when something changes.",
        open=len(waiting),
        all=len(disputes),
    )


def _answering(reader, receipt, situation) -> dict:
    """What the reader can do with the receipt, and where the rest of it is."""
    path = f"/my/orders/{reader.order.id}/receipt"
    current = reader.order.current_receipt_id
    return {
        "revision": receipt.revision,
        "valid": situation not in ("superseded", "cancelled"),
        "current_url": current != receipt and f"{path}{reader.key}",
        "may_accept": situation != "accepted" and not obstacle(reader, receipt, accepting=True),
        "may_dispute": not obstacle(reader, receipt),
        "preview": reader.internal,
        "opened_url": _opened_url(reader, receipt),
        "pdf_url": reader.sees_pdf and f"{path}/{receipt.revision}/pdf{reader.key}",
    }


def _opened_url(reader, receipt) -> str | None:
    """Of an image that tells us that the customer has it open; not for ourselves."""
    if receipt.opened_at or not reader.counts_as_customer:
        return None
    return f"/my/orders/{reader.order.id}/receipt/{receipt.revision}/opened{reader.key}"


def _revisions(reader, order, receipt) -> list[dict]:
    env = receipt.env
    found = env["order.receipt"].search_fetch(
        [("order_id", "=", order.id)], ["revision", "name", "prepared_at"], order="revision desc"
    )
    return [
        {
            "name": env._(
                "Revision %(revision)s, %(number)s", revision=one.revision, number=one.name
            ),
            "day": say_day(env, one.prepared_at),
            "url": f"/my/orders/{order.id}/receipt/{one.revision}{reader.key}",
            "shown": one == receipt,
            "counts": one == order.current_receipt_id,
        }
        for one in found
    ]


# ---------------------------------------------------------------- lines and corrections


def _page_of(lines, start, path, reader) -> dict:
    """A part of the lines that weighs little; how to get to the others."""
    start = start if 0 <= start < len(lines) else 0
    rows = [
        {
            **line,
            "name": _cut(line["name"]),
            "description": _short(line["description"]),
            "url": f"{path}/dispute?{_query(reader, line=line['id'])}",
        }
        for line in lines[start : start + LINES]
    ]
    starts = range(0, len(lines), LINES) if len(lines) > LINES else ()
    return {
        "rows": rows,
        "pages": [
            {
                "name": f"{first + 1}–{min(first + LINES, len(lines))}",
                "url": f"{path}?{_query(reader, start=first)}#items",
                "shown": first == start,
            }
            for first in starts
        ],
    }


def _query(reader, **more) -> str:
    carried = {"access_token": reader.token, "lang": reader.lang}
    return urlencode({**more, **{name: value for name, value in carried.items() if value}})


def _short(parts: list[str]) -> list[str]:
    """Some lines of a description; the PDF has them all."""
    text, left = [], TEXT
    for part in parts:
        if left <= 0:
            break
        text.append(_cut(part, left))
        left -= len(part)
    return text


def _cut(text: str, size=TEXT) -> str:
    return text if len(text) <= size else text[:size] + "…"


def _disputes(order, receipt):
    """Corrections that belong to the receipt; all of the order for the one that counts, and
    the open ones before all others."""
    Dispute = order.env["order.receipt.dispute"]
    of_receipt = Domain("receipt_id", "=", receipt.id) | Domain("resolved_by_id", "=", receipt.id)
    wanted = Domain("order_id", "=", order.id)
    if not receipt.is_current:
        wanted &= of_receipt
    waiting = Dispute.search(wanted & Domain("state", "=", "open"), limit=DISPUTES)
    return (waiting | Dispute.search(wanted, limit=DISPUTES))[:DISPUTES]


def _dispute(reader, dispute, receipt) -> dict:
    env = dispute.env
    told = {name: dispute[name] or "" for name in ("proposed", "note")}
    if not reader.full:
        told = {name: mask_text(text) for name, text in told.items()}
        if dispute.problem == "address":
            told["proposed"] = HIDDEN if told["proposed"] else ""
    if not reader.sees_prices and dispute.problem in _PRICE_PROBLEMS:
        told = dict.fromkeys(told, "")
    return {
        **{name: _cut(text, NOTE) for name, text in told.items()},
        "about": " · ".join(filter(None, (dispute.subject, label_of(dispute, "problem")))),
        "photos": dispute.photo_count and env._("Photos: %s", dispute.photo_count),
        "when": say_moment(env, dispute.create_date),
        "state": dispute.state,
        "tone": {"open": "calm", "accepted": "good", "refused": "bad"}[dispute.state],
        "label": env._(STATES[dispute.state]),
        "answer": dispute.decision_note or "",
        "revision": dispute.receipt_id != receipt and dispute.receipt_id.revision,
        "made_by": dispute.resolved_by_id.revision or None,
    }
