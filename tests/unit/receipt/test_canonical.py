"""The canonical text: one text for one content, whatever made it."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import AGREEMENT, BINDING, NAMES, agreement, changed

from receipt import canonical, comparable, decimal, digest, parse, utc_text, utc_value

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda parts: st.lists(parts) | st.dictionaries(st.text("abc/é中", max_size=5), parts),
    max_leaves=20,
)


@given(VALUES)
def test_the_text_is_json_and_says_the_same(value):
    text = canonical(value)
    assert parse(text) == value
    assert canonical(parse(text)) == text


def test_the_text_does_not_depend_on_the_order_of_keys():
    assert canonical({"b": 1, "a": [{"d": "é", "c": None}]}) == '{"a":[{"c":null,"d":"é"}],"b":1}'
    assert canonical(dict(reversed(AGREEMENT.items()))) == canonical(AGREEMENT)


@pytest.mark.parametrize(
    "value", [1.5, Decimal(1), {1: 2}, {"a": [object()]}, b"x", (1,), {"a": {1}}]
)
def test_what_has_no_one_text_is_refused(value):
    with pytest.raises(TypeError):
        canonical(value)


def test_the_hash_is_that_of_common_tools():
    # printf '' | sha256sum
    assert digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert digest("中") == digest("中".encode())


@given(st.decimals(-(10**9), 10**9, places=4), st.integers(0, 6))
def test_decimals_are_short_and_exact(value, digits):
    text = decimal(value, digits)
    assert "e" not in text.lower() and text != "-0"
    assert "." not in text or not text.endswith(("0", "."))
    assert abs(Decimal(text) - value) <= Decimal(5).scaleb(-digits - 1)
    assert decimal(text, digits) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.1 + 0.2, 2, "0.3"),
        (1.005, 2, "1.01"),
        (2.675, 2, "2.68"),
        (1e-9, 2, "0"),
        (100.0, 2, "100"),
    ],
)
def test_floats_are_rounded_as_people_do(value, digits, text):
    assert decimal(value, digits) == text


@given(st.datetimes())
def test_instants(value):
    assert utc_value(utc_text(value)) == value.replace(microsecond=0)
    assert utc_text(None) is utc_value(None) is None


@pytest.mark.parametrize(("path", "value"), BINDING)
def test_what_binds_is_compared(path, value):
    assert comparable(changed((path, value))) != comparable(AGREEMENT)


@pytest.mark.parametrize(("path", "value"), NAMES)
def test_names_and_languages_do_not_bind(path, value):
    assert comparable(changed((path, value))) == comparable(AGREEMENT)


def test_the_order_of_lines_does_not_bind():
    turned = agreement()
    turned["lines"].reverse()
    assert comparable(turned) == comparable(AGREEMENT)
    assert json.dumps(AGREEMENT) == json.dumps(agreement())  # nothing was changed in place
