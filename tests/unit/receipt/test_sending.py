"""When a failed message is tried again, and when another way is taken."""

import smtplib

import pytest

from receipt import gives_up, retry_minutes
from receipt.sending import DELAYS


def odoo_says(error):
    """The text that Odoo keeps of a mail server's refusal."""
    name = type(error).__name__
    return f"Mail Delivery Failed\nMail delivery failed via SMTP server 'x'.\n{name}: {error}"


REFUSED = smtplib.SMTPRecipientsRefused
TWO = {"a@b.c": (550, b"5.1.1 no such user"), "d@e.f": (450, b"4.2.1 busy")}


@pytest.mark.parametrize(
    ("kind", "error", "hopeless"),
    [
        ("unknown", REFUSED({"a@b.c": (550, b"5.1.1 no such user")}), True),
        ("unknown", REFUSED({"a@b.c": (450, b"4.2.1 busy")}), False),
        ("unknown", REFUSED(TWO), False),
        ("unknown", smtplib.SMTPDataError(554, b"5.7.1 refused"), True),
        ("unknown", smtplib.SMTPDataError(451, b"4.3.0 later"), False),
        ("unknown", smtplib.SMTPSenderRefused(553, b"not yours", "x@y.z"), True),
        ("mail_smtp", smtplib.SMTPAuthenticationError(535, b"5.7.8 wrong"), False),
        ("mail_smtp", ConnectionRefusedError(111, "Connection refused"), False),
        ("unknown", smtplib.SMTPServerDisconnected("Connection unexpectedly closed"), False),
        ("unknown", TimeoutError("timed out"), False),
        ("mail_email_invalid", "", True),
        ("mail_email_missing", "", True),
        ("mail_from_missing", "(550, b'x')", False),
        (None, None, False),
    ],
)
def test_only_a_final_refusal_is_final(kind, error, hopeless):
    reason = odoo_says(error) if isinstance(error, Exception) else error
    assert gives_up(kind, reason) is hopeless


def test_the_delay_grows_and_ends_within_a_day():
    delays = [retry_minutes(n) for n in range(1, len(DELAYS) + 1)]
    assert delays == sorted(delays)
    assert sum(delays) < 12 * 60
    assert retry_minutes(len(DELAYS) + 1) is None
