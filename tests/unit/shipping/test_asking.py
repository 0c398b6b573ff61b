from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shipping.circuit import LONGEST_PAUSE, THRESHOLD, Circuit
from shipping.polling import next_poll

NOW = datetime(2026, 3, 1, 12)


def asked(
    status="in_transit", quiet=0, interval=600, changed=timedelta(), ended=None, pushed=False
):
    found = next_poll(
        status=status,
        now=NOW,
        changed_at=NOW - changed,
        ended_at=ended and NOW - ended,
        quiet=quiet,
        interval=interval,
        pushed=pushed,
    )
    return found and found - NOW


def test_how_often():
    assert asked() == timedelta(hours=2)
    assert asked("out_for_delivery") == timedelta(minutes=30)
    assert asked("out_for_delivery", interval=3600) == timedelta(hours=1)
    assert asked("in_transit", quiet=3) == timedelta(hours=4)
    assert asked("in_transit", quiet=300) == timedelta(hours=24)


def test_what_is_pushed_is_hardly_asked_about():
    """Each question costs."""
    assert asked("out_for_delivery", pushed=True) == timedelta(hours=12)
    assert asked("in_transit", pushed=True, quiet=300) == timedelta(hours=24)


def test_when_it_ends():
    assert asked("delivered", ended=timedelta(days=1)) == timedelta(hours=24)
    assert asked("delivered", ended=timedelta(days=8)) is None
    assert asked("in_transit", changed=timedelta(days=61)) is None


@given(
    st.sampled_from(["pending", "in_transit", "out_for_delivery", "delivered", "exception"]),
    st.integers(0, 1000),
    st.integers(1, 20_000),
)
def test_never_below_the_interval_of_the_source(status, quiet, interval):
    wait = asked(status, quiet, interval, ended=timedelta(hours=1))
    assert wait >= timedelta(seconds=interval)


def test_a_failing_source_is_left_alone_for_a_while():
    circuit = Circuit()
    for _ in range(THRESHOLD - 1):
        circuit = circuit.failed(NOW)
        assert circuit.state(NOW) == "closed"
    circuit = circuit.failed(NOW)
    assert circuit.state(NOW) == "open"
    assert circuit.state(NOW + timedelta(minutes=1)) == "half_open"
    again = circuit.failed(NOW + timedelta(minutes=1))
    assert again.open_until == NOW + timedelta(minutes=3)
    assert again.succeeded().state(NOW) == "closed"


@given(st.integers(0, 10_000))
def test_no_pause_is_endless(failures):
    assert Circuit(failures).failed(NOW).open_until is None or (
        Circuit(failures).failed(NOW).open_until <= NOW + LONGEST_PAUSE
    )


def test_what_the_source_asks_for_counts():
    assert Circuit().failed(NOW, retry_after=120).open_until == NOW + timedelta(minutes=2)
    assert Circuit().failed(NOW, retry_after=1e9).open_until == NOW + timedelta(days=1)
