"""What is not as written down is told, whichever way it differs."""

import pytest

from . import tables

EXPECTED = {("order.a", "own"): {"seller": "r", "public": "-"}, ("order.b", "own"): {"seller": "-"}}


def told(found):
    return list(tables.differences(EXPECTED, found))


def test_nothing_is_told_of_what_is_expected():
    assert told(EXPECTED) == []


@pytest.mark.parametrize(
    ("found", "line"),
    [
        ({("order.a", "own"): {"seller": "rw", "public": "-"}}, "order.a own, seller: r expected"),
        ({("order.c", "own"): {"seller": "-"}}, "order.c own: has no row yet"),
        ({("order.b", "own"): {"tracker": "-"}}, "order.b own, tracker: None expected"),
    ],
)
def test_a_right_a_row_and_a_role_more(found, line):
    [only] = told({**EXPECTED, **found})
    assert only.startswith(line)


def test_a_row_of_what_is_gone():
    [only] = told({key: cells for key, cells in EXPECTED.items() if key[0] != "order.b"})
    assert only.startswith("order.b own: is gone")


def test_the_way_out_is_told(monkeypatch):
    monkeypatch.delenv(tables.WRITE, raising=False)
    with pytest.raises(AssertionError, match=tables.WRITE):
        tables.check("no such table", ("model",), ("seller",), {("order.a",): {"seller": "r"}})
