"""What is expected, in tables that people read; a difference is told row by row.

``ORDER_TRACKING_ACCESS_WRITE=1`` writes the tables as things are. Read the difference before you
commit it: a right that appears there is one that somebody has from then on.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "expected"
WRITE = "ORDER_TRACKING_ACCESS_WRITE"
ADVICE = (
    f"{WRITE}=1 setup/test tests/access writes the tables as things are now. Read what that"
    " changes before you keep it: docs/security.md tells how."
)
Rows = dict[tuple[str, ...], dict[str, str]]


def check(name: str, keys: tuple[str, ...], columns: tuple[str, ...], found: Rows) -> None:
    """Compare with expected/<name>.tsv, or write it where that is asked for.

    :param keys: the first columns, which tell one row from the others.
    :param found: by these, what stands in each of the other columns.
    """
    file = FOLDER / f"{name}.tsv"
    if os.environ.get(WRITE):
        _write(file, (*keys, *columns), found)
        return
    told = list(differences(_read(file, len(keys)), found))
    assert not told, "\n".join([f"{file.name}: {len(told)} differences", *told[:60], ADVICE])


def expected(name: str, keys: tuple[str, ...]) -> Rows:
    """What stands in expected/<name>.tsv."""
    return _read(FOLDER / f"{name}.tsv", len(keys))


def differences(wanted: Rows, found: Rows):
    """One line of text for each row or cell that is not as expected."""
    for key in sorted(wanted.keys() | found.keys()):
        what = " ".join(key)
        if key not in wanted:
            yield f"{what}: has no row yet"
        elif key not in found:
            yield f"{what}: is gone; its row is to be taken out"
        else:
            for column, cell in found[key].items():
                if wanted[key].get(column) != cell:
                    yield f"{what}, {column}: {wanted[key].get(column)} expected, {cell} found"


def _write(file, head, found):
    lines = ["\t".join(head)]
    lines += ["\t".join((*key, *cells.values())) for key, cells in sorted(found.items())]
    file.parent.mkdir(exist_ok=True)
    file.write_text("\n".join(lines) + "\n")


def _read(file, keys) -> Rows:
    if not file.exists():
        return {}
    head, *rows = (line.split("\t") for line in file.read_text().splitlines())
    return {tuple(row[:keys]): dict(zip(head[keys:], row[keys:], strict=True)) for row in rows}
