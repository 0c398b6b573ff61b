"""USPS Tracking v3. What is expected was read from the payload by hand."""

import json

import pytest
from carrier_samples import dumped, loaded, sample, utc

import connectors
from connectors.errors import AccountError, BadMessage, Throttled, TokenExpired, Unavailable
from connectors.values import Account, Parcel

USPS = connectors.get("usps")
NUMBER = "9400109104250532908587"

# GMTTimestamp, code, eventCode of the twelve events, oldest first
EVENTS = [
    ("2024-11-15 16:32:33", "info_received", "GX"),
    ("2024-11-18 16:10:31", "picked_up", "03"),
    ("2024-11-18 22:01:35", "in_transit", "SF"),
    ("2024-11-18 23:02:52", "in_transit", "10"),
    ("2024-11-19 11:16:41", "in_transit", "T1"),
    ("2024-11-19 17:11:23", "in_transit", "TL"),
    ("2024-11-19 23:07:58", "in_transit", "TL"),
    ("2024-11-20 06:11:52", "in_transit", "TL"),
    ("2024-11-20 06:13:31", "in_transit", "A1"),
    ("2024-11-22 13:59:45", "in_transit", "07"),
    ("2024-11-22 14:10:45", "out_for_delivery", "OF"),
    ("2024-11-22 18:58:40", "delivered", "01"),
]


def event(code="10", words="", at="2024-11-22T13:58:00Z", **more):
    return {"eventCode": code, "eventType": words, "GMTTimestamp": at, **more}


def parsed(*events, **more):
    [update] = USPS.parse(dumped({"trackingNumber": NUMBER, "trackingEvents": list(events)} | more))
    return update


def test_a_delivered_parcel():
    [update] = USPS.parse(sample("usps", "tracking_v3_delivered_12_events.json"), headers={})
    assert (update.tracking_number, update.status) == (NUMBER, "delivered")
    assert (update.raw_status, update.carrier_code) == ("Delivered", "usps")
    assert update.status_text.startswith("Your item was delivered to a parcel locker at 1:58 pm")
    assert update.service == "USPS Ground Advantage™", "without the markup"
    assert update.unique_id == "110158946"
    assert (update.eta, update.signed_by) == (None, "")
    found = [(event.occurred_at, event.code, event.raw_code) for event in update.events]
    assert found == [(utc(at), code, raw) for at, code, raw in EVENTS]
    assert {event.tz_source for event in update.events} == {"utc"}
    assert update.events[-1].local_time == "2024-11-22T13:58:00"
    assert update.events[-1].text == "Delivered, Parcel Locker"
    assert update.events[-1].location == "HERNANDO, FL 34442"
    assert update.events[8].location == "JACKSONVILLE FL DISTRIBUTION CENTER"
    assert len({event.key for event in update.events}) == 12


@pytest.mark.parametrize(
    ("told", "instant", "source"),
    [
        ({"GMTTimestamp": "2024-04-04T14:03:12.041Z"}, "2024-04-04 14:03:12.041000", "utc"),
        ({"GMTTimestamp": "2024-04-04T14:03:12"}, "2024-04-04 14:03:12", "utc"),
        ({"GMTTimestamp": None, "GMTOffset": "-7:00"}, "2024-11-22 20:58:00", "offset"),
        ({"GMTTimestamp": "", "GMTOffset": "-05:00"}, "2024-11-22 18:58:00", "offset"),
        ({"GMTTimestamp": None}, "2024-11-22 13:58:00", "assumed"),
        ({"GMTTimestamp": None, "eventTimestamp": None}, None, "received"),
    ],
)
def test_times(told, instant, source):
    [found] = parsed(event() | {"eventTimestamp": "2024-11-22T13:58:00"} | told).events
    assert (found.occurred_at, found.tz_source) == (instant and utc(instant), source)


@pytest.mark.parametrize(
    ("code", "words", "status"),
    [
        ("02", "Notice Left (No Authorized Recipient Available)", "attempt_failed"),
        ("04", "Refused", "exception"),
        ("05", "Undeliverable as Addressed", "exception"),
        ("09", "Return to Sender", "returning"),
        ("16", "Available for Pickup", "available_for_pickup"),
        ("01", "Delivered, To Original Sender", "returned"),
        ("1", "Delivered, Front Door/Porch", "delivered"),
        (1, "Delivered", "delivered"),
        ("??", "Inbound Into Customs", "customs"),
        ("??", "In Transit to Next Facility", "in_transit"),
        ("??", "Out for Delivery, Expected Delivery by 9:00pm", "out_for_delivery"),
        ("??", "Delivered, Individual Picked Up at Post Office", "delivered"),
        ("??", "Delivery Attempted - No Access to Delivery Location", "attempt_failed"),
        ("??", "Brand new", None),
        ("", "", None),
    ],
)
def test_codes(code, words, status):
    assert parsed(event(code, words)).events[0].code == status


@pytest.mark.parametrize(
    ("category", "status"),
    [
        ("Delivered", "delivered"),
        ("Out for Delivery", "out_for_delivery"),
        ("In Transit", "in_transit"),
        ("In-Transit", "in_transit"),
        ("Accepted", "picked_up"),
        ("Pre-Shipment", "info_received"),
        ("Available for Pickup", "available_for_pickup"),
        ("Delivery Attempt: Action Needed", "attempt_failed"),
        ("Alert", "exception"),
        ("Brand New", "unknown"),
        ("", "picked_up"),
        (None, "picked_up"),
    ],
)
def test_the_category_comes_first(category, status):
    assert parsed(event("03"), statusCategory=category).status == status


