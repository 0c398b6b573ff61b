"""Nothing that anybody sends raises anything but our own errors, and keys stay what they are."""

import json
from urllib.parse import urlencode

import pytest
from carrier_samples import (
    FOLDER,
    any_json,
    dumped,
    keys_of,
    loaded,
    mutations,
    parses_or_tells,
    words_of,
)
from hypothesis import given
from hypothesis import strategies as st

from connectors import get, statuses

SOURCES = ("kuaidi100", "kdniao", "sf_express", "17track", "aftership")
FIELDS = {"kuaidi100": "param", "kdniao": "RequestData"}
SAMPLES = [(code, path.name) for code in SOURCES for path in sorted((FOLDER / code).glob("*.json"))]
kinds = st.sampled_from(["query", "push"])
sources = st.sampled_from(SOURCES)
samples = st.sampled_from(SAMPLES)
# every member name that any of them uses
WORDS = sorted(set().union(*(words_of(loaded(*sample)) for sample in SAMPLES)))


def all_texts(update):
    return [update.tracking_number, update.carrier_code, update.problem] + [
        text for event in update.events for text in (event.text, event.location, event.raw_code)
    ]


def is_sound(updates):
    for update in updates or ():
        assert update.status is None or update.status in statuses.CODES
        assert [event.sequence for event in update.events] == list(range(len(update.events)))
        instants = [event.occurred_at for event in update.events if event.occurred_at]
        assert instants == sorted(instants)
        assert all(event.code in (None, *statuses.CODES) for event in update.events)
        assert all(event.reason in ("", *statuses.REASONS) for event in update.events)
        assert all(len(event.key) == 40 for event in update.events)
        assert all(isinstance(text, str) for text in all_texts(update))


@given(sources, kinds, st.binary(max_size=60))
def test_any_bytes(code, kind, body):
    is_sound(parses_or_tells(get(code), body, kind=kind, headers={}))


@given(sources, kinds, any_json(WORDS))
def test_any_json(code, kind, value):
    body = dumped(value)
    is_sound(parses_or_tells(get(code), body, kind=kind, headers={}))
    if field := FIELDS.get(code):
        form = urlencode({field: body}).encode()
        is_sound(parses_or_tells(get(code), form, kind=kind, headers={}))


@given(samples, kinds, st.data())
def test_mutated_samples(sample, kind, data):
    value = data.draw(mutations(loaded(*sample)))
    is_sound(parses_or_tells(get(sample[0]), dumped(value), kind=kind, headers={}))


@given(st.sampled_from(["push_bsp.xml", "routes_bsp.xml"]), st.data())
def test_mutated_xml(name, data):
    body = (FOLDER / "sf_express" / name).read_bytes()
    place = data.draw(st.integers(0, len(body)))
    length = data.draw(st.integers(0, 30))
    body = body[:place] + data.draw(st.binary(max_size=6)) + body[place + length :]
    is_sound(parses_or_tells(get("sf_express"), body, kind="push", headers={}))


@given(sources, st.binary(max_size=60), st.dictionaries(st.text(), st.text()), st.text())
def test_signatures_of_anything(code, body, headers, secret):
    odd = {"sign": "é\ud800", "aftership-hmac-sha256": "é", **headers}
    assert get(code).verify(body, odd, secret) is False
    assert (
        get(code).verify(b"sign=\xc3\xa9&param=1&RequestData=1&DataSign=%FF", odd, secret) is False
    )


@given(sources, st.binary(max_size=60), st.booleans())
def test_replies_to_anything(code, body, ok):
    reply = get(code).acknowledge(body, ok=ok)
    assert (reply.status == 200) is ok
    get(code).delivery_id(body, {})


@pytest.mark.parametrize("sample", SAMPLES, ids=map(str, SAMPLES))
def test_parsing_twice_says_the_same(sample):
    body = (FOLDER / sample[0] / sample[1]).read_bytes()
    connector = get(sample[0])
    told = parses_or_tells(connector, body, kind="push")
    assert told == parses_or_tells(connector, body, kind="push")
    spaced = json.dumps(json.loads(body), indent=3, ensure_ascii=False).encode()
    again = parses_or_tells(connector, spaced, kind="push")
    assert again == told
    assert keys_of(again or ()) == keys_of(told or ())


@pytest.mark.parametrize("code", SOURCES)
def test_what_is_too_long(code):
    body = b'{"a":"' + b"x" * 1_000_001 + b'"}'
    for told in (body, b"param=" + body, b"<" + body):
        assert parses_or_tells(get(code), told, kind="push") is None


@pytest.mark.parametrize("code", SOURCES)
def test_what_is_nested_deeply(code):
    for deep in (b"[" * 50_000, b'{"data":' * 50_000, b"<a>" * 50_000):
        assert parses_or_tells(get(code), deep, kind="push") is None


def shuffled(value, data):
    """Every list of the payload in another order."""
    if isinstance(value, dict):
        return {name: shuffled(inner, data) for name, inner in value.items()}
    if isinstance(value, list):
        return data.draw(st.permutations([shuffled(inner, data) for inner in value]))
    return value


@given(samples, st.data())
def test_the_order_of_lists_does_not_change_keys(sample, data):
    connector = get(sample[0])
    value = loaded(*sample)
    told = keys_of(parses_or_tells(connector, dumped(value)) or ())
    again = keys_of(parses_or_tells(connector, dumped(shuffled(value, data))) or ())
    assert sorted(map(sorted, told)) == sorted(map(sorted, again))
