"""What a receipt says, and the one text of it that is hashed.

A content is a dictionary of these parts; every part is present, unknown values are null:

``format``     1
``receipt``    ``number``, ``revision``, ``previous`` (number of the revision it replaces),
               ``issued``
``seller``     ``name``, ``vat``, ``text`` (address, one string per line), ``phone``, ``email``,
               ``website``
``customer``   ``name``, ``vat``, ``text``, ``contact``, ``phone``, ``email``
``agreement``  what both sides are bound to:
    ``order``, ``reference``, ``status`` (confirmed or cancelled), ``confirmed``;
    ``lines``: ``id`` (of the order line), ``type`` (product, section, subsection, note),
    ``product`` {``id``, ``text``, ``code``, ``attributes`` [{``name``, ``value``}]},
    ``description``, ``quantity``, ``unit`` {``id``, ``text``}, ``price``, ``discount``
    (per cent), ``taxes`` [{``id``, ``text``}], ``untaxed``, ``total``;
    ``totals``: ``currency`` (ISO code), ``untaxed``, ``taxes`` [{``id``, ``text``, ``amount``}],
    ``total``;
    ``promise``: ``requested``, ``promised``, ``zone`` (name of the time zone to read them in);
    ``delivery``: ``method`` {``id``, ``text``}, ``policy`` (direct or one), ``address`` {``name``,
    ``phone``, ``street``, ``street2``, ``zip``, ``city``, ``state``, ``country``, ``text``};
    ``terms`` {``id``, ``text``}; ``requests`` (plain text)
``guidance``   ``next`` (the company's own words), ``stages`` (names of the next stages),
               ``contact`` {``name``, ``phone``, ``email``}

Quantities and amounts are decimals as strings: no exponent, no trailing zeros. Instants are
UTC, ``2026-01-31T08:00:00Z``.

The canonical text is JSON in UTF-8 with sorted keys, no blanks between tokens and no escapes
but those JSON needs: ``sha256sum`` of it is the content's hash.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

FORMAT = 1
# Names from the catalogue, in some language, and the zone that instants are said in: they may
# change without a change of what was agreed.
_NAMES = frozenset({"text", "code", "attributes", "zone"})


def decimal(value: float | int | str | Decimal, digits: int) -> str:
    """``value`` rounded half up to ``digits`` decimals, as a canonical string.

    >>> decimal(2.50, 2), decimal(0.1 + 0.2, 2), decimal(-0.001, 2), decimal(1e21, 2)
    ('2.5', '0.3', '0', '1000000000000000000000')
    """
    number = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def utc_text(value: datetime | None) -> str | None:
    """An instant (naive UTC) as a content writes it, to the second.

    >>> utc_text(datetime(2026, 1, 31, 8, 0, 0, 123))
    '2026-01-31T08:00:00Z'
    """
    return value.replace(microsecond=0).isoformat() + "Z" if value else None


def utc_value(text: str | None) -> datetime | None:
    """The naive UTC instant that :func:`utc_text` wrote."""
    return datetime.fromisoformat(text.removesuffix("Z")) if text else None


def canonical(value: Any) -> str:
    """The canonical text of a content or a part of it.

    :raise TypeError: for anything but dictionaries, lists, strings, integers, booleans, None.
    """
    _check(value)
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def parse(text: str) -> dict[str, Any]:
    """The content that a canonical text stands for."""
    return json.loads(text)


def digest(data: str | bytes) -> str:
    """SHA-256 in hexadecimal; a string counts in UTF-8."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def comparable(agreement: dict[str, Any]) -> dict[str, Any]:
    """What of an agreement binds: without names, in whatever language, and the lines' order."""
    lines = sorted(agreement["lines"], key=lambda line: line["id"])
    return without_names({**agreement, "lines": lines})


def without_names(value: Any) -> Any:
    """A part of a content without the names of records, which follow from their ids."""
    if isinstance(value, dict):
        return {key: without_names(part) for key, part in value.items() if key not in _NAMES}
    return [without_names(part) for part in value] if isinstance(value, list) else value


def _check(value: Any) -> None:
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("Keys of a receipt are strings.")
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            _check(part)
    elif value is not None and not isinstance(value, str | int):
        raise TypeError(f"{type(value).__name__} has no canonical text: {value!r}")
