"""What is told of the replica; tests/faults/test_hosts.py asks a real one."""

import contextlib
import socket
import time
from unittest.mock import patch

from odoo.sql_db import connection_info_for
from odoo.tests import TransactionCase
from odoo.tools import config

from odoo.addons.order_tracking import replica


class TestReplica(TransactionCase):
    @contextlib.contextmanager
    def configured(self, host, port):
        kept = {name: config[name] for name in ("db_replica_host", "db_replica_port")}
        config["db_replica_host"], config["db_replica_port"] = host, port
        try:
            yield
        finally:
            for name, value in kept.items():
                config[name] = value

    def state(self):
        return replica.look(self.env).state

    def test_without_one_nobody_is_asked(self):
        with patch.object(replica.psycopg2, "connect", side_effect=AssertionError):
            self.assertEqual(self.state(), "none")

    def test_the_primary_itself_is_always_up_to_date(self):
        place = connection_info_for(self.env.cr.dbname)[1]
        with self.configured(place.get("host"), place.get("port")):
            self.assertIn(self.state(), ("none", "follows"))

    def test_nobody_there(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))  # and not listened to
            with self.configured("127.0.0.1", taken.getsockname()[1]):
                self.assertEqual(self.state(), "away")

    def test_one_that_does_not_answer_keeps_nobody_waiting(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            began = time.monotonic()
            with self.configured("127.0.0.1", silent.getsockname()[1]):
                self.assertEqual(self.state(), "silent")
            self.assertLess(time.monotonic() - began, 20 * replica.SILENT)

    def test_judged(self):
        for told, state in [
            ((True, True, 9000.0, 1, 2), "follows"),
            ((True, False, 90.0, 1, 2), "behind"),
            ((False, True, None, 1, 2), "apart"),
            ((False, None, None, 2, 2), "follows"),
        ]:
            self.assertEqual(replica._judged(*told).state, state, told)
        self.assertEqual(replica._judged(True, False, 90.0, 1, 2).seconds, 90.0)
