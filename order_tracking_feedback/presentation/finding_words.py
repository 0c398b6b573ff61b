"""Sentences of findings about lost hours, by how the hours are split."""

from __future__ import annotations

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
LOST = {
    "stage_id": _lt(
        "%(subject)s took %(hours)s working hours more than planned: %(share)s%% of all that was "
        "lost beyond the plan (%(cases)s of %(n)s orders)."
    ),
    "holder": _lt(
        "%(subject)s: orders stayed there %(hours)s working hours longer than planned, %(share)s%% "
        "of all that was lost (%(cases)s of %(n)s stages)."
    ),
    "cause": _lt(
        "Exceptions “%(subject)s” were open for %(hours)s hours, %(share)s%% of the time of all "
        "exceptions (%(n)s exceptions)."
    ),
    "": _lt(
        "%(cases)s of %(n)s orders came after their last promised date, %(hours)s hours in all."
    ),
}
