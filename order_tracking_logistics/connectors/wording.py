"""What English carrier texts say beyond their codes."""

from __future__ import annotations

import re

_REASONS = (
    (
        "address",
        r"address|no such number|moved, left|vacant|forward expired|deceased"
        r"|postal code|(?:apartment|suite|room) number",
    ),
    (
        "customs",
        r"customs|clear(?:ed|ance|ing agency)|government agency|broker|import charge"
        r"|\bdut(?:y|ies)\b",
    ),
    ("weather", r"weather|storm|snow|hurricane|flood|natural disaster"),
    ("damaged", r"damage"),
    ("lost", r"\blost\b|\bmissing\b|could not be located|cannot be located|dead letter"),
    ("refused", r"refus|reject"),
    ("payment", r"payment|c\.o\.d\.|\bcod\b|funds|no money|\bcharges\b"),
    (
        "absent",
        r"not available|unavailable|not home|not in\b|closed|notice left|no access"
        r"|no authorized recipient|no secure location|receptacle|attempt",
    ),
    ("security", r"security|seized|law enforcement|prohibited|hazard|restricted|embargo"),
    ("overdue", r"unclaimed|not picked up|not collect|maximum days"),
    ("delayed", r"delay|\blate\b|missed|mis-?sort|misrout|missent|rescheduled"),
)
_REASON = tuple((reason, re.compile(pattern, re.I)) for reason, pattern in _REASONS)
_RETURN = re.compile(
    r"return(?:ed|ing)?\b.{0,40}\b(?:sender|shipper)|"
    r"\b(?:sender|shipper)\b.{0,20}\breturn|original sender",
    re.I,
)
_CUSTOMS = re.compile(
    r"customs|\bclear(?:ance|ing agency)\b|government agency|non-ups broker", re.I
)
_OUT = re.compile(r"out for (?:re)?delivery|on .{0,20}vehicle for delivery", re.I)
_PICKUP_POINT = re.compile(
    r"(?:available|ready|awaiting|held|hold|being held)\b.{0,30}\b(?:pick-?\s?up|collection)\b"
    r"|delivered to (?:a )?ups access point|delivered to a? ?locker and",
    re.I,
)
_ATTEMPT = re.compile(
    r"attempted|delivery attempt|notice left|(?:first|second|final) attempt", re.I
)


def reason(*texts: str) -> str:
    """One of ``statuses.REASONS``; ``other`` for a text that names none, empty without a text."""
    text = " ".join(filter(None, texts))
    if not text:
        return ""
    return next((name for name, pattern in _REASON if pattern.search(text)), "other")


def says_return(text: str) -> bool:
    return bool(_RETURN.search(text))


def says_customs(text: str) -> bool:
    return bool(_CUSTOMS.search(text))


def says_out_for_delivery(text: str) -> bool:
    return bool(_OUT.search(text))


def says_at_pickup_point(text: str) -> bool:
    return bool(_PICKUP_POINT.search(text))


def says_attempt(text: str) -> bool:
    return bool(_ATTEMPT.search(text))
