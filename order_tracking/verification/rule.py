"""What every rule is: a code, a default weight, numbers to turn, and a check."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from .finding import Finding
from .settings import Settings
from .values import Order

PARAMETERS = ("amount", "days", "hours", "percent", "factor", "count", "score")


class Rule:
    """One kind of mistake.

    ``severity`` and ``parameters`` are the defaults that a company starts with; a parameter's
    name is one of :data:`PARAMETERS`. ``subject`` groups rules for people. ``problems`` are the
    keys of all sentences that findings of this rule use. ``requires`` names the Python package
    that the rule cannot work without.
    """

    code: ClassVar[str]
    subject: ClassVar[str]
    severity: ClassVar[str] = "block"
    parameters: ClassVar[Mapping[str, float]] = {}
    problems: ClassVar[tuple[str, ...]] = ()
    requires: ClassVar[str] = ""

    def available(self) -> bool:
        """Whether the rule can work here; if not, the package ``requires`` has to be installed."""
        return True

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        """What is wrong with ``order``. ``settings`` has a number for each parameter."""
        raise NotImplementedError

    def finding(self, settings: Settings, problem: str, field: str, **values: Any) -> Finding:
        """A finding of this rule with the weight that the company gave it."""
        return Finding(self.code, problem, settings.severity, field, **values)


def check_parameters(rule: Rule, parameters: Mapping[str, float]) -> None:
    """ValueError unless each is a parameter of the rule and a finite number from zero on."""
    for name, value in parameters.items():
        if name not in rule.parameters:
            raise ValueError(f"Rule {rule.code} has no parameter {name}.")
        if not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
            raise ValueError(
                f"Parameter {name} of rule {rule.code} must be a number from 0 on, not {value!r}."
            )
