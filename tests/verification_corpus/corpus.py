"""Builds the corpus in a database, checks every order of it and prints what was found.

Usage: ``python corpus.py CONFIG DATABASE [--clean N] [--each N] [--seed N]``.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import mistakes  # noqa: F401 (fills KINDS)
import terms  # noqa: F401 (fills KINDS)
from kinds import ADVICE, KINDS, mistaken
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
    "state_other": ("address_",),
    "state_forgotten": ("address_state",),
    "product_archived": ("product_archived",),
    "product_not_sold": ("product_not_saleable",),
    "product_elsewhere": ("product_company",),
    "unit": ("product_unit",),
    "product_unknown": ("product_unknown",),
    "quantity_zero": ("quantity_positive",),
    "quantity_too_large": ("quantity_high",),
    "quantity_of_new_product": ("quantity_high",),
    "quantity_no_pack": ("quantity_packs",),
    "price_zero": ("price_zero",),
    "price_below_cost": ("price_below_cost",),
    "price_off_list": ("price_",),
    "discount_too_high": ("price_",),
    "currency": ("price_currency",),
    "promise_past": ("date_commitment_past",),
    "wish_past": ("date_requested_past",),
    "promise_too_soon": ("date_too_soon",),
    "stock_promised": ("stock_promised",),
    "stock_unpromised": ("stock_expected",),
    "duplicate_reference": ("duplicate_reference",),
    "duplicate_content": ("duplicate_content",),
    "credit_limit": ("credit_limit",),
    "first_order_large": ("risk_first_order",),
    "stranger_abroad": ("risk_countries",),
    "burst": ("risk_burst",),
}


def make(seed: int, clean: int, each: int, goods: int = 300) -> tuple[World, list[Case]]:
    """The world and its cases in a random order."""
    world = World(seed, goods)
    cases = [world.clean() for _ in range(clean)]
    # These last: what is more than anybody ordered depends on all other orders.
    kinds = sorted(KINDS, key=lambda kind: kind == "quantity_of_new_product")
    cases += [mistaken(world, kind) for kind in kinds for _ in range(each)]
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
            outcome.add(case, found[order], _OWN.get(case.kind, ()), case.kind in ADVICE)
    return outcome


def _verify(env, ids: list[int]):
    return env["sale.order"].browse(ids)._verify()


def report(outcome: Outcome) -> None:
    """A line for each kind, what was missed of it, and why clean orders were stopped."""
    print(f"{'mistake':26}{'made':>6}{'stopped':>9}{'told':>6}{'share':>8}{'by another rule':>17}")
    for name, tally in sorted(outcome.kinds.items(), key=lambda item: (item[1].advice, item[0])):
        other = tally.stopped - tally.by_own
        told = f"{tally.told:6}" if tally.advice else f"{'':6}"
        print(f"{name:26}{tally.injected:6}{tally.stopped:9}{told}{tally.share:8.1%}{other:17}")
        if tally.missed:
            missed = ", ".join(f"{way} ×{n}" for way, n in tally.missed.most_common())
            print(f"{'':26}  missed: {missed}")
    print(f"\nmistakes that must stop the order: {outcome.found(False):.2%} stopped; goal 99 %")
    print(f"mistakes that may be told only: {outcome.found(True):.2%} told; goal 99 %")
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
