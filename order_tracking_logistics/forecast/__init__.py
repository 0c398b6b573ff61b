"""When a parcel arrives and when its silence means something, from one's own history.

Pure Python. Instants are naive UTC; durations are hours. Nothing here assumes a shape of the
distribution: intervals are order statistics of what happened, and below ten of them there is
no figure at all.
"""

from .arrival import Forecast, forecast
from .clock import DayClock
from .lanes import Parcel, keys
from .silence import Silence, silence
from .spread import LEAST, MOST, SHARE, Spread, aimed, best_days, grid, shown

__all__ = [
    "LEAST",
    "MOST",
    "SHARE",
    "DayClock",
    "Forecast",
    "Parcel",
    "Silence",
    "Spread",
    "aimed",
    "best_days",
    "forecast",
    "grid",
    "keys",
    "shown",
    "silence",
]
