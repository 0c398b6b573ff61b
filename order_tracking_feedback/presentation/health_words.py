"""The words of this addon's lines on the health page."""

from __future__ import annotations

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
NAMES = {"outcomes": _lt("Outcomes of orders"), "reviews": _lt("Reviews")}
# By code and reason: how it is, and what to do where there is something to do.
SENTENCES = {
    ("outcomes", "ok"): (_lt("%(count)s orders wait to be counted."), ""),
    ("outcomes", "behind"): (
        _lt("%(count)s orders wait to be counted, the oldest since %(seconds)s."),
        _lt(
            "After an import it catches up by itself. Otherwise look at the scheduled action "
            "“outcomes of orders” and into the server's log for “cannot be counted”."
        ),
    ),
    ("reviews", "ok"): (_lt("The last one is about the time until %(last)s."), ""),
    ("reviews", "none"): (_lt("None yet: no period with orders is over."), ""),
    ("reviews", "late"): (
        _lt(
            "%(late)s that a company wants are missing; the last is about the time until %(last)s."
        ),
        _lt(
            "Look into the server's log for “The review of”, or freeze it yourself in Reviews > "
            "All Reviews."
        ),
    ),
}
