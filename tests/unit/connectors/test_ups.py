"""UPS: Track and Track Alert. What is expected was read from the payloads by hand."""

import json
from base64 import b64encode

import pytest
from carrier_samples import dumped, loaded, sample, utc

import connectors
from connectors.errors import AccountError, BadMessage, Throttled, TokenExpired, Unavailable
from connectors.values import Account, Parcel

UPS = connectors.get("ups")
NUMBER = "1Z204W4R0308071865"


def answer(*packages, **shipment):
    shipment = {"inquiryNumber": NUMBER, "package": list(packages)} | shipment
    return dumped({"trackResponse": {"shipment": [shipment]}})


def activity(kind="I", code="AR", words="", **more):
    status = {"type": kind, "code": code, "description": words}
    return {"date": "20240423", "time": "091519", "status": status, **more}


def package(*activities, **more):
    return {"trackingNumber": NUMBER, "activity": list(activities)} | more


def parsed(*activities, **more):
    [update] = UPS.parse(answer(package(*activities, **more)))
    return update


def test_the_documented_example():
    """Its package has a placeholder for a number: the one asked for stands."""
    [update] = UPS.parse(sample("ups", "track_v1_schema_example.json"), headers={})
    assert (update.tracking_number, update.carrier_code) == ("1Z023E2X0214323462", "ups")
    assert (update.status, update.raw_status) == ("exception", "SR")
    assert update.service == "UPS Ground"
    assert (update.eta, update.eta_until) == (None, None)
    [event] = update.events
    assert event.occurred_at == utc("2021-02-10 07:13:56")
    assert (event.tz_source, event.local_time) == ("assumed", "20210210 071356")
    assert (event.code, event.raw_code, event.reason) == ("exception", "SR", "customs")
    assert event.text == "Your package was released by the customs agency."
    assert event.location == "Wayne, NJ 07470, US"


def test_a_push():
    [update] = UPS.parse(sample("ups", "track_alert_out_for_delivery.json"), kind="push")
    assert (update.tracking_number, update.status) == (NUMBER, "out_for_delivery")
    assert not update.full, "one event, not the history"
    assert update.eta == utc("2024-04-23 00:00")
    assert update.eta_until == utc("2024-04-23 23:59:59"), "by the end of the day"
    [event] = update.events
    assert (event.occurred_at, event.tz_source) == (utc("2024-04-23 13:15:19"), "utc")
    assert event.local_time == "20240423 091519"
    assert (event.code, event.raw_code) == ("out_for_delivery", "OT")
    assert event.location == "Charlotte, NC 30004, US"


def test_a_pushed_delivery():
    """UPSTrackAlert.yaml, example 2."""
    body = {
        "trackingNumber": NUMBER,
        "localActivityDate": "20240423",
        "localActivityTime": "095004",
        "activityLocation": {"city": "CHARLOTTE", "stateProvince": "NC", "country": "US"},
        "activityStatus": {"type": "D", "code": "FS", "description": "Delivered"},
        "gmtActivityDate": "20240423",
        "gmtActivityTime": "135004",
        "actualDeliveryDate": "20240423",
        "actualDeliveryTime": "095004",
        "receivedBy": "John",
    }
    [update] = UPS.parse(dumped(body), kind="push")
    assert (update.status, update.signed_by) == ("delivered", "John")
    assert update.events[0].occurred_at == utc("2024-04-23 13:50:04")
    assert update.eta is None


def test_a_pushed_change_of_date_says_no_status():
    body = loaded("ups", "track_alert_out_for_delivery.json")
    body["activityStatus"] = {"type": "U", "code": "UP", "description": "Updated Delivery Date"}
    body |= {"deliveryStartTime": "150000", "deliveryEndTime": "170000"}
    [update] = UPS.parse(dumped(body), kind="push")
    assert (update.status, update.events[0].code) == (None, None)
    assert (update.eta, update.eta_until) == (utc("2024-04-23 15:00"), utc("2024-04-23 17:00"))


