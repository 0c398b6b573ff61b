"""FedEx: Track and the webhook. What is expected was read from the payloads by hand."""

import base64
import hashlib
import hmac
import json

import pytest
from carrier_samples import dumped, loaded, sample, utc

import connectors
from connectors.errors import AccountError, BadMessage, Throttled, TokenExpired, Unavailable
from connectors.values import Account, Parcel

FEDEX = connectors.get("fedex")
NUMBER = "738488882438"

# (UTC, code, eventType) of the 17 scans, oldest first; offsets -05:00 and -04:00 in the payload
SCANS = [
    ("2024-08-15 00:00:00", "picked_up", "PU"),
    ("2024-08-15 15:36:00", "info_received", "OC"),
    ("2024-08-15 23:35:00", "in_transit", "AR"),
    ("2024-08-15 23:40:27", "in_transit", "AE"),
    ("2024-08-16 00:29:25", "in_transit", "DP"),
    ("2024-08-16 09:34:00", "in_transit", "AR"),
    ("2024-08-16 12:35:16", "in_transit", "DP"),
    ("2024-08-16 23:39:00", "in_transit", "AR"),
    ("2024-08-17 12:52:11", "in_transit", "DP"),
    ("2024-08-18 07:39:18", "in_transit", "IT"),
    ("2024-08-18 20:03:54", "in_transit", "IT"),
    ("2024-08-19 13:13:51", "in_transit", "IT"),
    ("2024-08-19 18:31:00", "in_transit", "AR"),
    ("2024-08-20 05:29:05", "in_transit", "DP"),
    ("2024-08-20 10:38:00", "in_transit", "AR"),
    ("2024-08-20 10:47:00", "out_for_delivery", "OD"),
    ("2024-08-20 16:41:57", "delivered", "DL"),
]


def result(*scans, latest=None, unique_id="1~2~FDEG", **more):
    info = {"trackingNumber": NUMBER, "trackingNumberUniqueId": unique_id}
    return {
        "trackingNumberInfo": info,
        "latestStatusDetail": latest,
        "scanEvents": list(scans),
        **more,
    }


def answer(*results):
    complete = {"trackingNumber": NUMBER, "trackResults": list(results)}
    return dumped({"output": {"completeTrackResults": [complete]}})


def scan(kind="IT", date="2024-01-01T10:00:00-05:00", derived="", **more):
    return {"eventType": kind, "date": date, "derivedStatusCode": derived, **more}


def parsed(*scans, **more):
    [update] = FEDEX.parse(answer(result(*scans, **more)))
    return update


def test_a_delivered_parcel():
    [update] = FEDEX.parse(sample("fedex", "track_v1_delivered_17_scans.json"), headers={})
    assert (update.tracking_number, update.status) == (NUMBER, "delivered")
    assert (update.raw_status, update.status_text) == ("DL", "Delivered")
    assert update.unique_id == "12028~738488882438~FDEG"
    assert (update.signed_by, update.service) == ("JDOE", "FedEx Ground")
    assert update.eta == utc("2024-08-21 06:00"), "the estimated window is empty"
    found = [(event.occurred_at, event.code, event.raw_code) for event in update.events]
    assert found == [(utc(at), code, raw) for at, code, raw in SCANS]
    assert [event.tz_source for event in update.events] == ["assumed"] + ["offset"] * 16
    assert update.events[0].local_time == "2024-08-15T00:00:00"
    assert update.events[15].text == "On FedEx vehicle for delivery"
    assert update.events[15].location == "HOLBROOK, NY 11741, US"
    assert update.events[1].location == "56003, US"


def test_an_answer_with_errors_in_it():
    """One result has data and an error, the other number is not known yet."""
    first, second = FEDEX.parse(sample("fedex", "track_v1_doc_example_mixed_errors.json"))
    assert (first.tracking_number, first.status) == ("123456789012", "picked_up")
    assert first.unique_id == "245822~123456789012~FDEG"
    assert first.problem == "Please provide tracking number."
    assert (first.eta, first.eta_until) == (utc("2021-10-01 08:00"), utc("2021-10-15 06:00"))
    [event] = first.events
    assert (event.occurred_at, event.code) == (utc("2018-02-02 19:01"), "picked_up")
    assert event.text == "Picked Up: Package available for clearance"
    assert event.reason == "weather"
    assert (second.tracking_number, second.status) == ("39936862321", "pending")
    assert second.raw_status == "TRACKING.TRACKINGNUMBER.NOTFOUND"
    assert second.problem.startswith("Tracking number cannot be found.")


def test_a_number_that_is_used_again():
    """Two parcels, the newest first; their histories stay apart."""
    old = result(scan("DL", "2023-01-05T10:00:00-05:00"), unique_id="1~old~FDEG")
    new = result(scan("IT", "2024-01-05T10:00:00-05:00"), unique_id="2~new~FDEG")
    for told in ([old, new], [new, old]):
        updates = FEDEX.parse(answer(*told))
        assert [(u.unique_id, u.status) for u in updates] == [
            ("2~new~FDEG", "in_transit"),
            ("1~old~FDEG", "delivered"),
        ]
        assert [len(update.events) for update in updates] == [1, 1]


