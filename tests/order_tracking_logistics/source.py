"""A small source of tracking data on this machine, and the builders of tests that ask it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from .common import ShipmentCase

PARAMETER = "order_tracking_logistics.local_sources"


class Source:
    """Answers every request by ``answer(asked)``; ``asked`` remembers them all.

    ``answer`` returns (status, body) or (status, body, headers); bytes, text or JSON.
    """

    def __init__(self, answer):
        self.answer, self.asked = answer, []
        self.lock = threading.Lock()
        source = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                source._handle(self)

            do_POST = do_DELETE = do_GET

            def log_message(self, *_args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def _handle(self, handler):
        length = int(handler.headers.get("Content-Length") or 0)
        asked = Asked(handler, handler.rfile.read(length))
        with self.lock:
            self.asked.append(asked)
        status, body, *more = self.answer(asked)
        body = (
            body
            if isinstance(body, bytes)
            else body.encode()
            if isinstance(body, str)
            else (json.dumps(body).encode())
        )
        handler.send_response(status)
        headers = {"Content-Length": str(len(body)), **(more[0] if more else {})}
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)


class Asked:
    """One request as it came."""

    def __init__(self, handler, body):
        url = urlsplit(handler.path)
        self.method, self.path, self.body = handler.command, url.path, body
        self.query = {name: values[0] for name, values in parse_qs(url.query).items()}
        self.headers = dict(handler.headers.items())

    def json(self):
        return json.loads(self.body)


class PollCase(ShipmentCase):
    """Shipments of connectors that ask a source of the test's own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(PARAMETER, "1")

    def source(self, answer):
        found = Source(answer)
        self.addCleanup(found.close)
        return found

    def connector(self, code, source, **values):
        secrets = {"account_key": "key-of-ours-1", "account_secret": "secret-of-ours-2"}
        return self.env["tracking.connector"].create(
            {
                "name": code,
                "code": code,
                "base_url": source.url,
                "per_second": 1000,
                **secrets,
                **values,
            }
        )

    def parcels(self, connector, *numbers, **values):
        """Shipments without a delivery."""
        return self.env["order.shipment"].create(
            [{"number": n, "connector_id": connector.id, **values} for n in numbers]
        )

    def poll(self):
        """One run of the cron, as the server does it."""
        with self.enter_registry_test_mode():
            cron = self.env.ref("order_tracking_logistics.ir_cron_poll")
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()

    def due(self, parcels):
        parcels.next_poll_at = "2026-01-01"
        self.env.flush_all()


def usps(number, *scans, category="In Transit"):
    """An answer of USPS: (code, instant, text) of each scan, newest first."""
    events = [
        {"eventCode": code, "GMTTimestamp": at, "eventType": text, "eventCity": "Berlin"}
        for code, at, text in scans
    ]
    return {"trackingNumber": number, "statusCategory": category, "trackingEvents": events}
