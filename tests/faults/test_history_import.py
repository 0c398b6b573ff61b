"""The command that loads old orders is killed in the middle of a batch, and in a commit; started
again it goes on, and in the end everything is there once."""

import os
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import closing, contextmanager
from pathlib import Path

from odoo.sql_db import db_connect
from odoo.tests import BaseCase, get_db_name
from odoo.tools import config

from . import harness

PATIENCE = 240  # seconds, on a busy machine
COMMAND = Path(__file__).resolve().parents[1] / "order_history" / "load.py"
ORDERS = 24
HEADING = (
    "order,customer,product,quantity,unit price,ordered at,promised at,shipped at,delivered at"
)
WRONG = "KILL-0,Ann,Chair,none,5,2026-03-01,,,"
# A statement that touches this order waits for the test, which meanwhile kills the command.
GATE = """
CREATE FUNCTION history_gate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_advisory_xact_lock(4711, TG_ARGV[0]::int); RETURN NULL; END $$;
CREATE TRIGGER history_inside AFTER INSERT ON sale_order FOR EACH ROW
  WHEN (NEW.name = 'KILL-10') EXECUTE FUNCTION history_gate(1);
CREATE CONSTRAINT TRIGGER history_commit AFTER INSERT ON sale_order DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.name = 'KILL-17') EXECUTE FUNCTION history_gate(2);"""
WAITING = """
SELECT COUNT(*) FROM pg_stat_activity
 WHERE datname = %s AND wait_event_type = 'Lock' AND wait_event = 'advisory'"""
ELSEWHERE = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = %s AND application_name = %s"
LOADED = "SELECT name FROM sale_order WHERE name LIKE 'KILL-%%' ORDER BY id"
TOLD = """
SELECT o.name, e.kind, COUNT(*) FROM order_tracking_event e JOIN sale_order o ON o.id = e.order_id
 WHERE o.name LIKE 'KILL-%%' AND e.kind IN ('order_confirmed', 'left_warehouse', 'delivered')
 GROUP BY 1, 2"""
IMPORTS = """
SELECT i.state, i.order_total, array_agg(r.line), i.made FROM order_history_import i
  LEFT JOIN order_history_refusal r ON r.import_id = i.id
 WHERE i.file_name = 'killed.csv' GROUP BY i.id"""
SUMS = """
SELECT COUNT(DISTINCT o.id), COUNT(*), SUM(l.price_subtotal), COUNT(DISTINCT o.partner_id),
       COUNT(DISTINCT l.product_id), COUNT(DISTINCT o.history_import_id)
  FROM sale_order o JOIN sale_order_line l ON l.order_id = o.id
 WHERE o.name LIKE 'KILL-%%' AND o.state = 'sale' AND o.locked"""
NAME = "history-command"


def lines(number):
    day = f"2026-03-{number:02}"
    for product, quantity in (("Chair", number), ("Lamp", 2)):
        yield f"KILL-{number},Customer {number % 3},{product},{quantity},5,{day},{day},{day},{day}"


class TestHistoryImport(BaseCase):
    test_tags = {"standard", "post_install"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = cls.enterClassContext(harness.database_copy(get_db_name()))
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        rows = [line for number in range(1, ORDERS + 1) for line in lines(number)]
        cls.file = cls.folder / "killed.csv"
        cls.file.write_text("\n".join([HEADING, WRONG, *rows]))
        cls.options = cls.folder / "odoo.conf"
        known = ("db_host", "db_port", "db_user", "db_password")
        given = {name: config[name] for name in known if config[name]}
        given |= {"addons_path": ",".join(config["addons_path"]), "data_dir": cls.folder}
        told = "\n".join(f"{name} = {value}" for name, value in given.items())
        cls.options.write_text(f"[options]\n{told}\n")
        harness.query(cls.database, GATE)

    def command(self):
        words = [sys.executable, COMMAND, self.options, self.file, self.database, "--batch", "4"]
        child = subprocess.Popen(
            list(map(str, words)),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"PGAPPNAME": NAME},
        )
        self.addCleanup(child.stdout.close)
        self.addCleanup(child.kill)
        return child

    @contextmanager
    def gate(self, number):
        """Closed for the time of the block."""
        with closing(db_connect(self.database).cursor()) as cr:
            cr.execute("SELECT pg_advisory_lock(4711, %s)", [number])
            yield
            cr.execute("SELECT pg_advisory_unlock(4711, %s)", [number])

    def killed(self, gate):
        """The command had come to the gate when it was killed."""

        def waiting():
            return harness.query(self.database, WAITING, self.database)[0][0]

        def gone():
            return not harness.query(self.database, ELSEWHERE, self.database, NAME)[0][0]

        with self.gate(gate):
            child = self.command()
            harness.wait_for(lambda: waiting() or child.poll() is not None, PATIENCE, 0.1)
            if not waiting():
                child.kill()
                self.fail(f"it never came to the gate: {child.stdout.read()}")
            child.kill()
            child.wait()
        self.assertTrue(harness.wait_for(gone, PATIENCE, 0.1))

    def names(self):
        return [name for (name,) in harness.query(self.database, LOADED)]

    def test_killed_and_started_again(self):
        self.killed(1)  # while the third batch was written
        self.assertEqual(self.names(), [f"KILL-{n}" for n in range(1, 9)])
        self.killed(2)  # while the fifth was committed: it is there, the command never knew
        self.assertEqual(self.names(), [f"KILL-{n}" for n in range(1, 21)])
        child = self.command()
        told, _nothing = child.communicate(timeout=PATIENCE)
        self.assertEqual(child.returncode, 0, told)
        self.assertIn("20 of 24 orders are there", told)
        self.assertEqual(self.names(), [f"KILL-{n}" for n in range(1, ORDERS + 1)])
        self.everything_is_there_once()

    def everything_is_there_once(self):
        amount = sum(5 * number + 10 for number in range(1, ORDERS + 1))
        expected = (ORDERS, 2 * ORDERS, amount, 3, 2, 1)
        self.assertEqual(harness.query(self.database, SUMS), [expected])
        told = Counter(count for _order, _kind, count in harness.query(self.database, TOLD))
        self.assertEqual(told, {1: 3 * ORDERS})
        [(state, total, refused, made)] = harness.query(self.database, IMPORTS)
        self.assertEqual((state, total, refused), ("loaded", ORDERS, [2]))
        # else removing the import would leave them
        made = {model: len(ids) for model, ids in made.items()}
        self.assertEqual((made["res.partner"], made["product.product"]), (3, 2))
