"""Keys of customers' links stay out of the server's log.

The log tells each address that is asked for. A link is as good as its key: whoever reads logs
must not be able to open the pages of customers.
"""

import logging
import re

_KEY = re.compile(r"""(\b(?:access_)?token(?:=|%3D))[^&\s"']+""", re.IGNORECASE)


def masked(text: str) -> str:
    """
    >>> masked('"GET /my/orders/7/tracking?access_token=ab-C_9.x&lang=en_US HTTP/1.1" 200')
    '"GET /my/orders/7/tracking?access_token=***&lang=en_US HTTP/1.1" 200'
    """
    return _KEY.sub(r"\1***", text)


class HideKeys(logging.Filter):
    """Lets every record through, without keys."""

    def filter(self, record):
        text = record.getMessage()
        if "token" in text:
            record.msg, record.args = masked(text), ()
        return True


def install() -> None:
    """For the logger of requests, once."""
    logger = logging.getLogger("werkzeug")
    if not any(isinstance(known, HideKeys) for known in logger.filters):
        logger.addFilter(HideKeys())
