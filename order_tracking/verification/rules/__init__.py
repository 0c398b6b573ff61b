"""One module per subject, one class per rule."""

from __future__ import annotations

from ..rule import Rule
from . import contact, quantity

ALL: tuple[type[Rule], ...] = (*contact.RULES, *quantity.RULES)
