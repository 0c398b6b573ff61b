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


def split_lines(text: object) -> list[str]:
    """Numbers that stand one in a line, normalised, each once, in order."""
    numbers = (normalised(line) for line in str(text or "").splitlines())
    return list(dict.fromkeys(number for number in numbers if number))[:MAX_NUMBERS]


def problem(number: str) -> str | None:
    """Why a normalised ``number`` cannot be one: ``empty``, ``long``, ``characters`` or None."""
    if not number:
        return "empty"
    if len(number) > MAX_LENGTH:
        return "long"
    return None if _NUMBER.fullmatch(number) else "characters"


# USPS puts 420 and the ZIP code before the number; FedEx Express ends in it (34 digits, the number
# are the last 14 without leading zeros), FedEx Ground begins with 96 (22 digits, the last 15).
_USPS = re.compile(r"420(?:\d{5}|\d{9})(9[1-5]\d{20,24})")
_FEDEX_EXPRESS = re.compile(r"[12]\d{19}0*(\d{12,14})")
_FEDEX_GROUND = re.compile(r"96\d{5}(\d{15})")


def scanned(text: object) -> str:
    """The tracking number in what a scanner read from a label, normalised.

    >>> scanned("420941059405511899223197428490")
    '9405511899223197428490'
    >>> scanned("1001901781990001000300617767839437")
    '617767839437'
    """
    number = normalised("".join(c for c in str(text or "") if c.isprintable()))
    if len(number) == 34 and (found := _FEDEX_EXPRESS.fullmatch(number)):
        return found[1].lstrip("0")
    if len(number) == 22 and (found := _FEDEX_GROUND.fullmatch(number)):
        return found[1]
    found = _USPS.fullmatch(number)
    return found[1] if found else number
