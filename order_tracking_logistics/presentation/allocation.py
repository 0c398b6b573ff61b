"""The sentence that says why an order goes where it goes."""

from __future__ import annotations

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
# By code of allocation.reasons; `_ever` where no day is known.
SENTENCES = {
    # after each of the others
    "learned": _lt("Days on the way: %(days)s, as %(parcels)s parcels before."),
    "estimated": _lt("Days on the way: %(days)s, by distance."),
    "keep": _lt("Stays in %(from)s: it leaves in time."),
    "first": _lt("Goes first in %(from)s: %(product)s is reserved for orders that come after it."),
    "move": _lt("From %(from)s."),
    "split": _lt("From %(from)s: nobody has everything."),
    "nearer": _lt("From %(from)s: %(km)s km nearer than %(at)s."),
    "short": _lt("From %(from)s: %(at)s is %(missing)s %(product)s short until %(until)s."),
    "short_ever": _lt(
        "From %(from)s: %(at)s is %(missing)s %(product)s short, and no receipt is planned."
    ),
    "full": _lt("From %(from)s: %(at)s can send nothing more before %(until)s."),
    "full_ever": _lt("From %(from)s: %(at)s can send nothing more in the weeks to come."),
    "late": _lt("From %(from)s: sent as soon as possible, yet %(late)s days late."),
    "wait_short": _lt(
        "Waits in %(from)s until %(until)s, %(late)s days late: %(at)s is %(missing)s %(product)s"
        " short before, and nobody has it sooner."
    ),
    "wait_short_ever": _lt(
        "Waits in %(from)s: %(at)s is %(missing)s %(product)s short, and no receipt is planned."
    ),
    "wait_full": _lt(
        "Waits in %(from)s until %(until)s, %(late)s days late: no warehouse can send it sooner."
    ),
    "wait_full_ever": _lt("Waits in %(from)s: no warehouse can send it in the weeks to come."),
    "never": _lt(
        "Waits without a date: %(missing)s %(product)s are short, and no receipt is planned that"
        " would be enough. Buy, make or replace it, or give the customer another date."
    ),
    "never_ever": _lt("Waits without a date: no warehouse can send it in the weeks to come."),
}
