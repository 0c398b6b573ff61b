"""What sources really send, and strange things that nobody should send."""

import json
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import strategies as st

from connectors.errors import ConnectorError

FOLDER = Path(__file__).resolve().parents[2] / "carrier_samples"

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["2024-08-20T12:41:57-04:00", "20240820", "99:99", "\ud800", "delivered"])
)


def sample(source: str, name: str) -> bytes:
    return (FOLDER / source / name).read_bytes()


def loaded(source: str, name: str):
    return json.loads(sample(source, name))


def dumped(value) -> bytes:
    return json.dumps(value).encode()


def utc(text: str) -> datetime:
    """``2024-08-20 16:41:57``, written by hand."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def names(words) -> st.SearchStrategy:
    """Members as the source calls them, and others."""
    return st.sampled_from(sorted(words)) | st.text(max_size=6)


def words_of(value) -> set[str]:
    """All member names in a payload."""
    if isinstance(value, dict):
        return set(value).union(*map(words_of, value.values()))
    return set().union(*map(words_of, value)) if isinstance(value, list) else set()


def any_json(words=("a",)) -> st.SearchStrategy:
    """Any JSON, with the member names of a source more often than chance would give."""
    return st.recursive(
        scalars,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(names(words), inner, max_size=5)
        ),
        max_leaves=20,
    )


def places(value, path=()):
    """The path of everything in a payload."""
    yield path
    items = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else items
    for key, inner in items:
        yield from places(inner, (*path, key))


def mutated(value, path, other):
    """``value`` with ``other`` at ``path``."""
    if not path:
        return other
    changed = value.copy()
    changed[path[0]] = mutated(value[path[0]], path[1:], other)
    return changed


def mutations(value) -> st.SearchStrategy:
    """A payload of which one part is something else."""
    return st.builds(
        lambda path, other: mutated(value, path, other),
        st.sampled_from(list(places(value))),
        any_json(words_of(value)),
    )


def parses_or_tells(connector, body: bytes, **how):
    """Updates, or None for one of our own errors; any other exception fails the test."""
    try:
        return connector.parse(body, **how)
    except ConnectorError:
        return None


def keys_of(updates) -> list[list[str]]:
    return [[event.key for event in update.events] for update in updates]
