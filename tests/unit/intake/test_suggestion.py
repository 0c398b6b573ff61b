"""A likely code for a mistyped one: only when there is no other."""

import pytest

from intake.suggestion import Codes

CODES = ["CHAIR-01", "CHAIR-02", "DESK-100", "LAMP", "SOFA-2000", "FURN_0096"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("chair 01", "CHAIR-01"),
        ("CHAIR-O1", "CHAIR-01"),
        ("FURN-0O96", "FURN_0096"),
        ("FURN_0069", "FURN_0096"),  # two swapped
        ("DESK-10", "DESK-100"),
        ("DESK-1000", "DESK-100"),
        ("SOFA-2O0", "SOFA-2000"),
        ("CHAIR-03", ""),  # as near to 01 as to 02
        ("LAMPS", "LAMP"),
        ("LAM", ""),  # too short to be sure
        ("TABLE-01", ""),
        ("", ""),
    ],
)
def test_suggestions(code, expected):
    assert Codes(CODES).suggest(code) == expected


def test_nothing_to_choose_from():
    assert Codes([]).suggest("CHAIR-01") == ""
