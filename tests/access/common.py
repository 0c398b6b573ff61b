"""One world for all tests of a class."""

import re
from contextlib import contextmanager
from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tests import TransactionCase
from odoo.tools import SQL

from .records import Records, own_models
from .world import ABROAD, FOREIGN, RECORDS, World

WRITING = re.compile(
    r'\b(?:INSERT INTO|(?<!FOR )(?<!KEY )(?<!DO )UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE
)
# Counted attempts and what Odoo keeps of every request are not what somebody wanted.
APART = {"order_tracking_lookup", "res_device_log", "bus_bus", "ir_cron_trigger"}


@contextmanager
def watched():
    """Names of the tables into which statements write, whichever cursor of the test sends them."""
    written, execute = [], Cursor.execute

    def watching(cursor, query, *arguments, **options):
        done = execute(cursor, query, *arguments, **options)
        text = query.code if isinstance(query, SQL) else query
        if cursor.rowcount > 0:
            written.extend(set(WRITING.findall(str(text))) - APART)
        return done

    with patch.object(Cursor, "execute", watching):
        yield written


class AccessCase(TransactionCase):
    needed = ()  # models of which the tests want records; none said: all

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = World(cls.env)
        cls.records = Records(cls.world)
        cls.models = own_models(cls.env)
        for model in cls.needed or cls.models:
            for record in RECORDS:
                cls.records.of(model, record)
        cls.env.cr.flush()
        cls.env.invalidate_all()

    def seen_by(self, role, model, record):
        """A record as a role has it in its hands; a dialog that is its own was opened by it."""
        found = self.records.of(model, record)
        if found._transient:
            self._opened_by(found, role, record)
        return self.world.acting(role)[model].browse(found.id)

    def _opened_by(self, dialog, role, record):
        whose = {FOREIGN: self.env.ref("base.user_admin"), ABROAD: self.world.users["abroad"]}
        user = whose.get(record, self.world.users["seller" if role == "abroad" else role])
        table = SQL.identifier(dialog._table)
        self.env.flush_all()
        query = SQL("UPDATE %s SET create_uid = %s WHERE id = %s", table, user.id, dialog.id)
        self.env.cr.execute(query)
        self.env.invalidate_all()

    @contextmanager
    def rolled_back(self):
        """Whatever is done within is undone, in the database and in memory.

        :return: names of the tables in which something is changed, as it happens.
        """
        self.env.flush_all()
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            with watched() as written:
                yield written
        finally:
            self.forget()
            savepoint.close(rollback=True)
            self.forget()

    def forget(self):
        self.env.transaction.clear()
        self.env.cr.precommit.clear()
        self.env.cr.postcommit.clear()
        self.env.cr.postrollback.clear()
