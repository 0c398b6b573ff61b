"""The rules of the scan station: one table of cases for Python and, in tests/browser, its twin."""

import json
from pathlib import Path

import pytest

from scanning import Line, Scan, Session

ADDON = Path(__file__).resolve().parents[3] / "order_tracking_logistics" / "static"
CASES = json.loads((ADDON / "tests" / "scan_cases.json").read_text())


def session(case):
    return Session(
        [Line(**line) for line in case["lines"]],
        codes=case["codes"],
        parcels=set(case.get("parcels", ())),
        weights={int(product): kg for product, kg in case.get("weights", {}).items()},
        packaging=case.get("packaging", 0.0),
        tolerance=case.get("tolerance", 5.0),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case):
    opened = session(case)
    told = [
        opened.take(Scan(**{"id": f"scan {i}", **scan})).code
        for i, (scan, _outcome) in enumerate(case["scans"])
    ]
    assert told == [outcome for _scan, outcome in case["scans"]]
    assert {line.id: [line.done, line.packed] for line in opened.lines} == case["counts"]
