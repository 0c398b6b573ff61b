"""News of what follows a delivery, for the buyer; see ``order_tracking.notices``."""

from odoo.addons.order_tracking.notices import Topic, register

SETTING = "order_notice_afterwards"
ACCEPTANCE_DUE = "acceptance_due"  # not an event: true for some time before silence accepts


def _topic(code, *ended_by, passing=False):
    ended = frozenset(ended_by)
    about = {"problem": True, "lasting": True, "private": True, "passing": passing}
    register(Topic(code, SETTING, ended_by=ended, **about))


_topic(ACCEPTANCE_DUE, passing=True)
# The answer and the solution go out in the complaint's own thread, as people write them.
_topic("complaint_opened", "complaint_resolved")
_topic("return_requested", "return_approved", "return_label", "return_received", "return_settled")
_topic("return_approved", "return_label", "return_received", "return_settled")
_topic("return_label", "return_received", "return_settled")
_topic("return_received", "return_settled")
_topic("return_settled")
