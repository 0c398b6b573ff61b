"""Reading what comes from outside without ever failing in another way than our own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import reading
from connectors.errors import BadMessage


@pytest.mark.parametrize(
    "body",
    [b"", b"  ", b"<xml/>", b"\xff\xfe", b'{"a":', b"[" * 100_000, b'{"a": 1} x', b" " * 1_000_001],
)
def test_what_is_no_json(body):
    with pytest.raises(BadMessage, match="^UPS: "):
        reading.as_json(body, what="UPS")


def test_json_with_a_byte_order_mark():
    assert reading.as_json(b'\xef\xbb\xbf{"a": 1}', what="x") == {"a": 1}


@pytest.mark.parametrize("body", [b"[]", b"1", b"null", b'"text"'])
def test_json_that_is_no_object(body):
    with pytest.raises(BadMessage, match="a JSON object is expected"):
        reading.as_object(body, what="DHL")


def test_a_message_does_not_repeat_the_body():
    with pytest.raises(BadMessage) as told:
        reading.as_json(b'{"apiKey": "SECRET",', what="DHL")
    assert "SECRET" not in str(told.value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  a \n\t b ", "a b"),
        (7777777770, "7777777770"),
        (0, "0"),
        (1.5, "1.5"),
        (True, ""),
        (None, ""),
        ([1], ""),
        ({"a": 1}, ""),
        ("a\x00\u202eb\ud800", "a b"),
        ("é 张三 ™", "é 张三 ™"),
    ],
)
def test_text_of_anything(value, text):
    assert reading.text(value) == text


def test_text_is_cut():
    assert len(reading.text("x" * 5000)) == reading.MAX_TEXT


def test_objects_of_anything():
    assert reading.objects([{"a": 1}, 2, None, [3]]) == [{"a": 1}]
    assert reading.objects({"a": 1}) == reading.objects(None) == reading.objects("x") == []
    assert reading.listed({"a": 1}) == reading.listed([{"a": 1}]) == [{"a": 1}]
    assert reading.mapping([]) == reading.mapping(None) == {}


def test_the_first_that_says_something():
    assert reading.first(None, "", "  ", 0, "b") == "0"
    assert reading.first() == ""


@pytest.mark.parametrize(
    ("parts", "place"),
    [
        (("Holbrook", "NY", "11741", "US"), "Holbrook, NY 11741, US"),
        ((None, None, "32837", "US"), "32837, US"),
        (("QUEENS NY DISTRIBUTION CENTER", None, None, None), "QUEENS NY DISTRIBUTION CENTER"),
        (("", {}, [], True), ""),
    ],
)
def test_places(parts, place):
    assert reading.place(*parts) == place


def test_markup_becomes_plain():
    assert reading.plain_markup("Ground Advantage<SUP>&#153;</SUP>") == "Ground Advantage™"
    assert reading.plain_markup("3 < 4 &amp; 5 > 4") == "3 < 4 & 5 > 4"


def test_headers_in_any_spelling():
    assert reading.header({"X-HMAC-signature": "a"}, "x-hmac-Signature") == "a"
    assert reading.header({}, "x") == reading.header(None, "x") == ""


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("300", 300), (" 5 ", 5), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-1", None), ("", None)],
)
def test_when_to_ask_again(told, seconds):
    assert reading.retry_after({"retry-after": told}) == seconds


def test_a_field_of_a_form():
    assert reading.form_field(b"param=%7B%22a%22%3A1%7D&sign=X", "param") == b'{"a":1}'
    assert reading.form_field(b"sign=X", "param") is None
    assert reading.form_field(b'{"param": 1}', "param") is None


@given(st.binary(max_size=200))
def test_no_bytes_do_harm(body):
    for read in (reading.as_json, reading.as_object):
        try:
            read(body, what="x")
        except BadMessage:
            pass
    reading.form_field(body, "a")


@given(st.text())
def test_text_can_always_be_stored(value):
    for read in (reading.text, reading.plain_markup):
        read(value).encode()
        assert "\x00" not in read(value)


def test_a_form_that_only_looks_compressed_is_none():
    """Who asks for a field gets none; reading the message then says what is wrong with it."""
    assert reading.form_field(b"\x1f\x8bparam=1", "param") is None
    with pytest.raises(BadMessage, match="compressed"):
        reading.field_object(b"\x1f\x8bparam=1", "param", what="X")
