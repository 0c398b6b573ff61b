"""What services really send beside the samples: other shapes of the same message, refusals,
codes that are new. Made here after the sources' documents; the shapes of SF's reasons (lists) and
of DHL's links in descriptions are those that public clients of these services read and test.
"""

import gzip
import json

import pytest
from carrier_samples import dumped, utc

import connectors
from connectors import reading
from connectors.errors import AccountError, BadMessage, Throttled, TokenExpired, Unavailable


def parsed(source, said, kind="query"):
    body = said if isinstance(said, bytes) else dumped(said)
    [update] = connectors.get(source).parse(body, kind=kind, headers={})
    return update


def sf(*routes, **more):
    """A gateway's answer about one parcel."""
    told = {"routeResps": [{"mailNo": "SF1011603494291", "routes": list(routes), **more}]}
    return gateway({"success": True, "errorCode": "S0000", "msgData": told})


def gateway(business):
    return {"apiResultCode": "A1000", "apiResultData": json.dumps(business)}


def sf_route(**more):
    return {"acceptTime": "2024-05-09 10:11:26", "remark": "x", "opCode": "999", **more}


def kdniao(**more):
    return {"EBusinessID": "1", "LogisticCode": "39990433", "Success": True, "Traces": [], **more}


def seventeen(status, sub):
    latest = {"status": status, "sub_status": sub}
    data = {"number": "A1", "carrier": 100003, "track_info": {"latest_status": latest}}
    return {"event": "TRACKING_UPDATED", "data": data}


def easypost(status, detail):
    point = {"datetime": "2024-01-01T10:00:00Z", "status": status, "status_detail": detail}
    tracker = {"object": "Tracker", "tracking_code": "A1", "tracking_details": [point]}
    return {**tracker, "status": status, "status_detail": detail}


@pytest.mark.parametrize(
    ("source", "said", "status", "raw"),
    [
        # a code that is new stays as it is told; what it belongs to is the status
        ("kdniao", kdniao(State=3, StateEx="399"), "delivered", "399"),
        ("kdniao", kdniao(State="9", StateEx="999"), "unknown", "999"),
        ("kuaidi100", {"nu": "A1", "state": "999", "data": [{"context": "x"}]}, "unknown", "999"),
        ("17track", seventeen("InTransit", "InTransit_CustomsDelayed"), "customs", None),
        ("17track", seventeen("Teleported", "Teleported_Fast"), "unknown", "Teleported_Fast"),
        ("sf_express", sf(sf_route(secondaryStatusCode="1101")), "available_for_pickup", "999"),
        ("sf_express", sf(sf_route(secondaryStatusCode=401)), "delivered", "999"),
        ("sf_express", sf(sf_route()), "unknown", "999"),
        # numbers where texts are usual
        (
            "kuaidi100",
            {"nu": 12345678, "state": 14, "status": 200, "data": [{}]},
            "exception",
            "14",
        ),
        ("sf_express", sf(sf_route(opCode=80, firstStatusCode=4)), "delivered", "80"),
        # an attempt in vain, whatever the status beside it
        ("easypost", easypost("out_for_delivery", "delivery_exception"), "attempt_failed", None),
        ("easypost", easypost("unknown", "delivery_exception"), "attempt_failed", None),
        ("easypost", easypost("delivered", "delivery_exception"), "delivered", None),
        # an alert says in words what it is about
        (
            "usps",
            {"trackingNumber": "94", "statusCategory": "Alert", "status": "Return to Sender"},
            "returning",
            "Alert",
        ),
    ],
)
def test_status(source, said, status, raw):
    update = parsed(source, said)
    assert update.status == status
    assert raw in (None, update.raw_status)


def test_kuaidi100_gave_up_and_found_another_carrier():
    result = {"nu": "V030344422", "com": "yuantong", "status": "201", "state": "0", "data": []}
    said = {"status": "abort", "message": "3天查询无记录", "autoCheck": "1", "comNew": "ems"}
    update = parsed("kuaidi100", {**said, "lastResult": result}, kind="push")
    assert (update.status, update.stopped, update.problem) == ("pending", True, "3天查询无记录")
    assert (update.carrier_code, update.carrier_corrected) == ("ems", True)


def test_a_day_is_all_of_it():
    said = {"object": "Tracker", "tracking_code": "A1", "est_delivery_date": "2025-05-12"}
    update = parsed("easypost", said)
    assert update.eta == utc("2025-05-12 00:00:00")
    assert update.eta_until == utc("2025-05-12 23:59:59")


