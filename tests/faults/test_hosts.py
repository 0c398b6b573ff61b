"""Two hosts, a primary and its replica: whatever of them is lost, no order's history is.

Customers read their pages and sources push all the while. The pages come from the replica; the
jobs are handed out by one host, by the other one when it dies.

ORDER_TRACKING_FAULTS=full runs it at full size, with every misfortune several times.
"""

import contextlib
import time

from odoo.addons.order_tracking import replica

from . import carrier_case, harness, hosts, postgres

FULL = carrier_case.FULL
DATABASE = "hosts"
RENAME = "UPDATE sale_order SET name = %s, access_token = %s WHERE id = %s"
PAUSE = 20 if FULL else 3  # seconds that the primary is away
TIMES = 5 if FULL else 1
PAGES = (
    *("tracking", "receipt", "receipt/dispute", "handover", "notices"),
    *("feedback", "acceptance", "complaints", "returns"),
)
TOKENS = """
UPDATE sale_order SET access_token = md5(random()::text) WHERE tracking_version_id IS NOT NULL
RETURNING id, access_token"""


class TestHosts(carrier_case.QueueJobFaults):
    deployment = hosts.Hosts
    parcels, orders = (2_000, 100) if FULL else (40, 8)
    seconds = 600 if FULL else 25

    @classmethod
    @contextlib.contextmanager
    def filled_database(cls):
        with postgres.primary() as cls.primary, contextlib.ExitStack() as stack:
            with super().filled_database() as source:
                cls.primary.load(source, DATABASE)
            cls.replica = stack.enter_context(postgres.replica(cls.primary))
            stack.enter_context(postgres.reached(cls.primary, DATABASE, cls.replica))
            rows = harness.query(DATABASE, TOKENS)
            cls.pages = {n: f"/my/orders/{n}/tracking?access_token={token}" for n, token in rows}
            yield DATABASE

    def make_trouble(self):
        self.assertTrue(harness.wait_for(self.servers.leader, 60), self.servers.tail())
        # the first order gets another link
        pages = list(self.pages.values())[1:]
        with hosts.Readers(self.servers.url_of(0), pages) as readers:
            self.check_read_from_replica()
            for _ in range(TIMES):
                self.lose_primary()
                self.lose_leader()
            for _ in range(TIMES):
                self.lose_replica()
        print(
            f"\n{readers.answered} pages, {readers.refused} times none, longest wait "
            f"{readers.longest:.1f} s",
            flush=True,
        )
        self.check_pages("afterwards")

    # ------------------------------------------------------------------ pages

    def check_pages(self, when, *, among=None):
        """Each host gives pages."""
        path = next(iter(self.pages.values()))
        for host in among or self.servers.servers:
            address = f"http://{harness.HOST}:{host.port}{path}"
            found = harness.wait_for(lambda address=address: hosts.fetch(address, 10), 120)
            self.assertTrue(found, f"{host.name}, {when}: {host.tail()}")

    def tell_pages(self, when):
        """How many of the hosts give pages: nothing that one may count on."""
        path = next(iter(self.pages.values()))
        places = [f"http://{harness.HOST}:{host.port}{path}" for host in self.servers.servers]
        given = [place for place in places if hosts.fetch(place, 10)]
        print(f"\n{when}: {len(given)} of {len(places)} hosts give pages", flush=True)

    def check_read_from_replica(self):
        """What the replica was not told yet is not on the page; where an answer leads, it is, and
        so it is for who comes by a link that is newer than what the replica knows."""
        order, path = next(iter(self.pages.items()))
        self.assertTrue(harness.wait_for(self.primary.is_copied, 60), self.replica.tail())
        with self.replica.left_behind():
            harness.query(DATABASE, RENAME, "NEWNAME", "newtoken", order)
            for host in self.servers.servers:
                place = f"http://{harness.HOST}:{host.port}/my/orders/{order}"
                old = hosts.fetch(f"{place}/tracking?{path.partition('?')[2]}")
                self.assertTrue(old and "NEWNAME" not in old, host.tail())
                for page in ("handover/done", "tracking", "receipt"):
                    new = hosts.fetch(f"{place}/{page}?access_token=newtoken")
                    self.assertIn("NEWNAME", new, f"{page}: {host.tail()}")
            self.assertEqual(self.health(), "behind")
        self.pages[order] = f"/my/orders/{order}/tracking?access_token=newtoken"
        self.assertTrue(harness.wait_for(lambda: self.shows("NEWNAME", self.pages[order]), 60))
        self.assertEqual(self.health(), "follows")
        self.check_all_read_only(order)

    def check_all_read_only(self, order):
        """No page that only shows something wants to write when it is opened."""
        host = self.servers.servers[0]
        for page in PAGES:
            address = f"http://{harness.HOST}:{host.port}/my/orders/{order}/{page}"
            hosts.fetch(f"{address}?access_token=newtoken")
            [*_before, (_path, _status, read_from)] = [
                row for row in host.read() if row[0].startswith(f"/my/orders/{order}/{page}?")
            ]
            self.assertEqual(read_from, "ro", page)

    def shows(self, text, path):
        return text in hosts.fetch(self.servers.url_of(0) + path)

    def health(self):
        """How the replica is."""
        with harness.environment(DATABASE) as env:
            return replica.look(env).state

    def said(self):
        """What the health page says of the replica, and what to do."""
        with harness.environment(DATABASE) as env:
            lines = {line["code"]: line for line in env["order.health"]._report()["lines"]}
            return lines["replica"]["text"] + lines["replica"]["todo"]

    # ------------------------------------------------------------------ misfortunes

    def lose_primary(self):
        """It hangs, then it dies: the replica's pages go on meanwhile."""
        with self.primary.paused():
            time.sleep(PAUSE)
        self.check_pages("after a pause of the primary")
        self.primary.kill()
        self.tell_pages("without a primary")
        time.sleep(PAUSE)
        self.primary.start()
        self.assertTrue(harness.wait_for(harness.database_answers, 120, every=1))
        self.check_pages("with a primary again")

    def lose_leader(self):
        self.assertTrue(harness.wait_for(self.servers.leader, 120), self.servers.tail())
        leader = self.servers.leader()
        leader.die()
        [other] = [host for host in self.servers.servers if host is not leader]
        self.check_pages("without the other host", among=[other])
        self.assertTrue(
            harness.wait_for(lambda: self.servers.leader() is other, 120), self.servers.tail()
        )
        leader.come_back()
        self.assertTrue(harness.wait_for(leader.answers, 240), leader.tail())

    def lose_replica(self):
        """Odoo turns to the primary by itself, and the page says what is the matter."""
        self.replica.kill()
        self.check_pages("without the replica")
        self.assertIn("primary database serves its pages", self.said())
        self.replica.start()
        self.assertTrue(harness.wait_for(self.primary.is_copied, 120), self.replica.tail())
        self.assertEqual(self.health(), "follows")
