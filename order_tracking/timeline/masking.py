"""What a stranger who holds the link may see of a person: enough to recognise, not to learn."""

from __future__ import annotations

import re

_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af\u3040-\u30ff]")
# An address of e-mail, or seven digits and more with at most two other signs between them,
# but not a day.
_CONTACT = re.compile(
    r"[^\s@<>]+@[^\s@<>]+|(?!\d{4}[-/.]\d\d?[-/.]\d\d?(?!\d))\+?\d(?:[ ()./-]{0,2}\d){6,}"
)
_SHOWN_FROM = 10  # digits: of a shorter number its two ends would be most of it
HIDDEN = "***"


def mask_name(name: str | None) -> str:
    """Initials of a person's or company's name.

    >>> mask_name("Zhang San"), mask_name("王小明"), mask_name("王明"), mask_name(None)
    ('Z*** S***', '王**', '王*', '')
    """
    return " ".join(_mask_word(word) for word in (name or "").split())


def mask_phone(phone: str | None) -> str:
    """The two ends of a phone number; nothing of a short one.

    >>> mask_phone("138 0013 0000"), mask_phone("+86 13800130000"), mask_phone("12345")
    ('138****0000', '+86138****0000', '****')
    """
    digits = re.sub(r"\D", "", phone or "")
    if len(digits) < _SHOWN_FROM:
        return "****" if (phone or "").strip() else ""
    plus = "+" if (phone or "").strip().startswith("+") else ""
    return f"{plus}{digits[:-8]}****{digits[-4:]}"


def mask_street(street: str | None) -> str:
    """Nothing of a street, only that there is one: a house number is too much already."""
    return HIDDEN if (street or "").strip() else ""


def mask_text(text: str | None) -> str:
    """A text without the phone numbers and e-mail addresses in it.

    >>> mask_text("Call 138 0013 0000 or a.b@c.de before 10 o'clock")
    "Call *** or *** before 10 o'clock"
    """
    return _CONTACT.sub(HIDDEN, text or "")


def _mask_word(word: str) -> str:
    if len(word) == 1:
        return "*"
    if _CJK.match(word):  # the number of stars does not tell how long a company's name is
        return word[0] + "*" * min(len(word) - 1, 2)
    return word[0] + HIDDEN
