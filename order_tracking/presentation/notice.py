"""A notice as its reader sees it: what happened, where is it, when does it arrive, what next."""

from __future__ import annotations

from .frame import page_frame
from .notice_words import HAPPENED_NEWS, NOTICE_LEVELS, TITLES, TOPIC_NAMES
from .shared import label_of, name_in_greeting, say_moment, spoken_in, stage_values


def notice(order, link, news) -> dict:
    """Everything a message says; texts ready.

    :param order: sale.order with superuser rights, in the reader's language and time zone, after
        :func:`read_people`.
    :param link: the reader's ``order.tracking.link``.
    :param news: ``notices.News`` of the message, the leading one first.
    :return: values of the page, and of the message; ``details`` are for addons above: ``title``,
        ``lines`` and maybe ``url`` with ``link``, the words on it.
    """
    env = order.env
    page = order._tracking_page_values(full=False, token=link.token, role=link.role)
    title, text = _headline(env, page, news[0])
    return {
        **page,
        "lang": env.lang.replace("_", "-"),
        "base_url": order.get_base_url(),
        "preview": _preview(env, page, text),
        "why": _why(env, order, link),
        "headline": title,
        "text": text,
        "subject": env._(
            "%(company)s: %(title)s (%(order)s)",
            company=page["company"],
            title=title,
            order=order.name,
        ),
        "greeting": name_in_greeting(link.partner_id),
        "details": [],
        "happened": [_line(order, item) for item in news],
        "url": link.url,
        "choose_url": link._notice_url(),
        "colour": order.company_id.email_secondary_color or page["accent"],
        "on_colour": order.company_id.email_primary_color or "#ffffff",
    }


def correction_frame(order) -> dict:
    """What stands around the mail that tells why a correction is refused.

    :param order: sale.order with superuser rights, in the reader's language.
    """
    env = order.env
    why = env._("You get this message because you asked us to correct order %s.", order.name)
    return _mail_frame(order, env._("What we decided about your correction."), why)


def choice_frame(order) -> dict:
    """What stands around the mail that lets a customer choose what becomes of a short order.

    :param order: as for :func:`correction_frame`.
    """
    env = order.env
    why = env._("You get this message because part of order %s is not there in time.", order.name)
    return _mail_frame(order, env._("Part of it is not there in time."), why)


def receipt_frame(order, reader) -> dict:
    """What stands around the mail that carries a receipt.

    :param order: as for :func:`correction_frame`. :param reader: res.partner who gets it.
    """
    env = order.env
    why = env._(
        "You get this message because you ordered from %(company)s (order %(order)s).",
        company=order.company_id.name,
        order=order.name,
    )
    frame = _mail_frame(order, env._("What we agreed on, to check and to keep."), why)
    return {**frame, "greeting": name_in_greeting(reader)}


def _mail_frame(order, preview, why) -> dict:
    page = page_frame(order, None, full=False)
    return {
        **page,
        "base_url": order.get_base_url(),
        "preview": preview,
        "why": why,
        "colour": order.company_id.email_secondary_color or page["accent"],
        "on_colour": order.company_id.email_primary_color or "#ffffff",
    }


def _preview(env, page, text) -> str:
    """The line that mail programs show beside the subject."""
    arrival = page["arrival"]
    if not arrival:
        return text
    return env._("%(label)s: %(day)s", label=arrival["label"], day=arrival["day"])


def _why(env, order, link) -> str:
    return env._(
        "You get this message because you follow order %(order)s of %(company)s (%(role)s).",
        order=order.name,
        company=order.company_id.name,
        role=label_of(link.with_env(env), "role"),
    )


def topic_name(env, topic) -> str:
    """What a topic of news is called, for staff and readers."""
    if topic.startswith("stage:"):
        stage = env["order.tracking.stage"].sudo().browse(int(topic.partition(":")[2])).exists()
        return stage.customer_name or stage.name or ""
    return env._(TOPIC_NAMES[topic]) if topic in TOPIC_NAMES else topic


def notice_page(order, link, topics, problem="") -> dict:
    """Values of the page on which a reader chooses what they are told.

    :param topics: codes of all that may be told about this order.
    :param problem: ``saved`` when a choice was just kept.
    """
    env, person = order.env, link.partner_id
    token = link.token
    kept = set(link.notice_topics or ()) if link.notices == "chosen" else set(topics)
    return {
        **page_frame(order, token, full=False),
        "title": env._("Messages about order %s", order.name),
        "token": token,
        "saved": problem == "saved",
        "back_url": f"/my/orders/{order.id}/tracking?access_token={token}",
        "levels": _options(link.with_env(env), "notices", link.notices),
        "topics": [
            {"code": code, "name": topic_name(env, code), "ticked": code in kept} for code in topics
        ],
        "person": person and _options(person.with_env(env), "order_notices", person.order_notices),
    }


def _options(record, field, chosen) -> list[dict]:
    words = NOTICE_LEVELS
    return [
        {"value": value, "name": record.env._(words[value]), "ticked": value == chosen}
        for value, _label in record._fields[field].selection
    ]


def _headline(env, page, lead) -> tuple[str, str]:
    hero = page["hero"]
    if lead.event not in TITLES:
        return hero["title"], hero["text"]
    title, text = (env._(part) for part in TITLES[lead.event])
    if lead.event == "correction":
        text = env._("%(sorry)s %(truth)s.", sorry=text, truth=hero["title"])
    return title, text


def _line(order, item) -> dict:
    env = order.env
    name = _stage_name(order, item.topic) or topic_name(env, item.topic)
    if item.event == "correction":
        name = env._("Not true: %(what)s", what=name)
    elif item.event in HAPPENED_NEWS:
        name = env._(HAPPENED_NEWS[item.event])
    return {"name": name, "when": say_moment(env, item.at)}


def _stage_name(order, topic) -> str:
    """The frozen words of the stage that a topic stands for."""
    if not topic.startswith("stage:"):
        return ""
    stage = stage_values(order).get(int(topic.partition(":")[2]))
    if not stage:  # a preview, on an order that began before the flow had this stage
        return ""
    return spoken_in(stage.customer_names, order.env) or spoken_in(stage.names, order.env)
