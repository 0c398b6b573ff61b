"""What an order goes through: the frozen content of a flow, as a running order keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

# What makes a stage reached. The goods triggers follow each other physically: a later one
# proves the earlier ones. Invoicing and payment follow their own clock (orders paid in advance).
READY = "ready_for_pickup"
GOODS_TRIGGERS = ("stock_reserved", "picked", "packed", READY, "left_warehouse", "delivered")
MONEY_TRIGGERS = ("invoiced", "paid")
# What purchase and production orders go through, by family; the first says only that there is
# one. They prove nothing about each other: goods may come from either, or from stock.
WORK = {
    "purchase": ("purchase_requested", "purchase_ordered", "purchase_received"),
    "production": (
        "production_requested",
        "production_confirmed",
        "production_started",
        "production_done",
    ),
}
WORK_KINDS = tuple(kind for kinds in WORK.values() for kind in kinds)
_FAMILY = {kind: family for family, kinds in WORK.items() for kind in kinds}
WORK_TRIGGERS = tuple(kind for kinds in WORK.values() for kind in kinds[1:])
SOURCE = "en_US"  # the language that the words of a flow are written in
TRIGGERS = ("order_confirmed", *WORK_TRIGGERS, *GOODS_TRIGGERS, *MONEY_TRIGGERS, "manual")
# Stages that somebody may mark as done, at any time and once something has left.
STATED = ("manual", READY)
MARKABLE = (*STATED, "delivered")


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a flow version.

    ``key`` is the database id of the stage it was copied from, ``lead_hours`` the planned
    working hours after the stage before it, ``accept``: whether the team has to say that it takes
    over, ``notify``: whether those who follow the order are told when it is reached, ``names``
    and ``texts`` map a language code to what people read.
    """

    key: int
    trigger: str
    lead_hours: float = 0.0
    team: int | None = None
    accept: bool = False
    visible: bool = True
    notify: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    customer_names: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def follows_goods(self) -> bool:
        return self.trigger not in MONEY_TRIGGERS

    @property
    def needs_goods(self) -> bool:
        return self.trigger in GOODS_TRIGGERS

    @property
    def moves_goods(self) -> bool:
        """Whether it is a step of goods that an addon above tells of: its trigger is the kind of
        event that reaches it, and it is not needed where there are no goods."""
        return self.trigger not in TRIGGERS

    @property
    def family(self) -> str | None:
        """Which work the stage waits for: purchase or production; None for other stages."""
        return _FAMILY.get(self.trigger)

    def translated(self, live: Stage) -> Stage:
        """With the translations that ``live``, the stage as it is today, has gained since.

        Words that were frozen stay: only a text that had no translation of its own gets one,
        and only while its English source is still the same.
        """
        return replace(
            self,
            names=_translated(self.names, live.names),
            customer_names=_translated(self.customer_names, live.customer_names),
            texts=_translated(self.texts, live.texts),
        )


def _translated(frozen: Mapping[str, str], live: Mapping[str, str]) -> dict[str, str]:
    source = frozen.get(SOURCE)
    gained = {
        lang: text
        for lang, text in live.items()
        if source and source == live.get(SOURCE) == frozen.get(lang, source)
    }
    return {**frozen, **gained}


@dataclass(frozen=True, slots=True)
class Flow:
    """Stages in the order in which they are expected."""

    stages: tuple[Stage, ...]

    def applicable(
        self, steps: frozenset[str], families: frozenset[str] = frozenset()
    ) -> tuple[Stage, ...]:
        """Stages of an order whose route has these ``steps`` (goods triggers it can reach) and
        for which work of these ``families`` is done."""
        return tuple(
            s
            for s in self.stages
            if (s.trigger in steps if s.needs_goods else steps or not s.moves_goods)
            and (not s.family or s.family in families)
        )

    def has(self, trigger: str) -> bool:
        """Whether a stage waits for ``trigger``."""
        return any(stage.trigger == trigger for stage in self.stages)

    def target(self, keys: frozenset[int] | None = None) -> Stage | None:
        """The stage that a promised date speaks of: arrival, else the last goods stage."""
        goods = [s for s in self.stages if s.needs_goods and (keys is None or s.key in keys)]
        arrival = [stage for stage in goods if stage.trigger == "delivered"]
        return (arrival or goods or [None])[-1]

    def to_content(self) -> list[dict[str, Any]]:
        """Plain JSON content, for storing."""
        return [asdict(stage) for stage in self.stages]

    @classmethod
    def from_content(cls, content: list[dict[str, Any]]) -> Flow:
        """The inverse of :meth:`to_content`; unknown keys of newer versions are ignored."""
        known = Stage.__slots__
        return cls(tuple(Stage(**{k: v for k, v in row.items() if k in known}) for row in content))


def route_steps(delivery_steps: str | None, has_goods: bool) -> frozenset[str]:
    """Goods triggers that an order can reach in a warehouse with these ``delivery_steps``.

    ``delivery_steps`` is Odoo's own ``stock.warehouse.delivery_steps``.

    >>> sorted(route_steps("pick_ship", True))
    ['delivered', 'left_warehouse', 'picked', 'ready_for_pickup', 'stock_reserved']
    >>> route_steps("pick_pack_ship", False)
    frozenset()
    """
    if not has_goods:
        return frozenset()
    skipped = {
        "pick_pack_ship": (),
        "pick_ship": ("packed",),
    }.get(delivery_steps or "", ("picked", "packed"))
    return frozenset(GOODS_TRIGGERS) - frozenset(skipped)
