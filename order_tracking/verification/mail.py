"""Mail addresses: what is one, and which domain somebody may have meant."""

from __future__ import annotations

import re
from functools import lru_cache

from .texts import tidy

try:
    from rapidfuzz.distance import OSA
except ImportError:  # the rule says so, see Rule.available
    OSA = None

LIBRARY = "rapidfuzz"
# RFC 5321 and 5322 without what no mail provider allows; letters of all scripts (RFC 6531)
_ATOM = r"""[^\s@<>()\[\]\\,;:".]+"""
_LOCAL = re.compile(rf'{_ATOM}(\.{_ATOM})*|"[^"\\\s]+"')
_LABEL = re.compile(r"[^\W_]([\w-]*[^\W_])?")
_TOP = re.compile(r"[^\W\d_]{2,}|xn--[a-z0-9-]+", re.IGNORECASE)
_NAMED = re.compile(r"^[^<>]*<([^<>]+)>$")
_QUOTED_NAME = re.compile(r'"[^"]*"\s*(?=<)')
_SEVERAL = re.compile(r"[;,]\s*")

# Providers that many people use, with all their endings, the usual one first. Those that differ
# from another by a letter are here too, so that none of them is taken for a slip of the other.
_PROVIDERS = {
    "aliyun": "com",
    "bigpond": "com net.au",
    "bluewin": "ch",
    "btinternet": "com",
    "comcast": "net",
    "email": "com cz de it",
    "foxmail": "com",
    "freenet": "de",
    "gmail": "com",
    "googlemail": "com",
    "hanmail": "net",
    "hotmail": "com fr de it es co.uk be nl se no dk fi gr ch ca com.br com.ar com.mx com.tr "
    "co.th co.jp com.au com.hk",
    "icloud": "com",
    "laposte": "net",
    "libero": "it",
    "mail": "com ru de ch bg ee",
    "naver": "com",
    "orange": "fr es pl be",
    "outlook": "com fr de it es be dk ie pt jp kr com.au com.br com.ar com.tr co.th co.id at cl "
    "cz hu in lv my ph sa sg sk",
    "proton": "me",
    "protonmail": "com ch",
    "rambler": "ru",
    "rediffmail": "com",
    "sbcglobal": "net",
    "skynet": "be",
    "t-online": "de",
    "telenet": "be",
    "verizon": "net",
    "virgilio": "it",
    "wanadoo": "fr es",
    "yahoo": "com fr de it es ca in ie gr se no dk ro pl co.uk co.jp co.in co.id co.kr co.nz "
    "co.za co.th com.br com.ar com.mx com.au com.hk com.tw com.sg com.ph com.my com.vn com.tr "
    "com.cn com.co com.pe com.ve cn cl at be nl pt fi hu cz",
    "yandex": "ru com by kz ua com.tr",
    "ymail": "com",
    "ziggo": "nl",
    # too short for slips in the name, but not for slips in the ending
    "126": "com net",
    "139": "com",
    "163": "com net",
    "188": "com",
    "189": "cn",
    "aol": "com de co.uk fr it",
    "att": "net",
    "cox": "net",
    "daum": "net",
    "gmx": "de net at ch com fr",
    "live": "com fr de it nl be co.uk se no dk ca cn jp com.au com.mx com.pt com.ar com.sg at ie "
    "ru cl hk com.my co.za in fi",
    "msn": "com cn",
    "qq": "com",
    "sina": "com cn com.cn",
    "sohu": "com",
    "web": "de",
    "yeah": "net",
}
_ENDINGS = {name: endings.split() for name, endings in _PROVIDERS.items()}
_LONG_NAMES = [name for name in _ENDINGS if len(name) >= 5]
# endings that nobody has, or that are mistyped far more often than meant
_SLIPS = frozenset(
    "con cmo comm vom xom cim clm ocm coom cpm om cm co c0m como comn ner nte nett".split()
)


def addresses(text: str) -> list[str]:
    """The mail addresses of a field, without the names around them."""
    parts = [part for part in _SEVERAL.split(_QUOTED_NAME.sub("", tidy(text))) if part]
    return [named[1].strip() if (named := _NAMED.match(part)) else part for part in parts]


def is_address(text: str) -> bool:
    """Whether mail can be sent to an address; whether anybody reads it, nobody knows."""
    local, at, domain = text.rpartition("@")
    labels = domain.split(".")
    return bool(
        at
        and len(local) <= 64
        and len(domain) <= 253
        and len(labels) > 1
        and _LOCAL.fullmatch(local)
        and all(len(label) <= 63 and _LABEL.fullmatch(label) for label in labels)
        and _TOP.fullmatch(labels[-1])
    )


@lru_cache(maxsize=4096)
def likely_domain(domain: str) -> str:
    """The provider's domain that somebody meant; empty when the domain may well be right."""
    name, _dot, ending = domain.partition(".")
    if endings := _ENDINGS.get(name):
        return f"{name}.{endings[0]}" if _slip_of(ending, endings) else ""
    near = [known for known in _LONG_NAMES if _one_slip(name, known)]
    if len(near) != 1:
        return ""
    endings = _ENDINGS[near[0]]
    if ending in endings:
        return f"{near[0]}.{ending}"
    return f"{near[0]}.{endings[0]}" if _slip_of(ending, endings) else ""


def _slip_of(ending: str, endings: list[str]) -> bool:
    known = ending in endings or ending not in _SLIPS
    return not known and OSA.distance(ending, endings[0]) == 1


def _one_slip(name: str, known: str) -> bool:
    """One letter left out, added or changed, or two swapped."""
    return abs(len(name) - len(known)) <= 1 and OSA.distance(name, known, score_cutoff=1) == 1
