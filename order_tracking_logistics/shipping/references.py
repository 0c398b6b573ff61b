"""Tracking numbers as people and Odoo write them: several in one text field."""

from __future__ import annotations

import re
import unicodedata

MAX_LENGTH = 64
MAX_NUMBERS = 500
# Odoo joins with a comma, people with whatever is at hand, in Chinese with 、，；
_BETWEEN = re.compile(r"[,;|+\n\r\t、]+|\s+(?=\S{6})")
_JOINTS = re.compile(r"[\s\-\u2010-\u2015]")
_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9./_#:]*")


def normalised(number: object) -> str:
    """A tracking number as it is compared: upper case, plain width, no blanks or hyphens."""
    return _JOINTS.sub("", unicodedata.normalize("NFKC", str(number or ""))).upper()


def split(text: object) -> list[str]:
    """Numbers of Odoo's ``carrier_tracking_ref``, normalised, each once, in order.

    Groups of fewer than six characters belong to the number before them (``1Z 999 AA1``).

    >>> split("SF1234567890, sf1234567891；1Z 999 AA1 01 2345 6784")
    ['SF1234567890', 'SF1234567891', '1Z999AA10123456784']
    """
    plain = unicodedata.normalize("NFKC", str(text or ""))
    numbers = (normalised(part) for part in _BETWEEN.split(plain))
    return list(dict.fromkeys(number for number in numbers if number))[:MAX_NUMBERS]


def problem(number: str) -> str | None:
    """Why a normalised ``number`` cannot be one: ``empty``, ``long``, ``characters`` or None."""
    if not number:
        return "empty"
    if len(number) > MAX_LENGTH:
        return "long"
    return None if _NUMBER.fullmatch(number) else "characters"
