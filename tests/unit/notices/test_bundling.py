"""One message out of several: the newest leads, nothing old, untrue or unwanted is told."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices import Choice, News, bundle
from notices.bundling import ALL, CHOSEN, NONE, PROBLEMS, STALE

NOW = datetime(2026, 3, 2, 9)


def item(key, hours_ago=1.0, **more):
    values = {"topic": f"stage:{key}", "event": "left_warehouse", **more}
    return News(key, at=NOW - timedelta(hours=hours_ago), **values)


def told(items, choice=None, keys=None):
    known = {one.key: one for one in items}
    return bundle(keys or known, known, NOW, choice or Choice())


def test_the_newest_leads():
    found = told([item("a", 3), item("b", 1), item("c", 2)])
    assert [one.key for one in found.told] == ["b", "c", "a"]
    assert not found.dropped


def test_of_one_instant_the_later_stage_leads():
    assert told([item("a", rank=4), item("b", rank=2)]).told[0].key == "a"


def test_what_is_true_leads_before_newer_history():
    found = told([item("old", 1, over=True), item("now", 2)])
    assert [one.key for one in found.told] == ["now", "old"]


def test_history_alone_is_not_told():
    found = told([item("a", over=True), item("b", over=True)])
    assert not found.told
    assert found.dropped == {"a": "superseded", "b": "superseded"}


def test_untrue_and_stale():
    found = told([item("a", 49), item("b")], keys=["a", "b", "gone"])
    assert [one.key for one in found.told] == ["b"]
    assert found.dropped == {"a": "stale", "gone": "untrue"}


def test_just_two_days_old_is_still_told():
    assert told([item("a", 48)]).told


def test_what_waits_for_a_better_word_waits_no_more_when_it_is_history():
    later = NOW + timedelta(hours=1)
    assert told([item("a", hold=later)]).held == {"a": later}
    assert told([item("a", hold=later, over=True)]).dropped == {"a": "superseded"}


LATE = item("late", topic="late", event="late", problem=True)
LEFT = item("left", topic="stage:3")


@pytest.mark.parametrize(
    ("choice", "keys"),
    [
        (Choice(ALL), {"late", "left"}),
        (Choice(PROBLEMS), {"late"}),
        (Choice(NONE), set()),
        (Choice(CHOSEN, frozenset({"stage:3"})), {"left"}),
        (Choice(CHOSEN, frozenset({"stage:3"}), person=PROBLEMS), {"late"}),
        (Choice(ALL, person=NONE), set()),
        (Choice(NONE, person=ALL), set()),
        (Choice(receipts=frozenset({"late"})), {"left"}),
    ],
)
def test_what_a_reader_wants(choice, keys):
    found = told([LATE, LEFT], choice)
    assert {one.key for one in found.told} == keys
    refused = {"late", "left"} - keys
    assert set(found.dropped) == refused
    assert set(found.dropped.values()) <= {"choice", "receipt"}


NEWS = st.builds(
    item,
    st.sampled_from("abcdef"),
    st.floats(0, 100),
    over=st.booleans(),
    problem=st.booleans(),
    rank=st.integers(-1, 3),
)
CHOICES = st.builds(
    Choice,
    st.sampled_from([ALL, CHOSEN, PROBLEMS, NONE]),
    st.frozensets(st.sampled_from([f"stage:{c}" for c in "abcdef"])),
    st.sampled_from([ALL, PROBLEMS, NONE]),
)


@given(st.lists(NEWS, unique_by=lambda one: one.key), CHOICES, st.sets(st.sampled_from("abcdefg")))
def test_each_key_is_told_or_dropped_once(items, choice, keys):
    known = {one.key: one for one in items}
    found = bundle(sorted(keys), known, NOW, choice)
    said = [one.key for one in found.told]
    assert sorted([*said, *found.dropped]) == sorted(keys)
    for one in found.told:
        assert NOW - one.at <= STALE
        assert not choice.refuses(one)
    if found.told:
        assert not found.told[0].over
        assert found.told[0].at == max(one.at for one in found.told if not one.over)
