"""What a review comes down to, in sentences that claim no more than the figures allow.

The rule: a figure improved or got worse only where its difference to the other period is more than
chance, all figures of the review looked at together (``metrics.comparison``), and is seen in the
figures as they are written. Of every other figure the text says “no clear change”, and of one with
fewer than 30 cases on either side that it cannot be compared.
"""

from __future__ import annotations

from odoo.tools.translate import LazyTranslate

from ..metrics.comparison import clear_changes
from ..metrics.testing import MIN_CASES
from .review_values import unit_of

_lt = LazyTranslate(__name__)
MOST = 5  # sentences of a kind; the sections tell the rest
_LEADING = ("kept_first", "kept_last", "perfect_order", "shipped_in_time")
# by what changed and the other period
_CHANGED = {
    ("better", "previous"): _lt(
        "“%(name)s” improved from %(before)s in the period before to %(now)s."
    ),
    ("better", "year"): _lt("“%(name)s” is better than a year ago: %(now)s, then %(before)s."),
    ("worse", "previous"): _lt(
        "“%(name)s” got worse: from %(before)s in the period before to %(now)s."
    ),
    ("worse", "year"): _lt("“%(name)s” is worse than a year ago: %(now)s, then %(before)s."),
    ("more", "previous"): _lt(
        "“%(name)s” went up from %(before)s in the period before to %(now)s."
    ),
    ("more", "year"): _lt("“%(name)s”: %(now)s, more than a year ago (%(before)s)."),
    ("less", "previous"): _lt(
        "“%(name)s” went down from %(before)s in the period before to %(now)s."
    ),
    ("less", "year"): _lt("“%(name)s”: %(now)s, less than a year ago (%(before)s)."),
}
VERDICTS = {
    "worked": _lt("“%(action)s” worked: “%(name)s” went from %(before)s to %(after)s."),
    "worse": _lt("“%(action)s” did not help: “%(name)s” got worse, from %(before)s to %(after)s."),
    "no_effect": _lt(
        "“%(action)s” shows no effect yet that is more than chance: “%(name)s” was %(before)s and "
        "is %(after)s."
    ),
    "too_early": _lt("“%(action)s”: it is too early to say whether it worked."),
}


class Judged:
    """The figures of a review with what may be said of their changes.

    :param readings: ``review_values.Reading`` of everybody's figures, by key.
    """

    def __init__(self, say, readings):
        self.say, self.readings = say, readings
        found = {}
        for reading in readings.values():
            found.update(reading.changes())
        self.compared = {place for place, change in found.items() if change}
        self.clear = {
            place: change for place, change in clear_changes(found).items() if self._seen(place)
        }

    def _seen(self, place) -> bool:
        """As written, both values differ."""
        words = self._words(place)
        return words["now"] != words["before"]

    def _words(self, place) -> dict:
        key, side = place
        reading = self.readings[key]
        record = reading.record
        return {
            "name": self.say.name(record),
            "now": self.say.figure(record, reading.now.value),
            "before": self.say.figure(record, getattr(reading, side).value),
        }

    def way(self, place) -> str:
        """``better``, ``worse``, ``more``, ``less``, ``same`` or, uncomparable, empty."""
        change = self.clear.get(place)
        if not change:
            return "same" if place in self.compared else ""
        better = self.readings[place[0]].better
        up = "more" if change.difference > 0 else "less"
        return up if not better else "better" if up == better else "worse"

    def places(self, *ways) -> list[tuple]:
        """Where it changed so, the surest first; a figure once, beside the period before."""
        found, told = [], set()
        ordered = sorted(self.clear, key=lambda place: place[1] != "previous")
        for place in ordered:
            if self.way(place) in ways and place[0] not in told:
                told.add(place[0])
                found.append(place)
        return found

    def sentence(self, place) -> str:
        """The change in one sentence."""
        template = self.say.env._(_CHANGED[self.way(place), place[1]])
        return str(template) % self._words(place)


def headline(say, judged) -> str:
    """The one sentence that matters most: what got worse, else what got better, else how it is."""
    for way in ("worse", "better"):
        if places := judged.places(way):
            first = [place for place in places if place[0] in _LEADING]
            return judged.sentence((first or places)[0])
    return state_of_promises(say, judged) or say.env._("There are no data of this period yet.")


def state_of_promises(say, judged) -> str:
    """How many orders, and how many of them came as promised; empty without any."""
    orders = judged.readings.get("orders")
    kept = _promises_kept(judged)
    count = say.number(orders.now.n) if orders else "0"
    if not _cases(kept):
        has_orders = orders and orders.now.n
        return say.env._("New orders: %(orders)s.", orders=count) if has_orders else ""
    return say.env._(
        "New orders: %(orders)s. “%(name)s”: %(value)s of the %(n)s that were due.",
        orders=count,
        name=say.name(kept.record),
        value=say.value(kept.now.value, kept.record.unit),
        n=say.number(kept.now.n),
    )


