from datetime import datetime, timedelta

from pytz import utc

from odoo import fields, models, tools

from ..timeline import WorkingClock

HORIZON = timedelta(days=200)
# Intervals start a year before today: the same clock measures the stages of running orders.
PAST = timedelta(days=370)


class ResourceCalendar(models.Model):
    _name = "resource.calendar"
    _inherit = ["resource.calendar", "order.tracking.cached"]

    @tools.ormcache("self.id", "day", "year")
    def _tracking_clock(self, day, year=None):
        """Working time around ``day`` (ISO date) as Odoo computes it, public holidays included.

        :param year: from the beginning of this year on; else since a year before ``day``.
        :return: ``WorkingClock`` over naive UTC intervals, cached until a calendar changes.
        """
        self.ensure_one()
        calendar = self.sudo()  # working hours are no secret; salespeople may not read leaves
        middle = datetime.combine(fields.Date.to_date(day), datetime.min.time(), utc)
        start = middle - PAST
        if year:
            start = min(start, datetime(year, 1, 1, tzinfo=utc) - timedelta(days=1))
        found = calendar._work_intervals_batch(start, middle + HORIZON)[False]
        return WorkingClock(
            [
                (
                    start.astimezone(utc).replace(tzinfo=None),
                    stop.astimezone(utc).replace(tzinfo=None),
                )
                for start, stop, _source in found
            ]
        )