def test_a_push_and_an_answer_tell_one_event():
    [pushed] = UPS.parse(sample("ups", "track_alert_out_for_delivery.json"), kind="push")
    asked = parsed(
        activity(
            "I",
            "OT",
            "Out For Delivery Today",
            gmtDate="20240423",
            gmtTime="13:15:19",
            gmtOffset="-04:00",
            location={"address": {"city": "CHARLOTTE", "countryCode": "US"}},
        )
    )
    assert asked.events[0].key == pushed.events[0].key


@pytest.mark.parametrize(
    ("told", "instant", "source"),
    [
        ({"gmtDate": "20240423", "gmtTime": "74700"}, "2024-04-23 07:47:00", "utc"),
        ({"gmtDate": "20240423", "gmtTime": "13:15:59"}, "2024-04-23 13:15:59", "utc"),
        ({"gmtDate": "20240423", "gmtTime": "121356"}, "2024-04-23 12:13:56", "utc"),
        ({"gmtDate": 20240423, "gmtTime": 74700}, "2024-04-23 07:47:00", "utc"),
        ({"gmtDate": "2024-04-24", "gmtTime": "0:00:05"}, "2024-04-24 00:00:05", "utc"),
        ({"gmtOffset": "-04:00"}, "2024-04-23 13:15:19", "offset"),
        ({"gmtOffset": "-04.00"}, "2024-04-23 13:15:19", "offset"),
        ({"gmtDate": "20240423", "gmtTime": None}, "2024-04-23 09:15:19", "assumed"),
        ({"gmtDate": "20240423", "gmtTime": "noon"}, "2024-04-23 09:15:19", "assumed"),
        ({}, "2024-04-23 09:15:19", "assumed"),
        ({"time": None}, "2024-04-23 00:00:00", "assumed"),
        ({"time": None, "date": ""}, None, "received"),
    ],
)
def test_times(told, instant, source):
    [event] = parsed(activity(**told)).events
    assert (event.occurred_at, event.tz_source) == (instant and utc(instant), source)


def test_an_order_that_contradicts_the_specification():
    """Newest first by the specification; the other way round is seen too."""
    early, late = activity(time="080000"), activity("D", "FS", time="120000")
    for told in ([early, late], [late, early]):
        codes = [(event.code, event.sequence) for event in parsed(*told).events]
        assert codes == [("in_transit", 0), ("delivered", 1)]


@pytest.mark.parametrize(
    ("kind", "code", "words", "status"),
    [
        ("M", "MP", "Shipper created a label", "info_received"),
        ("M", "DP", "Shipment ready for UPS, manifest processed.", "info_received"),
        ("MV", "VP", "Manifest cancelled", "cancelled"),
        ("M", "VP", "Manifest cancelled and shipment voided", "cancelled"),
        ("I", "OR", "Origin Scan", "picked_up"),
        ("I", "PU", "Pickup Scan", "picked_up"),
        ("P", "", "Pickup", "picked_up"),
        ("I", "DP", "Departed from Facility", "in_transit"),
        ("I", "AR", "Arrived at Facility", "in_transit"),
        ("I", "EP", "Export Scan", "in_transit"),
        ("I", "99", "brand new", "in_transit"),
        ("I", "YP", "Processing at UPS Facility", "in_transit"),
        ("I", "OD", "Loaded on Delivery Vehicle", "in_transit"),
        ("D", "OD", "Loaded on Delivery Vehicle", "in_transit"),
        ("I", "OT", "Out For Delivery Today", "out_for_delivery"),
        ("D", "OT", "Out For Delivery Today", "out_for_delivery"),
        ("I", "YF", "USPS Out for Delivery", "out_for_delivery"),
        ("X", "YF", "The post office was unable to deliver the package as addressed.", "exception"),
        ("I", "ZZ", "Your package has cleared customs", "customs"),
        ("I", "4C", "UPS is preparing your package for clearance.", "customs"),
        ("D", "FS", "DELIVERED", "delivered"),
        ("D", "KB", "DELIVERED", "delivered"),
        ("D", "F4", "DELIVERED", "delivered"),
        ("D", "MQ", "Porch", "delivered"),
        ("D", "2Q", "Delivered To UPS Access Point™", "available_for_pickup"),
        ("D", "1N", "The package was delivered to a locker", "available_for_pickup"),
        ("D", "2W", "Package Picked Up At UPS Access Point", "delivered"),
        ("D", "B0", "Package Delivered To Original Sender", "returned"),
        ("D", "FS", "Returned to shipper", "returned"),
        ("X", "48", "The receiver was not available for delivery.", "attempt_failed"),
        ("X", "17", "A late UPS trailer arrival has delayed delivery.", "exception"),
        ("X", "UF", "We're in the process of returning this package to the sender.", "returning"),
        ("X", "RS", "UPS initiated contact with receiver for clearance information.", "exception"),
        ("RS", "", "Returned", "returning"),
        ("U", "UP", "Updated Delivery Date", None),
        ("NA", "", "", None),
        ("brand", "new", "", None),
        ("", "OT", "", "out_for_delivery"),
        ("d", "fs", "", "delivered"),
    ],
)
def test_codes(kind, code, words, status):
    """Table: developer.ups.com, Tracking, appendix; carriers.md where that leaves a choice."""
    [event] = parsed(activity(kind, code, words)).events
    assert event.code == status
    assert event.raw_code == (code or kind)


