"""What holds for every journal, whatever happened and in whatever order it was told."""

from builders import FORWARD, FULL, at, facts_of, histories, void
from hypothesis import given
from hypothesis import strategies as st

from timeline import project
from timeline.facts import active
from timeline.projection import CURRENT, FAILED, OPEN, REACHED, SKIPPED

NOW = at(25)


def bare(milestones):
    """What a fact that counts for nothing may not change."""
    return [(m.stage, m.state, m.reached_at, m.done, m.total) for m in milestones]


@given(histories(), st.data())
def test_order_and_repetition_of_telling_change_nothing(history, data):
    again = data.draw(st.lists(st.sampled_from(history), max_size=5))
    told = data.draw(st.permutations(history + again))
    assert project(FULL, told, NOW) == project(FULL, history, NOW)


@given(histories(), st.data())
def test_two_tellings_of_one_fact_that_differ_give_one_result(history, data):
    """Same source and key, another content: which one counts may not depend on the order."""
    victim = data.draw(st.sampled_from(history))
    kinds = {"delivered": "carrier", "stage_marked": "scan"}
    changes = [{"occurred_at": at(7)}, {"evidence": kinds.get(victim.kind, "staff")}]
    other = _changed(victim, **data.draw(st.sampled_from(changes)))
    told = data.draw(st.permutations([*history, other]))
    assert project(FULL, told, NOW) == project(FULL, [*history, other], NOW)


@given(histories(), st.data())
def test_a_voided_event_counts_for_nothing(history, data):
    event = data.draw(st.sampled_from([e for e in history if e.kind != "voided"]))
    without = [e for e in history if e.identity != event.identity]
    assert bare(project(FULL, [*history, void(event)], NOW)) == bare(project(FULL, without, NOW))


@given(histories(), st.data())
def test_no_fact_that_brings_an_order_forward_takes_a_state_back(history, data):
    lines = sorted({line for e in history if e.kind == "goods_expected" for line in e.lines})
    fact = data.draw(facts_of(99, lines, FORWARD))
    before = {m.stage: m for m in project(FULL, history, NOW)}
    for milestone in project(FULL, [*history, fact], NOW):
        was = before[milestone.stage]
        if was.state == REACHED:
            assert milestone.state == REACHED, (fact, was, milestone)
        if was.state not in OPEN:
            assert milestone.state not in OPEN, (fact, was, milestone)
        if was.state == CURRENT:
            assert milestone.state != "pending"
        assert milestone.done >= was.done


@given(histories(), st.data())
def test_any_part_of_a_history_can_be_projected(history, data):
    kept = data.draw(st.lists(st.sampled_from(history), unique_by=lambda e: e.identity))
    milestones = project(FULL, kept, NOW)
    assert [m.sequence for m in milestones] == list(range(len(milestones)))


@given(histories())
def test_one_current_stage_at_most_and_it_is_the_first_open_one(history):
    states = [m.state for m in project(FULL, history, NOW)]
    still_open = [state for state in states if state in OPEN]
    assert still_open[:1] in ([], [CURRENT])
    assert still_open.count(CURRENT) <= 1


@given(histories())
def test_done_is_never_more_than_total_and_never_negative(history):
    for milestone in project(FULL, history, NOW):
        assert 0 <= milestone.done <= milestone.total


@given(histories())
def test_a_stage_is_skipped_only_for_a_reason(history):
    milestones = project(FULL, history, NOW)
    stages = {stage.key: stage for stage in FULL.stages}
    if _is_cancelled(history):
        assert not [m for m in milestones if m.state in OPEN]
        return
    for i, milestone in enumerate(milestones):
        if milestone.state != SKIPPED:
            continue
        stage = stages[milestone.stage]
        proven = any(
            m.state in (REACHED, FAILED) and stages[m.stage].needs_goods for m in milestones[i:]
        )
        nothing_to_do = (stage.needs_goods or stage.family) and milestone.total == 0
        assert (stage.follows_goods and proven) or nothing_to_do


@given(histories())
def test_money_never_fails_or_is_skipped_in_a_running_order(history):
    if _is_cancelled(history):
        return
    money = {stage.key for stage in FULL.stages if not stage.follows_goods}
    assert not [
        m for m in project(FULL, history, NOW) if m.stage in money and m.state in (SKIPPED, FAILED)
    ]


@given(histories())
def test_reached_says_when_and_on_what_evidence_and_nothing_else_does(history):
    for milestone in project(FULL, history, NOW):
        reached = milestone.state == REACHED
        assert (milestone.reached_at is not None) == reached
        assert (milestone.evidence is not None) == reached
        if reached and milestone.started_at:
            assert milestone.started_at <= milestone.reached_at


@given(histories(), st.integers(0, 60).map(at))
def test_only_lateness_depends_on_the_clock(history, other):
    def timeless(now):
        return [(*row, m.started_at) for m in project(FULL, history, now) for row in [bare([m])[0]]]

    assert timeless(NOW) == timeless(other)


def _is_cancelled(history):
    turns = [e for e in active(history) if e.kind in ("order_cancelled", "order_confirmed")]
    return bool(turns) and turns[-1].kind == "order_cancelled"


def _changed(event, **changes):
    from dataclasses import replace

    return replace(event, **changes)
