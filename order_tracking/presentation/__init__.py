"""What people are shown about an order, as plain values: the staff panel and the customer's page.

Texts are in the language of the order's environment. Staff values are JSON with ISO instants
in UTC, formatted by the browser; the customer's are texts, in the language and time zone of
the order's environment.
"""

from .arrival import late_since
from .choices import choice_mail, choice_page, missing_lines, way_detail, way_title
from .customer import customer_labels, customer_page, read_people
from .frame import customer_frame, languages
from .health_words import NAMES as HEALTH_NAMES
from .health_words import SENTENCES as HEALTH_SENTENCES
from .health_words import say_health
from .lookup import lookup_page
from .notice import choice_frame, notice, notice_page, topic_name
from .live import NEWS, SCRIPT_HASH, channel
from .staff import staff_timeline
from .verification import staff_verification
from .words import ORDER_FIELDS

__all__ = [
    "HEALTH_NAMES",
    "HEALTH_SENTENCES",
    "NEWS",
    "ORDER_FIELDS",
    "SCRIPT_HASH",
    "channel",
    "choice_frame",
    "choice_mail",
    "choice_page",
    "customer_frame",
    "customer_labels",
    "customer_page",
    "languages",
    "late_since",
    "lookup_page",
    "missing_lines",
    "notice",
    "notice_page",
    "read_people",
    "say_health",
    "staff_timeline",
    "staff_verification",
    "topic_name",
    "way_detail",
    "way_title",
]
