"""Every reader of outside bytes survives what is near to what people and carriers really send.

A small share of what ``tests/fuzz/run`` does for hours, without being guided by the code.
"""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS

INSERTED = (
    b"\0",
    b"\x1f\x8b",
    b"\xff\xfe",
    b'"\\ud800"',
    b"<!DOCTYPE x>",
    b"&#0;",
    b"=1+1",
    b"[" * 99,
)


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_really_sent_is_read(name):
    target = TARGETS[name]
    assert target.seeds
    for seed in target.seeds:
        target.run(seed)


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_nearly_that_is_read_or_refused(name):
    target = TARGETS[name]

    @given(st.data())
    def survives(data):
        body = data.draw(st.sampled_from(target.seeds))
        for _change in range(data.draw(st.integers(1, 4))):
            body = data.draw(changed(body))
        target.run(body)

    survives()


def changed(body):
    """``body`` with some bytes gone and others in their place."""
    place = st.integers(0, len(body))
    other = st.sampled_from(INSERTED) | st.binary(max_size=8)
    return st.builds(
        lambda start, size, put: body[:start] + put + body[start + size :],
        place,
        st.integers(0, 40),
        other,
    )


@pytest.mark.parametrize("name", TARGETS)
@given(body=st.binary(max_size=300))
@example(b"")
@example(b"\x1f\x8b")
@example(b"\0" * 50)
@example(b"\xef\xbb\xbf{}")
@example(b"{" * 5000)
@example(b'"\\ud800"')
def test_anything_at_all(name, body):
    TARGETS[name].run(body)
