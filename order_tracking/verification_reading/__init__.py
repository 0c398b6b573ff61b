"""Reads the plain values that the rules of ``verification`` look at."""

from .orders import read_orders