@pytest.mark.parametrize(
    ("summary", "status"),
    [
        ({"type": "D", "code": "011", "description": "Delivered"}, "delivered"),
        ({"code": "021"}, "out_for_delivery"),
        ({"type": "I", "code": "017"}, "available_for_pickup"),
        ({"type": "X", "code": "SR", "statusCode": "003"}, "exception"),
        ({"type": "X", "code": "XX", "statusCode": "022"}, "attempt_failed"),
        ({"code": "D", "description": "Delivered"}, "delivered"),
        ({"code": "036", "description": "Returning to Sender: In Transit"}, "returning"),
        ({"code": "999"}, "unknown"),
        ({"type": "?", "code": "?"}, "unknown"),
        ({"type": "I", "code": "?", "statusCode": 6}, "in_transit"),
        ({"description": "On the Way"}, "in_transit"),
        ({"type": "U", "code": "UP"}, "in_transit"),
        ({}, "in_transit"),
        (None, "in_transit"),
    ],
)
def test_the_summary_comes_first(summary, status):
    """What UPS says of the package as a whole; else its newest activity."""
    assert parsed(activity(), currentStatus=summary).status == status


def test_a_status_that_nobody_knows():
    assert parsed(activity("?", "?"), currentStatus={"code": "?"}).status == "unknown"
    assert parsed().status == "pending"


@pytest.mark.parametrize(
    ("dates", "hours", "eta", "until"),
    [
        ({"SDD": "20240425"}, {}, "2024-04-25 00:00", "2024-04-25 23:59:59"),
        ({"SDD": "20240425", "RDD": "20240426"}, {}, "2024-04-26 00:00", "2024-04-26 23:59:59"),
        (
            {"SDD": "20240425"},
            {"type": "EDW", "startTime": "140000", "endTime": "180000"},
            "2024-04-25 14:00",
            "2024-04-25 18:00",
        ),
        (
            {"SDD": "20240425"},
            {"type": "CMT", "endTime": "103000"},
            "2024-04-25 10:30",
            "2024-04-25 10:30",
        ),
        ({"DEL": "20240425"}, {"type": "DEL", "endTime": "093000"}, None, None),
        ({"SDD": "soon"}, {}, None, None),
    ],
)
def test_estimates(dates, hours, eta, until):
    told = [{"type": kind, "date": date} for kind, date in dates.items()]
    update = parsed(deliveryDate=told, deliveryTime=hours)
    assert (update.eta, update.eta_until) == (eta and utc(eta), until and utc(until))


def test_every_package_of_every_shipment():
    body = json.loads(answer(package(), package(trackingNumber="1Z204W4R0308071866")))
    body["trackResponse"]["shipment"].append({"package": [package(trackingNumber="7798339175")]})
    numbers = [update.tracking_number for update in UPS.parse(dumped(body))]
    assert numbers == [NUMBER, "1Z204W4R0308071866", "7798339175"]


