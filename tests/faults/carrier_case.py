"""What the tests of pushes against servers in trouble share: parcels, trouble, what must be."""

import contextlib
import os
import random
import time
from collections import defaultdict
from datetime import UTC, timedelta

from odoo.tests import BaseCase, get_db_name
from odoo.tools import split_every

from . import carriers, harness

FULL = os.environ.get("ORDER_TRACKING_FAULTS") == "full"
PARCELS = 10_000 if FULL else 40
ORDERS = 200 if FULL else 8  # each with some of the parcels
PART = 200 if FULL else 2  # parcels that a source is told of at once
# in which the journeys of a month pass; a slower machine needs more of them at full size
SECONDS = float(os.environ.get("ORDER_TRACKING_FAULTS_SECONDS", 900 if FULL else 12))
KILLS = 12 if FULL else 2
PATIENCE = 3600 if FULL else 600
SHARE = {"easypost": 0.5, "kuaidi100": 0.2, "17track": 0.2, "aftership": 0.1}
MONTH = timedelta(days=30)
HISTORY = """
SELECT s.number, e.occurred_at, e.code, e.text FROM order_shipment_event e
  JOIN order_shipment s ON s.id = e.shipment_id
 WHERE NOT e.summary ORDER BY s.number, e.occurred_at, e.sequence
"""
STATE = "SELECT number, status FROM order_shipment"
INBOX = "SELECT state, count(*) FROM tracking_message GROUP BY 1"
TOLD_TWICE = """
SELECT order_id, dedup_key, source, count(*) FROM order_tracking_event
 GROUP BY 1, 2, 3 HAVING count(*) > 1
"""
ARRIVALS = """
SELECT order_id, count(*) FROM order_tracking_event
 WHERE kind = 'parcel_delivered' AND dedup_key NOT LIKE 'void:%' GROUP BY 1
"""
JOBS = "SELECT state, count(*) FROM queue_job WHERE method_name = '_work_off' GROUP BY 1"
OUTSIDE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname = %s AND pid <> pg_backend_pid()
"""


class CarrierFaults(BaseCase):
    """One deployment of Odoo."""

    test_tags = {"standard", "post_install"}
    deployment = None
    parcels, orders, seconds = PARCELS, ORDERS, SECONDS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = cls.enterClassContext(cls.filled_database())
        cls.simulator = cls.enterClassContext(carriers.simulator(MONTH, cls.seconds))
        cls.servers = cls.deployment(cls.database)
        cls.addClassCleanup(cls.servers.stop)

    @classmethod
    @contextlib.contextmanager
    def filled_database(cls):
        """A database with parcels on their way, for the time of the block; its name."""
        with harness.database_copy(get_db_name()) as database:
            with harness.environment(database) as env:
                cls.numbers = carriers.prepare(env, SHARE, cls.parcels, cls.orders)
                cls.addresses = carriers.addresses(env)
            yield database

    def test_everything_is_told_once(self):
        self.servers.start()
        self.push_everything()
        self.make_trouble()
        self.settle()
        self.check_histories()
        self.check_journals()
        self.check_rebuilt()

    # ------------------------------------------------------------------ what happens

    def push_everything(self):
        ask = self.simulator.ask
        ask("mischief", duplicates=0.2, reordered=0.2, bad_signatures=0.02)
        # the sources' patience is compressed less than the journeys: a restart takes seconds
        ask("clock", retry_speed=10 if FULL else 30)
        for code, numbers in self.numbers.items():
            for turn, part in enumerate(split_every(PART, numbers)):
                ask("webhooks", **{code: {"url": self.servers.url_of(turn) + self.addresses[code]}})
                ask("follow", all_scans=True, **{code: part})

    def make_trouble(self):
        chance = random.Random(4)
        for number in range(KILLS):
            time.sleep(SECONDS / (KILLS + 2))
            if number == KILLS // 2:
                self.trouble_database()
                self.simulator.ask("mischief", dead=True)
                time.sleep(2)
                self.simulator.ask("mischief", dead=False)
            self.servers.kill(chance)

    def trouble_database(self):
        """All connections are cut; at full size PostgreSQL crashes, recovers and starts again."""
        if not FULL:
            harness.query("postgres", OUTSIDE, self.database)
            return
        harness.crash_postgres(self.database)
        self.assertTrue(harness.wait_for(harness.database_answers, 120, every=1))

    def settle(self):
        """Until nothing is on its way and the inbox is worked off."""

        def settled():
            self.servers.ensure()
            self.servers.wake()
            waiting = self.simulator.ask("counts")["waiting"]
            return not waiting and set(self.inbox()) <= {"done"}

        if not harness.wait_for(settled, PATIENCE, every=1):
            counts = self.simulator.ask("counts")
            self.fail(f"{counts} {self.inbox()} {self.servers.tail()}")
        counts = self.simulator.ask("counts")["pushes"]
        print(f"\n{type(self).__name__}: {counts}", flush=True)
        self.assertFalse(counts.get("given_up", 0) - counts.get("bad_signatures", 0))
        self.assertTrue(counts["duplicates"] and counts["reordered"])

    def inbox(self):
        return dict(harness.query(self.database, INBOX))

    # ------------------------------------------------------------------ what must be

    def check_histories(self):
        """Each parcel's events are the truth: no less, no more."""
        known = defaultdict(list)
        for number, at, code, text in harness.query(self.database, HISTORY):
            known[number].append((at.replace(tzinfo=UTC).isoformat(), code, text))
        states = dict(harness.query(self.database, STATE))
        for code, numbers in self.numbers.items():
            truth = {}
            for part in range(0, len(numbers), 200):
                some = {code: numbers[part : part + 200]}
                truth |= self.simulator.ask("truth", **some)[code]
            for number in numbers:
                wanted = [(row["at"], row["code"], row["text"]) for row in truth[number]]
                self.assertEqual(sorted(known[number]), sorted(wanted), number)
                self.assertEqual(states[number], wanted[-1][1], number)

    def check_journals(self):
        """An order's journal tells of each of its parcels once."""
        self.assertEqual(harness.query(self.database, TOLD_TWICE), [])
        arrivals = dict(harness.query(self.database, ARRIVALS))
        states = dict(harness.query(self.database, STATE))
        per_order = carriers.parcels_by_order(self.database)
        self.assertTrue(per_order)
        for order, numbers in per_order.items():
            arrived = sum(states[number] == "delivered" for number in numbers)
            self.assertEqual(arrivals.get(order, 0), arrived, order)

    def check_rebuilt(self):
        """What is stored is what the history says."""
        before = harness.query(self.database, carriers.STORED)
        with harness.environment(self.database) as env:
            shipments = env["order.shipment"].search([])
            for part in range(0, len(shipments), 1000):
                shipments[part : part + 1000]._rebuild()
        self.assertEqual(harness.query(self.database, carriers.STORED), before)


class QueueJobFaults(CarrierFaults):
    """A deployment with queue_job."""

    def check_rebuilt(self):
        """Also: the runner ran the jobs, and takes up those that died with their process."""

        def over():
            self.servers.ensure()
            jobs = set(self.jobs())
            return jobs and jobs <= {"done", "failed"}

        if not harness.wait_for(over, PATIENCE):
            self.fail(f"{self.jobs()} {self.servers.tail()}")
        super().check_rebuilt()

    def jobs(self):
        """How many by state; a job fails that the database threw out, the cron does its work."""
        return dict(harness.query(self.database, JOBS))
