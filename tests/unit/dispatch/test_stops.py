"""The order in which a driver goes to the customers."""

from hypothesis import given
from hypothesis import strategies as st

from dispatch import Stop, tour

STOPS = st.lists(
    st.builds(
        Stop,
        st.integers(1, 99),
        st.integers(0, 1),
        st.tuples(st.sampled_from(["FR", "DE"]), st.sampled_from(["1", "2", "10", ""])),
    ),
    max_size=9,
    unique_by=lambda stop: stop.id,
)


def test_urgent_ones_first_then_place_by_place():
    stops = [
        Stop(1, 0, ("FR", "75002", "Paris", "Rue A")),
        Stop(2, 0, ("FR", "75001", "Paris", "Rue B")),
        Stop(3, 0, ("FR", "75002", "paris", "rue 9")),
        Stop(4, 1, ("FR", "75010", "Paris", "Rue C")),
        Stop(5),
    ]
    assert tour(stops) == [4, 5, 2, 3, 1]


@given(STOPS, st.randoms())
def test_each_stop_once_whatever_order_they_come_in(stops, chance):
    shuffled = list(stops)
    chance.shuffle(shuffled)
    found = tour(shuffled)
    assert found == tour(stops)
    assert sorted(found) == sorted(stop.id for stop in stops)
    place = {stop.id: (-stop.priority, stop.zone) for stop in stops}
    assert [place[i] for i in found] == sorted(place.values())
