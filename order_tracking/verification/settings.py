"""What a company has decided about a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Settings:
    """``rule``: its code; ``severity``: note, warning, audit or block, or ``off``;
    ``parameters``: numbers by name, the rule's defaults where one is missing.
    """

    rule: str
    severity: str
    parameters: Mapping[str, float] = field(default_factory=dict)
