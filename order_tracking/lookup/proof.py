"""What was typed, what it proves, and whom attempts are counted for."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import NamedTuple

WINDOW = timedelta(hours=1)  # so far back attempts count


class Limit(NamedTuple):
    """How many attempts may be made within the window: from one network (a family or an office
    shares an address), and at one order from wherever."""

    per_address: int
    per_order: int


LOOKUP = Limit(per_address=20, per_order=10)
_LEAST, _MOST = 7, 9  # digits of a phone number that are compared: without 0 or country code
_LONGEST = 254  # characters of an e-mail address (RFC 5321)


def clean(text: str | None) -> str:
    """
    >>> clean(" S00042\\0 "), clean(None)
    ('S00042', '')
    """
    return "".join(sign for sign in (text or "")[:_LONGEST] if sign.isprintable()).strip()


def numbers(text: str) -> list[str]:
    """How an order number may be written in the books, given how it was typed.

    >>> numbers("#s00042"), numbers("")
    (['S00042', 's00042'], [])
    """
    number = clean(text).lstrip("#").strip()
    return sorted({number, number.upper()} - {""})


def proves(typed: str, emails: Iterable[str | None], phones: Iterable[str | None]) -> bool:
    """Whether somebody typed an e-mail address or a phone number of an order.

    :param emails: normalised (lower case). :param phones: as people write them.

    >>> proves("A@b.example", ["a@b.example"], []), proves("06 12 34 56 78", [], ["+33612345678"])
    (True, True)
    """
    typed = clean(typed)
    if "@" in typed:
        found = [_same(typed.lower(), email) for email in emails if email]
    else:
        found = [_same_phone(typed, phone) for phone in phones if phone]
    return any(found)


def network(address: str | None) -> str:
    """Whose attempts are counted together: an address, or the /64 that one subscriber has.

    >>> network("2001:db8::1"), network("192.0.2.7"), network("?")
    ('2001:db8::/64', '192.0.2.7', '')
    """
    try:
        found = ip_address(address or "")
    except ValueError:
        return ""
    found = getattr(found, "ipv4_mapped", None) or found
    return str(found if found.version == 4 else ip_network(f"{found}/64", strict=False))


def _same_phone(typed: str, phone: str) -> bool:
    """The last digits tell: one may be written with the country's code and the other without."""
    digits, known = (re.sub(r"\D", "", text).lstrip("0") for text in (typed, phone))
    length = min(len(digits), len(known), _MOST)
    return length >= _LEAST and _same(digits[-length:], known[-length:])


def _same(typed: str, known: str) -> bool:
    return hmac.compare_digest(typed.encode(), known.encode())
