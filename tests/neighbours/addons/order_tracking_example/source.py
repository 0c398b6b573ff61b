"""Example Parcels pushes JSON: ``{"number": "X1", "events": [{"at": "…", "state": "done"}]}``."""

import hashlib
import hmac

from odoo.addons.order_tracking_logistics import connectors
from odoo.addons.order_tracking_logistics.connectors import keys, reading, sequence, times
from odoo.addons.order_tracking_logistics.connectors.answers import status_of
from odoo.addons.order_tracking_logistics.connectors.base import Connector
from odoo.addons.order_tracking_logistics.connectors.errors import BadMessage

STATES = {"taken": "picked_up", "moving": "in_transit", "done": "delivered"}


class ExampleParcels(Connector):
    code = "example"
    name = "Example Parcels"
    base_url = "https://parcels.example.com"
    signed = True
    pushes = True

    def parse(self, body, *, kind="query", headers=None):
        said = reading.as_object(body, what=self.name)
        number = reading.text(said.get("number"))
        if not number:
            raise BadMessage.ours("nameless")
        told = [_event(number, row) for row in reading.listed(said.get("events"))]
        events = sequence.oldest_first(told, newest_first=False)
        return [connectors.ParcelUpdate(number, self.code, status_of(events), events=events)]

    def verify(self, body, headers, secret):
        stated = reading.header(headers, "X-Signature")
        wanted = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        return bool(secret) and hmac.compare_digest(stated.encode(), wanted.encode())

    def requests_for(self, parcels, account, *, purpose="query", now=None):
        raise ValueError(f"{self.name} cannot be asked: it pushes.")


def _event(number, row):
    instant, found_by = times.read(row.get("at"))
    state = reading.text(row.get("state"))
    return connectors.Event(
        instant,
        local_time=reading.text(row.get("at")),
        tz_source=found_by,
        code=STATES.get(state),
        raw_code=state,
        key=keys.event_key("example", number, instant, state),
    )


connector = ExampleParcels()
connectors.register("example", __name__)
