"""What carrier add-ons write on deliveries."""

from datetime import datetime, timedelta

import pytest

from shipping.carrier_addon import STATUSES, Said, news
from shipping.state import Telling, parcel_state

NOW = datetime(2026, 11, 2, 12)


@pytest.mark.parametrize(("state", "code"), STATUSES.items())
def test_every_state_has_a_status(state, code):
    found = news(Said(), Said(state, "[07] words"), NOW)
    assert (found.code, found.at, found.text) == (code, NOW, "[07] words")


def test_nothing_new():
    said = Said("in_transit", "[07] words")
    assert news(said, said, NOW) is None


def test_words_that_change_within_a_state_are_news():
    found = news(Said("in_transit", "Madrid"), Said("in_transit", "Sevilla"), NOW)
    assert (found.code, found.text) == ("in_transit", "Sevilla")


def test_add_ons_that_know_only_the_date():
    at = NOW - timedelta(hours=3)
    found = news(Said(), Said(delivered_at=at), NOW)
    assert (found.code, found.at) == ("delivered", at)


def test_words_without_a_state():
    assert news(Said(), Said(text="Salida de almacén"), NOW).code is None


def test_a_delivery_in_the_future_happened_now():
    later = NOW + timedelta(hours=9)
    assert news(Said(), Said("customer_delivered", delivered_at=later), NOW).at == NOW


def test_a_label_is_made_once_and_a_problem_comes_again():
    def keys(state):
        times = (NOW, NOW + timedelta(hours=1))
        return {news(Said(), Said(state, "x"), at).key for at in times}

    assert len(keys("shipping_recorded_in_carrier")) == 1
    assert len(keys("incident")) == 2


def test_back_and_forth_ends_where_the_add_on_is():
    said, tellings = Said(), []
    states = ("in_transit", "incident", "in_transit", "customer_delivered")
    for i, state in enumerate(states):
        after = Said(state, "same words")
        found = news(said, after, NOW + timedelta(minutes=i))
        tellings.append(Telling(found.key, found.at, found.code))
        said = after
        assert parcel_state(tellings).status == STATUSES[state]
