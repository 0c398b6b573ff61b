from odoo import fields, models

from ..presentation.acceptance import say_answered
from ..presentation.complaint import say_complaint
from ..presentation.returns import say_return

ANSWERED, ACCEPTED = "acceptance_answered", "accepted"
COMPLAINT_OPENED, COMPLAINT_RESOLVED = "complaint_opened", "complaint_resolved"
COMPLAINTS = [
    (COMPLAINT_OPENED, "Complaint opened"),
    (COMPLAINT_RESOLVED, "Complaint resolved"),
]
DATA_ERASED = "data_erased"
RETURNS = [
    ("return_requested", "Return requested"),
    ("return_approved", "Return approved"),
    ("return_label", "Return label added"),
    ("return_received", "Returned goods received"),
    ("return_settled", "Return settled"),
]


class OrderTrackingEvent(models.Model):
    _inherit = "order.tracking.event"

    kind = fields.Selection(
        selection_add=[
            (ANSWERED, "Customer counted what arrived"),
            (ACCEPTED, "Accepted in full"),
            *RETURNS,
            *COMPLAINTS,
            (DATA_ERASED, "Customer's data erased"),
        ],
        # what happened stays told when the addon that told it is gone
        ondelete=dict.fromkeys(
            (ANSWERED, ACCEPTED, DATA_ERASED, *dict(RETURNS), *dict(COMPLAINTS)),
            lambda events: None,
        ),
    )

    def _detail(self, lines):
        if self.kind == ANSWERED and self.data:
            return say_answered(self.env, self.data)
        if self.kind in dict(RETURNS) and self.data:
            return say_return(self.env, self.data, self._quantities(self.data["lines"], lines))
        if self.kind in dict(COMPLAINTS) and self.data:
            return say_complaint(self.env, self.data)
        return super()._detail(lines)
