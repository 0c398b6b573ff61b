"""A form of goods to give back is read whole, or refused whole."""

import pytest
from returns import NOTE, Place, read_form

CHAIR = Place("m1", 3, ("7", "8"), whole=True)
OIL = Place("m2l5", 2.5, ("7",))


def number(text):
    try:
        return float(text)
    except ValueError:
        return None


def read(photos=None, **fields):
    sent = {name.replace("_", "-"): text for name, text in fields.items()}
    return read_form(sent, photos or {}, [CHAIR, OIL], number)


def good(**fields):
    return {"m1_quantity": "2", "m1_reason": "7", "m1_wish": "refund", **fields}


def test_what_was_left_alone_stays():
    reading = read(**good(m2l5_wish="refund"))
    assert [(ask.place.key, ask.quantity) for ask in reading.asks] == [("m1", 2)]
    assert not reading.errors


@pytest.mark.parametrize(
    ("fields", "part", "code"),
    [
        ({"m1_quantity": ""}, "quantity", "how_many"),
        ({"m1_quantity": "two"}, "quantity", "no_number"),
        ({"m1_quantity": "0"}, "quantity", "not_positive"),
        ({"m1_quantity": "-1"}, "quantity", "not_positive"),
        ({"m1_quantity": "4"}, "quantity", "too_many_goods"),
        ({"m1_quantity": "1.5"}, "quantity", "whole"),
        ({"m1_reason": ""}, "reason", "choose_reason"),
        ({"m1_reason": "9"}, "reason", "choose_reason"),
        ({"m1_wish": "refusal"}, "wish", "choose_wish"),
        ({"m1_note": "x" * (NOTE + 1)}, "note", "too_long"),
    ],
)
def test_mistakes(fields, part, code):
    reading = read(**good(**fields))
    assert reading.errors == {("m1", part): code}
    assert not reading.asks


def test_one_mistake_refuses_all():
    reading = read(**good(m2l5_quantity="9", m2l5_reason="7", m2l5_wish="repair"))
    assert not reading.asks
    assert reading.errors == {("m2l5", "quantity"): "too_many_goods"}


def test_nothing_said():
    assert read().errors == {("", "form"): "nothing"}
    assert read(m1_wish="refund", m2l5_wish="refund").errors == {("", "form"): "nothing"}
    assert read(photos={"m1": ("photo",)}).errors["m1", "quantity"] == "how_many"


def test_parts_of_a_unit_where_they_exist():
    assert not read(m2l5_quantity="2.5", m2l5_reason="7", m2l5_wish="credit").errors
