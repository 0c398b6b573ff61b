"""Names as people write them."""

from __future__ import annotations

import re
import unicodedata

_NOISE = re.compile(r"[^\w]+")
# What no list of official names has; the code is that of ISO 3166-1.
_ALIASES = {
    "usa": "US",
    "unitedstatesofamerica": "US",
    "uk": "GB",
    "greatbritain": "GB",
    "england": "GB",
    "holland": "NL",
    "czechrepublic": "CZ",
    "turkey": "TR",
    "turkiye": "TR",
    "macedonia": "MK",
    "swaziland": "SZ",
    "burma": "MM",
    "myanmarburma": "MM",
    "ivorycoast": "CI",
    "cotedivoire": "CI",
    "congodr": "CD",
    "drcongo": "CD",
    "democraticrepublicofcongo": "CD",
    "congo": "CG",
    "republicofcongo": "CG",
    "republicofthecongo": "CG",
    "southkorea": "KR",
    "northkorea": "KP",
    "russia": "RU",
    "russianfederation": "RU",
    "vietnam": "VN",
    "syria": "SY",
    "iran": "IR",
    "laos": "LA",
    "moldova": "MD",
    "tanzania": "TZ",
    "bolivia": "BO",
    "venezuela": "VE",
    "brunei": "BN",
    "taiwan": "TW",
    "hongkong": "HK",
    "macau": "MO",
    "palestine": "PS",
    "uae": "AE",
    "easttimor": "TL",
    "capeverde": "CV",
    "bosnia": "BA",
    "中国大陆": "CN",
    "中华人民共和国": "CN",
}


def fold(name: str) -> str:
    """Letters alone, without accents, in small letters.

    >>> fold("Côte d'Ivoire"), fold("Saint-Martin (French part)")
    ('cotedivoire', 'saintmartinfrenchpart')
    """
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _NOISE.sub("", plain).casefold()


def same(name: str) -> str:
    """Names that agree in this are the same: capitals and the width of blanks do not count."""
    return " ".join(name.split()).casefold()


def country_code(name: str) -> str:
    """ISO code of an alias, else the empty text."""
    return _ALIASES.get(fold(name), "")
