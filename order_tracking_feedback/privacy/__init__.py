"""Where the addons keep what a customer can ask for, or ask to be erased."""

from .held import HELD, PERSONAL, TECHNICAL, Held

__all__ = ["HELD", "PERSONAL", "TECHNICAL", "Held"]