def certainty(say, judged) -> str:
    """How far the share of :func:`state_of_promises` can be trusted; empty without one."""
    kept = _promises_kept(judged)
    if not _cases(kept) or kept.now.low is None:
        return ""
    return say.env._(
        "“%(name)s” is between %(low)s and %(high)s with 95%% certainty.",
        name=say.name(kept.record),
        low=say.value(kept.now.low, kept.record.unit),
        high=say.value(kept.now.high, kept.record.unit),
    )


def _promises_kept(judged):
    """The reading of how many came as promised: of the figure with the most cases."""
    return max(map(judged.readings.get, _LEADING), key=_cases)


def _cases(reading) -> int:
    """On how many cases a figure rests, counted no further than are enough; 0: not known."""
    if not reading or reading.now.value is None:
        return 0
    return min(reading.now.n, MIN_CASES)


def improved(say, judged, own=False) -> list[str]:
    """What was good. :param own: for a customer, who need not read that it was nothing."""
    found = [judged.sentence(place) for place in judged.places("better")[:MOST]]
    return found or ([] if own else [say.env._("Nothing improved beyond chance.")])


def worsened(say, judged, own=False) -> list[str]:
    """What got worse. :param own: as for :func:`improved`."""
    found = [judged.sentence(place) for place in judged.places("worse")[:MOST]]
    return found or ([] if own else [say.env._("Nothing got worse beyond chance.")])


def stands_out(findings) -> list[str]:
    """Stages that became slower, products, lanes and teams that stand out."""
    kinds = ("slower", "stands_out")
    return [finding.text for finding in findings if finding.kind in kinds][:MOST]


def moved(say, judged, own=False) -> list[str]:
    """What is only more or less, and how much of the rest stayed.

    :param own: for a customer, who reads of no figures but those that say something.
    """
    found = [judged.sentence(place) for place in judged.places("more", "less")[:MOST]]
    if own:
        return found
    same = sum(judged.way((key, "previous")) == "same" for key in judged.readings)
    unknown = sum(judged.way((key, "previous")) == "" for key in judged.readings)
    if same:
        found.append(
            say.env._(
                "Figures without a clear change from the period before: %s.", say.number(same)
            )
        )
    if unknown:
        found.append(
            say.env._(
                "Figures that cannot be compared with it, as there are too few cases or none: %s.",
                say.number(unknown),
            )
        )
    return found


def causes(say, findings) -> list[str]:
    """The three largest causes of lost hours."""
    told = [finding.text for finding in lost_stages(findings)[:3]]
    return told or [say.env._("No hours were lost beyond the plan, as far as is known.")]


def lost_stages(findings) -> list:
    """Findings of hours lost in stages, the most first; where no stage has a plan, all of lost
    hours. Stages, teams and causes count the same hours from different sides: one is enough."""
    lost = [finding for finding in findings if finding.kind == "lost_hours"]
    stages = [finding for finding in lost if finding.dimension == "stage_id"]
    return sorted(stages or lost, key=lambda finding: -(finding.data or {}).get("hours", 0))


def outlook(say, facts, findings) -> list[str]:
    """What is due next, and what demand is expected.

    :param facts: of ``order.review._gather_facts``.
    """
    told, env = facts["outlook"], say.env
    words = {name: say.number(number) for name, number in told.items()}
    found = []
    if told["open"]:
        found.append(env._("Orders under way when the figures were taken: %(open)s.", **words))
    if told["late"]:
        found.append(env._("Of them past their last promised date: %(late)s.", **words))
    if told["next"]:
        found.append(env._("Of them promised for the period that follows: %(next)s.", **words))
    found = found or [env._("No order was under way when the figures were taken.")]
    return [*found, *(finding.text for finding in findings if finding.kind == "demand")][:8]


def actions(say, facts) -> list[str]:
    """What was done about earlier findings and what came of it; what is to be done by when."""
    checked = [_verdict(say, action) for action in facts["actions"] if action["verdict"]]
    to_do = [_due(say, action) for action in facts["actions"] if action["state"] == "open"]
    return [*checked, *to_do] or [say.env._("No actions were agreed yet.")]


def _verdict(say, action) -> str:
    unit = unit_of(action["metric"], action["statistic"], action["unit"])
    return str(say.env._(VERDICTS[action["verdict"]])) % {
        "action": action["name"],
        "name": metric_label(say, action),
        "before": say.value(action["before"], unit),
        "after": say.value(action["after"], unit),
    }


def metric_label(say, action) -> str:
    """The figure an action is measured by, with whom it is about."""
    name = say.metric(action["metric"], action["statistic"])
    # reviews frozen before names were kept in each language know one alone
    said = (action.get("subject_names") or {}).get(say.env.lang) or action["subject"]
    return f"{name}, {said}" if said else name


def _due(say, action) -> str:
    words = {"action": action["name"], "owner": action["owner"]}
    if not action["due_on"]:
        return say.env._("To do: “%(action)s” (%(owner)s).", **words)
    return say.env._(
        "To do: “%(action)s” (%(owner)s, by %(day)s).", **words, day=say.day(action["due_on"])
    )
