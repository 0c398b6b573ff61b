"""What every source has in common."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from carrier_samples import utc

import connectors
from connectors.base import Connector
from connectors.errors import ConnectorError
from connectors.values import Account, Parcel

REPOSITORY = Path(__file__).resolve().parents[3]
ACCOUNT = Account(
    base_url="http://127.0.0.1:9/simulator/",
    key="the-key",
    secret="the-secret",
    customer="the-customer",
    token="the-token",
    push_secret="the-push-secret",
    callback_url="https://shop.example/logistics/push/the-address-token",
)
PARCEL = Parcel(
    "1Z 204W-4R0308071865",
    carrier_code="x",
    phone="13800000000",
    postcode="10001",
    source_id="id/1",
)
NOW = utc("2026-11-22 10:00")
SECRETS = ("the-key", "the-secret", "the-token", "the-push-secret", "the-address-token")
PURPOSES = ("query", "subscribe", "stop", "delete", "token")
CODES = "kuaidi100 kdniao sf_express 17track aftership easypost dhl_unified ups fedex usps".split()


def test_the_sources():
    assert sorted(connectors.codes()) == sorted(CODES)


def test_an_unknown_source():
    with pytest.raises(LookupError, match="'pigeon'.*fedex"):
        connectors.get("pigeon")


@pytest.mark.parametrize("name", ["connectors", "order_tracking_logistics.connectors"])
def test_importable_without_odoo_under_both_names(name):
    """The second as it is without the add-on's own __init__, which needs Odoo."""
    script = f"""
import sys, types
sys.modules["odoo"] = None
package = types.ModuleType("order_tracking_logistics")
package.__path__ = ["order_tracking_logistics"]
if "." in {name!r}:
    sys.modules["order_tracking_logistics"] = package
import importlib
module = importlib.import_module({name!r})
assert module.get("ups").code == "ups"
"""
    folder = REPOSITORY / "order_tracking_logistics" if "." not in name else REPOSITORY
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, env=environment, check=True, timeout=60
    )


@pytest.fixture(params=CODES)
def connector(request):
    return connectors.get(request.param)


def test_it_says_who_it_is(connector, request):
    assert isinstance(connector, Connector)
    assert connector.code in CODES and connectors.get(connector.code) is connector
    assert connector.name
    assert connector.base_url.startswith(("https://", "http://")), connector.base_url
    assert not connector.base_url.endswith("/")


def test_sane_limits(connector):
    limits = connector.limits
    assert 1 <= limits.batch <= 100
    assert 0 < limits.per_second <= 100
    assert 1800 <= limits.interval <= 86400
    assert 1 <= limits.concurrency <= 20
    assert limits.daily is None or limits.daily >= 100
    if limits.per_parcel_daily:
        assert limits.interval * limits.per_parcel_daily >= 86400
    assert all(isinstance(fields, tuple) for fields in limits.extra_fields.values())


def asked(connector, purpose, count=1):
    parcels = [replace(PARCEL, tracking_number=f"1Z204W4R030807{n:04}") for n in range(count)]
    try:
        return connector.requests_for(parcels, ACCOUNT, purpose=purpose, now=NOW)
    except ValueError:
        return None


def test_requests_go_to_the_address_of_the_account(connector):
    """So that a simulator can stand in, and a region be chosen."""
    for purpose in PURPOSES:
        for request in asked(connector, purpose) or ():
            assert request.url.startswith("http://127.0.0.1:9/simulator/"), request.url
            assert request.method in {"GET", "POST", "PUT", "DELETE"}
            assert request.purpose == purpose
            assert request.body is None or isinstance(request.body, bytes)


def test_every_parcel_is_asked_about_once(connector):
    requests = asked(connector, "query", 101)
    numbers = [number for request in requests for number in request.parcels]
    assert sorted(numbers) == sorted(set(numbers))
    assert len(numbers) == 101
    assert all(len(request.parcels) <= connector.limits.batch for request in requests)


def test_no_parcel_no_request(connector):
    assert connector.requests_for([], ACCOUNT, now=NOW) == []


def test_an_unknown_purpose(connector):
    with pytest.raises(ValueError):
        connector.requests_for([PARCEL], ACCOUNT, purpose="dance", now=NOW)


def test_a_number_stays_in_its_place(connector):
    strange = replace(PARCEL, tracking_number="../../token?x=1#", source_id="")
    for request in connector.requests_for([strange], ACCOUNT, now=NOW):
        path = request.url.removeprefix("http://127.0.0.1:9/simulator")
        assert not {"..", "?", "#"} & set(re.findall(r"\.\.|[?#]", path))
        assert request.parcels == ("../../token?x=1#",)


def test_secrets_are_not_shown(connector):
    for purpose in PURPOSES:
        shown = repr(asked(connector, purpose))
        assert not [secret for secret in SECRETS if secret in shown and secret != "the-key"], shown
    assert not [secret for secret in SECRETS if secret in repr(ACCOUNT)]


def test_what_says_that_it_subscribes_does(connector):
    assert connector.subscribes == bool(asked(connector, "subscribe"))
    assert connector.pushes or not connector.subscribes


def test_what_no_source_sends(connector):
    bodies = (b"", b"\x00", b"<html>502 Bad Gateway</html>", b"null", b"{}")
    for body, kind in product(bodies, ("query", "push")):
        with pytest.raises(ConnectorError):
            connector.parse(body, kind=kind, headers={})


def test_nothing_is_verified_by_chance(connector):
    names = ("sign", "X-Hmac-Signature", "fdx-signature", "aftership-hmac-sha256", "é")
    for body, secret, value in product(
        (b"", b"{}", b"\xff\x00", b"sign=x&param=y"),
        ("", "the-secret", "ключ\ud800", "秘密"),
        ("", "x", "hmac-sha256-hex=", "é\ud800", "=" * 500),
    ):
        assert connector.verify(body, dict.fromkeys(names, value), secret) is False
        assert connector.verify(body, {}, secret) is False


def test_pushes_are_acknowledged(connector):
    reply = connector.acknowledge(b"{}", ok=True)
    assert reply.status == 200 and isinstance(reply.body, bytes)
    again = connector.acknowledge(b"{}", ok=False)
    assert again != reply, "the source must be able to tell them apart"


def test_a_push_without_an_id(connector):
    assert connector.delivery_id(b"\xff", {}) is None
