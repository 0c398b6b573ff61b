"""Checks and loads a file of old orders: ``load.py CONFIGURATION FILE DATABASE [ZONE]``."""

import base64
import sys
import time
from pathlib import Path

import odoo.init  # noqa: F401  (makes the namespace package importable)
from odoo import SUPERUSER_ID, api
from odoo.modules.module import initialize_sys_path
from odoo.modules.registry import Registry
from odoo.tools import config


def main(configuration, file, database, zone=None):
    """Loads the file, or goes on with it where it was interrupted; number of refused lines."""
    config.parse_config(["-c", configuration, "--log-level=error", "--no-http"])
    initialize_sys_path()
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        record = _record(env, Path(file), zone)
        if record.state in ("draft", "checked"):
            started = time.monotonic()
            record.action_check()
            _say(record, started)
            if record.problem:
                return record.problem
            record.action_load()
        cr.commit()
        return _load(env, record)


def _record(env, file, zone):
    """The import of this file that was begun before, or a new one."""
    Import = env["order.history.import"]
    begun = Import.search([("file_name", "=", file.name), ("state", "=", "loading")], limit=1)
    values = {"file": base64.b64encode(file.read_bytes()), "file_name": file.name}
    return begun or Import.create({**values, **({"tz": zone} if zone else {})})


def _load(env, record):
    started = time.monotonic()
    cron = env.ref("order_tracking_feedback.ir_cron_history")
    while record.state == "loading":
        cron.method_direct_trigger()
        env.cr.commit()  # the job has a transaction of its own: see what it did
        env.invalidate_all()
        print(f"{record.order_count} of {record.order_total} orders", flush=True)
    print(f"loaded in {time.monotonic() - started:.0f} s", flush=True)
    for refusal in record.refusal_ids[:20]:
        print(f"  line {refusal.line}: {refusal.column_name} {refusal.value}: {refusal.text}")
    return 0


def _say(record, started):
    print(
        f"{record.line_count} lines, {record.order_total} orders, {record.refused_lines} lines"
        f" refused, {len(record.remark_ids)} remarks; checked in"
        f" {time.monotonic() - started:.1f} s",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
