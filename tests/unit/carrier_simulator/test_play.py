"""Pushes go out until somebody takes them; the sources misbehave as they are told to."""

import json
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

import connectors
from tests.carrier_simulator.server import Simulator, serving
from tests.carrier_simulator.sources import SOURCES
from tests.carrier_simulator.sources.base import PUSH_SECRET

START = datetime(2026, 11, 1, tzinfo=UTC)
NUMBERS = ["1Z0000000000000001", "1Z0000000000000002"]


class Receiver:
    """Takes pushes; ``refusals``: how many it refuses first, each body once, or ``all`` of them."""

    def __init__(self):
        self.bodies, self.headers, self.refusals, self.all = [], [], 0, False
        self.refused = set()
        receiver, lock = self, threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                code = self.path.strip("/")
                if code.endswith("/token"):  # nobody logs in here
                    return self.send_error(404)
                with lock:
                    refused = receiver.refuses(body)
                    if not refused:
                        receiver.bodies.append(body)
                        receiver.headers.append(dict(self.headers))
                reply = connectors.get(code).acknowledge(body, ok=not refused)
                self.send_response(reply.status)
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, *args):
                pass

        class Server(ThreadingHTTPServer):
            request_queue_size = 128  # all workers of the simulator come at once

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def refuses(self, body):
        """Not the same body again: some sources give up after the third refusal."""
        if self.all:
            return True
        if body in self.refused or len(self.refused) == self.refusals:
            return False
        self.refused.add(body)
        return True


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()


@pytest.fixture
def simulator():
    simulator = Simulator(seed=5, speed=1_000_000, start=START)
    yield simulator
    simulator.pusher.stop()


def play(simulator, receiver, code):
    url = f"{receiver.url}/{code}"
    simulator.control("webhooks", {code: {"url": url}})
    simulator.control("follow", {code: NUMBERS, "all_scans": True})
    end = time.monotonic() + 60
    while simulator.pusher.waiting and time.monotonic() < end:
        time.sleep(0.02)
    assert not simulator.pusher.waiting


def told(code, receiver):
    """All events that were pushed, by parcel and key."""
    found = {}
    for body, headers in zip(receiver.bodies, receiver.headers, strict=True):
        for update in connectors.get(code).parse(body, kind="push", headers=headers):
            events = found.setdefault(update.tracking_number, {})
            events |= {event.key: event for event in update.events}
    return found


@pytest.mark.parametrize("code", [code for code, source in SOURCES.items() if source.pushes])
def test_everything_arrives_whatever_happens(simulator, receiver, code):
    simulator.control("mischief", {"duplicates": 0.5, "reordered": 0.5})
    simulator.control("clock", {"retry_speed": 100_000})
    receiver.refusals = 3
    play(simulator, receiver, code)
    truth = simulator._control_truth({code: NUMBERS})[code]
    for number, events in told(code, receiver).items():
        rows = [(e.occurred_at.isoformat(), e.code, e.text) for e in events.values()]
        assert sorted(rows, key=str) == sorted(
            [tuple(row.values()) for row in truth[number]], key=str
        )
    counts = simulator.pusher.counts
    # a busy machine may break a connection: that is a refusal more, and a body that comes again
    assert counts["refused"] >= 3 and counts["given_up"] == 0
    assert counts["accepted"] == counts["scheduled"] <= len(receiver.bodies)
    assert counts["duplicates"] and counts["reordered"]


def test_a_source_gives_up_after_its_schedule(simulator, receiver):
    simulator.control("clock", {"retry_speed": 1_000_000})
    receiver.all = True
    play(simulator, receiver, "kuaidi100")
    counts = simulator.pusher.counts
    assert counts["given_up"] == counts["scheduled"]
    assert counts["sent"] == counts["scheduled"] * 4  # once, and three times again


def test_forged_pushes_are_told_from_true_ones(simulator, receiver):
    simulator.control("mischief", {"bad_signatures": 1})
    play(simulator, receiver, "easypost")
    verify = connectors.get("easypost").verify
    rows = zip(receiver.bodies, receiver.headers, strict=True)
    found = Counter(verify(body, headers, PUSH_SECRET) for body, headers in rows)
    assert found[True] == found[False] == simulator.pusher.counts["bad_signatures"]


def get(address, **options):
    path = "/easypost/trackers/trk_1Z1"
    return requests.get(address + path, auth=("sim-key", ""), timeout=5, **options)


def test_misbehaviour_on_demand(simulator):
    with serving(simulator) as address:

        def wish(**mischief):
            answer = requests.post(f"{address}/control/mischief", json=mischief, timeout=5)
            assert answer.status_code == 200, answer.text

        assert get(address).status_code == 200
        wish(throttled=1, retry_after=7)
        assert (get(address).status_code, get(address).headers["Retry-After"]) == (429, "7")
        wish(throttled=0, errors=1)
        assert get(address).status_code == 503
        wish(errors=0, halves=1)
        with pytest.raises(requests.exceptions.RequestException):
            get(address)
        wish(halves=0, dead=1)
        with pytest.raises(requests.exceptions.ConnectionError):
            get(address)
        wish(dead=0)
        assert get(address).status_code == 200


def test_nonsense_is_refused_with_the_names_that_there_are(simulator):
    with serving(simulator) as address:
        answer = requests.post(f"{address}/control/mischief", json={"slow": 1}, timeout=5)
        assert answer.status_code == 400 and "duplicates" in answer.json()["error"]
        answer = requests.post(f"{address}/control/nothing", json={}, timeout=5)
        assert answer.status_code == 400
        assert requests.post(f"{address}/easypost/trackers", data=b"[", auth=("sim-key", ""),
                             timeout=5).status_code == 400  # fmt: skip


def test_the_truth_is_the_same_in_every_run():
    def truth(seed):
        simulator = Simulator(seed=seed, speed=0, start=START)
        simulator.pusher.stop()
        return json.dumps(simulator._control_truth({"easypost": NUMBERS}))

    assert truth(1) == truth(1) != truth(2)
