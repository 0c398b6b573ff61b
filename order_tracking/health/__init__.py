"""How well everything runs: one line for each thing that can stop, judged from plain figures."""

from .judging import Job, jobs, journal, mails, queue, receipts, replica
from .line import FAIL, OK, WARN, Line, aged, unreadable, worst

__all__ = [
    "FAIL",
    "OK",
    "WARN",
    "Job",
    "Line",
    "aged",
    "jobs",
    "journal",
    "mails",
    "queue",
    "receipts",
    "replica",
    "unreadable",
    "worst",
]
