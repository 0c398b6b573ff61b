"""Which carrier, and why."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch import POLICIES, Offer, Share, choose, rival

NOW = datetime(2026, 3, 2, 8)
THURSDAY = datetime(2026, 3, 5, 17)
SF = Offer(1, "SF", 12.4, "EUR", in_time=Share(199, 214), on_time=Share(190, 214))
DHL = Offer(2, "DHL", 9.3, "EUR", in_time=Share(71, 100), on_time=Share(99, 100))
NEW = Offer(3, "New", 5.0, "EUR", in_time=Share(9, 9), on_time=Share(9, 9))

shares = st.integers(0, 300).flatmap(lambda n: st.builds(Share, st.integers(0, n), st.just(n)))
instants = st.none() | st.datetimes(NOW, NOW + timedelta(days=9))
offers = st.builds(
    Offer,
    method=st.integers(1, 9),
    name=st.sampled_from("ABC"),
    price=st.none() | st.floats(0, 99),
    currency=st.just("EUR"),
    stated=instants,
    in_time=shares,
    on_time=shares,
    lost=shares,
    damaged=shares,
)
some = st.lists(offers, max_size=6, unique_by=lambda offer: offer.method)


def test_the_cheapest_that_keeps_the_promise():
    first, second = choose([DHL, SF], THURSDAY, "cheapest")
    assert (first.offer.name, first.reason, first.values["percent"]) == (
        "SF",
        "cheapest_keeping",
        93,
    )
    assert (second.reason, second.values["percent"]) == ("breaks", 71)
    assert second.values["difference"] == pytest.approx(-3.1)
    assert rival([first, second]) == second


def test_fewer_than_ten_cases_are_not_used():
    first, *_rest, last = choose([NEW, SF], THURSDAY, "cheapest")
    assert (first.offer.name, last.reason) == ("SF", "too_few")
    assert last.values["percent"] is None and last.values["count"] == 9
    assert choose([NEW, DHL], THURSDAY, "reliable")[0].offer.name == "DHL"


def test_just_enough_keeps_the_promise():
    four_in_five = Offer(5, "Even", 5.0, "EUR", in_time=Share(80, 100))
    just_then = Offer(6, "Then", 4.0, "EUR", stated=THURSDAY)
    verdicts = choose([four_in_five, just_then], THURSDAY, "cheapest")
    assert [v.keeps for v in verdicts] == ["yes", "yes"]


def test_reliable_is_what_is_sure_even_with_few_cases_and_what_arrives_whole():
    few = Offer(7, "Few", 1.0, "EUR", on_time=Share(12, 12))
    many = Offer(8, "Many", 2.0, "EUR", on_time=Share(990, 1000))
    assert choose([few, many], THURSDAY, "reliable")[0].offer.name == "Many"
    breaks = replace(many, price=0.5, damaged=Share(200, 1000))
    loses = replace(many, price=0.6, lost=Share(200, 1000))
    for worse in (breaks, loses):
        other = replace(worse, method=9, name="Other")
        assert choose([other, many], THURSDAY, "reliable")[0].offer.name == "Many"


def test_what_the_carrier_says_counts_until_it_is_measured():
    said = Offer(4, "Says", 8.0, "EUR", stated=THURSDAY - timedelta(days=1))
    first = choose([SF, said], THURSDAY, "cheapest")[0]
    assert (first.offer.name, first.basis) == ("Says", "stated")
    proved = Offer(4, "Says", 8.0, "EUR", stated=said.stated, in_time=Share(10, 100))
    assert choose([SF, proved], THURSDAY, "cheapest")[0].offer.name == "SF"


def test_of_those_that_break_it_the_most_likely_one():
    worse = Offer(5, "Worse", 1.0, "EUR", in_time=Share(10, 100))
    first = choose([worse, DHL], THURSDAY, "cheapest")[0]
    assert (first.offer.name, first.reason) == ("DHL", "least_late")


def test_without_a_promise_the_price_decides():
    assert choose([SF, DHL], None, "cheapest")[0].reason == "cheapest"
    assert choose([SF], THURSDAY, "cheapest")[0].reason == "only"


def test_the_fastest_and_the_most_reliable():
    slow = Offer(6, "Slow", 1.0, "EUR", arrival=(NOW, THURSDAY), arrival_count=20)
    fast = Offer(7, "Fast", 9.0, "EUR", arrival=(NOW, NOW + timedelta(days=1)), arrival_count=20)
    assert [v.reason for v in choose([slow, fast], None, "fastest")] == ["fastest", "slower"]
    found = choose([SF, DHL], None, "reliable")
    assert [(v.offer.name, v.reason) for v in found] == [
        ("DHL", "most_reliable"),
        ("SF", "less_reliable"),
    ]
    losing = Offer(2, "DHL", 9.3, "EUR", on_time=Share(99, 100), lost=Share(20, 100))
    assert choose([SF, losing], None, "reliable")[0].offer.name == "SF"


def test_prices_in_two_currencies_are_not_compared():
    with pytest.raises(ValueError, match="currencies"):
        choose([SF, Offer(2, "DHL", 1.0, "CNY")], None, "cheapest")


@given(some, instants, st.sampled_from(POLICIES))
def test_the_order_is_total_and_hides_nothing(found, promise, policy):
    verdicts = choose(found, promise, policy)
    assert sorted(v.offer.method for v in verdicts) == sorted(o.method for o in found)
    assert verdicts == choose(found[::-1], promise, policy)
    priced = [v.offer.price is not None for v in verdicts]
    assert priced == sorted(priced, reverse=True)
    assert [v.chosen for v in verdicts] == [i == 0 and any(priced) for i in range(len(found))]


@given(some, instants)
def test_nothing_cheaper_keeps_the_promise_better(found, promise):
    verdicts = [v for v in choose(found, promise, "cheapest") if v.offer.price is not None]
    keeping = [v for v in verdicts if v.keeps in ("yes", "open")]
    if keeping:
        assert verdicts[0].offer.price == min(v.offer.price for v in keeping)


@given(shares)
def test_intervals_hold_the_share(share):
    low, high = share.interval
    assert 0 <= low <= share.value + 1e-12 and share.value - 1e-12 <= high <= 1


def test_wilson_as_published():
    low, high = Share(9, 10).interval
    assert (round(low, 4), round(high, 4)) == (0.5958, 0.9821)
    assert Share(0, 20).interval[0] == 0 and Share(20, 20).interval[1] == 1