def test_an_unknown_number_is_no_error():
    warning = {"code": "TW0001", "message": "Tracking Information Not Found"}
    [update] = UPS.parse(answer(package=None, warnings=[warning]))
    assert (update.tracking_number, update.status, update.events) == (NUMBER, "pending", ())
    assert (update.raw_status, update.problem) == ("TW0001", "Tracking Information Not Found")


def test_a_number_that_is_none():
    [update] = UPS.parse(sample("ups", "track_v1_error_TV1002.json"))
    assert (update.tracking_number, update.status) == ("", "pending")
    assert update.problem == "Invalid inquiry number"


def test_a_wrong_key():
    with pytest.raises(AccountError, match="Invalid Access License number") as told:
        UPS.parse(sample("ups", "track_v1_error_250003_auth.json"))
    assert told.value.code == "250003"


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("250002", AccountError),
        ("251004", TokenExpired),
        ("UJ0001", TokenExpired),
        ("10429", Throttled),
        ("10004", Unavailable),
        ("VSS100", Unavailable),
        ("VSS300", BadMessage),
    ],
)
def test_refusals(code, error):
    body = {"response": {"errors": [{"code": code, "message": "Why."}]}}
    with pytest.raises(error, match="Why."):
        UPS.parse(dumped(body), headers={})


def test_the_answer_to_a_subscription():
    body = {"validTrackingNumbers": [NUMBER], "invalidTrackingNumbers": ["1Z1234567$8"]}
    [update] = UPS.parse(dumped(body))
    assert (update.tracking_number, update.status) == ("1Z1234567$8", None)
    assert update.problem


def test_pushes_are_known_by_their_address():
    assert UPS.pushes and not UPS.signed
    assert UPS.verify(b"{}", {"x-api-key": "client", "credential": "s"}, "s") is False
    assert UPS.acknowledge().status == 200


# Requests -------------------------------------------------------------------------------------

ACCOUNT = Account(key="client", secret="hidden", token="T0KEN")


def test_asking():
    [request] = UPS.requests_for([Parcel("1z 204w4r0308071865")], ACCOUNT)
    assert request.url == f"https://onlinetools.ups.com/api/track/v1/details/{NUMBER}"
    assert request.params["locale"] == "en_US"
    assert request.headers["Authorization"] == "Bearer T0KEN"
    assert request.headers["transId"] and request.headers["transactionSrc"]


def test_a_token():
    [request] = UPS.requests_for([], ACCOUNT, purpose="token")
    assert request.url == "https://onlinetools.ups.com/security/v1/oauth/token"
    assert request.headers["Authorization"] == "Basic " + b64encode(b"client:hidden").decode()
    assert request.body == b"grant_type=client_credentials"


def test_subscribing_by_the_hundred():
    parcels = [Parcel(f"1Z204W4R0308{n:06}") for n in range(150)] + [Parcel("7798339175")]
    first, second = UPS.requests_for(parcels, ACCOUNT, purpose="subscribe")
    assert first.url.endswith("/api/track/v2/subscription/standard/package")
    assert len(json.loads(first.body)["trackingNumberList"]) == len(first.parcels) == 100
    assert len(second.parcels) == 50, "only 1Z and 1R numbers can be followed"
    assert json.loads(first.body)["locale"] == "en_US"


def test_enhanced_subscriptions():
    account = Account(token="t", settings={"enhanced": True})
    [request] = UPS.requests_for([Parcel(NUMBER)], account, purpose="subscribe")
    assert "/enhanced/" in request.url
    assert json.loads(request.body)["eventPreferences"] == ["D", "I", "M", "X"]


def test_a_subscription_ends_by_itself():
    assert UPS.limits.subscription_days == 14
    with pytest.raises(ValueError):
        UPS.requests_for([Parcel(NUMBER)], ACCOUNT, purpose="stop")


def test_proof_of_delivery_comes_as_pictures():
    told = {"signature": {"image": "AAAA"}, "deliveryPhoto": {"photo": "BBBB"}}
    update = parsed(deliveryInformation=told)
    assert update.extra["pictures"] == (("signature", "AAAA"), ("photo", "BBBB"))
    assert "pictures" not in parsed(deliveryInformation={"signature": "none"}).extra
