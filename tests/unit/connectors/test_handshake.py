"""Access tokens for sources that log in before they push."""

import base64
import json
from datetime import timedelta

import pytest
from carrier_samples import utc
from hypothesis import given
from hypothesis import strategies as st

from connectors import handshake

NOW = utc("2026-11-22 10:00")
SECRET = "the-push-secret"  # noqa: S105
FORM = b"grant_type=client_credentials"


def basic(secret, client="any"):
    return {"AUTHORIZATION": "Basic " + base64.b64encode(f"{client}:{secret}".encode()).decode()}


def token(secret=SECRET, now=NOW):
    reply = handshake.reply(FORM, basic(secret), secret, now)
    assert reply.status == 200
    return json.loads(reply.body)


def bearer(text):
    return {"authorization": f"Bearer {text}"}


def test_a_token_is_good_until_its_end():
    told = token()
    assert (told["token_type"], told["expires_in"]) == ("Bearer", handshake.LIFETIME)
    headers = bearer(told["access_token"])
    assert handshake.valid(headers, SECRET, NOW)
    end = NOW + timedelta(seconds=handshake.LIFETIME)
    assert handshake.valid(headers, SECRET, end - timedelta(seconds=1))
    assert not handshake.valid(headers, SECRET, end)
    assert not handshake.valid(headers, "another", NOW)
    assert not handshake.valid(headers, "", NOW)
    assert not handshake.valid({}, SECRET, NOW)


def test_the_end_cannot_be_moved():
    end, _dot, sign = token()["access_token"].partition(".")
    assert not handshake.valid(bearer(f"{int(end) + 1}.{sign}"), SECRET, NOW)


def test_the_secret_in_the_form():
    body = FORM + b"&client_id=x&client_secret=" + SECRET.encode()
    assert handshake.reply(body, {}, SECRET, NOW).status == 200


@pytest.mark.parametrize(
    ("body", "headers", "secret", "status"),
    [
        (FORM, {}, SECRET, 401),
        (FORM, basic("wrong"), SECRET, 401),
        (FORM, basic(""), "", 401),
        (FORM, {"Authorization": "Basic !!"}, SECRET, 401),
        (b"grant_type=password", basic(SECRET), SECRET, 400),
        (b"\xff", basic(SECRET), SECRET, 400),
    ],
)
def test_refusals(body, headers, secret, status):
    assert handshake.reply(body, headers, secret, NOW).status == status


@given(body=st.binary(max_size=60), text=st.text(max_size=60))
def test_nothing_strange_passes(body, text):
    headers = {"Authorization": text}
    assert handshake.reply(body, headers, SECRET, NOW).status in (400, 401)
    assert not handshake.valid(headers, SECRET, NOW)
