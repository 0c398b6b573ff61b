"""Two hosts beside a replica take minutes and want a machine of their own: only where asked for."""

import os

if not os.environ.get("ORDER_TRACKING_FAULTS"):
    collect_ignore = ["test_hosts.py"]
