"""The words of this addon's lines on the health page."""

from __future__ import annotations

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
NAMES = {
    "queue": _lt("Queue"),
    "sources": _lt("Sources of tracking data"),
    "inbox": _lt("Carriers' messages"),
    "asking": _lt("Questions to carriers"),
}
# By code and reason: how it is, and what to do where there is something to do.
SENTENCES = {
    ("queue", "cron"): (_lt("Scheduled actions do the work."), ""),
    ("queue", "ok"): (_lt("Queue jobs do the work; %(count)s wait."), ""),
    ("queue", "idle"): (
        _lt("Scheduled actions do the work: queue_job is installed, but its runner is not loaded."),
        _lt("Add queue_job to server_wide_modules and restart, or uninstall it."),
    ),
    ("queue", "behind"): (
        _lt("%(count)s jobs wait, the oldest since %(seconds)s."),
        _lt(
            "Is a server with queue_job's runner up? Does it reach the address that its settings "
            "name? Scheduled actions do the most urgent work meanwhile."
        ),
    ),
    ("queue", "failed"): (
        _lt("%(failed)s jobs failed."),
        _lt("Job Queue > Jobs, filter “Failed”, says why; press Requeue there when it is mended."),
    ),
    ("sources", "ok"): (_lt("None of %(count)s has a problem."), ""),
    ("sources", "paused"): (
        _lt("%(paused)s of %(count)s are paused: the source refuses the account."),
        _lt("Shipments > Carrier Connectors: correct the credentials, test, press Resume."),
    ),
    ("sources", "silent"): (
        _lt("%(silent)s of %(count)s do not answer and are left alone for a while."),
        _lt("Nothing is lost. If it lasts, look at the source's own status page."),
    ),
    ("sources", "failing"): (
        _lt("%(failing)s of %(count)s fail at times."),
        _lt("Shipments > Carrier Connectors shows what they said last."),
    ),
    ("inbox", "ok"): (_lt("All are taken in (%(count)s came just now)."), ""),
    ("inbox", "behind"): (
        _lt("%(count)s wait, the oldest since %(seconds)s."),
        _lt("Look at the queue and at the scheduled action “take in carriers' messages”."),
    ),
    ("inbox", "failed"): (
        _lt("%(failed)s were not understood."),
        _lt("Shipments > Carrier Messages, filter “Not understood”; after an update, retry them."),
    ),
    ("asking", "ok"): (_lt("Parcels are asked about when they are due."), ""),
    ("asking", "behind"): (
        _lt("The oldest parcel should have been asked about %(seconds)s ago."),
        _lt("Raise requests per second or at a time of that source, or look at the queue."),
    ),
}
