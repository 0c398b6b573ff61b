"""The one code that a mistyped code most likely was meant to be."""

from __future__ import annotations

import re
from collections.abc import Iterable

try:
    from rapidfuzz import distance, process
except ImportError:  # optional: without it nothing is suggested
    distance = process = None

_LIKE = str.maketrans("OILSB", "01158")  # letters that are read as digits
_SHORT, _LONG = 4, 8  # codes below have too many neighbours; from here on two mistakes are few


class Codes:
    """The known codes, prepared once for any number of mistyped ones."""

    def __init__(self, codes: Iterable[str]) -> None:
        self._plain = {code: _plain(code) for code in codes if code}
        self._alike: dict[str, list[str]] = {}
        for code, plain in self._plain.items():
            self._alike.setdefault(plain, []).append(code)

    def suggest(self, code: str) -> str:
        """The only known code that is as near as can be to ``code``; empty without one.

        First those that differ only in case, separators and letters that look like digits;
        then those within one keystroke (two from eight characters on): a character too many,
        too few, wrong, or swapped with its neighbour.
        """
        wanted = _plain(code)
        alike = self._alike.get(wanted, ())
        if alike or process is None or len(wanted) < _SHORT:
            return alike[0] if len(alike) == 1 else ""
        near = process.extract(
            wanted,
            self._plain,
            scorer=distance.OSA.distance,
            score_cutoff=2 if len(wanted) >= _LONG else 1,
            limit=2,
        )
        if not near or len(near) > 1 and near[1][1] == near[0][1]:
            return ""
        return near[0][2]


def _plain(code: str) -> str:
    return re.sub(r"[\W_]", "", code).upper().translate(_LIKE)
