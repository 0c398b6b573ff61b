"""Is there room for what is about to be written?"""

import shutil
from pathlib import Path

from .errors import SetupError

GIGABYTE = 1_000_000_000


def check_space(folder: Path, gigabytes: float, purpose: str) -> None:
    """Refuse to begin a big step that could not end."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(existing).free / GIGABYTE
    if free < gigabytes:
        raise SetupError(
            f"The disk that holds {existing} has {free:.1f} GB free but {purpose} needs"
            f" {gigabytes:.1f} GB: free some space or set ORDER_TRACKING_HOME to a folder on a"
            " bigger disk."
        )
