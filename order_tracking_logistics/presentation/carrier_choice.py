"""Why a carrier is chosen, and how it compares: one sentence in the reader's language."""

from __future__ import annotations

from odoo import fields
from odoo.tools.translate import LazyTranslate

from odoo.addons.order_tracking.presentation.shared import say_moment, say_span, say_weekday

from ..dispatch import LEAST, rival

_lt = LazyTranslate(__name__)
_FIRST = {
    "only": _lt("%(name)s: %(price)s, the only one that takes it"),
    "cheapest": _lt("%(name)s: %(price)s is the lowest price"),
    "cheapest_keeping": _lt("%(name)s: %(price)s keeps %(day)s"),
    "cheapest_unknown": _lt("%(name)s: %(price)s is the lowest price; nobody knows about %(day)s"),
    "least_late": _lt("%(name)s: %(price)s, the most likely one for %(day)s, which none keeps"),
    "fastest": _lt("%(name)s: %(price)s, the fastest, there by %(arrives)s"),
    "speed_unknown": _lt("%(name)s: %(price)s is the lowest price; how fast they are is not known"),
    "most_reliable": _lt("%(name)s: %(price)s, the most reliable on this route"),
    "reliability_unknown": _lt(
        "%(name)s: %(price)s is the lowest price; how reliable they are is not known"
    ),
}
_PROOF = {
    "measured": _lt("with %(percent)s%% of %(count)s parcels"),
    "stated": _lt("by its own word, not measured yet"),
}
_DIFFERENCE = {
    -1: _lt("%(name)s is %(amount)s cheaper"),
    0: _lt("%(name)s costs the same"),
    1: _lt("%(name)s is %(amount)s dearer"),
}
_OTHER = {
    "breaks": _lt("but kept only %(percent)s%%"),
    "breaks_stated": _lt("but arrives too late by its own word"),
    "too_few": _lt("but has too few parcels to tell (%(count)s)"),
    "nothing_known": _lt("but nothing is known about it yet"),
    "slower": _lt("but slower, there by %(arrives)s"),
    "speed_not_known": _lt("but how fast it is is not known"),
    "less_reliable": _lt("but less reliable: %(on_time)s%% as promised"),
    "not_measured": _lt("but not measured yet"),
}
_KEPT = {
    "yes": _lt("Keeps the promise"),
    "no": _lt("Breaks the promise"),
    "unknown": _lt("Not known"),
    "open": _lt("Nothing promised"),
}


def say_choice(env, verdicts, promise, money) -> str:
    """“SF: 12.40 keeps Thursday with 93% of 214 parcels; DHL is 3.10 cheaper, but kept only
    71%.”

    :param verdicts: ``dispatch.choose``; :param money: function from an amount to its text.
    """
    if not verdicts or verdicts[0].offer.price is None:
        return env._("No delivery method gives a rate. See below why.")
    first, other = verdicts[0], rival(verdicts)
    text = _say_first(env, first, promise, money)
    if other:
        text = env._("%(one)s; %(other)s", one=text, other=_say_other(env, other, money))
    return env._("%s.", text)


def _said(env, text, values) -> str:
    """A text of this module in the reader's language, with its values."""
    translated = env._(text)
    return translated % values


def _say_first(env, verdict, promise, money) -> str:
    offer = verdict.offer
    values = {
        "name": offer.name,
        "price": money(offer.price),
        "day": _day(env, promise),
        "arrives": _moment(env, offer.arrives),
    }
    text = _said(env, _FIRST[verdict.reason], values)
    proof = _PROOF.get(verdict.basis) if verdict.keeps == "yes" else None
    if not proof:
        return text
    # a text of its own: not every language puts a blank in between
    return env._("%(one)s %(proof)s", one=text, proof=_said(env, proof, verdict.values))


def _say_other(env, verdict, money) -> str:
    difference = verdict.values["difference"]
    sign = (difference > 0) - (difference < 0)
    values = {"name": verdict.offer.name, "amount": money(abs(difference))}
    text = _said(env, _DIFFERENCE[sign], values)
    why = say_why(env, verdict)
    return env._("%(one)s, %(why)s", one=text, why=why) if why else text


def say_why(env, verdict) -> str:
    """What speaks against an offer; empty for one that is merely dearer."""
    code = verdict.reason
    code = "breaks_stated" if code == "breaks" and verdict.basis == "stated" else code
    if code not in _OTHER:
        return ""
    offer = verdict.offer
    values = {"arrives": _moment(env, offer.arrives), "on_time": offer.on_time.percent}
    return _said(env, _OTHER[code], {**verdict.values, **values})


def say_arrival(env, offer) -> str:
    """When it is there, and how many earlier parcels say so."""
    if offer.arrival:
        span = say_span(env, *offer.arrival)
        return env._("%(span)s (80%% of %(count)s)", span=span, count=offer.arrival_count)
    if offer.stated:
        return env._("%s by its own word", _moment(env, offer.stated))
    return env._(
        "%(count)s parcels so far, %(least)s are needed", count=offer.arrival_count, least=LEAST
    )


def say_share(env, share) -> str:
    """“93% of 214 (89–96%)”, or openly that there are too few."""
    if not share.count:
        return env._("No case yet")
    if not share.known:
        return env._("Only %s so far", share.count)
    low, high = (round(100 * end) for end in share.interval)
    return env._(
        "%(percent)s%% of %(count)s (%(low)s–%(high)s%%)",
        percent=share.percent,
        count=share.count,
        low=low,
        high=high,
    )


def say_kept(env, verdict) -> str:
    return env._(_KEPT[verdict.keeps])


def say_chosen(env, data) -> str:
    """The journal's line about a choice."""
    name, proposed = data.get("carrier"), data.get("proposed")
    if not proposed or proposed == name:
        return env._("%s, as proposed", name)
    return env._("%(name)s, instead of %(proposed)s", name=name, proposed=proposed)


def _day(env, promise) -> str:
    if not promise:
        return ""
    return say_weekday(env, fields.Datetime.context_timestamp(env["res.lang"], promise).date())


def _moment(env, instant) -> str:
    return say_moment(env, instant) if instant else ""
