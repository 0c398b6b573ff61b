"""The chain of seals: whatever is altered is found."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import agreement

from receipt import PROBLEMS, Stored, canonical, digest, fingerprint, make_seal, problems


def chain(length):
    """Receipts R1, R2 … of a company, as they are stored."""
    result = []
    for number in range(1, length + 1):
        name = f"R{number}"
        content = canonical({"receipt": {"number": name, "revision": 1}, "agreement": agreement()})
        pdf = digest(f"pdf {number}")
        last = (result[-1].number, result[-1].seal) if result else None
        seal = make_seal(number, digest(content), pdf, last[1] if last else "")
        result.append(
            Stored(name, number, 1, "S001", content, digest(content), pdf, pdf, seal, last)
        )
    return result


def altered(length, index, **changes):
    """Problems by position of a chain in which one receipt was changed, as the database would
    then be read: the receipt after it is read with its present number and seal."""
    rows = chain(length)
    rows[index] = replace(rows[index], **changes)
    for after, row in enumerate(rows[1:], 1):
        if row.previous:
            rows[after] = replace(row, previous=(rows[after - 1].number, rows[after - 1].seal))
    return {position: found for position, row in enumerate(rows) if (found := problems(row))}


def test_an_unaltered_chain():
    assert altered(4, 0) == {}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"content": "{}"}, ["content", "label"]),
        ({"content": "not JSON"}, ["content", "label"]),
        ({"name": "R9"}, ["label"]),
        ({"revision": 2}, ["label"]),
        ({"order": "S999"}, ["label"]),
        ({"pdf_found": digest("other")}, ["pdf"]),
        ({"pdf_found": None}, ["pdf_missing"]),
        ({"pdf_hash": digest("other"), "pdf_found": digest("other")}, ["seal"]),
        ({"content_hash": digest("other")}, ["content", "seal"]),
    ],
)
@pytest.mark.parametrize("index", [0, 1, 3])
def test_what_was_altered_is_named(index, changes, found):
    assert altered(4, index, **changes) == {index: found}


def test_a_receipt_that_was_sealed_anew_breaks_the_next_one():
    content = chain(2)[0].content.replace("Chair", "Couch")
    pdf = digest("pdf 1")
    new = {"content": content, "content_hash": digest(content)}
    assert altered(3, 0, **new, seal=make_seal(1, digest(content), pdf, "")) == {1: ["seal"]}


def test_a_removed_receipt():
    rows = chain(3)
    orphan = replace(rows[2], previous=(rows[0].number, rows[0].seal))
    assert problems(orphan) == ["seal", "chain"]


@given(st.integers(1, 10**6), st.text(), st.text(), st.text())
def test_a_seal_depends_on_each_part(number, content, pdf, previous):
    parts = (number, content, pdf, previous)
    seals = {make_seal(*parts)}
    for index in range(4):
        other = list(parts)
        other[index] = parts[index] + (1 if index == 0 else "x")
        seals.add(make_seal(*other))
    assert len(seals) == 5


def test_the_printed_part_of_the_hash():
    assert digest("a").startswith(fingerprint(digest("a")))
    assert len(fingerprint(digest("a"))) == 16
    assert set(PROBLEMS) >= {"content", "seal", "pdf"}
