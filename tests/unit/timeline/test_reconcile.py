"""What another record tells is in the journal once, and only while it is told."""

from builders import at
from hypothesis import given
from hypothesis import strategies as st

from timeline.facts import Event, active, voided
from timeline.reconcile import reconciled

SOURCE = "shipment"
WANTED = st.dictionaries(st.sampled_from("abc"), st.integers(0, 3), max_size=3)


def wish(found):
    return [Event("shipped", at(hour), key, SOURCE, "carrier") for key, hour in found.items()]


def reconcile(journal, wanted):
    return reconciled(journal, wanted, source=SOURCE, reason="Told anew")


def standing(journal):
    return sorted((e.key.partition("#")[0], e.occurred_at) for e in active(journal))


@given(st.lists(WANTED, max_size=6))
def test_what_stands_is_what_was_told_last(tellings):
    journal = []
    for found in tellings:
        journal += reconcile(journal, wish(found))
        assert standing(journal) == sorted((key, at(hour)) for key, hour in found.items())
        assert reconcile(journal, wish(found)) == []
    assert len({event.identity for event in journal}) == len(journal)


def test_what_staff_voided_is_not_told_again():
    journal = reconcile([], wish({"a": 1}))
    journal.append(voided(at=at(2), event=journal[0], reason="Wrong parcel", source="staff"))
    assert reconcile(journal, wish({"a": 1})) == []


def test_facts_of_others_are_left_alone():
    other = Event("shipped", at(1), "a", "staff", "staff")
    assert [e.source for e in reconcile([other], [])] == []
