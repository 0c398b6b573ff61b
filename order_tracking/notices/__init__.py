"""Pure decisions about customer notices: what is news, who reads it, when, and what leads.

Instants are naive UTC; a reader's time zone is an IANA name.
"""

from .bundling import Bundle, Choice, bundle
from .news import TOPICS, News, Topic, corrects, read_news, register, tells
from .timing import DAY, next_chance

__all__ = [
    "DAY",
    "TOPICS",
    "Bundle",
    "Choice",
    "News",
    "Topic",
    "bundle",
    "corrects",
    "next_chance",
    "read_news",
    "register",
    "tells",
]
