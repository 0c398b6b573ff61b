"""What a scan at the station means: decided here in Python, and by the same rules in the browser.

``static/src/scan_station/rules.js`` is the twin of this package: one table of cases
(``static/tests/scan_cases.json``) is run through both.
"""

from .session import Line, Outcome, Scan, Session, due
from .weight import expected_weight, weight_fits
