"""What customers read about the parcels of their order, as plain values."""

from .parcels import parcels_of_page

__all__ = ["parcels_of_page"]
