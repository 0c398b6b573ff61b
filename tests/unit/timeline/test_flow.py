"""Flows: which stages an order has, which one a date speaks of, and how they are stored."""

import json

import pytest
from builders import FULL, KEYS, flow, warehouse_flow
from hypothesis import given
from hypothesis import strategies as st

from timeline import Flow, Stage
from timeline.flow import GOODS_TRIGGERS, TRIGGERS, route_steps

_TEXTS = st.dictionaries(st.sampled_from(["en_US", "zh_CN"]), st.text(max_size=5))
_STAGES = st.builds(
    Stage,
    key=st.integers(1, 10**9),
    trigger=st.sampled_from(TRIGGERS),
    lead_hours=st.floats(0, 1000),
    team=st.none() | st.integers(1, 10**9),
    visible=st.booleans(),
    names=_TEXTS,
    customer_names=_TEXTS,
    texts=_TEXTS,
)


@given(st.lists(_STAGES, max_size=5).map(lambda stages: Flow(tuple(stages))))
def test_a_flow_comes_back_from_json_as_it_was(value):
    assert Flow.from_content(json.loads(json.dumps(value.to_content()))) == value


def test_content_of_a_newer_version_is_read_without_what_is_unknown():
    content = [{"key": 3, "trigger": "picked", "colour": "red", "team": 4}]
    assert Flow.from_content(content).stages == (Stage(3, "picked", team=4),)


def test_content_of_an_older_version_gets_the_defaults():
    stage = Flow.from_content([{"key": 3, "trigger": "picked"}]).stages[0]
    assert (stage.lead_hours, stage.team, stage.visible, stage.names) == (0, None, True, {})


def test_a_stage_without_trigger_is_refused():
    with pytest.raises(TypeError, match="trigger"):
        Flow.from_content([{"key": 3}])


@pytest.mark.parametrize(
    ("delivery_steps", "steps"),
    [
        ("ship_only", set(GOODS_TRIGGERS) - {"picked", "packed"}),
        ("pick_ship", set(GOODS_TRIGGERS) - {"packed"}),
        ("pick_pack_ship", set(GOODS_TRIGGERS)),
        (None, set(GOODS_TRIGGERS) - {"picked", "packed"}),
    ],
)
def test_the_stages_of_an_order_are_those_its_route_can_reach(delivery_steps, steps):
    applicable = FULL.applicable(route_steps(delivery_steps, has_goods=True))
    others = {"order_confirmed", "manual", "invoiced", "paid"}
    assert [s.trigger for s in applicable] == (
        [s.trigger for s in FULL.stages if s.trigger in steps | others]
    )


def test_a_service_goes_through_no_goods_stage():
    applicable = FULL.applicable(route_steps("pick_pack_ship", has_goods=False))
    assert [s.trigger for s in applicable] == ["order_confirmed", "manual", "invoiced", "paid"]


def test_a_promise_speaks_of_arrival_else_of_the_last_goods_stage():
    assert warehouse_flow("ship", "invoiced", "paid").target().trigger == "delivered"
    assert flow("order_confirmed", "picked", "left_warehouse", "paid").target().trigger == (
        "left_warehouse"
    )
    assert flow("order_confirmed", "manual", "paid").target() is None


def test_a_promise_speaks_of_a_stage_that_the_order_has():
    keys = frozenset({KEYS["picked"], KEYS["left_warehouse"], KEYS["paid"]})
    assert FULL.target(keys).trigger == "left_warehouse"
    assert FULL.target(frozenset()) is None


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_only_goods_triggers_need_goods_and_only_money_runs_beside_them(trigger):
    stage = Stage(1, trigger)
    assert stage.needs_goods == (trigger in GOODS_TRIGGERS)
    assert stage.follows_goods == (trigger not in ("invoiced", "paid"))


def test_a_step_that_an_addon_above_tells_of_needs_goods():
    value = Flow((Stage(1, "order_confirmed"), Stage(2, "shipped"), Stage(3, "delivered")))
    assert value.applicable(route_steps("ship_only", True)) == value.stages
    assert value.applicable(route_steps("ship_only", False)) == value.stages[:1]
