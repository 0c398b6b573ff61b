"""Asking the sources: what is due, what fails, what waits."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .source import PollCase, usps

ARRIVED = ("10", "2026-11-02T12:00:00Z", "Arrived at Facility")
DONE = ("01", "2026-11-03T12:00:00Z", "Delivered")


def token_or(tracking, token="token-number-one"):
    """A source with OAuth: hands out tokens, and answers ``tracking(asked)``."""

    def answer(asked):
        if asked.path.endswith("/token"):
            return 200, {"access_token": token, "expires_in": 3600}
        return tracking(asked)

    return answer


def number(asked):
    return asked.path.rpartition("/")[2]


@tagged("post_install", "-at_install")
class TestPolling(PollCase):
    def usps(self, answer, **values):
        self.asked = self.source(token_or(answer))
        return self.connector("usps", self.asked, **values)

    def test_a_due_parcel_is_asked_about(self):
        connector = self.usps(lambda asked: (200, usps(number(asked), ARRIVED)))
        parcel = self.parcels(connector, "9400100000000000000001")
        self.poll()
        self.assertEqual(parcel.status, "in_transit")
        self.assertEqual(parcel.event_ids.message_id.asked, parcel.number)
        self.assertGreater(parcel.next_poll_at, fields.Datetime.now() + timedelta(minutes=59))
        self.assertEqual(connector.request_count, 1)
        self.assertTrue(connector.last_success_at)
        self.poll()  # it is not due
        self.assertEqual(len(self.asked.asked), 2)
