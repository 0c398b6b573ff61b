"""Whatever is sent in the name of a source: an update, or one of our own errors."""

import json
from datetime import timedelta

import pytest
from carrier_samples import (
    FOLDER,
    any_json,
    dumped,
    keys_of,
    mutations,
    parses_or_tells,
    words_of,
)
from hypothesis import given
from hypothesis import strategies as st

import connectors
from connectors import statuses
from connectors.errors import BadMessage
from connectors.values import TZ_SOURCES

SOURCES = ("dhl_unified", "easypost", "fedex", "ups", "usps")
SAMPLES = sorted(path for source in SOURCES for path in FOLDER.glob(f"{source}/*.json"))
KINDS = ("query", "push")


def named(path):
    return f"{path.parent.name}/{path.name}"


def payloads(source):
    return [json.loads(path.read_bytes()) for path in SAMPLES if path.parent.name == source]


def check(updates):
    """What may be relied on in everything that is parsed."""
    for update in updates or ():
        assert update.tracking_number or len(updates) == 1
        assert update.status in (None, *statuses.CODES)
        for instant in (update.eta, update.eta_until):
            assert instant is None or instant.utcoffset() == timedelta(0)
        instants = [event.occurred_at for event in update.events if event.occurred_at]
        assert instants == sorted(instants)
        assert [event.sequence for event in update.events] == list(range(len(update.events)))
        for event in update.events:
            assert event.code in (None, *statuses.CODES)
            assert event.reason in ("", *statuses.REASONS)
            assert event.tz_source in TZ_SOURCES
            assert (event.occurred_at is None) == (event.tz_source == "received")
            assert event.occurred_at is None or event.occurred_at.utcoffset() == timedelta(0)
            assert len(event.key) == 40


@pytest.mark.parametrize("path", SAMPLES, ids=named)
def test_samples_are_understood_the_same_each_time(path):
    connector, body = connectors.get(path.parent.name), path.read_bytes()
    for kind in KINDS:
        first = parses_or_tells(connector, body, kind=kind, headers={})
        check(first)
        assert parses_or_tells(connector, body, kind=kind, headers={}) == first
        for keys in keys_of(first or ()):
            assert len(keys) == len(set(keys)), "two events of the sample would be one"


def turned(value):
    """A payload with all its lists the other way round."""
    if isinstance(value, dict):
        return {name: turned(inner) for name, inner in value.items()}
    return [turned(inner) for inner in reversed(value)] if isinstance(value, list) else value


@pytest.mark.parametrize("path", SAMPLES, ids=named)
def test_the_order_of_telling_does_not_change_keys(path):
    connector, said = connectors.get(path.parent.name), json.loads(path.read_bytes())
    straight = parses_or_tells(connector, dumped(said), headers={}) or ()
    other = parses_or_tells(connector, dumped(turned(said)), headers={}) or ()
    assert sorted(map(sorted, keys_of(straight))) == sorted(map(sorted, keys_of(other)))


@pytest.mark.parametrize("source", SOURCES)
@given(data=st.data())
def test_a_sample_of_which_a_part_is_something_else(source, data):
    said = data.draw(st.sampled_from(payloads(source)).flatmap(mutations))
    for kind in KINDS:
        check(parses_or_tells(connectors.get(source), dumped(said), kind=kind, headers={}))


@pytest.mark.parametrize("source", SOURCES)
@given(data=st.data())
def test_any_json(source, data):
    said = data.draw(any_json(words_of(payloads(source))))
    for kind in KINDS:
        check(parses_or_tells(connectors.get(source), dumped(said), kind=kind, headers={}))


@pytest.mark.parametrize("source", SOURCES)
@given(body=st.binary(max_size=200), value=st.text(max_size=80), secret=st.text(max_size=20))
def test_any_bytes(source, body, value, secret):
    connector = connectors.get(source)
    names = ("X-Hmac-Signature", "fdx-signature", "sign", "aftership-hmac-sha256", "Retry-After")
    headers = dict.fromkeys(names, value)
    for kind in KINDS:
        check(parses_or_tells(connector, body, kind=kind, headers=headers))
    assert connector.verify(body, headers, secret) is False
    connector.delivery_id(body, headers)
    connector.acknowledge(body)


UNNAMED = {
    "easypost": {"error": {"code": "TRACKER.NOT_FOUND", "message": "x"}},
    "dhl_unified": {"status": 404, "title": "x"},
    "ups": {"response": {"errors": [{"code": "TW0001", "message": "x"}]}},
    "fedex": {"errors": [{"code": "TRACKING.TRACKINGNUMBER.NOTFOUND", "message": "x"}]},
    "usps": {"error": {"code": "404", "message": "x"}},
}


@pytest.mark.parametrize("source", SOURCES)
def test_who_asked_knows_the_number_but_who_is_told_does_not(source):
    connector, body = connectors.get(source), dumped(UNNAMED[source])
    [update] = connector.parse(body, kind="query", headers={})
    assert (update.tracking_number, update.status, update.problem) == ("", "pending", "x")
    with pytest.raises(BadMessage):
        connector.parse(body, kind="push", headers={})


@pytest.mark.parametrize("path", SAMPLES, ids=named)
def test_half_a_message(path):
    connector, body = connectors.get(path.parent.name), path.read_bytes()
    for size in (1, len(body) // 2, len(body) - 1):
        check(parses_or_tells(connector, body[:size].rstrip(), headers={}))
