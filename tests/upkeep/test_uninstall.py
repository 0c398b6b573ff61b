"""Taking the addons out of a database in use, one after the other: Odoo's own data stay as they
were, and nothing of ours is left."""

import re
import shutil

import pytest

from odoo.tests import get_db_name

from ..faults.harness import database_copy, query
from . import commands, snapshot

# Odoo's records about records and code: what belongs to an addon goes with it
BOOKKEEPING = re.compile(
    "(ir_|bus_|base_|rule_group|report_|res_device|res_groups|mail_template|mail_activity_type|"
    "mail_message_subtype|web_tour|digest_|wizard_|rel_|module_)"
)
UNINSTALL = """
addons = env["ir.module.module"].search([("name", "=", {name!r})])
addons.button_immediate_uninstall()
"""
LEFT = {
    "tables": "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v', 'm', 'S')"
    " AND relname ~ '^(order_|tracking_)' AND relname NOT LIKE 'order\\_tracking\\_never'",
    "functions": "SELECT proname FROM pg_proc p WHERE proname ~ '^order_tracking'",
    "triggers": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname ~ '^order_'",
    "parameters": "SELECT key FROM ir_config_parameter WHERE key ~ '^order_tracking'",
    "data": "SELECT name FROM ir_model_data WHERE module ~ '^order_tracking'",
    "crons": "SELECT cron_name FROM ir_cron WHERE cron_name LIKE 'Order Tracking%'",
    "models": "SELECT model FROM ir_model WHERE model ~ '^(order|tracking)[.]'",
    "fields": "SELECT model, name FROM ir_model_fields WHERE name ~ '^(tracking_|order_receipt|"
    "order_notice|order_audit|order_verification|order_review|order_feedback)'"
    " AND NOT name IN ('tracking_number', 'tracking_disable')"
    " AND id NOT IN (SELECT res_id FROM ir_model_data WHERE model = 'ir.model.fields')",
    "attachments": "SELECT id, res_model FROM ir_attachment"
    " WHERE res_model ~ '^(order|tracking)[.]'",
    "messages": "SELECT id, model FROM mail_message WHERE model ~ '^(order|tracking)[.]'",
    "activities": "SELECT id, res_model FROM mail_activity"
    " WHERE res_model ~ '^(order|tracking)[.]'",
    "followers": "SELECT id, res_model FROM mail_followers"
    " WHERE res_model ~ '^(order|tracking)[.]'",
    "defaults": "SELECT d.id FROM ir_default d LEFT JOIN ir_model_fields f ON f.id = d.field_id"
    " WHERE f.id IS NULL",
    "actions": "SELECT name FROM ir_act_window WHERE res_model ~ '^(order|tracking)[.]'",
    "sequences": "SELECT name FROM ir_sequence WHERE code ~ '^order[.]'",
}

# what hangs on records of ours: messages, followers, ratings, addresses for mail, files; the survey
# and the first steps
OURS = "~ '^(order|tracking)[.]'"
HANGING = (
    f"DELETE FROM mail_message WHERE model {OURS} OR (model, res_id) IN"
    " (SELECT model, res_id FROM ir_model_data WHERE module ~ '^order_tracking')",
    f"DELETE FROM mail_followers WHERE res_model {OURS}",
    f"DELETE FROM rating_rating WHERE res_model {OURS}",
    f"DELETE FROM mail_alias WHERE alias_model_id IN (SELECT id FROM ir_model WHERE model {OURS})",
    # what no message brought to anybody
    f"DELETE FROM ir_attachment a WHERE res_model {OURS} AND NOT EXISTS"
    " (SELECT FROM message_attachment_rel r WHERE r.attachment_id = a.id)",
    *(
        f"DELETE FROM {model.replace('.', '_')} WHERE id IN (SELECT res_id FROM ir_model_data"
        f" WHERE module ~ '^order_tracking' AND model = '{model}')"
        for model in ("survey.survey", "onboarding.onboarding", "onboarding.onboarding.step")
    ),
)


# the messages that receipts were mailed with still have their files
RECEIPT_FILES = """
SELECT count(*) > 0 AND bool_and(a.res_model = m.model AND a.res_id = m.res_id)
  FROM mail_message m JOIN message_attachment_rel r ON r.message_id = m.id
  JOIN ir_attachment a ON a.id = r.attachment_id
 WHERE m.model = 'sale.order' AND a.mimetype = 'application/pdf'"""


@pytest.fixture(scope="module")
def filled():
    with database_copy(get_db_name()) as name:
        assert commands.shell(name, "fill.py") == ""
        yield name
        shutil.rmtree(commands.filestore(name), ignore_errors=True)


def take_out(database, addon):
    return commands.odoo("shell", "-d", database, script=UNINSTALL.format(name=addon))


def left_behind(database):
    found = {what: query(database, statement) for what, statement in LEFT.items()}
    return {what: rows for what, rows in found.items() if rows}


def without_ours(database):
    """Takes away what goes with our records although it lies in Odoo's tables."""
    for statement in HANGING:
        query(database, statement)


def test_one_after_the_other(filled):
    with database_copy(filled) as name:
        for addon in ("order_tracking_feedback", "order_tracking_logistics", "order_tracking"):
            assert take_out(name, addon) == "", addon
        assert left_behind(name) == {}
        assert query(name, RECEIPT_FILES) == [(True,)]
        without_ours(filled)
        assert snapshot.lost(filled, name, ignored=BOOKKEEPING) == {}
