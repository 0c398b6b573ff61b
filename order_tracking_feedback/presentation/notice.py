"""Notices of complaints, returns and acceptances as their reader sees them."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

from odoo.addons.order_tracking.presentation.notice_words import TITLES
from odoo.addons.order_tracking.presentation.shared import say_day, say_moment

from .complaint import say_lines, say_next
from .notice_words import OTHER_NAMES, OTHER_TITLES
from .returns import say_return_approved, say_return_goods, say_return_settled

_WORDS = 300  # characters of the customer's own words that are repeated to them


class Said(NamedTuple):
    """What a notice says of one piece of news. ``title``: which words it has; ``number``: of the
    document; ``lines``: what is told of it; ``page``: on which the reader goes on, and ``link``,
    the words that lead there; ``preview``: what mail programs show, else the last line."""

    title: str
    number: str
    lines: list[str]
    page: str
    link: str
    preview: str = ""


def afterwards(order, link, news, page) -> dict:
    """The notice with what it says of complaints, returns and acceptances.

    :param order, link, news: as for ``order_tracking.presentation.notice``.
    :param page: its values.
    """
    said = [_say(order, item) for item in news]
    details = [_detail(order, link, one) for one in said if one]
    if not details:
        return page
    if not said[0]:
        return {**page, "details": details + page["details"]}
    details[0].pop("url")  # the message's own button leads there
    return {**page, **_lead(order, link, said[0], page), "details": details}


def _lead(order, link, said, page) -> dict:
    """What leads the message. When the goods arrived is known to whoever writes about them."""
    env = order.env
    title, text = (env._(part) for part in {**TITLES, **OTHER_TITLES}[said.title])
    return {
        "headline": title,
        "text": text,
        "preview": said.preview or (said.lines[-1] if said.lines else text),
        "subject": env._(
            "%(company)s: %(title)s (%(numbers)s)",
            company=page["company"],
            title=title,
            numbers=", ".join(filter(None, [said.number, order.name])),
        ),
        "happened": _happened(env, said, page["happened"]),
        "url": page_url(order, link, said.page),
        "button": said.link,
        "arrival": None,
        "next": None,
    }


def _happened(env, said, happened) -> list[dict]:
    """What leads the message has a name of its own where the topic's is not true of it."""
    if said.title not in OTHER_NAMES:
        return happened
    return [{**happened[0], "name": env._(OTHER_NAMES[said.title])}, *happened[1:]]


def _detail(order, link, said) -> dict:
    return {
        "title": said.number,
        "lines": said.lines,
        "url": page_url(order, link, said.page),
        "link": said.link,
    }


def page_url(order, link, page) -> str:
    """Where the reader of ``link`` goes on: ``page`` of the order."""
    token = quote(link.token, safe="")
    return f"{order.get_base_url()}/my/orders/{order.id}/{page}?access_token={token}"


def _say(order, item) -> Said | None:
    """What is said of a piece of news; None for all others."""
    found = _SAID.get(item.event)
    if not found:
        return None
    model, say = found
    number = item.key.split(":")[2:3]  # of its event's source; a preview has none
    record = order.env[model].browse(map(int, number)).exists()
    return say(record, item) if record else None


def _say_complaint(complaint, item) -> Said:
    env, again = complaint.env, not item.key.endswith(":0")
    title = "complaint_opened" if complaint.via else "complaint_noted"
    words = (complaint.description or "")[:_WORDS]
    lines = [complaint.category_id.name, *say_lines(complaint), words, say_next(complaint)]
    return Said(
        "complaint_again" if again else title,
        complaint.name,
        [line for line in lines if line],
        "complaints",
        env._("See your complaint"),
    )


def _say_return(found, item) -> Said:
    env, title, lines = found.env, item.event, say_return_goods(found)
    link, preview = env._("See your return"), ""
    if item.event in ("return_approved", "return_label"):
        steps = say_return_approved(found)
        lines, preview = lines + steps, "".join(steps[:1])
        link = env._("Print the label") if found.label_ids else env._("Tell us about your parcel")
    elif item.event == "return_settled":
        lines = say_return_settled(found)
        title = f"return_{found.state}" if found.state in ("refused", "cancelled") else title
    return Said(title, found.name, lines, "returns", link, preview)


def _say_acceptance(opened, item) -> Said:
    env = opened.env
    lines = [
        env._("Arrived: %s", say_day(env, opened.arrived_at)),
        env._(
            "If we do not hear from you, everything counts as accepted on %s.",
            say_moment(env, opened.due_at),
        ),
    ]
    return Said(item.event, "", lines, "acceptance", env._("Say what you found"))


_SAID = {
    "acceptance_due": ("order.acceptance", _say_acceptance),
    "complaint_opened": ("order.complaint", _say_complaint),
    **dict.fromkeys(
        (
            *("return_requested", "return_approved", "return_label"),
            *("return_received", "return_settled"),
        ),
        ("order.return", _say_return),
    ),
}
