"""Checks and loads a file of old orders: ``load.py CONFIGURATION FILE DATABASE [options]``."""

import argparse
import base64
import sys
import time
from pathlib import Path

import psycopg2

import odoo.init  # noqa: F401  (makes the namespace package importable)
from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.module import initialize_sys_path
from odoo.modules.registry import Registry
from odoo.tools import config

MODEL = "order.history.import"
_MODULE = "odoo.addons.order_tracking_feedback.models.order_history_import"
_MAKE = "Make it with: setup/odoo -d {0.database} -i order_tracking_feedback --stop-after-init."
SHOWN = 20  # refused lines and remarks; the others stand on the screen of the import


def main(words):
    """Loads the file, or goes on with it where it was interrupted.

    :return: 0, also where lines were refused; else a sentence that says what hinders it.
    """
    asked = _asked(words)
    config.parse_config(["-c", asked.configuration, "--log-level=critical", "--no-http"])
    initialize_sys_path()
    try:
        registry = Registry(asked.database)
    except psycopg2.OperationalError:
        return f"There is no database “{asked.database}” that can be opened. {_MAKE.format(asked)}"
    if MODEL not in registry:
        return f"“{asked.database}” has no Import History. {_MAKE.format(asked)}"
    if asked.batch:
        sys.modules[_MODULE].BATCH = asked.batch
    with registry.cursor() as cr:
        return _run(api.Environment(cr, SUPERUSER_ID, {}), asked)


def _asked(words):
    parser = argparse.ArgumentParser(prog="tests/import_history")
    parser.add_argument("configuration", help=argparse.SUPPRESS)
    parser.add_argument("file", type=Path)
    parser.add_argument("database")
    parser.add_argument("zone", nargs="?", help="of times that do not say theirs: Europe/Berlin")
    parser.add_argument("--dates", choices=("ymd", "dmy", "mdy"), help="how they are written")
    parser.add_argument("--decimals", choices=(".", ","), help="the mark before decimals")
    parser.add_argument("--whole-orders", action="store_true", help="none with a refused line")
    parser.add_argument("--batch", type=int, help="orders that are committed together")
    return parser.parse_args(words)


def _run(env, asked):
    if asked.zone and asked.zone not in env[MODEL]._fields["tz"].get_values(env):
        return f"“{asked.zone}” is no time zone: write it as Europe/Berlin."
    content = asked.file.read_bytes()
    record = _begun(env, asked.file.name, content)
    if not record:
        record = _new(env, content, asked)
        if hindrance := _check(record):
            env.cr.rollback()  # nothing is left of a file that cannot be loaded
            return hindrance
        record.action_load()
        env.cr.commit()
    return _load(env, record)


def _new(env, content, asked):
    chosen = {
        "tz": asked.zone,
        "date_order": asked.dates,
        "decimal_mark": asked.decimals,
        "whole_orders": asked.whole_orders,
    }
    values = {"file": base64.b64encode(content), "file_name": asked.file.name}
    return env[MODEL].create(values | {name: value for name, value in chosen.items() if value})


def _begun(env, name, content):
    """The import of this very file that was interrupted."""
    found = env[MODEL].search([("file_name", "=", name), ("state", "=", "loading")])
    begun = found.filtered(lambda record: record._data() == content)[:1]
    if begun:
        done, total = begun.order_count, begun.order_total
        print(f"It was begun before: {done} of {total} orders are there.", flush=True)
    return begun


def _check(record):
    """Reads the file and says what is wrong with it; why nothing can be loaded, or nothing."""
    started = time.monotonic()
    record.action_check()
    if record.problem:
        return record.problem
    _say(record, time.monotonic() - started)
    return "" if record.order_total else "There is no order in it that can be loaded."


def _load(env, record):
    started = time.monotonic()
    cron = env.ref("order_tracking_feedback.ir_cron_history")
    while record.state == "loading":
        try:
            failed = cron.method_direct_trigger() is not True
        except UserError:  # a server is at it: see how far it gets
            failed = time.sleep(1)
        env.cr.commit()  # the job has a transaction of its own: see what it did
        env.invalidate_all()
        print(f"{record.order_count} of {record.order_total} orders", flush=True)
        if failed and record.state == "loading":
            return "The job failed; its reason is in Odoo's log. Start the command again to go on."
    failures = record.refusal_ids.filtered(lambda refusal: refusal.problem == "failed")
    _list("orders that could not be made", failures)
    print(f"loaded in {time.monotonic() - started:.0f} s", flush=True)
    return 0


def _say(record, seconds):
    print(
        f"{record.line_count} lines, {record.order_total} orders to load,"
        f" {record.refused_lines} lines refused; checked in {seconds:.1f} s",
        flush=True,
    )
    if record.unused:
        print(f"columns not used: {record.unused}")
    _list("refused", record.refusal_ids)
    _list("loaded all the same", record.remark_ids)


def _list(title, refusals):
    if refusals:
        print(f"{title}:")
    for refusal in refusals[:SHOWN]:
        place = " ".join(filter(None, [refusal.column_name, f"“{refusal.value or ''}”"]))
        print(f"  line {refusal.line}: {place}: {refusal.text}")
    if len(refusals) > SHOWN:
        print(f"  … and {len(refusals) - SHOWN} more, see Reviews > Import History in Odoo")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
