"""Messages for tests: one good one, and what becomes of it."""

import copy
from zoneinfo import ZoneInfo

from intake.message import read_message

UTC = ZoneInfo("UTC")
GOOD = {
    "reference": "PO-1",
    "customer": {"ref": "C-1"},
    "lines": [{"code": "CHAIR", "quantity": 2}],
}


def good(**changes):
    return {**copy.deepcopy(GOOD), **changes}


def read(data, **options):
    return read_message(data, **{"zone": UTC, **options})
