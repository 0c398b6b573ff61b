"""Access tokens: as sources hand them out or refuse them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import connectors
from connectors.errors import AccountError, BadMessage, ConnectorError, Throttled

SOURCES = ("ups", "fedex", "usps")


def read(source, answer):
    return connectors.get(source).read_token(json.dumps(answer).encode())


@pytest.mark.parametrize("source", SOURCES)
def test_a_token(source):
    assert connectors.get(source).wants_token
    assert read(source, {"access_token": "t", "expires_in": 3599}) == ("t", 3599)
    assert read(source, {"access_token": "t", "expires_in": "14399"}) == ("t", 14399)  # UPS
    assert read(source, {"access_token": "t"}) == ("t", 3000)
    assert read(source, {"access_token": "t", "expires_in": "soon"}) == ("t", 3000)


@pytest.mark.parametrize(
    ("source", "answer", "error"),
    [
        ("ups", {"response": {"errors": [{"code": "10401", "message": "x"}]}}, AccountError),
        ("ups", {"response": {"errors": [{"code": "250002", "message": "x"}]}}, AccountError),
        ("ups", {"response": {"errors": [{"code": "10429", "message": "x"}]}}, Throttled),
        (
            "fedex",
            {
                "errors": [
                    {
                        "code": "NOT.AUTHORIZED.ERROR",
                        "message": "The given client credentials were not valid.",
                    }
                ]
            },
            AccountError,
        ),
        ("usps", {"error": "invalid_client", "error_description": "x"}, AccountError),
        ("usps", {"error": {"code": "401", "message": "x"}}, AccountError),
        ("ups", {}, BadMessage),
    ],
)
def test_refusals(source, answer, error):
    with pytest.raises(error):
        read(source, answer)


def test_no_token_is_in_a_message():
    with pytest.raises(BadMessage) as told:
        connectors.get("ups").read_token(b'{"token": "SECRET"}')
    assert "SECRET" not in str(told.value)


@given(st.binary(max_size=50))
def test_no_bytes_do_harm(body):
    for source in SOURCES:
        with pytest.raises(ConnectorError):
            connectors.get(source).read_token(body)
