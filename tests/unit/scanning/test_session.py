"""Whatever the network does to scans, they count as if they had come once and in order."""

from copy import deepcopy

from hypothesis import given, settings
from hypothesis import strategies as st

from scanning import Line, Scan, Session, due

CODES = {
    "A": [{"product": 1, "quantity": 1}],
    "A6": [{"product": 1, "quantity": 6}],
    "B": [{"product": 2, "quantity": 1}],
    "L1": [{"product": 2, "lot": "L1"}],
    "L2": [{"product": 2, "lot": "L2"}],
    "S1": [{"product": 3, "lot": "S1"}],
    "X": [{"product": 9, "quantity": 1}],
    "P1": [{"parcel": "P1"}],
    "P2": [{"parcel": "P2"}],
    "P3": [{"parcel": "P3"}],
}


def session():
    return Session(
        [
            Line("a", 1, 8),
            Line("b1", 2, 2, tracking="lot", lot="L1"),
            Line("b2", 2, 1, tracking="lot", lot="L2", parcel="P2"),
            Line("c", 3, 1, tracking="serial", lot="S1"),
            Line("d", 4, 2, source="P3"),
        ],
        codes=deepcopy(CODES),
        parcels={"P1", "P2"},
    )


def state(opened):
    lots = [{lot: n for lot, n in line.lots.items() if n} for line in opened.lines]
    return [(line.id, line.done, line.packed) for line in opened.lines], lots


@st.composite
def readings(draw, device="phone", most=25):
    """Scans of one device, numbered from 1; an undo names an earlier one."""
    scans = []
    for number in range(1, draw(st.integers(1, most)) + 1):
        kind = draw(st.sampled_from(["code"] * 6 + ["seal", "undo", "close"]))
        values = {"id": f"{device} {number}", "device": device, "number": number, "kind": kind}
        if kind == "code":
            values["code"] = draw(st.sampled_from([*CODES, "unknown"]))
            values["quantity"] = draw(st.sampled_from([1, 1, 1, 2, 3]))
        if kind == "undo":
            values["target"] = f"{device} {draw(st.integers(1, number))}"
        scans.append(Scan(**values))
    return scans


def deliver(opened, arrivals):
    """Sends batches as they arrive; afterwards each device sends again what was not taken."""
    last = {}
    for batch in arrivals:
        for scan in due(batch, last):
            opened.take(scan)
            last[scan.device] = max(last.get(scan.device, 0), scan.number)
    return opened


@settings(max_examples=60, deadline=None)
@given(readings(), st.data())
def test_any_replay_counts_as_once_in_order(scans, data):
    once = session()
    for scan in scans:
        once.take(scan)
    batches = data.draw(
        st.lists(st.lists(st.sampled_from(scans), max_size=8), max_size=12), label="arrivals"
    )
    replayed = deliver(session(), [*batches, data.draw(st.permutations(scans))])
    assert state(replayed) == state(once)
    assert replayed.answers == once.answers


@settings(max_examples=40, deadline=None)
@given(readings("phone", 15), readings("handheld", 15), st.data())
def test_counts_never_exceed_what_is_expected(one, other, data):
    both = data.draw(st.permutations([*one, *other]))
    size = data.draw(st.integers(1, 10))
    batches = [both[i : i + size] for i in range(0, len(both), size)]
    opened = deliver(session(), [*batches, both])
    for line in opened.lines:
        assert 0 <= line.packed <= line.done <= line.expected
    assert set(opened.answers) == {scan.id for scan in both}


@settings(max_examples=40, deadline=None)
@given(readings())
def test_undo_is_the_inverse(scans):
    opened = session()
    for scan in scans:
        before = state(opened)
        outcome = opened.take(scan)
        undo = Scan(f"undo {scan.id}", "undo", target=scan.id)
        if outcome.takes or outcome.packs:
            tried = deepcopy(opened)
            assert tried.take(undo).code == "undone"
            assert state(tried) == before


@given(readings())
def test_deciding_changes_nothing(scans):
    opened = session()
    for scan in scans:
        before = state(opened), opened.pending, set(opened.undone)
        first = opened.decide(scan)
        assert (state(opened), opened.pending, set(opened.undone)) == before
        assert opened.take(scan) == first


@given(readings())
def test_what_is_stored_restores_the_session(scans):
    opened = session()
    for scan in scans:
        opened.take(scan)
    restored = session()
    for key, outcome in opened.answers.items():
        restored.record(key, outcome)
    assert state(restored) == state(opened)
    assert (restored.pending, restored.undone) == (opened.pending, opened.undone)


def test_a_serial_number_is_one_whatever_was_typed():
    one = Session([Line("c", 3, 5, tracking="serial")], codes={"S1": [{"product": 3, "lot": "S1"}]})
    outcome = one.take(Scan("1", code="S1", quantity=3))
    assert (outcome.code, outcome.quantity, one.lines[0].done) == ("ok", 1, 1)


def test_a_lot_goes_where_it_is_reserved_before_where_any_may_go():
    any_lot, own = Line("any", 2, 1, tracking="lot"), Line("own", 2, 1, tracking="lot", lot="L1")
    both = Session([any_lot, own], codes={c: [{"product": 2, "lot": c}] for c in ("L1", "L2")})
    assert [both.take(Scan(c, code=c)).code for c in ("L1", "L2")] == ["ok", "ok"]
    assert (own.lots, any_lot.lots) == ({"L1": 1}, {"L2": 1})