def test_why_sf_has_no_routes():
    update = parsed("sf_express", sf(reasonCode=["20028"], reasonRemark=["月结卡号不匹配"]))
    assert (update.status, update.problem) == ("pending", "月结卡号不匹配")
    assert parsed("sf_express", sf(reasonCode=["20028"])).problem == "20028"
    assert parsed("sf_express", sf(reasonCode="20028")).problem == "20028"


def test_a_question_that_sf_refuses_is_no_fault_of_sf():
    for code in ("S0001", "20012"):
        wrong = gateway({"success": "false", "errorCode": code, "errorMsg": "x", "msgData": None})
        with pytest.raises(BadMessage) as told:
            connectors.get("sf_express").parse(dumped(wrong))
        assert told.value.code == code
    with pytest.raises(Unavailable):
        parsed("sf_express", gateway({"success": False, "errorCode": "S0003", "errorMsg": "x"}))


def test_a_number_that_kdniao_refuses_is_no_fault_of_kdniao():
    refused = {"EBusinessID": "1", "Success": False, "ResultCode": "401", "Reason": "数据错误"}
    update = parsed("kdniao", refused)
    assert (update.status, update.raw_status, update.problem) == ("unknown", "401", "数据错误")


def test_a_subscription_that_ups_refuses_as_a_whole_is_not_accepted():
    """UPSTrackAlert.yaml: the answer names wrong numbers beside the error."""
    error = {"code": "VSS300", "message": "Locale is required."}
    said = {"invalidTrackingNumbers": ["1Z1234567$8"], "response": {"errors": [error]}}
    with pytest.raises(BadMessage, match="Locale"):
        connectors.get("ups").parse(dumped(said))


def test_links_in_what_dhl_says():
    words = "Arrived (<a href='https://example.com/a/very/long/path/of/a/link'>link</a>)"
    point = {"timestamp": "2026-04-13T16:05:00Z", "statusCode": "transit", "description": words}
    shipment = {"id": "CQ964395186DE", "status": point, "events": [point]}
    update = parsed("dhl_unified", {"shipments": [shipment]})
    assert update.events[0].text == update.status_text == "Arrived (link)"
    assert update.events[0].occurred_at == utc("2026-04-13 16:05:00")


@pytest.mark.parametrize("source", ["dhl_unified", "usps"])
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("oauth.v2.InvalidApiKey", AccountError),
        ("policies.ratelimit.QuotaViolation", Throttled),
        ("keymanagement.service.invalid_access_token", TokenExpired),
        ("messaging.adaptors.http.flow.GatewayTimeout", Unavailable),
    ],
)
def test_the_gateway_in_front_of_a_source_refuses(source, code, kind):
    said = {"fault": {"faultstring": "No", "detail": {"errorcode": code}}}
    with pytest.raises(kind) as told:
        connectors.get(source).parse(dumped(said), headers={"RETRY-AFTER": "30"})
    assert told.value.code == code
    assert getattr(told.value, "retry_after", None) == (30.0 if kind is Throttled else None)


BODIES = {
    "kuaidi100": {"nu": "A1", "com": "ems", "status": "200", "state": "3", "data": [{}]},
    "kdniao": kdniao(State="3"),
    "sf_express": sf(sf_route(opCode="80")),
    "17track": seventeen("Delivered", "Delivered_Other"),
    "aftership": {"meta": {"code": 200}, "data": {"tracking_number": "A1", "tag": "Delivered"}},
    "easypost": easypost("delivered", "arrived_at_destination"),
    "dhl_unified": {"shipments": [{"id": "A1", "status": {"statusCode": "delivered"}}]},
    "ups": {"trackingNumber": "A1", "activityStatus": {"type": "D", "code": "FS"}},
    "fedex": {
        "trackingNumberInfo": {"trackingNumber": "A1"},
        "latestStatusDetail": {"code": "DL"},
        "scanEvents": [],
    },
    "usps": {"trackingNumber": "A1", "statusCategory": "Delivered", "trackingEvents": None},
}


@pytest.mark.parametrize("source", connectors.codes())
def test_a_body_with_a_mark_of_its_order_of_bytes_or_compressed(source):
    plain = dumped(BODIES[source])
    update = parsed(source, plain)
    assert update.status == "delivered"
    assert parsed(source, b"\xef\xbb\xbf" + plain) == update
    assert parsed(source, gzip.compress(plain)) == update


@pytest.mark.parametrize("source", connectors.codes())
def test_a_small_body_does_not_become_a_huge_one(source):
    bomb = gzip.compress(b'{"data": "' + b"a" * 50_000_000 + b'"}')
    for body in (bomb, bomb[:500]):
        with pytest.raises(BadMessage):
            connectors.get(source).parse(body)
    assert len(reading.unpacked(bomb)) == reading.MAX_BYTES + 1