def test_one_scan_of_two_parcels_has_two_keys():
    first, second = FEDEX.parse(
        answer(result(scan(), unique_id="1~a~F"), result(scan(), unique_id="2~b~F"))
    )
    assert first.events[0].key != second.events[0].key


def test_parcels_without_ids_are_told_apart_by_their_day():
    def shipped(day):
        dates = [{"type": "SHIP", "dateTime": f"{day}T00:00:00-06:00"}]
        return result(scan(date=f"{day}T10:00:00Z"), unique_id="", dateAndTimes=dates)

    updates = FEDEX.parse(answer(shipped("2023-05-01"), shipped("2024-05-01")))
    assert [update.unique_id for update in updates] == ["2024-05-01", "2023-05-01"]
    [alone] = FEDEX.parse(answer(shipped("2023-05-01")))
    assert alone.unique_id == ""


@pytest.mark.parametrize(
    ("kind", "derived", "code"),
    [
        ("OC", "IN", "info_received"),
        ("MD", "", "info_received"),
        ("PU", "PU", "picked_up"),
        ("PX", "", "picked_up"),
        ("AF", "IT", "in_transit"),
        ("LO", "IT", "in_transit"),
        ("DY", "DY", "in_transit"),
        ("CD", "SE", "customs"),
        ("CC", "IT", "customs"),
        ("OD", "IT", "out_for_delivery"),
        ("HL", "HL", "available_for_pickup"),
        ("DE", "DE", "attempt_failed"),
        ("SE", "SE", "exception"),
        ("DL", "DL", "delivered"),
        ("RS", "RS", "returning"),
        ("CA", "CA", "cancelled"),
        ("RR", "IT", None),
        ("AE", "IT", "in_transit"),
        ("??", "IT", "in_transit"),
        ("??", "??", None),
    ],
)
def test_codes(kind, derived, code):
    """developer.fedex.com, tracking status codes; the scan's own code before the derived one."""
    [event] = parsed(scan(kind, derived=derived)).events
    assert (event.code, event.raw_code) == (code, kind)


@pytest.mark.parametrize(
    ("latest", "status"),
    [
        ({"code": "OD", "derivedCode": "IT"}, "out_for_delivery"),
        ({"code": "??", "derivedCode": "IT"}, "in_transit"),
        ({"code": "dl"}, "delivered"),
        ({"code": "??"}, "unknown"),
        ({"code": "", "derivedCode": None}, "picked_up"),
        (None, "picked_up"),
    ],
)
def test_the_latest_status_comes_first(latest, status):
    assert parsed(scan("PU"), latest=latest).status == status


def test_a_status_that_nobody_knows():
    update = parsed(scan("??"), latest={"code": "??"})
    assert (update.status, update.raw_status) == ("unknown", "??")
    assert parsed().status == "pending"


def test_a_delivery_to_the_shipper():
    returned = parsed(
        scan("DL", "2024-01-05T10:00:00Z"),
        scan("RS", "2024-01-03T10:00:00Z"),
        latest={"code": "DL"},
    )
    assert returned.status == "returned"
    assert [event.code for event in returned.events] == ["returning", "returned"]


def test_reasons():
    refused = scan("DE", exceptionDescription="Package refused by recipient")
    update = parsed(refused, scan("DY"), scan("CD"))
    reasons = {event.raw_code: event.reason for event in update.events}
    assert reasons == {"DE": "refused", "DY": "delayed", "CD": "customs"}


@pytest.mark.parametrize(
    ("told", "eta", "until"),
    [
        (
            {"estimatedDeliveryTimeWindow": {"window": {"begins": "2024-01-02T09:00:00-05:00"}}},
            "2024-01-02 14:00",
            None,
        ),
        (
            {"dateAndTimes": [{"type": "ESTIMATED_DELIVERY", "dateTime": "2024-01-03T20:00:00Z"}]},
            "2024-01-03 20:00",
            None,
        ),
        (
            {"standardTransitTimeWindow": {"window": {"ends": "2024-01-04T20:00:00Z"}}},
            "2024-01-04 20:00",
            "2024-01-04 20:00",
        ),
        (
            {"dateAndTimes": [{"type": "ACTUAL_DELIVERY", "dateTime": "2024-01-03T20:00:00Z"}]},
            None,
            None,
        ),
    ],
)
def test_estimates(told, eta, until):
    update = parsed(**told)
    assert (update.eta, update.eta_until) == (eta and utc(eta), until and utc(until))


@pytest.mark.parametrize("wrap", ["whole", "output", "complete", "flat", "single", "list"])
def test_a_push_in_any_envelope(wrap):
    said = loaded("fedex", "track_v1_delivered_17_scans.json")
    complete = said["output"]["completeTrackResults"]
    body = {
        "whole": said,
        "output": said["output"],
        "complete": {"completeTrackResults": complete},
        "flat": {"trackResults": complete[0]["trackResults"]},
        "single": complete[0]["trackResults"][0],
        "list": complete[0]["trackResults"],
    }[wrap]
    [asked] = FEDEX.parse(dumped(said))
    [pushed] = FEDEX.parse(dumped(body), kind="push")
    assert pushed == asked


