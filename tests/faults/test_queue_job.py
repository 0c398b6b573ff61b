"""With OCA's queue_job at work, pushes and questions are jobs; without its runner, crons go on.

A real Odoo server with queue_job's runner on a copy of the database, and a small source.
"""

import json
import subprocess
from typing import ClassVar
from urllib.request import urlopen

import requests

from odoo.tests import BaseCase, get_db_name

from ..order_tracking_logistics.source import PARAMETER, Source, usps
from . import harness

PATIENCE = 240  # seconds, on a busy machine
CHANNELS = """
SELECT channel, state FROM queue_job WHERE channel LIKE 'root.tracking.%%' ORDER BY id"""
STATUSES = "SELECT number, status FROM order_shipment WHERE number LIKE 'QUEUE%%' ORDER BY number"


class Server(harness.Worker):
    """With HTTP, and with the modules of ``load`` in the whole server."""

    environment: ClassVar = {"ODOO_QUEUE_JOB_CHANNELS": "root:1"}  # tests run without its runner

    def __init__(self, database, load):
        super().__init__(database)
        self.port, self.load = harness.free_port(), load

    def _options(self):
        options = [option for option in super()._options() if option != "--no-http"]
        http = [f"--http-port={self.port}", f"--http-interface={harness.HOST}"]
        return [*options, *http, f"--load={self.load}", "--max-cron-threads=1"]

    def answers(self):
        try:
            with urlopen(f"http://{harness.HOST}:{self.port}/web/health", timeout=5) as response:
                return response.status == 200
        except OSError:
            return False

    def install(self, module):
        options = [option for option in super()._options() if option != "--no-http"]
        command = [*harness.ODOO, *options, "-i", module]
        with open(self.log, "a") as output:
            subprocess.run([*command, "--stop-after-init", "--no-http"], stderr=output, check=True)


class TestQueueJob(BaseCase):
    test_tags = {"standard", "post_install"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = cls.enterClassContext(harness.database_copy(get_db_name()))
        cls.source = Source(cls.answer)
        cls.addClassCleanup(cls.source.close)

    @staticmethod
    def answer(asked):
        if asked.path.endswith("/token"):
            return 200, {"access_token": "token-number-one", "expires_in": 3600}
        scan = ("10", "2026-11-02T12:00:00Z", "Arrived at Facility")
        return 200, usps(asked.path.rpartition("/")[2], scan)

    def server(self, load):
        server = Server(self.database, load)
        self.addCleanup(server.stop)
        return server

    def connectors(self):
        """One that is pushed to and one that is asked, each with a parcel; the push address."""
        with harness.environment(self.database) as env:
            env["ir.config_parameter"].set_param(PARAMETER, "1")
            pushing, asked = env["tracking.connector"].create(
                [
                    {"name": "Pushing", "code": "sf_express"},
                    {"name": "Asked", "code": "usps", "base_url": self.source.url},
                ]
            )
            env["order.shipment"].create(
                [
                    {"number": "QUEUE1", "connector_id": pushing.id},
                    {"number": "QUEUE2", "connector_id": asked.id},
                ]
            )
            return f"/logistics/push/{pushing.code}/{pushing.push_token}"

    def push(self, server, path):
        route = {"mailno": "QUEUE1", "acceptTime": "2026-11-02 12:00:00", "opCode": "80"}
        body = json.dumps({"Body": {"WaybillRoute": [route]}})
        answer = requests.post(f"http://{harness.HOST}:{server.port}{path}", body, timeout=60)
        self.assertEqual(answer.status_code, 200, answer.text)

    def test_pushes_and_questions_are_jobs_and_without_a_runner_crons(self):
        server = self.server("base,rpc,web,queue_job")
        server.install("queue_job")
        path = self.connectors()
        server.start()
        self.assertTrue(harness.wait_for(server.answers, PATIENCE), server.tail())
        self.push(server, path)
        server.wake()
        self.assertTrue(harness.wait_for(self.all_known, PATIENCE), server.tail())
        jobs = dict(harness.query(self.database, CHANNELS))
        self.assertIn("root.tracking.inbox", jobs)
        self.assertTrue(any(channel.startswith("root.tracking.usps_") for channel in jobs), jobs)
        self.assertTrue(harness.wait_for(self.all_done, PATIENCE), server.tail())
        server.stop()
        self.without_runner(path)

    def without_runner(self, path):
        harness.query(self.database, "DELETE FROM queue_job")
        harness.query(self.database, "UPDATE order_shipment SET closed = true")
        with harness.environment(self.database) as env:
            [connector] = env["tracking.connector"].search([("name", "=", "Asked")])
            env["order.shipment"].create({"number": "QUEUE3", "connector_id": connector.id})
        server = self.server("base,rpc,web")
        server.start()
        self.assertTrue(harness.wait_for(server.answers, PATIENCE), server.tail())
        server.wake()
        self.assertTrue(harness.wait_for(self.all_known, PATIENCE), server.tail())
        self.assertFalse(harness.query(self.database, CHANNELS), "nobody would run them")

    def all_known(self):
        return all(status != "pending" for _number, status in self.statuses())

    def all_done(self):
        return {state for _channel, state in harness.query(self.database, CHANNELS)} == {"done"}

    def statuses(self):
        return harness.query(self.database, STATUSES)
