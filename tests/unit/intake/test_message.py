"""Reading a message: plain values, or every mistake in it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from messages import GOOD, good, read

from intake import limits
from intake.message import raw_text

SHANGHAI = ZoneInfo("Asia/Shanghai")


def problems(data, **options):
    return {(p.path, p.problem) for p in read(data, **options).problems}


def test_a_good_message():
    message = read(good(requested_date="2026-12-31", currency="eur", confirm=True)).message
    assert (message.channel, message.reference, message.sender) == ("api", "PO-1", "ref:c-1")
    assert message.requested_at == datetime(2026, 12, 31, 12)
    assert (message.currency, message.confirm) == ("EUR", True)
    assert (message.lines[0].code, message.lines[0].quantity, message.lines[0].price) == (
        "CHAIR",
        2.0,
        None,
    )


def test_every_mistake_is_told():
    found = problems(
        {
            "customer": {"email": "nobody", "phone": 5},
            "channel": "pigeon",
            "lines": [
                {"code": "CHAIR", "quantity": "two"},
                {"quantity": 0},
                "chair",
                {"code": "X", "quantity": 1, "qty": 1, "price": -1},
                {},
            ],
            "requested_date": "31.12.2026",
            "confirm": "yes",
            "refrence": "PO-1",
        }
    )
    assert found == {
        ("reference", "missing"),
        ("refrence", "unknown_field"),
        ("channel", "not_choice"),
        ("customer.email", "not_email"),
        ("customer.phone", "not_text"),
        ("requested_date", "not_date"),
        ("confirm", "not_boolean"),
        ("lines[0].quantity", "not_number"),
        ("lines[1]", "product_missing"),
        ("lines[1].quantity", "out_of_range"),
        ("lines[2]", "not_object"),
        ("lines[3].qty", "unknown_field"),
        ("lines[3].price", "out_of_range"),
        ("lines[4]", "product_missing"),
        ("lines[4].quantity", "missing"),
    }


def test_a_mistyped_field_is_recognised():
    (problem,) = read(good(requested_dat="2026-12-31")).problems
    assert problem.expected == "“requested_date”"


def test_lines_are_counted_as_people_count():
    (problem,) = read(good(lines=[*GOOD["lines"], {"code": "X"}])).problems
    assert (problem.path, problem.line) == ("lines[1].quantity", 2)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"reference": "x" * 65}, ("reference", "too_long")),
        ({"reference": "  "}, ("reference", "missing")),
        ({"reference": 7}, ("reference", "not_text")),
        ({"reference": "PO\x001"}, ("reference", "control_character")),
        ({"reference": "PO\n1"}, ("reference", "control_character")),
        ({"reference": "PO\u202e1"}, ("reference", "control_character")),
        ({"reference": "PO\ud8001"}, ("reference", "control_character")),
        ({"note": "x" * 2001}, ("note", "too_long")),
        ({"lines": []}, ("lines", "line_count")),
        ({"lines": GOOD["lines"] * 501}, ("lines", "line_count")),
        ({"lines": {}}, ("lines", "not_list")),
        ({"lines": None}, ("lines", "missing")),
        ({"customer": None}, ("customer", "missing")),
        ({"customer": {}}, ("customer", "customer_missing")),
        ({"customer": []}, ("customer", "not_object")),
        ({"customer": {"ref": "1", "country": "China"}}, ("customer.country", "too_long")),
        ({"customer": {"ref": "1", "country": "C1"}}, ("customer.country", "country_unknown")),
        ({"delivery": {"city": "Rome", "country": "IT"}}, ("delivery.street", "missing")),
        ({"delivery": {"street": "Via"}}, ("delivery.country", "missing")),
        ({"delivery": {"ref": "1", "vat": "2"}}, ("delivery.vat", "unknown_field")),
    ],
)
def test_refused(change, expected):
    assert expected in problems(good(**change))


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        (float("nan"), "out_of_range"),
        (float("inf"), "out_of_range"),
        (-1, "out_of_range"),
        (0, "out_of_range"),
        (10**400, "out_of_range"),
        (1e10, "out_of_range"),
        (True, "not_number"),
        ("2", "not_number"),
        ([2], "not_number"),
        (0.333, "too_precise"),
        (None, "missing"),
    ],
)
def test_bad_quantities(quantity, expected):
    data = good(lines=[{"code": "X", "quantity": quantity}])
    assert problems(data) == {("lines[0].quantity", expected)}


def test_quantities_keep_their_decimals():
    data = good(lines=[{"code": "X", "quantity": 0.1 + 0.2}, {"code": "X", "quantity": 1e9}])
    assert [line.quantity for line in read(data).message.lines] == [0.1 + 0.2, 1e9]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-12-31", datetime(2026, 12, 31, 4)),  # noon in Shanghai
        ("2026-12-31T14:00:00", datetime(2026, 12, 31, 6)),
        ("2026-12-31 14:00", datetime(2026, 12, 31, 6)),
        ("2026-12-31T14:00:00Z", datetime(2026, 12, 31, 14)),
        ("2026-12-31T14:00:00.250+01:00", datetime(2026, 12, 31, 13)),
        ("2026-12-31T23:30:00-0130", datetime(2027, 1, 1, 1)),
        ("2026-02-30", None),
        ("2026-13-01", None),
        ("2026-W01-1", None),
        ("20261231", None),
        ("1999-12-31", None),
        ("2101-01-01", None),
        ("tomorrow", None),
        ("2026-12-31T25:00:00", None),
        (20261231, None),
    ],
)
def test_dates(text, instant):
    reading = read(good(requested_date=text), zone=SHANGHAI)
    if instant:
        assert reading.message.requested_at == instant
    else:
        assert [p.problem for p in reading.problems] == ["not_date"]


def test_the_sender_is_the_named_one_or_the_customer():
    assert read(good(sender="Shop")).sender == "sender:shop"
    assert read(good(customer={"email": "A@B.com", "name": "A"})).sender == "email:a@b.com"
    assert read(good(customer={"name": "A B", "phone": "1"})).sender == "name:a b"


def test_a_bad_message_still_says_whose_it_is():
    reading = read(good(lines=[]))
    assert (reading.message, reading.reference, reading.sender) == (None, "PO-1", "ref:c-1")


def test_too_large():
    assert problems(good(), size=limits.MAX_BYTES + 1) == {("", "too_large")}


@pytest.mark.parametrize("data", [None, [], "PO-1", 5, True])
def test_no_object(data):
    assert problems(data) == {("", "not_object")}


def test_raw_text_can_always_be_kept():
    assert raw_text({"a": "é\x00\ud800"}) == '{"a": "é\\u0000\\ud800"}'
    deep = []
    for _ in range(100_000):
        deep = [deep]
    assert raw_text(deep)
    assert raw_text({(1, 2): 3})
    assert "object" in raw_text({"a": object()})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
fields = st.sampled_from(
    ["reference", "customer", "lines", "delivery", "requested_date", "currency", "confirm", "x"]
)


@given(st.dictionaries(fields, json_values))
def test_anything_is_read_or_refused(changes):
    reading = read(good(**changes))
    assert bool(reading.message) != bool(reading.problems)
    for problem in reading.problems:
        values = problem.as_dict()
        raw_text(values).encode()
        assert "\x00" not in str(values["found"])
