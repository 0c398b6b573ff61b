"""SF Express: what its samples say, written down from reading them."""

import base64
import hashlib
import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, quote_plus, urlencode

import pytest
from carrier_samples import dumped, keys_of, sample, utc

from connectors import Account, Parcel, get
from connectors.errors import AccountError, BadMessage, Throttled, Unavailable

CODE = "sf_express"
sf_express = get(CODE)
NOW = datetime(2026, 7, 28, 1, 2, 3, tzinfo=UTC)


def parse(name, kind="query"):
    return sf_express.parse(sample(CODE, name), kind=kind, headers={})


def push(*rows):
    return dumped({"Body": {"WaybillRoute": list(rows)}})


def row(**members):
    members = {"opCode": "31", "remark": "快件到达", **members}
    return {"mailno": "SF1", "acceptTime": "2026-05-05 12:08:57", "acceptAddress": "", **members}


def code_of(**members):
    [update] = sf_express.parse(push(row(**members)), kind="push")
    return update.events[0].code


@pytest.mark.parametrize(
    "name", ["routes_business_payload_doc.json", "routes_gateway_envelope_doc.json"]
)
def test_routes_inside_and_outside_the_envelope(name):
    [update] = parse(name)
    assert (update.tracking_number, update.status) == ("SF1011603494291", "delivered")
    # the first remark contradicts its code: the code counts
    assert [(e.occurred_at, e.code, e.raw_code, e.text, e.location) for e in update.events] == [
        (utc("2019-05-09 02:11:26"), "picked_up", "50", "已派件", "深圳"),
        (utc("2019-05-09 10:11:26"), "delivered", "80", "已签收", "深圳"),
    ]
    assert update.full


def test_push():
    [update] = parse("push_WaybillRoute_sandbox.json", "push")
    assert (update.tracking_number, update.status) == ("SF7444703608745", "picked_up")
    assert not update.full
    [event] = update.events
    assert event.occurred_at == utc("2026-05-05 04:08:57")
    assert (event.code, event.raw_code, event.text, event.tz_source) == (
        "picked_up",
        "50",
        "test",
        "fixed",
    )
    assert update.extra["order_number"] == "OrderNum20200612223"


def test_own_grouping_return_and_picture():
    returned, nothing = parse("routes_first_status_return.json")
    assert [e.code for e in returned.events] == [
        "picked_up",
        "out_for_delivery",
        "attempt_failed",
        "returning",
        "returned",
        None,
    ]
    assert returned.events[2].reason == "refused"
    assert returned.status == "returned"
    assert (nothing.tracking_number, nothing.status) == ("SF2000000000002", "pending")


@pytest.mark.parametrize(
    "body",
    [
        sample(CODE, "push_bsp.xml"),
        urlencode({"content": sample(CODE, "push_bsp.xml").decode()}).encode(),
        urlencode({"xml": sample(CODE, "push_bsp.xml").decode()}).encode(),
        quote_plus(sample(CODE, "push_bsp.xml").decode()).encode(),
    ],
    ids=["bare", "content", "xml", "encoded"],
)
def test_push_of_the_older_interface(body):
    [update] = sf_express.parse(body, kind="push")
    assert (update.tracking_number, update.status) == ("231627640143", "in_transit")
    assert update.events[0].occurred_at == utc("2019-05-13 23:09:04")
    assert update.events[0].text == "快件到达 【潍坊市奎文区清溪街营业点】"


def test_routes_of_the_older_interface():
    [update] = parse("routes_bsp.xml")
    assert (update.tracking_number, update.status) == ("113740178251", "in_transit")
    assert [(e.occurred_at, e.code, e.location) for e in update.events] == [
        (utc("2014-01-15 04:17:03"), "picked_up", "东莞市"),
        (utc("2014-01-15 05:23:21"), "in_transit", "东莞市"),
        (utc("2014-01-16 07:50:53"), "in_transit", "广州市"),
    ]


def test_xml_that_attacks():
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
        b'<Request><Body><WaybillRoute mailno="&b;"/></Body></Request>'
    )
    for body in (bomb, bomb.decode().encode("utf-16"), b"<a>", b"<a/>", b"<", b"<\x00/>"):
        with pytest.raises(BadMessage):
            sf_express.parse(body, kind="push")


@pytest.mark.parametrize(
    ("members", "code"),
    [({"opCode": "80"}, "delivered"), ({"opCode": "80", "remark": "退回件已签收"}, "returned")]
    + [({"opCode": "80", "remark": "客户拒收，已签收"}, "returned")]
    + [({"opCode": "80", "remark": "已签收，如需退件请联系"}, "delivered")]
    + [({"opCode": "31", "remark": "快件退回，到达【深圳】"}, "returning")]
    + [({"opCode": "70", "remark": "客户拒收"}, "attempt_failed"), ({"opCode": "648"}, "returning")]
    + [({"opCode": "8000", "remark": "已签收"}, None), ({"opCode": "777"}, None)]
    + [({"opCode": "8000", "firstStatusCode": "4"}, None)]
    + [({"opCode": "777", "firstStatusCode": "11"}, "available_for_pickup")]
    + [({"opCode": "50", "firstStatusCode": 5}, "cancelled"), ({"opCode": 44}, "out_for_delivery")]
    + [({"firstStatusCode": "2", "secondaryStatusName": "清关中"}, "customs")],
)
def test_codes(members, code):
    assert code_of(**members) == code


