import io
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from receipt.dispute_form import NOTE, VALUE, Manner, Place, clean_text, places_of, read_form

TODAY = date(2026, 3, 10)
LINE = Place("line7", line="7", present={"quantity": 10.0, "price": 2.5})
PLACES = places_of([LINE, Place("line8", line="8")], {"total": 25.0, "date": date(2026, 5, 1)})
MANNER = Manner(TODAY)


def picture():
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4)).save(buffer, "PNG")
    return buffer.getvalue()


def read(files=None, manner=MANNER, **fields):
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return read_form(named, files or {}, PLACES, manner)


def only(reading):
    assert not reading.errors
    (proposal,) = reading.proposals
    return proposal


def error(**fields):
    reading = read(**fields)
    assert not reading.proposals
    ((where, (code, _name)),) = reading.errors.items()
    return where, code


def test_a_quantity():
    found = only(
        read(line7_problem="quantity", line7_value=" 12 ", line7_note="You\x00 said\r\n12")
    )
    assert (found.place, found.problem, found.number) == (LINE, "quantity", 12)
    assert (found.value, found.note) == ("12", "You said\n12")


def test_things_of_the_whole_order_need_no_problem():
    assert only(read(date_value="2026-04-01")).day == date(2026, 4, 1)
    assert only(read(address_value="Keji Road 18")).problem == "address"
    assert only(read(total_value="1,500")).number == 1500
    assert only(read(other_note="Wrong contact")).note == "Wrong contact"


def test_several_at_once():
    reading = read(
        line7_problem="price",
        line7_value="2",
        line8_problem="other",
        line8_note="x",
        date_value="2026-04-01",
    )
    assert [p.problem for p in reading.proposals] == ["price", "other", "date"]


def test_it_is_read_in_the_manner_of_the_language():
    manner = Manner(TODAY, decimal=",", day_first=True)
    assert (
        only(read(manner=manner, line7_problem="price", line7_value="1.500,25")).number == 1500.25
    )
    assert only(read(manner=manner, date_value="01/04/2026")).day == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("fields", "where", "code"),
    [
        ({}, ("", "form"), "nothing"),
        ({"line7_problem": "", "line7_value": " "}, ("", "form"), "nothing"),
        ({"unknown": "x", "line9_problem": "other"}, ("", "form"), "nothing"),
        ({"line7_value": "12"}, ("line7", "problem"), "choose"),
        ({"line7_problem": "total", "line7_value": "12"}, ("line7", "problem"), "choose"),
        ({"line7_problem": "<script>", "line7_value": "1"}, ("line7", "problem"), "choose"),
        ({"line7_problem": "quantity"}, ("line7", "value"), "no_number"),
        ({"line7_problem": "quantity", "line7_value": "ten"}, ("line7", "value"), "no_number"),
        ({"line7_problem": "quantity", "line7_value": "-1"}, ("line7", "value"), "negative"),
        ({"line7_problem": "quantity", "line7_value": "10.0"}, ("line7", "value"), "same"),
        ({"line7_problem": "price", "line7_value": "2.5"}, ("line7", "value"), "same"),
        ({"total_value": "25"}, ("total", "value"), "same"),
        ({"date_value": "5/1/2026"}, ("date", "value"), "same"),
        ({"line7_problem": "product"}, ("line7", "value"), "empty"),
        ({"line7_problem": "date", "line7_value": "soon"}, ("line7", "value"), "no_date"),
        ({"date_value": "2026-03-09"}, ("date", "value"), "past"),
        ({"date_value": "2036-03-09"}, ("date", "value"), "too_far"),
        ({"date_note": "Too late for us"}, ("date", "value"), "no_date"),
        ({"address_value": "x" * (VALUE + 1)}, ("address", "value"), "too_long"),
        ({"other_note": "x" * (NOTE + 1)}, ("other", "note"), "too_long"),
    ],
)
def test_a_mistake_is_shown_at_its_field(fields, where, code):
    assert error(**fields) == (where, code)


def test_one_mistake_refuses_the_whole_form():
    reading = read(
        line7_problem="quantity", line7_value="12", line8_problem="price", line8_value="x"
    )
    assert reading.proposals == ()
    assert reading.errors == {("line8", "value"): ("no_number", "")}


def test_limits_count_characters():
    assert only(read(other_note="长" * NOTE)).note == "长" * NOTE


def test_photos_belong_to_their_place():
    files = {"line7-photos": [("a.png", picture()), ("", b"")]}
    found = only(read(files, line7_problem="product", line7_value="Blue ones"))
    assert [photo.name for photo in found.photos] == ["a.jpg"]


def test_a_photo_alone_needs_words():
    assert read({"line7-photos": [("a.png", picture())]}).errors == {
        ("line7", "problem"): ("choose", "")
    }
    reading = read({"other-photos": [("a.png", picture())]})
    assert reading.errors == {("other", "note"): ("empty", "")}


def test_bad_photos():
    reading = read({"line7-photos": [("a.png", b"no")]}, line7_problem="other", line7_note="x")
    assert reading.errors == {("line7", "photos"): ("not_a_photo", "a.png")}
    reading = read(
        {"line7-photos": [("a.png", picture())] * 6}, line7_problem="other", line7_note="x"
    )
    assert reading.errors == {("", "form"): ("too_many", "")}
    files = {f"{key}-photos": [("a.png", picture())] * 3 for key in ("line7", "other")}
    reading = read(files, line7_problem="other", line7_note="x", other_note="y")
    assert reading.errors == {("", "form"): ("too_many", "")}


def test_clean_text():
    assert clean_text(None) == ""
    assert clean_text("a\t b \n\x07c\ud800") == "a b \nc"
    assert clean_text("\u202egnp.exe\u2066") == "gnp.exe", "what turns the text around it"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("<script>alert(1)</script>Fine", "alert(1)Fine"),
        ("<img src=x onerror=alert(1)>", ""),
        ("<p style='x'>It is <b>late</b><br/>again</p>", "It is lateagain"),
        ("<!-- hidden --><!DOCTYPE html>shown", "shown"),
        ("<<b>script>alert(1)<</b>/script>", "script>alert(1)/script>"),
        ("5 < 6 > 4, <3, a<b and c>d", "5 < 6 > 4, <3, a<b and c>d"),
        ("Wang <wang@customer.example> <https://a.example/x>",) * 2,
    ],
)
def test_markup_is_no_text(text, clean):
    assert clean_text(text) == clean


@given(st.text(alphabet="<>/ab =!-\n", max_size=60))
def test_nothing_that_acts_is_left_whatever_is_sent(text):
    found, parser = [], HTMLParser()
    parser.handle_starttag = lambda tag, values: found.append(values)
    parser.feed(clean_text(text))
    assert all(value is None for values in found for _name, value in values)


def test_long_texts_take_no_time():
    for text in ("<a " * 10**6, "<a =" + "=" * 10**6, "<a" + "\n" * 10**6, "<!--" * 10**6):
        assert len(clean_text(text)) <= 20_000
