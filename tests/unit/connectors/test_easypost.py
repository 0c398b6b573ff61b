"""EasyPost: trackers, webhooks, refusals. What is expected was read from the payloads by hand."""

import hashlib
import hmac
import json
from base64 import b64encode

import pytest
from carrier_samples import dumped, loaded, sample, utc

import connectors
from connectors.errors import AccountError, BadMessage, Throttled, Unavailable
from connectors.values import Account, Parcel

EASYPOST = connectors.get("easypost")


def parse(name):
    return EASYPOST.parse(sample("easypost", name), kind="push", headers={})


def test_a_pushed_tracker_in_transit():
    [update] = parse("webhook_tracker_updated_in_transit.json")
    assert update.tracking_number == "1"
    assert update.carrier_code == update.carrier == "FedEx"
    assert (update.status, update.raw_status, update.status_text) == (
        "in_transit",
        "in_transit",
        "arrived_at_facility",
    )
    assert update.eta == utc("2024-08-05 00:00")
    assert update.service == "FEDEX_GROUND"
    assert update.unique_id == "trk_1"
    assert update.full and not update.stopped
    assert [
        (event.occurred_at, event.code, event.text, event.location) for event in update.events
    ] == [
        (
            utc("2024-07-31 15:00"),
            "info_received",
            "Shipment information sent to FedEx",
            "32837, US",
        ),
        (utc("2024-07-31 19:27"), "in_transit", "Picked up", "ORLANDO, FL 32809, US"),
        (
            utc("2024-07-31 22:35"),
            "in_transit",
            "Arrived at FedEx location",
            "ORLANDO, FL 32809, US",
        ),
        (
            utc("2024-08-01 14:42:13"),
            "in_transit",
            "Departed FedEx location",
            "ORLANDO, FL 32809, US",
        ),
        (utc("2024-08-02 02:46:19"), "in_transit", "On the way", "KENLY, NC 27542, US"),
        (utc("2024-08-02 18:35:20"), "in_transit", "On the way", "EDISON TWP, NJ 08817, US"),
        (
            utc("2024-08-02 18:50"),
            "in_transit",
            "Arrived at FedEx location",
            "EDISON, NJ 08817, US",
        ),
    ]
    assert [event.sequence for event in update.events] == [0, 1, 2, 3, 4, 5, 6]
    assert {event.tz_source for event in update.events} == {"utc"}
    assert update.events[0].local_time == "2024-07-31T15:00:00Z"
    assert update.events[0].raw_code == "pre_transit"


def test_an_old_payload_without_details():
    [update] = parse("webhook_delivered_legacy.json")
    assert (update.tracking_number, update.carrier_code) == ("EZ4000000004", "UPS")
    assert update.status == "delivered"
    assert update.signed_by == "John Tester"
    assert update.eta == utc("2014-08-27 00:00")
    assert [(event.occurred_at, event.code) for event in update.events] == [
        (utc("2014-08-21 14:24"), "info_received"),
        (utc("2014-08-21 14:48"), "in_transit"),
        (utc("2014-08-22 08:51"), "in_transit"),
        (utc("2014-08-23 09:31"), "in_transit"),
        (utc("2014-08-24 08:10"), "out_for_delivery"),
        (utc("2014-08-24 15:33"), "delivered"),
    ]


@pytest.mark.parametrize("name", ["tracker_list.json", "tracker_retrieve_pre_transit.json"])
def test_a_tracker_that_was_asked_for(name):
    [update] = parse(name)
    assert (update.tracking_number, update.status) == ("EZ1000000001", "info_received")
    assert [event.occurred_at for event in update.events] == [
        utc("2025-04-09 20:40:17"),
        utc("2025-04-10 09:17:17"),
    ]
    assert update.events[1].location == "HOUSTON, TX 77063"


def test_all_trackers_of_a_list():
    said = loaded("easypost", "tracker_list.json")
    other = said["trackers"][0] | {"tracking_code": "EZ2000000002", "status": "in_transit"}
    updates = EASYPOST.parse(dumped(said | {"trackers": [said["trackers"][0], other]}))
    assert [update.tracking_number for update in updates] == ["EZ1000000001", "EZ2000000002"]


def test_what_is_not_about_parcels_says_nothing():
    assert parse("webhook_create.json") == []
    batch = {"id": "evt_1", "object": "Event", "result": {"object": "Batch", "id": "batch_1"}}
    assert EASYPOST.parse(dumped(batch), kind="push") == []


@pytest.mark.parametrize(
    ("status", "detail", "code"),
    [
        ("unknown", "unknown", "unknown"),
        ("error", "", "unknown"),
        ("brand_new", "", "unknown"),
        ("in_transit", "received_at_origin_facility", "picked_up"),
        ("in_transit", "delivery_exception", "attempt_failed"),
        ("in_transit", "brand_new", "in_transit"),
        ("available_for_pickup", "arrived_at_pickup_location", "available_for_pickup"),
        ("failure", "lost", "exception"),
        ("failure", "expired", "expired"),
        ("return_to_sender", "return", "returning"),
        ("return_to_sender", "delivered", "returned"),
        ("cancelled", "cancelled", "cancelled"),
    ],
)
def test_statuses(status, detail, code):
    tracker = {"tracking_code": "EZ1", "status": status, "status_detail": detail}
    scan = {"message": "x", "datetime": "2024-01-01T00:00:00Z", **tracker}
    [update] = EASYPOST.parse(dumped(tracker | {"tracking_details": [scan]}))
    assert (update.status, update.raw_status) == (code, status)
    assert update.events[0].code == (None if code == "unknown" else code)
    assert update.events[0].raw_code == status


