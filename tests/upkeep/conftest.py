"""What takes minutes runs only with ORDER_TRACKING_UPKEEP=full."""

import os

collect_ignore = (
    []
    if os.environ.get("ORDER_TRACKING_UPKEEP") == "full"
    else ["test_uninstall.py", "test_upgrade.py"]
)