def test_status_of_a_push_that_says_little():
    [informs] = sf_express.parse(push(row(opCode="8000")), kind="push")
    [unknown] = sf_express.parse(push(row(opCode="777")), kind="push")
    [both] = sf_express.parse(
        push(row(), row(opCode="777", acceptTime="2026-05-05 13:00:00")), kind="push"
    )
    assert (informs.status, unknown.status, both.status) == (None, "unknown", "in_transit")
    assert unknown.raw_status == "777"


def test_parcels_of_one_push_are_told_apart():
    later = row(mailno="SF2", acceptTime="2026-05-05 14:00:00", opCode="80")
    rows = [later, row(), row(mailno="SF2", opCode="50")]
    updates = sf_express.parse(push(*rows), kind="push")
    assert [(u.tracking_number, u.status, len(u.events)) for u in updates] == [
        ("SF2", "delivered", 2),
        ("SF1", "in_transit", 1),
    ]
    assert [e.code for e in updates[0].events] == ["picked_up", "delivered"]


def test_push_and_query_of_an_event_have_one_key():
    pushed = sf_express.parse(push(row(id="177", remark="快件到达 【深圳】")), kind="push")
    route = {"acceptTime": "2026-05-05 12:08:57", "remark": "快件到达  【深圳】 ", "opCode": "31"}
    queried = sf_express.parse(
        dumped({"msgData": {"routeResps": [{"mailNo": "SF1", "routes": [route]}]}})
    )
    assert keys_of(pushed) == keys_of(queried)


def test_refusals():
    with pytest.raises(AccountError) as caught:
        parse("gateway_A1006_bad_digest.json")
    assert caught.value.code == "A1006"
    for code, error in (("A1004", AccountError), ("A1005", Throttled), ("A1099", Unavailable)):
        with pytest.raises(error):
            sf_express.parse(dumped({"apiResultCode": code, "apiResultData": None}))
    with pytest.raises(Unavailable):
        sf_express.parse(dumped({"success": False, "errorCode": "S0009", "errorMsg": "x"}))
    old = (
        b'<Response service="RouteService"><Head>ERR</Head><ERROR code="8001">IP</ERROR></Response>'
    )
    with pytest.raises(AccountError):
        sf_express.parse(old)


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b"a=b", b"\xff", b'{"Body":{}}'])
def test_what_is_none_of_its_messages(body):
    with pytest.raises(BadMessage):
        sf_express.parse(body, kind="push")


def test_a_push_must_name_its_parcel():
    with pytest.raises(BadMessage):
        sf_express.parse(push({"opCode": "50"}), kind="push")


def test_push_is_not_signed():
    assert not sf_express.signed
    assert sf_express.verify(b"{}", {}, "secret") is False


def test_reply_in_the_language_of_the_push():
    assert json.loads(sf_express.acknowledge(push()).body) == {
        "return_code": "0000",
        "return_msg": "成功",
    }
    assert json.loads(sf_express.acknowledge(ok=False).body)["return_code"] == "1000"
    reply = sf_express.acknowledge(sample(CODE, "push_bsp.xml"))
    assert reply.body == b'<Response service="RoutePushService"><Head>OK</Head></Response>'
    assert reply.content_type.startswith("text/xml")
    assert b"ERR" in sf_express.acknowledge(sample(CODE, "push_bsp.xml"), ok=False).body


def fields(request):
    return {name: values[0] for name, values in parse_qs(request.body.decode()).items()}


def test_query():
    account = Account(key="CHECK WORD", customer="PARTNER")
    parcels = [
        Parcel("SF1", phone="13800001234"),
        Parcel("SF2", phone="13800005678"),
        Parcel("SF3", phone="138-0000-1234"),
    ]
    one, two = sf_express.requests_for(parcels, account, now=NOW)
    assert one.url == "https://bspgw.sf-express.com/std/service"
    assert (one.parcels, two.parcels) == (("SF1", "SF3"), ("SF2",))
    sent = fields(one)
    assert json.loads(sent["msgData"]) == {
        "language": "0",
        "trackingType": "1",
        "trackingNumber": ["SF1", "SF3"],
        "methodType": "1",
        "checkPhoneNo": "1234",
    }
    assert sent["timestamp"] == "1785200523000"
    signed = quote_plus(sent["msgData"] + "1785200523000" + "CHECK WORD")
    assert sent["msgDigest"] == base64.b64encode(hashlib.md5(signed.encode()).digest()).decode()
    assert (sent["partnerID"], sent["serviceCode"]) == ("PARTNER", "EXP_RECE_SEARCH_ROUTES")
    assert fields(two)["requestID"] != sent["requestID"]


def test_at_most_ten_numbers():
    parcels = [Parcel(f"SF{n}") for n in range(21)]
    requests = sf_express.requests_for(parcels, Account(), now=NOW)
    assert [len(request.parcels) for request in requests] == [10, 10, 1]


def test_what_cannot_be_asked():
    with pytest.raises(ValueError, match="subscribe"):
        sf_express.requests_for([], Account(), purpose="subscribe", now=NOW)
    with pytest.raises(ValueError, match="time"):
        sf_express.requests_for([], Account())
