"""Secrets that stand in addresses do not belong into logs."""

from __future__ import annotations

import logging
import re

HIDDEN = "***"
# What opens something: after its name in a query (Odoo's own access tokens, too), or in a path.
_patterns = [
    re.compile(r"([?&;](?:access_)?token=)[^&;\s\"'#]+"),
    re.compile(r"(/receipt/)[^/\s?\"']{16,}"),
]


def hide(pattern: str) -> None:
    """Hides what follows the first group of ``pattern``; for addresses of another add-on."""
    made = re.compile(pattern)
    if made not in _patterns:
        _patterns.append(made)


def masked(text: object) -> object:
    """``text`` without the secrets of addresses; what is no text stays as it is."""
    if isinstance(text, str):
        for pattern in _patterns:
            text = pattern.sub(rf"\1{HIDDEN}", text)
    return text


class HideTokens(logging.Filter):
    """Hides secrets of addresses in the web server's access log."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = masked(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(map(masked, record.args))
        return True


def install() -> None:
    """Once for the process: a filter that is there already is not added again."""
    logger = logging.getLogger("werkzeug")
    if not any(isinstance(known, HideTokens) for known in logger.filters):
        logger.addFilter(HideTokens())
