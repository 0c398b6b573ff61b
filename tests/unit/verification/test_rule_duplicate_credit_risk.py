from dataclasses import replace

import pytest
from orders import BERLIN, DAY, EARLIER, LINE, NOW, found, order, problems, with_history

from verification.values import Credit, History

HISTORY = order().history


def after(**earlier):
    return with_history(earlier=(replace(EARLIER, **earlier),))


def test_a_number_of_the_customer_stands_for_one_order():
    checked = replace(after(reference="PO 4711"), reference="po-4711")
    (finding,) = found("duplicate_reference", checked)
    assert finding.detail == {"order": 90, "name": "S00090"}


@pytest.mark.parametrize(
    ("earlier", "reference"),
    [
        ({"reference": "PO 4712"}, "PO 4711"),
        ({"reference": ""}, ""),
        ({"reference": "-"}, "-"),
        ({"reference": "PO 4711", "ordered_at": NOW - 31 * DAY}, "PO 4711"),
        ({"reference": "PO 4711", "id": 100}, "PO 4711"),  # the order itself
    ],
)
def test_other_numbers_or_times_are_other_orders(earlier, reference):
    assert problems("duplicate_reference", replace(after(**earlier), reference=reference)) == []


def test_the_same_goods_for_the_same_amount():
    (finding,) = found("duplicate_content", after())
    assert finding.detail == {"order": 90, "name": "S00090"}
    lines = tuple(replace(LINE, id=n, number=n, base_quantity=2.0) for n in (1, 2))
    assert problems("duplicate_content", replace(after(), lines=lines)) == ["content_repeated"]


@pytest.mark.parametrize(
    "earlier",
    [
        {"content": ((7, 5.0),)},
        {"content": ((8, 4.0),)},
        {"content": ()},
        {"amount": 40.02},
        {"ordered_at": NOW - 49 / 24 * DAY},
        {"id": 100},
    ],
)
def test_other_goods_amounts_or_times_are_other_orders(earlier):
    assert problems("duplicate_content", after(**earlier)) == []


def test_two_empty_orders_are_not_the_same():
    empty = replace(after(content=(), amount=0.0), lines=(), amount=0.0)
    assert problems("duplicate_content", empty) == []


def test_credit_limit():
    assert problems("credit_limit", order(credit=Credit(limit=100.0, used=60.0))) == []
    (finding,) = found("credit_limit", order(credit=Credit(limit=99.0, used=60.0)))
    assert (finding.found, finding.expected) == (100.0, 99.0)
    assert problems("credit_limit", order(credit=Credit(used=1e9))) == []
    over = order(amount=0.0, credit=Credit(limit=1.0, used=60.0))
    assert problems("credit_limit", over) == []


def test_a_first_order_of_high_value():
    new = order(history=History(), amount=10001.0)
    (finding,) = found("risk_first_order", new)
    assert finding.severity == "audit"
    assert problems("risk_first_order", replace(new, history=HISTORY)) == []
    assert problems("risk_first_order", replace(new, amount=10000.0)) == []
    assert problems("risk_first_order", new, amount=20000) == []


def test_billed_here_and_sent_there():
    there = replace(BERLIN, id=2, country_code="PL")
    new = order(history=History(), delivery=there)
    (finding,) = found("risk_countries", new)
    assert (finding.found, finding.expected) == ("PL", "DE")
    assert problems("risk_countries", replace(new, history=HISTORY)) == []
    known = replace(new, history=History(delivered_here=1))  # goods of others went there before
    assert problems("risk_countries", known) == []
    assert problems("risk_countries", replace(new, pickup=True)) == []
    assert problems("risk_countries", replace(new, delivers_goods=False)) == []
    assert problems("risk_countries", order(history=History())) == []


@pytest.mark.parametrize(
    ("last_hour", "busiest", "bursts"),
    [(5, 0, True), (4, 0, False), (5, 1, True), (6, 2, True), (5, 2, False), (50, 20, False)],
)
def test_bursts(last_hour, busiest, bursts):
    checked = with_history(last_hour=last_hour, busiest_hour=busiest)
    assert problems("risk_burst", checked) == (["orders_in_burst"] if bursts else [])
