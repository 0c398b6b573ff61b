"""What customers say, and when they are asked to: forms, requests, and replies by mail.

Plain values in, plain values out: no Odoo and no database.
"""

from .asking import AGAIN, HOLD, STALE, Asking, Decision, decide
from .form import DIMENSIONS, TEXT, Reading, Said, clean, mood, read_form
from .mail import FILE_BYTES, FILES, Mail, automatic, read_mail

__all__ = [
    "AGAIN",
    "DIMENSIONS",
    "FILES",
    "FILE_BYTES",
    "HOLD",
    "STALE",
    "TEXT",
    "Asking",
    "Decision",
    "Mail",
    "Reading",
    "Said",
    "automatic",
    "clean",
    "decide",
    "mood",
    "read_form",
    "read_mail",
]
