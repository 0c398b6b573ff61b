"""What customers read about the parcels of their order, as plain values."""

from .parcels import estimate_of_order, headline, last_news, parcels_of_page

__all__ = ["estimate_of_order", "headline", "last_news", "parcels_of_page"]
