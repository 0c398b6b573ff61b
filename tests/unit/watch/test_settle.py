"""Opening and closing, whatever comes in whatever order."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from watched import at

from watch import Standing, Trouble, settle, share

KEYS = st.tuples(st.integers(1, 3), st.sampled_from(["late", "stalled"]), st.sampled_from("ab"))
TROUBLES = st.lists(
    st.builds(
        lambda key, since, data: Trouble(*key, since=at(since), data=data),
        KEYS,
        st.integers(0, 3),
        st.sampled_from([{}, {"missing": 1.0}, {"missing": 2.0}]),
    ),
    max_size=8,
)


class Book:
    """What the database keeps, and every opening and closing in order."""

    def __init__(self):
        self.rows = []
        self.log = []
        self.number = 0

    def carry_out(self, verdict):
        for number in verdict.closed:
            row = next(row for row in self.rows if row.id == number)
            self.rows.remove(row)
            self.log.append((row.identity, "closed"))
        for number, trouble in verdict.changed:
            self.rows = [
                replace(row, since=trouble.since, data=trouble.data) if row.id == number else row
                for row in self.rows
            ]
        for trouble in verdict.opened:
            self.number += 1
            self.rows.append(
                Standing(self.number, *trouble.identity, trouble.since, data=trouble.data)
            )
            self.log.append((trouble.identity, "opened"))

    def told(self, wanted):
        verdict = settle(self.rows, wanted)
        self.carry_out(verdict)
        return verdict


@given(st.lists(TROUBLES, max_size=6))
def test_after_it_exactly_what_is_wanted_stands(rounds):
    book = Book()
    for wanted in rounds:
        book.told(wanted)
        assert {row.identity for row in book.rows} == {t.identity for t in wanted}


@given(st.lists(TROUBLES, max_size=6))
def test_telling_it_twice_changes_nothing(rounds):
    book = Book()
    for wanted in rounds:
        book.told(wanted)
        again = book.told(wanted)
        assert (again.opened, again.changed, again.closed) == ((), (), ())


@given(st.lists(TROUBLES, max_size=6))
def test_opening_and_closing_take_turns(rounds):
    book = Book()
    for wanted in rounds:
        book.told(wanted)
    for identity in {identity for identity, _what in book.log}:
        turns = [what for one, what in book.log if one == identity]
        assert turns == ["opened", "closed"] * (len(turns) // 2) + ["opened"] * (len(turns) % 2)


@given(TROUBLES, TROUBLES, st.randoms())
def test_the_order_of_troubles_does_not_matter(before, wanted, chance):
    book = Book()
    book.told(before)
    shuffled, rows = list(wanted), list(book.rows)
    chance.shuffle(shuffled)
    chance.shuffle(rows)
    assert settle(rows, shuffled) == settle(book.rows, wanted)


def test_what_a_person_settled_stays_so_until_it_begins_anew():
    settled = Standing(1, 7, "late", "promise", at(30), settled=True)
    assert not settle([settled], [Trouble(7, "late", "promise", at(30))]).opened
    assert settle([settled], [Trouble(7, "late", "promise", at(90))]).opened


def test_a_change_keeps_the_exception():
    row = Standing(1, 7, "shortage", "1", at(4), data={"missing": 7.0})
    now = Trouble(7, "shortage", "1", at(4), data={"missing": 2.0})
    verdict = settle([row], [now])
    assert (verdict.opened, verdict.changed, verdict.closed) == ((), ((1, now),), ())


@given(st.dictionaries(st.integers(1, 4), st.integers(0, 5), min_size=1), st.integers(1, 20))
def test_work_is_shared_out(loads, count):
    start = dict(loads)
    for _ in range(count):
        share(loads, sorted(loads))
    assert sum(loads.values()) == sum(start.values()) + count
    new = {
        member: loads[member] - start[member] for member in loads if loads[member] > start[member]
    }
    if new:
        assert max(loads[member] for member in new) <= min(loads.values()) + 1
