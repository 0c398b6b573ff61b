"""What to do when a message could not be handed over: try again, or take another way."""

from __future__ import annotations

import re

# Minutes to wait after the 1st, 2nd … failure: nearly 8 hours, well within a day's promise.
DELAYS = (1, 2, 5, 15, 30, 60, 120, 240)
# Found out before any server was asked: no later attempt can go better.
_HOPELESS = frozenset({"mail_email_invalid", "mail_email_missing"})
# Our side's trouble (connection, log-in, sender): not the customer's address, and it can be mended.
_OURS = frozenset({"mail_smtp", "mail_from_invalid", "mail_from_missing"})
# A mail server's answer as Python prints it: (550, b'5.1.1 no such user')
_REPLY = re.compile(r"\(([245]\d\d), ?b?['\"]")


def retry_minutes(failures: int) -> int | None:
    """Minutes until the next attempt after so many failures; None: take another way.

    >>> retry_minutes(1), retry_minutes(3), retry_minutes(9)
    (1, 5, None)
    """
    return DELAYS[failures - 1] if failures <= len(DELAYS) else None


def gives_up(failure_type: str | None, reason: str | None) -> bool:
    """Whether another attempt at the same address is pointless.

    :param failure_type: Odoo's own classification of the failure.
    :param reason: the text of the failure, with the server's answer if there was one.

    A server that refuses for good answers 5xx (RFC 5321, 4.2.1), one that is busy 4xx.

    >>> gives_up("unknown", "SMTPRecipientsRefused: {'a@b.c': (550, b'no such user')}")
    True
    >>> gives_up("unknown", "SMTPDataError: (451, b'try later')"), gives_up("mail_smtp", "")
    (False, False)
    """
    if failure_type in _HOPELESS:
        return True
    if failure_type in _OURS:
        return False
    codes = _REPLY.findall(reason or "")
    return bool(codes) and all(code.startswith("5") for code in codes)
