"""What was entered is taken whole, or refused whole with the field named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from voice import DIMENSIONS, TEXT, Said, clean, mood, read_form


def test_everything():
    sent = {"product": "5", "delivery": " 1 ", "service": "", "nps": "0", "text": "a\r\nb\x00"}
    said = read_form(sent).said
    assert said == Said({"product": 5, "delivery": 1}, 0, "a\nb")


@pytest.mark.parametrize(
    ("sent", "field", "code"),
    [
        ({}, "form", "nothing"),
        ({"text": " \x00\n "}, "form", "nothing"),
        ({"product": "0"}, "product", "out_of_range"),
        ({"service": "6"}, "service", "out_of_range"),
        ({"nps": "11"}, "nps", "out_of_range"),
        ({"nps": "-1"}, "nps", "no_number"),
        ({"nps": "²"}, "nps", "no_number"),
        ({"nps": "1" * 5000}, "nps", "no_number"),
        ({"delivery": "good"}, "delivery", "no_number"),
        ({"text": "x" * (TEXT + 1)}, "text", "too_long"),
    ],
)
def test_mistakes(sent, field, code):
    reading = read_form(sent)
    assert reading.errors == {field: code}
    assert reading.said.is_empty


@given(st.dictionaries(st.sampled_from([*DIMENSIONS, "nps", "text", "x"]), st.text(max_size=30)))
def test_any_input_is_read_or_refused(sent):
    reading = read_form(sent)
    assert bool(reading.errors) == reading.said.is_empty
    assert all(1 <= score <= 5 for score in reading.said.scores.values())


@given(st.text())
def test_clean_text_can_be_stored_and_is_stable(text):
    kept = clean(text)
    assert "\x00" not in kept and clean(kept) == kept
    kept.encode()


def test_mood_is_the_worst_answer():
    assert mood(Said({"product": 5, "service": 5}, 6)) == "unhappy"
    assert mood(Said({"product": 2, "service": 5})) == "unhappy"
    assert mood(Said({"product": 3}, 10)) == "mixed"
    assert mood(Said({}, 9)) == "happy"
    assert mood(Said(text="hm")) == "unscored"
