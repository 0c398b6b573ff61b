"""A push that begins like gzip and is none: refused or kept, and answered, by every source."""

import pytest

import connectors
from connectors.errors import BadMessage

BODY = b"\x1f\x8bparam={}&sign=x&RequestData={}&DataSign=x"


@pytest.mark.parametrize("code", connectors.codes())
def test_it_is_told_apart_and_answered(code):
    connector = connectors.get(code)
    assert connector.verify(BODY, {}, "secret") is False
    assert connector.delivery_id(BODY, {}) is None
    assert connector.acknowledge(BODY).status == 200
    with pytest.raises(BadMessage):
        connector.parse(BODY, kind="push", headers={})
