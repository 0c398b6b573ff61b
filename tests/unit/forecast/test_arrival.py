"""Whose history counts, and what is known already counts too."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from forecast import LEAST, Forecast, Parcel, Spread, forecast, keys, shown, silence

SHIPPED = datetime(2026, 3, 2, 8)
LANE, REGION, COUNTRY, ALL = ("DE/BY/80>FR/IDF/75", "DE/BY>FR/IDF", "DE>FR", ">")


def at(hours):
    return SHIPPED + timedelta(hours=hours)


def parcel(status="in_transit", since=0, **more):
    known = {"method": 3, "carrier": "ups", "origin": "DE/BY/80", "destination": "FR/IDF/75"}
    known |= {"shipped_at": SHIPPED, "status_at": at(since), "last_event_at": at(since)}
    return Parcel(status, **{**known, **more})


def name(kind, route, stage, carrier="m3"):
    return "|".join((kind, carrier, *route.split(">"), stage))


def took(*hours, times=1):
    return shown([hour for hour in hours for _ in range(times)])


TEN = took(*range(40, 50))
LONG = took(*range(90, 110))


def test_the_narrowest_history_with_ten_cases():
    spreads = {
        name("transit", LANE, "shipped"): took(*range(9)),
        name("transit", COUNTRY, "shipped"): TEN,
        name("transit", ALL, "shipped"): LONG,
    }
    found = forecast(parcel(), spreads, at(1))
    assert (found.basis, found.count) == ("country", 10)
    assert (found.start, found.until) == (at(40.1), at(48.9))


def test_a_carrier_without_this_method_still_helps():
    spreads = {name("transit", ALL, "shipped", "cups"): LONG}
    assert forecast(parcel(), spreads, at(1)).basis == "carrier"
    assert forecast(parcel(carrier=""), spreads, at(1)) == Forecast()


def test_too_few_is_said_openly():
    spreads = {name("transit", ALL, "shipped"): took(*range(1, LEAST))}
    assert forecast(parcel(), spreads, at(1)) == Forecast(count=9)


def test_without_addresses_the_carrier_counts():
    spreads = {name("transit", ALL, "shipped"): TEN}
    assert forecast(parcel(origin="", destination=""), spreads, at(1)).basis == "carrier"


def test_a_parcel_that_takes_long_is_like_those_that_did():
    spreads = {name("transit", LANE, "shipped"): took(*range(1, 31))}
    early, late = (forecast(parcel(), spreads, at(hours)) for hours in (0, 15))
    assert late.until > early.until
    assert late.count == 15
    lost = forecast(parcel(), spreads, at(29))
    assert (lost.start, lost.until, lost.count) == (None, None, 30)


def test_what_has_been_reached_counts_from_there():
    spreads = {
        name("transit", ALL, "shipped"): LONG,
        name("transit", ALL, "out_for_delivery"): took(*range(2, 12)),
    }
    found = forecast(parcel("out_for_delivery", 20), spreads, at(21))
    assert at(21) < found.start < found.until < at(32)
    del spreads[name("transit", ALL, "out_for_delivery")]
    assert forecast(parcel("out_for_delivery", 20), spreads, at(21)).until is None
    assert forecast(parcel("customs", 20), spreads, at(21)).count == 20


def test_a_problem_is_no_ordinary_way():
    spreads = {name("transit", ALL, "shipped"): LONG}
    for status in ("exception", "attempt_failed", "returning", "available_for_pickup"):
        assert forecast(parcel(status), spreads, at(1)).until is None
    spreads[name("transit", ALL, "attempt_failed")] = TEN
    assert forecast(parcel("attempt_failed", 30), spreads, at(31)).count == 10


def test_before_the_first_scan_there_is_nothing_to_count_from():
    spreads = {name("transit", ALL, "shipped"): LONG}
    assert forecast(parcel("info_received", shipped_at=None), spreads, at(1)) == Forecast()


def test_the_carriers_own_estimate_where_it_is_the_better_one():
    spreads = {
        name("transit", ALL, "shipped"): took(*range(20, 120)),
        name("eta", ALL, "shipped"): took(*range(-5, 6)),
    }
    found = forecast(parcel(eta=at(50)), spreads, at(1))
    assert (found.basis, found.start, found.until) == ("eta", at(45.2), at(54.8))
    spreads[name("eta", ALL, "shipped")] = took(*range(-90, 90))
    assert forecast(parcel(eta=at(50)), spreads, at(1)).basis == "carrier"
    del spreads[name("eta", ALL, "shipped")]
    assert forecast(parcel(eta=at(50)), spreads, at(1)).basis == "carrier"


def test_weekends_do_not_count_where_that_was_better():
    spreads = {name("transit", ALL, "shipped"): Spread(tuple([30.0] * 20), 20, 5)}
    friday = datetime(2026, 3, 6, 12)
    found = forecast(parcel(shipped_at=friday, status_at=friday), spreads, friday)
    assert found.until == datetime(2026, 3, 9, 18)


hours = st.floats(0, 1500, allow_nan=False)


@given(
    st.lists(hours, max_size=120),
    st.lists(st.floats(-200, 200), max_size=120),
    hours,
    st.sampled_from(("in_transit", "out_for_delivery", "customs", "attempt_failed", "exception")),
    st.sampled_from((5, 6, 7)),
)
def test_never_in_the_past_never_upside_down(sample, errors, waited, status, days):
    own = shown(sample, days)
    spreads = {name("transit", ALL, stage): own for stage in ("shipped", status)}
    spreads |= {name("eta", ALL, stage): shown(errors) for stage in ("shipped", status)}
    found = forecast(parcel(status, eta=at(70)), spreads, at(waited), "Asia/Shanghai")
    if found.until:
        assert at(waited) <= found.start <= found.until
        assert found.count >= LEAST
    else:
        assert found.start is None and not found.basis


def test_silence_after_what_is_rare_here():
    spreads = {
        name("gap", COUNTRY, "in_transit"): took(*range(1, 201)),
        name("gap", ALL, "in_transit"): took(5, times=500),
    }
    found = silence(parcel(since=10), spreads)
    assert (found.basis, found.count) == ("country", 200)
    assert round((found.after - at(10)).total_seconds() / 3600) == 199


def test_silence_is_no_matter_of_minutes():
    spreads = {name("gap", ALL, "in_transit"): took(0.1, times=50)}
    assert silence(parcel(), spreads).after == at(6)


def test_silence_by_default_counts_working_days():
    friday = datetime(2026, 3, 6, 12)
    spreads = {name("gap", ALL, "out_for_delivery"): took(5, times=9)}
    found = silence(parcel("out_for_delivery", last_event_at=friday), spreads)
    assert (found.after, found.basis) == (datetime(2026, 3, 9, 12), "default")


def test_who_is_never_silent():
    for status in ("delivered", "returned", "cancelled", "expired"):
        assert silence(parcel(status), {}).after is None
    unknown = Parcel("pending", known_at=SHIPPED)
    assert silence(unknown, {}).after == datetime(2026, 3, 5, 8)


def test_everything_that_is_looked_for_is_asked_for():
    found = keys(parcel("out_for_delivery", eta=at(9)))
    assert len(found) == len(set(found))
    for kind, route in (("transit", LANE), ("transit", ALL), ("gap", COUNTRY)):
        assert name(kind, route, "out_for_delivery") in found
    assert name("eta", ALL, "out_for_delivery", "cups") in found