def test_without_a_category_the_status_text():
    assert parsed(event("03"), status="Out for Delivery").status == "out_for_delivery"
    assert parsed(event("03"), statusCategory="Brand new", status="Delivered").status == "delivered"


def test_an_alert_is_what_happened():
    assert parsed(event("09"), statusCategory="Alert").status == "returning"
    refused = parsed(event("04", "Refused"), statusCategory="Alert")
    assert (refused.status, refused.events[0].reason) == ("exception", "refused")


def test_a_status_that_nobody_knows():
    assert parsed(event("??"), statusCategory="Brand new").status == "unknown"
    assert parsed().status == "pending"


@pytest.mark.parametrize(
    ("told", "eta", "until"),
    [
        (
            {
                "predictedDeliveryDate": "2024-11-23",
                "predictedDeliveryWindowStartTime": "1:00 pm",
                "predictedDeliveryWindowEndTime": "17:30",
                "expectedDeliveryTimeStamp": "2024-11-24T00:00:00",
            },
            "2024-11-23 13:00",
            "2024-11-23 17:30",
        ),
        (
            {"deliveryDateExpectation": {"expectedDeliveryDate": "2024-11-23"}},
            "2024-11-23 00:00",
            "2024-11-23 23:59:59",
        ),
        (
            {"expectedDeliveryTimeStamp": "2024-11-23T00:00:00"},
            "2024-11-23 00:00",
            "2024-11-23 23:59:59",
        ),
        ({"expectedDeliveryTimeStamp": "2024-11-23T21:00:00Z"}, "2024-11-23 21:00", None),
        (
            {"guaranteedDeliveryDate": "2024-11-23", "predictedDeliveryDate": "string"},
            "2024-11-23 00:00",
            "2024-11-23 23:59:59",
        ),
        ({"guaranteedDeliveryDate": "3 Business Days"}, None, None),
    ],
)
def test_estimates(told, eta, until):
    update = parsed(**told)
    assert (update.eta, update.eta_until) == (eta and utc(eta), until and utc(until))


def test_who_signed():
    assert parsed(event("01", name="J DOE")).signed_by == "J DOE"


def test_a_summary_has_texts_only():
    body = {
        "trackingNumber": NUMBER,
        "eventSummaries": [
            "Delivered, November 22, 2024, 1:58 pm, HERNANDO, FL 34442",
            "Out for Delivery, November 22, 2024, 9:10 am, HERNANDO, FL 34442",
        ],
    }
    [update] = USPS.parse(dumped(body))
    assert update.status == "delivered"
    assert [event.code for event in update.events] == ["out_for_delivery", "delivered"]
    assert {event.tz_source for event in update.events} == {"received"}


def test_several_parcels():
    said = loaded("usps", "tracking_v3_delivered_12_events.json")
    updates = USPS.parse(dumped([said, said | {"trackingNumber": "2"}, {"error": {}}]))
    assert [update.tracking_number for update in updates] == [NUMBER, "2"]


# Refusals -------------------------------------------------------------------------------------


def test_an_error_of_placeholders():
    with pytest.raises(BadMessage):
        USPS.parse(sample("usps", "error.json"))


@pytest.mark.parametrize(
    ("code", "message", "error"),
    [
        ("401", "The token has expired", TokenExpired),
        ("401", "Unauthorized", AccountError),
        ("403", "Forbidden", AccountError),
        ("429", "Too many requests", Throttled),
        ("503", "Service unavailable", Unavailable),
        ("400", "OASValidation", BadMessage),
    ],
)
def test_refusals(code, message, error):
    body = {"apiVersion": "v3", "error": {"code": code, "message": message, "errors": []}}
    with pytest.raises(error):
        USPS.parse(dumped(body), headers={"Retry-After": "60"})


@pytest.mark.parametrize(
    ("code", "message"),
    [("404", "Not found"), ("400", "A status update is not yet available on your package.")],
)
def test_an_unknown_number_is_no_error(code, message):
    [update] = USPS.parse(dumped({"error": {"code": code, "message": message}}))
    assert (update.tracking_number, update.status, update.problem) == ("", "pending", message)


# Requests -------------------------------------------------------------------------------------

ACCOUNT = Account(key="client", secret="hidden", token="T0KEN")


def test_asking():
    [request] = USPS.requests_for([Parcel("9400 1091 0425 0532 9085 87")], ACCOUNT)
    assert request.url == f"https://apis.usps.com/tracking/v3/tracking/{NUMBER}"
    assert request.params == {"expand": "DETAIL"}
    assert request.headers["Authorization"] == "Bearer T0KEN"


def test_a_token():
    [request] = USPS.requests_for([], ACCOUNT, purpose="token")
    assert request.url == "https://apis.usps.com/oauth2/v3/token"
    assert json.loads(request.body) == {
        "client_id": "client",
        "client_secret": "hidden",
        "grant_type": "client_credentials",
    }


def test_it_does_not_push():
    assert not USPS.pushes and not USPS.signed
    assert USPS.verify(b"{}", {}, "s") is False
