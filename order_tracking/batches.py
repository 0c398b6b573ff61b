"""Work on many records at once, in which a bad one fails alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from psycopg2 import OperationalError

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_parts(
    cr,
    items: Sequence[Item],
    work: Callable[[Sequence[Item]], Result],
    failed: Callable[[Item], None],
) -> list[Result]:
    """What ``work`` returned of all ``items``, or of their parts: a batch that fails is undone and
    halved, until what cannot be done stands alone.

    :param cr: cursor; each part has a savepoint of its own.
    :param failed: called for each item that cannot be done, while its exception is handled.
    :raise psycopg2.OperationalError: somebody else was quicker, or the database is away: nothing
        is wrong with the items.
    """
    waiting, done = [items] if items else [], []
    while waiting:
        part = waiting.pop()
        try:
            with cr.savepoint():
                done.append(work(part))
        except OperationalError:
            raise
        except Exception:  # pylint: disable=broad-except  # whatever it is, the others go on
            if len(part) == 1:
                failed(part[0])
            else:
                middle = len(part) // 2
                waiting += [part[middle:], part[:middle]]
    return done
