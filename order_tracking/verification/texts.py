"""What is written in the fields of a form, and how people write it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f]")
_BLANKS = re.compile(r"\s+")  # in Python all of Unicode's, the ideographic blank included
_WORD = re.compile(r"[\W_]+")


def tidy(text: str) -> str:
    """Without blanks at the ends, runs of blanks, and characters that nobody sees.

    Joiners stay: Persian and Indian names need them.
    """
    return _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()


def says_nothing(text: str) -> bool:
    """Empty, or what people type to get past a required field: ``-``, ``.``, ``n/a``."""
    bare = _WORD.sub("", text)
    return not bare or bare.casefold() in ("na", "none", "null", "x", "xx", "xxx", "tbd", "无")


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """For comparing names: no case, no accents, no punctuation."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.sub("", "".join(c for c in parts if not unicodedata.combining(c)))


def halfwidth(text: str) -> str:
    """Full-width digits and letters as the ones that machines read."""
    return unicodedata.normalize("NFKC", text)
