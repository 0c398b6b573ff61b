"""Which of several carriers takes a delivery, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .measured import Share

POLICIES = ("cheapest", "fastest", "reliable")
KEEPS = 0.8  # a carrier keeps a promise that four in five parcels like it would have kept
_FAR = datetime.max
_RANK = {"yes": 0, "open": 0, "unknown": 1, "no": 2}


@dataclass(frozen=True, slots=True)
class Offer:
    """What one delivery method offers for one delivery, and how it fared on that lane.

    ``price`` in ``currency``; None where there is no rate, ``error`` then says why.
    ``arrival``: interval in which 80 % of ``arrival_count`` such parcels arrived; ``stated``: the
    carrier's own word, where it gives one. ``in_time``: earlier parcels of the lane that took no
    longer than is left until the promise. ``on_time``, ``lost``, ``damaged``: of those carried on
    the lane lately.
    """

    method: int
    name: str
    price: float | None = None
    currency: str = ""
    arrival: tuple[datetime, datetime] | None = None
    arrival_count: int = 0
    stated: datetime | None = None
    in_time: Share = Share()
    on_time: Share = Share()
    lost: Share = Share()
    damaged: Share = Share()
    error: str = ""

    @property
    def arrives(self) -> datetime | None:
        """By when it is there, as far as anybody can say."""
        return self.arrival[1] if self.arrival else self.stated

    @property
    def reliability(self) -> float | None:
        """How surely a parcel arrives in time and whole, at least: the product of the lower ends
        of the measured shares, so that few cases do not look like certainty. None: not measured.
        """
        if not self.on_time.known:
            return None
        score = self.on_time.interval[0]
        for trouble in (self.lost, self.damaged):
            score *= 1 - trouble.interval[1] if trouble.known else 1
        return score


@dataclass(frozen=True, slots=True)
class Verdict:
    """``keeps``: whether the promise is kept – yes, no, unknown, or open where nothing is
    promised; ``basis``: measured, stated or nothing; ``reason``: code of why it stands where it
    stands; ``values``: what the sentence about it names."""

    offer: Offer
    keeps: str
    basis: str
    reason: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def chosen(self) -> bool:
        return self.reason in FIRST


FIRST = frozenset(
    {
        *("only", "cheapest", "cheapest_keeping", "cheapest_unknown", "least_late"),
        *("fastest", "speed_unknown", "most_reliable", "reliability_unknown"),
    }
)


def choose(offers: Iterable[Offer], promise: datetime | None, policy: str) -> list[Verdict]:
    """All offers, the best first, those without a rate last; each with its reason.

    cheapest: the lowest price among those that keep the promise; those of which that is unknown
    come next, then those that would break it, the most likely to keep it first. fastest: the
    earliest arrival. reliable: the highest :attr:`Offer.reliability`. The order is total: equal
    ones stand by price, name and method.

    :raise ValueError: for prices in several currencies, which cannot be compared.
    """
    found = list(offers)
    if len({offer.currency for offer in found if offer.price is not None}) > 1:
        raise ValueError("Prices in several currencies cannot be compared.")
    priced = sorted((o for o in found if o.price is not None), key=_key(promise, policy))
    failed = sorted((o for o in found if o.price is None), key=_tie)
    verdicts = [_judged(offer, priced, promise, policy) for offer in priced]
    return verdicts + [Verdict(offer, "unknown", "", "failed") for offer in failed]


def rival(verdicts: Sequence[Verdict]) -> Verdict | None:
    """The other offer worth a word beside the first: the cheapest cheaper one of which something
    is known, else the cheapest one, else the next."""
    first, *others = [v for v in verdicts if v.offer.price is not None] or [None]
    cheaper = [v for v in others if v.offer.price < first.offer.price]
    return min(
        cheaper,
        key=lambda v: (v.keeps == "unknown", *_tie(v.offer)),
        default=others[0] if others else None,
    )


def keeping(offer: Offer, promise: datetime | None) -> tuple[str, str]:
    """(:attr:`Verdict.keeps`, :attr:`Verdict.basis`): what was measured counts before what the
    carrier says."""
    if promise is None:
        return "open", ""
    if offer.in_time.known:
        return ("yes" if offer.in_time.value >= KEEPS else "no"), "measured"
    if offer.stated:
        return ("yes" if offer.stated <= promise else "no"), "stated"
    return "unknown", ""


def _key(promise: datetime | None, policy: str) -> Callable[[Offer], tuple]:
    def cheapest(offer: Offer) -> tuple:
        keeps, _basis = keeping(offer, promise)
        likely = offer.in_time.value if keeps == "no" else 0.0
        return _RANK[keeps], -likely

    def fastest(offer: Offer) -> tuple:
        return (offer.arrives or _FAR,)

    def reliable(offer: Offer) -> tuple:
        return offer.reliability is None, -(offer.reliability or 0.0)

    own = {"cheapest": cheapest, "fastest": fastest, "reliable": reliable}[policy]
    return lambda offer: (*own(offer), *_tie(offer))


def _tie(offer: Offer) -> tuple:
    return offer.price or 0.0, offer.name, offer.method


def _judged(offer: Offer, priced: list[Offer], promise, policy: str) -> Verdict:
    keeps, basis = keeping(offer, promise)
    first = priced[0]
    if offer is first:
        reason = "only" if len(priced) == 1 else _why_first(offer, keeps, policy)
    else:
        reason = _why_not(offer, first, keeps, policy)
    values = {
        "difference": offer.price - first.price,
        "percent": offer.in_time.percent if offer.in_time.known else None,
        "count": offer.in_time.count,
        "interval": offer.in_time.interval if offer.in_time.known else None,
    }
    return Verdict(offer, keeps, basis, reason, values)


def _why_first(offer: Offer, keeps: str, policy: str) -> str:
    if policy == "fastest":
        return "fastest" if offer.arrives else "speed_unknown"
    if policy == "reliable":
        return "reliability_unknown" if offer.reliability is None else "most_reliable"
    words = {"yes": "cheapest_keeping", "open": "cheapest", "unknown": "cheapest_unknown"}
    return words.get(keeps, "least_late")


def _why_not(offer: Offer, first: Offer, keeps: str, policy: str) -> str:
    if policy == "fastest" and offer.arrives != first.arrives:
        return "slower" if offer.arrives else "speed_not_known"
    if policy == "reliable" and offer.reliability != first.reliability:
        return "not_measured" if offer.reliability is None else "less_reliable"
    if keeps == "no":
        return "breaks"
    if keeps == "unknown":
        return "too_few" if offer.in_time.count else "nothing_known"
    return "dearer" if offer.price > first.price else "equal"
