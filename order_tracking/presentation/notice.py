"""A notice as its reader sees it: what happened, where is it, when does it arrive, what next."""

from __future__ import annotations

from .customer import customer_page
from .notice_words import TITLES, TOPIC_NAMES
from .shared import label_of, say_moment, spoken_in, stage_values


def notice(order, link, news) -> dict:
    """Everything a message says; texts ready.

    :param order: sale.order with superuser rights, in the reader's language and time zone, after
        :func:`read_people`.
    :param link: the reader's ``order.tracking.link``.
    :param news: ``notices.News`` of the message, the leading one first.
    """
    env = order.env
    page = customer_page(order, full=False, token=link.token)
    title, text = _headline(env, page, news[0])
    return {
        **page,
        "lang": env.lang.replace("_", "-"),
        "base_url": order.get_base_url(),
        "preview": _preview(page, text),
        "why": _why(env, order, link),
        "headline": title,
        "text": text,
        "subject": f"{page['company']}: {title} ({order.name})",
        "greeting": link.partner_id.name or "",
        "happened": [_line(order, item) for item in news],
        "url": link.url,
        "choose_url": link._notice_url(),
        "colour": order.company_id.email_secondary_color or page["accent"],
        "on_colour": order.company_id.email_primary_color or "#ffffff",
    }


def _preview(page, text) -> str:
    """The line that mail programs show beside the subject."""
    arrival = page["arrival"]
    return f"{arrival['label']}: {arrival['day']}" if arrival else text


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


def _headline(env, page, lead) -> tuple[str, str]:
    if lead.event in TITLES:
        title, text = TITLES[lead.event]
        return env._(title), env._(text)
    return page["hero"]["title"], page["hero"]["text"]


def _line(order, item) -> dict:
    values = stage_values(order)
    if item.topic.startswith("stage:"):
        stage = values[int(item.topic.partition(":")[2])]
        name = spoken_in(stage.customer_names, order.env) or spoken_in(stage.names, order.env)
    else:
        name = topic_name(order.env, item.topic)
    return {"name": name, "when": say_moment(order.env, item.at)}
