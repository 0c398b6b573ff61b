from odoo import models


class ResourceCalendarAttendance(models.Model):
    """The cached working clock of the calendar holds what is changed here."""

    _name = "resource.calendar.attendance"
    _inherit = ["resource.calendar.attendance", "order.tracking.cached"]
