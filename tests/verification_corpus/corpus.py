"""Builds the corpus in a database, checks every order of it and prints what was found.

Usage: ``python corpus.py CONFIG DATABASE [--clean N] [--each N] [--seed N] [--show KIND]``.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from mistakes import KINDS, mistaken
from outcome import Outcome
from world import Case, World

# Rules that a kind of mistake is about; what stops it otherwise counts as another rule's.
_OWN = {
    "email": ("email_syntax",),
    "phone": ("phone_number",),
    "unreachable": ("contact_unreachable",),
    "customer_identity": ("customer_name", "contact_archived"),
    "postcode": ("address_postcode",),
    "address_incomplete": ("address_",),
    "state": ("address_state", "address_postcode"),
    "product_archived": ("product_archived",),
    "product_not_sold": ("product_not_saleable",),
    "product_elsewhere": ("product_company",),
    "unit": ("product_unit",),
    "product_unknown": ("product_unknown",),
    "quantity_zero": ("quantity_positive",),
    "quantity_too_large": ("quantity_high",),
    "quantity_no_pack": ("quantity_packs",),
    "price_zero": ("price_zero",),
    "price_below_cost": ("price_below_cost",),
    "price_off_list": ("price_",),
    "discount_too_high": ("price_",),
    "currency": ("price_currency",),
    "date_past": ("date_",),
    "date_too_soon": ("date_too_soon",),
    "stock": ("stock_",),
    "duplicate_reference": ("duplicate_reference",),
    "duplicate_content": ("duplicate_content",),
    "credit_limit": ("credit_limit",),
    "first_order_large": ("risk_first_order",),
    "delivery_elsewhere": ("risk_countries",),
    "burst": ("risk_burst",),
}


def make(seed: int, clean: int, each: int, goods: int = 300) -> tuple[World, list[Case]]:
    """The world and its cases in a random order."""
    world = World(seed, goods)
    cases = [world.clean() for _ in range(clean)]
    cases += [mistaken(world, kind) for kind in KINDS for _ in range(each)]
    world.rng.shuffle(cases)
    return world, cases


def check(env, world: World, cases: list[Case], batch: int = 200) -> Outcome:
    """Writes the cases into the database of ``env``, and verifies them as the product does."""
    from database import Writer

    ids = Writer(env, world).write(cases)
    outcome = Outcome()
    for start in range(0, len(ids), batch):
        found = _verify(env, ids[start : start + batch])
        for case, order in zip(
            cases[start : start + batch], ids[start : start + batch], strict=True
        ):
            outcome.add(case, found[order], _own(case.kind))
    return outcome


def _verify(env, ids: list[int]):
    return env["sale.order"].browse(ids)._verify()


def _own(kind: str) -> tuple[str, ...]:
    return _OWN.get(kind, ())


def report(outcome: Outcome, show: str = "") -> None:
    print(
        f"{'kind':24}{'injected':>9}{'stopped':>9}{'share':>8}{'other rule':>12}{'told only':>11}"
    )
    for kind, tally in sorted(outcome.kinds.items()):
        other = tally.stopped - tally.by_own
        told = tally.told - tally.by_own
        print(f"{kind:24}{tally.injected:9}{tally.stopped:9}{tally.share:8.1%}{other:12}{told:11}")
        if tally.missed:
            missed = ", ".join(f"{v} ×{tally.missed.count(v)}" for v in sorted(set(tally.missed)))
            print(f"{'':24}  missed: {missed}")
    injected = sum(tally.injected for tally in outcome.kinds.values())
    print(f"\nmistakes stopped: {outcome.stopped:.2%} of {injected}; goal at least 99 %")
    print(f"clean orders stopped: {outcome.false:.2%} of {outcome.clean}; goal at most 1 %")
    for reason, count in outcome.reasons.most_common():
        print(f"  {count:5} {reason} (e.g. {outcome.examples[reason]})")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("config")
    parser.add_argument("database")
    parser.add_argument("--clean", type=int, default=2000)
    parser.add_argument("--each", type=int, default=70)
    parser.add_argument("--seed", type=int, default=2026)
    words = parser.parse_args()
    started = time.monotonic()
    world, cases = make(words.seed, words.clean, words.each)
    with _database(words.config, words.database) as env:
        outcome = check(env, world, cases)
    report(outcome)
    print(f"seed {words.seed}, {time.monotonic() - started:.0f} s")
    return 0 if outcome.good else 1


def _database(config: str, name: str):
    """An environment of the administrator, rolled back in the end."""
    import contextlib

    import odoo.init  # noqa: F401  (makes the namespace package importable)
    from odoo import SUPERUSER_ID, api
    from odoo.modules.module import initialize_sys_path
    from odoo.modules.registry import Registry
    from odoo.tools import config as options

    options.parse_config(["-c", config, "--log-level=error", "--no-http"])
    initialize_sys_path()

    @contextlib.contextmanager
    def opened():
        with Registry(name).cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})
            cr.rollback()

    return opened()


if __name__ == "__main__":
    sys.exit(main())
