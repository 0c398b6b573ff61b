"""Finding an order by its number and a second thing that only those who ordered know."""

from .proof import LOOKUP, WINDOW, Limit, clean, network, numbers, proves

__all__ = ["LOOKUP", "WINDOW", "Limit", "clean", "network", "numbers", "proves"]
