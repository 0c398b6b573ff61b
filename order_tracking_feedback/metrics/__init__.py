"""Figures of what customers say, with how sure they are: no Odoo and no database."""

from .satisfaction import Share, csat, nps

__all__ = ["Share", "csat", "nps"]
