"""Differences: complete, and empty when nothing that binds has changed."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from samples import AGREEMENT, BINDING, LINE, NAMES, agreement, changed

from receipt import comparable, differences

STEPS = st.lists(st.sampled_from(BINDING + NAMES), max_size=4, unique_by=lambda step: step[0][:3])


@given(STEPS, STEPS)
@example(first=[], second=[(("totals", "taxes"), []), (("totals", "taxes", 0, "text"), "other")])
def test_something_is_told_exactly_when_something_that_binds_differs(first, second):
    old, new = changed(*first), changed(*second)
    assert bool(differences(old, new)) == (comparable(old) != comparable(new))
    assert differences(old, old) == []


@pytest.mark.parametrize(("path", "value"), BINDING)
def test_each_change_is_told(path, value):
    found = differences(AGREEMENT, changed((path, value)))
    assert len(found) == 1, found
    assert found[0]["old"] != found[0]["new"]


def test_a_line_is_told_by_name_with_what_changed():
    new = changed((("lines", 0, "quantity"), "12"), (("lines", 0, "untaxed"), "114"))
    assert differences(AGREEMENT, new) == [
        {
            "what": "line",
            "field": "quantity",
            "old": "10",
            "new": "12",
            "id": 1,
            "name": "Chair",
            "unit": "Units",
        }
    ]


def test_added_and_removed_lines():
    new = agreement()
    removed = new["lines"].pop(0)
    new["lines"].append({**LINE, "id": 8, "product": None, "description": "Transport\nby truck"})
    added, gone = differences(AGREEMENT, new)
    assert (added["what"], added["name"], added["quantity"]) == ("line_added", "Transport", "10")
    assert (gone["what"], gone["id"]) == ("line_removed", removed["id"])
    assert differences(new, AGREEMENT)[0]["what"] == "line_added"


def test_an_address_is_told_by_the_lines_that_differ():
    new = agreement()
    address = new["delivery"]["address"]
    address.update(street="2 Long Road", text=["2 Long Road", *address["text"][1:]])
    (found,) = differences(AGREEMENT, new)
    assert (found["old"], found["new"]) == (["1 Long Road"], ["2 Long Road"])


def test_a_part_of_the_address_that_its_lines_do_not_show():
    (found,) = differences(AGREEMENT, changed((("delivery", "address", "state"), "SH")))
    assert (found["what"], found["old"], found["new"]) == ("address", [], ["SH"])
