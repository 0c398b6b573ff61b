"""Why a statement reads many rows is told from its text: see ``tests/benchmarks/whole``."""

import importlib.util
from pathlib import Path

import pytest

_PATH = Path(__file__).resolve().parents[2] / "benchmarks" / "whole" / "reasons.py"
_SPEC = importlib.util.spec_from_file_location("read_reasons", _PATH)
reasons = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(reasons)

EVENTS, MILESTONES = "order_tracking_event", "order_tracking_milestone"
_MONTH = "e.\"occurred_at\" >= '2026-11-01T00:00:00'::timestamp"
_MANY = ", ".join(map(str, range(40)))
_CURRENT = "m.\"state\" IN ('current')"


@pytest.mark.parametrize(
    ("statement", "table", "expected"),
    [
        (
            f"SELECT kind, COUNT(*) FROM {EVENTS} e WHERE {_MONTH} GROUP BY 1",
            EVENTS,
            "groups its period",
        ),
        (
            f"SELECT team_id, COUNT(*) FROM {MILESTONES} m WHERE {_CURRENT} GROUP BY 1",
            MILESTONES,
            "groups one state",
        ),
        (
            "SELECT role, COUNT(*) FROM order_tracking_link GROUP BY role",
            "order_tracking_link",
            "groups all there are",
        ),
        (f"SELECT SUM(hours) FROM {EVENTS} e WHERE {_MONTH}", EVENTS, "sums its period"),
        ("SELECT COUNT(*) FROM order_notice", "order_notice", "sums all there are"),
        (
            f"SELECT COUNT(*) FROM (SELECT FROM {MILESTONES} LIMIT 1001) t",
            MILESTONES,
            reasons.LIMITED,
        ),
        (
            f"SELECT id FROM {MILESTONES} m WHERE {_CURRENT} ORDER BY due_at LIMIT 80",
            MILESTONES,
            "sorts one state",
        ),
        ("SELECT id FROM order_receipt ORDER BY id DESC LIMIT 80", "order_receipt", reasons.LATEST),
        (
            "SELECT id FROM order_receipt WHERE \"name\" ILIKE '%12%'",
            "order_receipt",
            reasons.TYPED,
        ),
        ("SELECT id FROM res_partner WHERE \"email\" ILIKE '%12%'", "res_partner", reasons.TYPED),
        ("SELECT id FROM stock_picking WHERE \"priority\" IN ('1')", "stock_picking", reasons.ODOO),
        (
            'SELECT id FROM sale_order_line WHERE "order_id" IN (SELECT id FROM sale_order)',
            "sale_order_line",
            reasons.ODOO,
        ),
        (
            f"SELECT id FROM order_receipt WHERE order_id IN ({_MANY})",
            "order_receipt",
            reasons.GIVEN,
        ),
        (
            "INSERT INTO order_outcome_day (n) SELECT COUNT(*) FROM order_outcome",
            "order_outcome",
            reasons.WRITES,
        ),
        (
            f"WITH due AS (SELECT id FROM {MILESTONES} LIMIT 50) UPDATE x SET late = TRUE",
            MILESTONES,
            reasons.BATCH,
        ),
        ("SELECT id FROM order_receipt", "order_receipt", reasons.UNEXPLAINED),
    ],
)
def test_the_text_tells_the_reason(statement, table, expected):
    assert reasons.reason(statement, {table}) == expected
    assert expected in reasons.ALL


def test_what_does_not_grow_is_told_first():
    statement = "SELECT metric, SUM(n) FROM order_review_figure GROUP BY metric"
    assert reasons.reason(statement, {"order_review_figure"}, growth=1.1) == reasons.SAME
    assert reasons.reason(statement, {"order_review_figure"}, growth=1.3) == "groups all there are"


def test_what_a_job_reads_up_to_a_limit_is_its_batch():
    statement = "SELECT id FROM order_shipment WHERE closed IS NOT TRUE ORDER BY id LIMIT 500"
    assert reasons.reason(statement, {"order_shipment"}, job=True) == reasons.BATCH
