"""What a customer is used to, in a line for somebody who has them on the phone."""

from __future__ import annotations


def habits(partner) -> list[str]:
    """Language, the channel of most of their orders of late, and which notices they want.

    :param partner: one ``res.partner`` in the reader's environment.
    """
    env, found = partner.env, []
    person, company = partner, partner.commercial_partner_id
    languages = dict(person._fields["lang"]._description_selection(env))
    language = languages.get(person.lang or company.lang)
    if language and len(languages) > 1:
        found.append(env._("Writes %(language)s", language=language))
    if partner.service_channel:
        found.append(_channel(env, partner.service_channel))
    if partner.order_notices == "problems":
        found.append(env._("Wants messages only about problems"))
    elif partner.order_notices == "none":
        found.append(env._("Wants no messages about orders"))
    return found


def _channel(env, counts: dict[str, int]) -> str:
    channel, count = max(counts.items(), key=lambda item: (item[1], item[0]))
    names = dict(env["sale.order"]._fields["order_channel"]._description_selection(env))
    return env._(
        "Orders mostly through: %(channel)s (%(count)s of %(all)s in a year)",
        channel=names.get(channel, channel),
        count=count,
        all=sum(counts.values()),
    )