def test_reasons():
    scan = {"status": "failure", "status_detail": "refused", "datetime": "2024-01-01T00:00:00Z"}
    [update] = EASYPOST.parse(dumped({"tracking_code": "EZ1", "tracking_details": [scan]}))
    assert (update.status, update.events[0].reason) == ("exception", "refused")


def test_the_key_is_made_of_instant_scan_and_message():
    """Where the place or the status is told later, the event is the same."""
    said = loaded("easypost", "tracker_retrieve_pre_transit.json")
    [before] = EASYPOST.parse(dumped(said))
    for scan in said["tracking_details"]:
        scan |= {"tracking_location": None, "status_detail": "label_created"}
    [after] = EASYPOST.parse(dumped(said))
    assert [event.key for event in before.events] == [event.key for event in after.events]


# Signature ------------------------------------------------------------------------------------

BODY = sample("easypost", "webhook_delivered_legacy.json")


def signed(secret, body=BODY):
    return "hmac-sha256-hex=" + hmac.new(secret, body, hashlib.sha256).hexdigest()


def test_a_signature():
    header = {"x-hmac-signature": signed(b"sec\xc3\xa9ret".replace(b"\xc3\xa9", b"e\xcc\x81"))}
    assert EASYPOST.verify(BODY, header, "sec\u00e9ret"), "the secret is normalised (NFKD)"
    assert EASYPOST.verify(BODY, {"X-Hmac-Signature": signed(b"s").upper()}, "s") is False
    prefix, digest = signed(b"s").split("=")
    assert EASYPOST.verify(BODY, {"X-Hmac-Signature": f"{prefix}={digest.upper()}"}, "s")


def test_a_published_vector():
    """RFC 4231, test case 2."""
    body, digest = (
        b"what do ya want for nothing?",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    )
    assert EASYPOST.verify(body, {"X-Hmac-Signature": f"hmac-sha256-hex={digest}"}, "Jefe")


def test_a_wrong_signature():
    good = {"X-Hmac-Signature": signed(b"s")}
    assert EASYPOST.verify(BODY, good, "s")
    assert not EASYPOST.verify(BODY + b" ", good, "s")
    assert not EASYPOST.verify(BODY, good, "t")
    assert not EASYPOST.verify(BODY, {"X-Hmac-Signature": signed(b"")}, "")
    assert not EASYPOST.verify(BODY, {"X-Hmac-Signature": signed(b"s").split("=")[1]}, "s")


def test_the_id_of_a_push():
    assert EASYPOST.delivery_id(BODY, {}) == "evt_qatAiJDM"
    assert EASYPOST.delivery_id(sample("easypost", "tracker_list.json"), {}) is None
    assert EASYPOST.delivery_id(b"x", {}) is None


# Refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("UNAUTHORIZED", AccountError),
        ("APIKEY.INACTIVE", AccountError),
        ("RATE_LIMITED", Throttled),
        ("INTERNAL_SERVER_ERROR", Unavailable),
        ("BRAND.NEW", BadMessage),
    ],
)
def test_refusals(code, error):
    body = dumped({"error": {"code": code, "message": "Why.", "errors": []}})
    with pytest.raises(error, match="Why.") as told:
        EASYPOST.parse(body, headers={"retry-after": "7"})
    assert told.value.code == code
    assert getattr(told.value, "retry_after", 7) == 7


def test_a_code_that_no_carrier_knows():
    body = dumped({"error": {"code": "TRACKER.CREATE.ERROR", "message": "No carrier."}})
    [update] = EASYPOST.parse(body)
    assert (update.tracking_number, update.status, update.problem) == ("", "pending", "No carrier.")


# Requests -------------------------------------------------------------------------------------

ACCOUNT = Account(key="EZAK")


def test_subscribing():
    [request] = EASYPOST.requests_for(
        [Parcel("EZ1000000001", "USPS")], ACCOUNT, purpose="subscribe"
    )
    assert (request.method, request.url) == ("POST", "https://api.easypost.com/v2/trackers")
    assert request.headers["Authorization"] == "Basic " + b64encode(b"EZAK:").decode()
    assert json.loads(request.body) == {
        "tracker": {"tracking_code": "EZ1000000001", "carrier": "USPS"}
    }


def test_asking():
    known, other = EASYPOST.requests_for(
        [Parcel("EZ1", source_id="trk_aB1"), Parcel("EZ2", "USPS")], ACCOUNT
    )
    assert (known.method, known.url) == ("GET", "https://api.easypost.com/v2/trackers/trk_aB1")
    assert other.params == {"tracking_code": "EZ2", "carrier": "USPS"}
    assert other.parcels == ("EZ2",)


def test_ending():
    [request] = EASYPOST.requests_for(
        [Parcel("EZ1", source_id="trk_aB1"), Parcel("EZ2")], ACCOUNT, purpose="delete"
    )
    assert (request.method, request.url.rpartition("/")[2]) == ("DELETE", "trk_aB1")
