"""The timeline panel on the sale order, as JSON values with ISO instants in UTC."""

from __future__ import annotations

from ..timeline.flow import STATED
from ..timeline.projection import OPEN
from .exceptions import staff_exceptions
from .shared import iso_utc, label_of, milestones_of, spoken_in, stage_values


def staff_timeline(order) -> dict | bool:
    """The panel on the sale order; False when the order has no timeline.

    ``{"state", "late", "promise": {"requested", "first", "last", "changed"}, "next": {...},
    "can": {"mark", "promise"}, "exceptions": [...],
    "stages": [{"id", "milestone", "name", "state", "late", "planned", "promised",
    "reached", "since", "evidence", "evidence_label", "done", "total",
    "team", "owner", "handover": {...} or None, "elapsed_hours", "working_hours", "markable",
    "visible"}]}``
    """
    if not order.tracking_version_id:
        return False
    values = stage_values(order)
    # sudo: the names of teams and owners are part of the timeline that the reader may see
    stages = [_staff_stage(m, values[m.stage_id.id]) for m in milestones_of(order)]
    current = next((s for s in stages if s["state"] == "current"), None)
    return {
        "state": order.tracking_state,
        "state_label": label_of(order, "tracking_state"),
        "late": order.tracking_late,
        "flow": order.tracking_flow_id.sudo().name,
        "promise": {
            "requested": iso_utc(order.promise_requested_at),
            "first": iso_utc(order.promise_first_at),
            "last": iso_utc(order.promise_last_at),
            "changed": order.promise_first_at != order.promise_last_at,
        },
        "next": current and {key: current[key] for key in ("id", "name", "team", "owner", "due")},
        "can": _staff_rights(order),
        "exceptions": staff_exceptions(order),
        "stages": stages,
    }


def _staff_rights(order) -> dict:
    """Which buttons the reader gets; the methods behind them check again."""
    env = order.env
    promise = order.tracking_state == "running" and order.has_access("write")
    return {
        "mark": env.user.has_group("order_tracking.group_user"),
        "promise": promise and env["order.tracking.repromise"].has_access("create"),
    }


def _staff_stage(milestone, stage) -> dict:
    open_ = milestone.state in OPEN
    return {
        "id": milestone.stage_id.id,
        "milestone": milestone.id,
        "name": spoken_in(stage.names, milestone.env) or milestone.stage_id.name,
        "state": milestone.state,
        "state_label": label_of(milestone, "state"),
        "late": milestone.late,
        "planned": iso_utc(milestone.planned_at),
        "promised": iso_utc(milestone.promised_at),
        "due": iso_utc(milestone.due_at),
        "reached": iso_utc(milestone.reached_at),
        "since": iso_utc(milestone.started_at),
        "evidence": milestone.evidence or None,
        "evidence_label": label_of(milestone, "evidence"),
        "done": milestone.done_qty,
        "total": milestone.total_qty,
        "team": (milestone.holder_id or milestone.team_id).name or None,
        "owner": milestone.user_id.name or None,
        "handover": _hand_over(milestone) if milestone.state == "current" else None,
        "elapsed_hours": milestone.elapsed_hours if milestone.state != "pending" else None,
        "working_hours": milestone.dwell_hours if milestone.reached_at else None,
        "markable": open_ and _markable(milestone, stage),
        "visible": stage.visible,
    }


def _hand_over(milestone) -> dict | None:
    """What the stage's team has said, and what the reader may say: names of the methods."""
    if not milestone.handover:
        return None
    acts = [act for act in ("accept", "refuse", "offer") if milestone[f"can_{act}"]]
    return {
        "state": milestone.handover,
        "label": label_of(milestone, "handover"),
        "holder": milestone.holder_id.name,
        "reason": label_of(milestone, "refused_reason"),
        "note": milestone.refused_note or None,
        "deadline": iso_utc(milestone.deadline_at),
        "acts": acts,
    }


def _markable(milestone, stage) -> bool:
    """Whether staff may say that an open stage is done: what arrives must have left before."""
    if stage.trigger == "delivered":
        return any(line.qty_delivered > 0 for line in milestone.order_id.order_line)
    return stage.trigger in STATED
