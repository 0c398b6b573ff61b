"""Mistakes of a form are named by field, and nothing is taken from a form with mistakes."""

import pytest
from acceptance import Place, all_good, read_form

CHAIR, LAMP = Place("line7", "7", 10.0), Place("line8", "8", 2.0)


def read(fields, photos=(), places=(CHAIR, LAMP)):
    def number(text):
        try:
            return float(text)
        except ValueError:
            return None

    return read_form(fields, dict(photos), places, number)


def test_everything_is_good():
    assert [answer.good for answer in all_good([CHAIR, LAMP]).answers] == [10, 2]
    assert not any(answer.differs for answer in all_good([CHAIR, LAMP]).answers)


def test_lines_left_alone_are_good():
    fields = {"line7-good": "8", "line7-problem": "damaged", "line7-note": "scratched"}
    chair, lamp = read(fields, {"line7": ("photo",)}.items()).answers
    assert (chair.good, chair.bad, chair.problem, chair.note) == (8, 2, "damaged", "scratched")
    assert chair.photos == ("photo",)
    assert chair.differs and not lamp.differs


def test_more_than_we_know_of_differs_and_nothing_of_it_is_bad():
    chair, _lamp = read({"line7-good": "11", "line7-problem": "other", "line7-note": "x"}).answers
    assert (chair.good, chair.bad, chair.differs) == (11, 0, True)


@pytest.mark.parametrize(
    ("fields", "where", "code"),
    [
        ({}, ("", "form"), "nothing"),
        ({"line9-problem": "missing"}, ("", "form"), "nothing"),
        ({"line7-good": "ten", "line7-problem": "missing"}, ("line7", "good"), "no_number"),
        ({"line7-good": "-1", "line7-problem": "missing"}, ("line7", "good"), "negative"),
        ({"line7-good": "8"}, ("line7", "problem"), "choose"),
        ({"line7-good": "8", "line7-problem": "stolen"}, ("line7", "problem"), "choose"),
        ({"line7-problem": "damaged"}, ("line7", "good"), "how_many"),
        ({"line7-good": "10", "line7-problem": "damaged"}, ("line7", "good"), "all_good"),
        ({"line7-note": "hm"}, ("line7", "problem"), "choose"),
        ({"line7-good": "9", "line7-problem": "other"}, ("line7", "note"), "empty"),
        (
            {"line7-good": "9", "line7-problem": "missing", "line7-note": "x" * 1001},
            ("line7", "note"),
            "too_long",
        ),
    ],
)
def test_mistakes(fields, where, code):
    reading = read(fields)
    assert reading.errors[where] == code
    assert not reading.answers


def test_a_photo_alone_asks_for_the_problem():
    assert read({}, {"line8": ("photo",)}.items()).errors == {("line8", "problem"): "choose"}