# Signature ------------------------------------------------------------------------------------

BODY = sample("fedex", "track_v1_delivered_17_scans.json")
DIGEST = hmac.new(b"security token", BODY, hashlib.sha256).digest()


@pytest.mark.parametrize(
    "signature",
    [base64.b64encode(DIGEST).decode(), DIGEST.hex(), DIGEST.hex().upper(), f" {DIGEST.hex()} "],
)
def test_a_signature_in_both_spellings(signature):
    assert FEDEX.verify(BODY, {"FDX-Signature": signature}, "security token")
    assert not FEDEX.verify(BODY, {"FDX-Signature": signature}, "another token")
    assert not FEDEX.verify(BODY[:-1], {"FDX-Signature": signature}, "security token")


def test_a_published_vector():
    """RFC 4231, test case 2, and the same as base64."""
    body = b"what do ya want for nothing?"
    for signature in (
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=",
    ):
        assert FEDEX.verify(body, {"fdx-signature": signature}, "Jefe")


def test_without_a_secret_nothing_is_true():
    empty = base64.b64encode(hmac.new(b"", BODY, hashlib.sha256).digest()).decode()
    assert not FEDEX.verify(BODY, {"fdx-signature": empty}, "")
    assert not FEDEX.verify(BODY, {"fdx-signature": base64.b64encode(DIGEST).decode().lower()}, "x")


def test_a_push_has_no_id():
    assert FEDEX.delivery_id(BODY, {}) is None


# Refusals -------------------------------------------------------------------------------------


def test_a_request_that_was_wrong():
    with pytest.raises(BadMessage) as told:
        FEDEX.parse(sample("fedex", "error_401.json"))
    assert told.value.code == "TRACKING.TRACKINGNUMBER.EMPTY"


@pytest.mark.parametrize(
    ("code", "message", "error"),
    [
        ("NOT.AUTHORIZED.ERROR", "The given JWT is invalid.", TokenExpired),
        ("NOT.AUTHORIZED.ERROR", "Access token expired", TokenExpired),
        ("NOT.AUTHORIZED.ERROR", "We could not authenticate your credentials.", AccountError),
        ("FORBIDDEN.ERROR", "We could not authorize your credentials.", AccountError),
        ("RATE.LIMIT.EXCEEDED", "Too many", Throttled),
        ("INTERNAL.SERVER.ERROR", "Sorry", Unavailable),
        ("SERVICE.UNAVAILABLE.ERROR", "Sorry", Unavailable),
        ("BRAND.NEW", "?", BadMessage),
    ],
)
def test_refusals(code, message, error):
    with pytest.raises(error):
        FEDEX.parse(dumped({"errors": [{"code": code, "message": message}]}), headers={})


def test_an_unknown_number_as_an_answer():
    body = {"errors": [{"code": "TRACKING.TRACKINGNUMBER.NOTFOUND", "message": "No."}]}
    [update] = FEDEX.parse(dumped(body))
    assert (update.tracking_number, update.status, update.problem) == ("", "pending", "No.")


def test_a_number_that_is_not_unique():
    update = parsed(error={"code": "TRACKING.DATA.NOTUNIQUE", "message": "Choose."})
    assert (update.status, update.problem) == ("unknown", "Choose.")


# Requests -------------------------------------------------------------------------------------

ACCOUNT = Account(key="client", secret="hidden", token="T0KEN")


def test_asking_by_thirty():
    parcels = [Parcel(f"7384888824{n:02}") for n in range(31)]
    parcels[0] = Parcel("7384-8888-2438", "FDXG", source_id="12028~738488882438~FDEG")
    first, second = FEDEX.requests_for(parcels, ACCOUNT)
    assert (first.method, first.url) == (
        "POST",
        "https://apis.fedex.com/track/v1/trackingnumbers",
    )
    body = json.loads(first.body)
    assert body["includeDetailedScans"] is True
    assert len(body["trackingInfo"]) == len(first.parcels) == 30
    assert body["trackingInfo"][0]["trackingNumberInfo"] == {
        "trackingNumber": NUMBER,
        "trackingNumberUniqueId": "12028~738488882438~FDEG",
        "carrierCode": "FDXG",
    }
    assert body["trackingInfo"][1] == {"trackingNumberInfo": {"trackingNumber": "738488882401"}}
    assert len(second.parcels) == 1
    assert first.headers["Authorization"] == "Bearer T0KEN"


def test_a_token():
    [request] = FEDEX.requests_for([], ACCOUNT, purpose="token")
    assert request.url == "https://apis.fedex.com/oauth/token"
    assert request.body == b"grant_type=client_credentials&client_id=client&client_secret=hidden"


def test_webhooks_are_set_up_elsewhere():
    assert FEDEX.pushes and not FEDEX.subscribes
    with pytest.raises(ValueError):
        FEDEX.requests_for([Parcel("1")], ACCOUNT, purpose="subscribe")
