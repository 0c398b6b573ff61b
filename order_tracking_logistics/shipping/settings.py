"""Settings of a source as a person writes them: one ``name = value`` a line."""

from __future__ import annotations

import re

_LINE = re.compile(r"\s*([A-Za-z_][\w.\-]*)\s*=\s*(.*?)\s*")


def read(text: str | None) -> dict:
    """The settings; a dot in a name makes a group.

    :raise ValueError: with the line that is none.

    >>> read("version = v2.4\\nparam_fields.100003 = phone")
    {'version': 'v2.4', 'param_fields': {'100003': 'phone'}}
    """
    found: dict = {}
    for line in (text or "").splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if not match:
            raise ValueError(line.strip()[:80])
        group, _dot, name = match[1].partition(".")
        inside = found.setdefault(group, {}) if name else found
        if not isinstance(inside, dict):
            raise ValueError(line.strip()[:80])
        inside[name or group] = match[2]
    return found
