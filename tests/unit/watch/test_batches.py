"""A bad one of many fails alone, whatever the others are."""

from contextlib import contextmanager

import pytest
from batches import in_parts
from hypothesis import given
from hypothesis import strategies as st
from psycopg2 import OperationalError


class Cursor:
    """Remembers what was done; a savepoint that is left by an error undoes it."""

    def __init__(self):
        self.done = []

    @contextmanager
    def savepoint(self):
        before = list(self.done)
        try:
            yield
        except Exception:
            self.done = before
            raise


@given(items=st.lists(st.integers(), unique=True, max_size=60), bad=st.sets(st.integers()))
def test_all_but_the_bad_ones_are_done_once_and_in_order(items, bad):
    cursor, failed = Cursor(), []

    def work(part):
        for item in part:
            cursor.done.append(item)
            if item in bad:
                raise ValueError(item)
        return len(part)

    counts = in_parts(cursor, items, work, failed.append)
    assert cursor.done == [item for item in items if item not in bad]
    assert failed == [item for item in items if item in bad]
    assert sum(counts) == len(cursor.done)


def test_a_batch_without_a_bad_one_is_one_piece_of_work():
    calls = []
    in_parts(Cursor(), list(range(100)), calls.append, calls.append)
    assert calls == [list(range(100))]


def test_what_is_nobodys_fault_is_told():
    def work(part):
        raise OperationalError

    with pytest.raises(OperationalError):
        in_parts(Cursor(), [1, 2], work, lambda item: pytest.fail("it is not its fault"))
