"""DHL Unified. What is expected was read from the payloads by hand."""

import pytest
from carrier_samples import dumped, loaded, sample, utc

import connectors
from connectors.errors import AccountError, BadMessage, Throttled, Unavailable
from connectors.values import Account, Parcel

DHL = connectors.get("dhl_unified")


def parse(name):
    return DHL.parse(sample("dhl_unified", name), kind="query", headers={})


def test_the_documented_example():
    """The number is a JSON number; statusCode and status disagree; times of two kinds."""
    [update] = parse("shipments_doc_example.json")
    assert (update.tracking_number, update.carrier_code) == ("7777777770", "express")
    assert (update.status, update.raw_status) == ("info_received", "pre-transit")
    assert update.eta == utc("2018-08-03 00:00")
    assert update.eta_until == utc("2018-08-03 22:00")
    assert update.extra["eta_remark"] == "By End of Day"
    assert update.signed_by == "John Doe"
    [event] = update.events
    assert (event.occurred_at, event.tz_source) == (utc("2018-03-02 07:53:47"), "assumed")
    assert event.local_time == "2018-03-02T07:53:47"
    assert (event.code, event.raw_code, event.text) == ("info_received", "pre-transit", "JESSICA")
    assert event.location == "Oderweg 2, AMSTERDAM, 1043 AG, NL"


def test_times_with_offsets():
    [update] = parse("shipments_express_delivered_offsets.json")
    assert (update.tracking_number, update.status) == ("1234567890", "delivered")
    assert update.service == "DHL Express Worldwide"
    assert (update.eta, update.eta_until) == (utc("2023-05-15 16:00"), utc("2023-05-15 16:00"))
    assert [
        (event.occurred_at, event.tz_source, event.code, event.text, event.sequence)
        for event in update.events
    ] == [
        (utc("2023-05-15 05:00"), "offset", "out_for_delivery", "With delivery courier", 0),
        (utc("2023-05-15 12:45"), "offset", "delivered", "Delivered", 1),
    ]


def test_all_shipments_of_one_number():
    """Without ``service`` another business unit's parcel can be in the answer as well."""
    said = loaded("dhl_unified", "shipments_express_delivered_offsets.json")
    other = said["shipments"][0] | {"service": "parcel-de", "status": {"statusCode": "transit"}}
    said["shipments"].append(other)
    updates = DHL.parse(dumped(said))
    assert [(u.tracking_number, u.unique_id, u.status) for u in updates] == [
        ("1234567890", "express", "delivered"),
        ("1234567890", "parcel-de", "in_transit"),
    ]


def shipment(**status):
    event = {"timestamp": "2024-01-01T00:00:00Z", **status}
    return {"shipments": [{"id": "1", "status": status, "events": [event]}]}


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"statusCode": "pre-transit"}, "info_received"),
        ({"statusCode": "transit", "status": "delivered"}, "in_transit"),
        ({"statusCode": "TRANSIT"}, "in_transit"),
        ({"statusCode": "failure", "status": "DELIVERED"}, "exception"),
        ({"statusCode": "unknown", "status": "delivered"}, "unknown"),
        ({"statusCode": "brand-new", "status": "transit"}, "in_transit"),
        ({"statusCode": "brand-new", "status": "Zugestellt"}, "unknown"),
        ({"status": "delivered"}, "delivered"),
    ],
)
def test_status_codes(told, code):
    [update] = DHL.parse(dumped(shipment(**told)))
    assert update.status == code
    assert update.raw_status == told.get("statusCode", told.get("status"))
    assert update.events[0].code == (None if code == "unknown" else code)


def test_the_reason_of_a_failure():
    said = shipment(statusCode="failure", description="The recipient refused the shipment")
    [update] = DHL.parse(dumped(said))
    assert update.events[0].reason == "refused"


def test_a_status_without_events_is_an_event():
    said = {"shipments": {"id": "1", "status": {"timestamp": "2024-01-01T10:00:00+01:00"}}}
    said["shipments"]["status"]["statusCode"] = "transit"
    [update] = DHL.parse(dumped(said))
    assert [event.occurred_at for event in update.events] == [utc("2024-01-01 09:00")]


def test_nothing_told_yet():
    [update] = DHL.parse(dumped({"shipments": [{"id": "1", "status": None, "events": None}]}))
    assert (update.status, update.events) == ("pending", ())
    assert DHL.parse(b'{"shipments": []}') == []


def test_an_estimate_without_a_window():
    said = shipment(statusCode="transit")
    said["shipments"][0]["estimatedTimeOfDelivery"] = "2024-01-02"
    [update] = DHL.parse(dumped(said))
    assert (update.eta, update.eta_until) == (utc("2024-01-02 00:00"), None)


def test_keys():
    """Instant, status, description, place: a remark that is added later changes nothing."""
    said = loaded("dhl_unified", "shipments_express_delivered_offsets.json")
    [before] = DHL.parse(dumped(said))
    said["shipments"][0]["events"][0]["remark"] = "Signed"
    said["shipments"][0]["events"][0]["timestamp"] = "2023-05-15T12:45:00Z"
    [after] = DHL.parse(dumped(said))
    assert [event.key for event in before.events] == [event.key for event in after.events]
    assert len({event.key for event in before.events}) == 2


def test_an_unknown_number_is_no_error():
    [update] = parse("error_404.json")
    assert (update.tracking_number, update.status) == ("8264715546", "pending")
    assert update.problem == "No shipment with given tracking number found."
    [unnamed] = DHL.parse(b'{"status": "404", "title": "No result found"}')
    assert (unnamed.tracking_number, unnamed.status) == ("", "pending")


def test_asked_too_often():
    with pytest.raises(Throttled, match="250 requests per day") as told:
        DHL.parse(sample("dhl_unified", "error_429.json"), headers={"Retry-After": "300"})
    assert told.value.retry_after == 300


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, AccountError), ("403", AccountError), (503, Unavailable), (400, BadMessage)],
)
def test_refusals(status, error):
    with pytest.raises(error) as told:
        DHL.parse(dumped({"status": status, "title": "Why", "detail": "Because"}))
    assert told.value.code == str(status)


def test_pushes_are_not_signed():
    assert not DHL.signed and not DHL.pushes
    assert DHL.verify(b"{}", {"dhl-signature": "x"}, "secret") is False


def test_asking():
    account = Account(key="KEY", language="de_DE")
    [request] = DHL.requests_for(
        [Parcel("00 340-434", carrier_code="parcel-de", postcode="53113")], account
    )
    assert request.url == "https://api-eu.dhl.com/track/shipments"
    assert request.headers["DHL-API-Key"] == "KEY"
    assert request.params == {
        "trackingNumber": "00340434",
        "service": "parcel-de",
        "language": "de",
        "recipientPostalCode": "53113",
    }
    assert request.parcels == ("00 340-434",)


def test_a_carrier_that_is_no_business_unit_is_not_sent():
    [request] = DHL.requests_for([Parcel("1", carrier_code="dhl")], Account(key="KEY"))
    assert "service" not in request.params


def test_limits():
    assert (DHL.limits.daily, DHL.limits.per_parcel_daily, DHL.limits.batch) == (250, 10, 1)
    assert DHL.limits.interval == 8640
