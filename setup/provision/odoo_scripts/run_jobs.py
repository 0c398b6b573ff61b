"""Do at once what the jobs would do in the demo's first minutes; carriers are not asked.

Runs inside `odoo shell`, which provides `env`.
"""

JOBS = (
    *("order_tracking.ir_cron_hand_over", "order_tracking.ir_cron_sweep_late"),
    "order_tracking.ir_cron_team_times",
    *("order_tracking.ir_cron_watch", "order_tracking.ir_cron_receipt_prepare"),
    "order_tracking.ir_cron_receipt_send",
    *("order_tracking_logistics.ir_cron_process", "order_tracking_logistics.ir_cron_forecast"),
    *("order_tracking_logistics.ir_cron_allocate", "order_tracking_feedback.ir_cron_outcomes"),
    *("order_tracking_feedback.ir_cron_review", "order_tracking_feedback.ir_cron_restock"),
)
for name in JOBS:
    if job := env.ref(name, raise_if_not_found=False):
        job.method_direct_trigger()
        env.cr.commit()
