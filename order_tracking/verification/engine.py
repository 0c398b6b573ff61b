"""Runs the rules. Addons above register theirs."""

from __future__ import annotations

from collections.abc import Mapping

from .finding import SEVERITIES, Finding
from .rule import Rule, check_parameters
from .rules import ALL
from .settings import Settings
from .values import Order

RULES: dict[str, Rule] = {}  # by code, in the order in which people read findings
FAILED = "rule_failed"  # the problem of a rule that could not be checked


def register(rule: Rule) -> None:
    """Adds a rule. A code stands for one rule for good: ValueError when it is taken."""
    if rule.code in RULES:
        raise ValueError(f"Rule {rule.code} is already registered.")
    check_parameters(rule, rule.parameters)
    RULES[rule.code] = rule


class Decided(dict[str, Settings]):
    """Settings of all registered rules by code, completed and checked: see :func:`decide`."""


def decide(settings: Mapping[str, Settings]) -> Decided:
    """Completes and checks what a company chose; worth doing once for many orders.

    :param settings: by rule code; a rule without has its own defaults, one with severity
        ``off`` does not run.
    :raises ValueError: a parameter is no number from zero on, or a severity is unknown.
    """
    return Decided((code, effective(rule, settings.get(code))) for code, rule in RULES.items())


def verify(order: Order, settings: Mapping[str, Settings]) -> list[Finding]:
    """What is wrong with an order, in the order of the rules, then of the lines.

    :param settings: what :func:`decide` takes or gives.
    :raises ValueError: as :func:`decide`.

    A rule that fails does not take the others along, and the order does not pass silently
    either: it becomes a warning :data:`FAILED`, with the error in ``found``.
    """
    decided = settings if isinstance(settings, Decided) else decide(settings)
    found: list[Finding] = []
    for code, chosen in decided.items():
        if chosen.severity != "off":
            found.extend(_run(RULES[code], order, chosen))
    return found


def effective(rule: Rule, chosen: Settings | None) -> Settings:
    """What a company chose, completed by the rule's defaults and checked."""
    if chosen is None:
        return Settings(rule.code, rule.severity, rule.parameters)
    if chosen.severity not in (*SEVERITIES, "off"):
        raise ValueError(f"Rule {rule.code} has an unknown severity {chosen.severity!r}.")
    check_parameters(rule, chosen.parameters)
    return Settings(rule.code, chosen.severity, {**rule.parameters, **chosen.parameters})


def _run(rule: Rule, order: Order, settings: Settings) -> list[Finding]:
    if not rule.available():
        return []
    try:
        return list(rule.check(order, settings))
    except Exception as error:  # whatever a rule trips over, the others still have to run
        found = f"{type(error).__name__}: {error}"[:200]
        return [Finding(rule.code, FAILED, "warning", "", found=found)]


for _rule in ALL:
    register(_rule())
