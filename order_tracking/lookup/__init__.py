"""Finding an order by its number and a second thing that only those who ordered know."""

from .proof import PER_ADDRESS, PER_NUMBER, WINDOW, clean, network, numbers, proves

__all__ = ["PER_ADDRESS", "PER_NUMBER", "WINDOW", "clean", "network", "numbers", "proves"]
