"""Secrets that stand in addresses do not belong into logs."""

from __future__ import annotations

import logging
import re

HIDDEN = "***"
_TOKEN = re.compile(r"(/logistics/push/[^/\s?]*/)[^\s?\"']+")


def masked(text: object) -> object:
    """``text`` without the token of a push address; what is no text stays as it is."""
    return _TOKEN.sub(rf"\1{HIDDEN}", text) if isinstance(text, str) else text


class HideTokens(logging.Filter):
    """Hides the tokens of push addresses in the web server's access log."""

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
