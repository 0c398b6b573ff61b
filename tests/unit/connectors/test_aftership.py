"""AfterShip: what its samples say, written down from reading them."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
from carrier_samples import dumped, keys_of, loaded, sample, utc

from connectors import Account, Parcel, get
from connectors.errors import AccountError, BadMessage, Throttled, Unavailable

CODE = "aftership"
aftership = get(CODE)
DELIVERED = "v4_get_tracking_delivered_fedex_intl.json"
TRANSIT = "v2026_get_tracking_in_transit_derived.json"
NOW = datetime(2026, 7, 28, 1, 2, 3, tzinfo=UTC)


def parse(name, kind="query"):
    return aftership.parse(sample(CODE, name), kind=kind, headers={})


def webhook(**tracking):
    msg = {"tracking_number": "A1", "slug": "fedex", "tag": "InTransit", **tracking}
    return dumped({"ts": 1, "event": "tracking_update", "event_id": "e-1", "msg": msg})


def status(**tracking):
    [update] = aftership.parse(webhook(**tracking), kind="push")
    return update.status


def checkpoint(time, text="x", **members):
    return {
        "checkpoint_time": time,
        "message": text,
        "slug": "fedex",
        "tag": "InTransit",
        **members,
    }


def test_delivered_in_version_4():
    [update] = parse(DELIVERED)
    assert (update.tracking_number, update.carrier_code) == ("111111111111", "fedex")
    assert (update.status, update.raw_status) == ("delivered", "Delivered_001")
    assert update.signed_by == "..KOSUTOKO"
    assert update.service == "FedEx International Economy"
    assert update.eta == utc("2022-01-05 11:11:11")
    assert update.stopped  # not active
    assert [(e.occurred_at, e.code) for e in update.events] == [
        (utc("2018-07-23 06:21:39"), "info_received"),
        (utc("2018-07-23 08:58:00"), "picked_up"),
        (utc("2018-07-23 12:45:00"), "in_transit"),
        (utc("2018-07-23 15:13:00"), "in_transit"),
        (utc("2018-07-23 15:14:00"), "in_transit"),
        (utc("2018-07-23 15:14:00"), "in_transit"),
        (utc("2018-07-23 19:26:00"), "in_transit"),
        (utc("2018-07-23 20:01:00"), "in_transit"),
        (utc("2018-07-23 20:03:00"), "in_transit"),
        (utc("2018-07-23 23:27:00"), "in_transit"),
        (utc("2018-07-24 00:35:00"), "in_transit"),
        (utc("2018-07-24 02:12:00"), "in_transit"),
        (utc("2018-07-24 04:02:00"), "out_for_delivery"),
        (utc("2018-07-25 01:10:00"), "delivered"),
    ]
    assert update.events[4].text == "Arrived at FedEx location"
    assert update.events[5].text == "International shipment release - Export"
    assert {e.tz_source for e in update.events} == {"offset"}
    assert update.events[13].location == "SAPPORO JP"
    assert len({e.key for e in update.events}) == 14


def test_in_transit_in_a_dated_version():
    [update] = parse(TRANSIT)
    assert (update.tracking_number, update.carrier_code) == ("3SKAAG5995399", "postnl-3s")
    assert (update.status, update.raw_status) == ("in_transit", "InTransit_004")
    assert update.status_text == "Arrived at destination country"
    assert [(e.occurred_at, e.code, e.location) for e in update.events] == [
        (utc("2021-03-20 14:29:27"), "info_received", ""),
        (utc("2021-03-20 14:29:56"), "info_received", ""),
        (utc("2021-03-20 14:32:37"), "in_transit", "NL, Netherlands"),
        (utc("2021-03-22 17:33:57"), "in_transit", "NL, Netherlands"),
        (utc("2021-03-22 17:36:04"), "in_transit", "NL, Netherlands"),
        (utc("2021-03-25 09:59:00"), "in_transit", "ES, Spain"),
    ]
    assert not update.stopped
    assert update.extra["source_id"] == "r8rjzwkxdymrrkmpr7xb002d"


@pytest.mark.parametrize("name", ["v4_create_tracking_pending.json", "v4_post_trackings.json"])
def test_created(name):
    [update] = parse(name)
    assert (update.tracking_number, update.status, update.events) == (
        "1111111111111",
        "pending",
        (),
    )


def test_last_checkpoint():
    [update] = parse("v4_last_checkpoint.json")
    assert (update.status, update.full) == ("delivered", False)
    [event] = update.events
    assert event.occurred_at == utc("2018-08-01 17:19:47")
    assert (event.location, event.code) == ("Deal, NJ", "delivered")


def test_detection_and_account():
    assert parse("v4_post_couriers_detect.json") == []
    assert aftership.detected(sample(CODE, "v4_post_couriers_detect.json")) == ("fedex", "dx")
    with pytest.raises(AccountError) as caught:
        parse("v4_error_invalid_api_key.json")
    assert caught.value.code == "401"


@pytest.mark.parametrize(
    ("told", "code"),
    [({"tag": "AttemptFail"}, "attempt_failed"), ({"tag": "Expired"}, "expired")]
    + [({"tag": "AvailableForPickup"}, "available_for_pickup"), ({"tag": "Odd"}, "unknown")]
    + [({"tag": "Exception", "subtag": "Exception_013"}, "exception")]
    + [({"tag": "Exception", "subtag": "Exception_010"}, "returning")]
    + [({"tag": "Exception", "subtag": "Exception_011"}, "returned")]
    + [({"tag": "Exception", "return_to_sender": True}, "returning")]
    + [({"tag": "InTransit", "return_to_sender": "true"}, "returning")]
    + [({"tag": "Delivered", "return_to_sender": True}, "returned")]
    + [({"tag": "InTransit", "subtag": "InTransit_006"}, "customs")]
    + [({"tag": "InTransit", "subtag": "InTransit_999"}, "in_transit"), ({"tag": None}, None)],
)
def test_status(told, code):
    assert status(**told) == code


def test_without_a_tag_the_newest_checkpoint_counts():
    rows = [checkpoint("2024-01-01T00:00:00Z"), checkpoint("2024-01-02T00:00:00Z", tag="Delivered")]
    assert status(tag="", checkpoints=rows) == "delivered"


def test_one_checkpoint_in_many_spellings_is_one_event():
    times = ["2018-07-23T16:58:00+08:00", "2018-07-23T08:58:00Z", "2018-07-23T08:58:00.000+0000"]
    updates = [
        aftership.parse(webhook(checkpoints=[checkpoint(time, "Picked up")]))[0] for time in times
    ]
    assert {u.events[0].occurred_at for u in updates} == {utc("2018-07-23 08:58:00")}
    assert len({u.events[0].key for u in updates}) == 1


def test_the_hash_is_the_key():
    told = [
        checkpoint("2018-07-23T16:58:00+08:00", "Picked up", hash="h"),
        checkpoint("2018-07-23T16:58:00", "picked up", hash="h"),
    ]
    keys = [keys_of(aftership.parse(webhook(checkpoints=[one]))) for one in told]
    assert keys[0] == keys[1]


def test_local_time_takes_the_offset_of_its_place():
    rows = [
        checkpoint("2018-07-23T16:58:00+08:00", location="DONGGUAN"),
        checkpoint("2018-07-23T20:00:00", location="DONGGUAN"),
    ]
    [update] = aftership.parse(webhook(checkpoints=rows))
    assert [(e.occurred_at, e.tz_source) for e in update.events] == [
        (utc("2018-07-23 08:58:00"), "offset"),
        (utc("2018-07-23 12:00:00"), "assumed"),
    ]


@pytest.mark.parametrize(
    ("told", "eta", "until"),
    [({"expected_delivery": "2024-05-03"}, "2024-05-03 00:00:00", "2024-05-03 23:59:59")]
    + [
        (
            {
                "courier_estimated_delivery_date": {
                    "estimated_delivery_date": "2024-05-03T10:00:00+02:00"
                },
                "latest_estimated_delivery": {"datetime": "2024-06-01"},
            },
            "2024-05-03 08:00:00",
            None,
        ),
        (
            {
                "latest_estimated_delivery": {
                    "type": "range",
                    "datetime": None,
                    "datetime_min": "2024-05-03T08:00:00Z",
                    "datetime_max": "2024-05-04",
                }
            },
            "2024-05-03 08:00:00",
            "2024-05-04 23:59:59",
        ),
        ({"latest_estimated_delivery": None, "expected_delivery": "soon"}, None, None),
    ],
)
def test_estimates(told, eta, until):
    [update] = aftership.parse(webhook(**told))
    assert (update.eta, update.eta_until) == (eta and utc(eta), until and utc(until))


def test_lists_of_both_generations():
    one = {"tracking_number": "A1", "tag": "Pending"}
    for data in ({"trackings": [one, one]}, [one, one], {"pagination": {}, "trackings": [one] * 2}):
        body = dumped({"meta": {"code": 200}, "data": data})
        assert [u.status for u in aftership.parse(body)] == ["pending", "pending"]


def problem(code, data=None, headers=None):
    body = dumped({"meta": {"code": code, "message": "m", "type": "t"}, "data": data or {}})
    return aftership.parse(body, headers=headers)


def test_refusals():
    with pytest.raises(Throttled) as caught:
        problem(429, headers={"retry-after": "12"})
    assert caught.value.retry_after == 12
    with pytest.raises(Unavailable):
        problem(503)
    with pytest.raises(AccountError):
        problem("403")


def test_problems_of_one_parcel():
    [missing] = problem(4004)
    assert (missing.tracking_number, missing.status, missing.problem) == ("", "pending", "m")
    existing = {"tracking": {"id": "i", "tracking_number": "A1", "slug": "fedex"}}
    [again] = problem(4003, existing)
    assert (again.tracking_number, again.status, again.problem) == ("A1", None, "")
    assert again.extra["source_id"] == "i"
    assert problem(4005)[0].status == "unknown"
    assert problem(4016)[0].status is None


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b"x", b"\xff", b'{"data":{}}'])
def test_what_is_none_of_its_messages(body):
    for kind in ("query", "push"):
        with pytest.raises(BadMessage):
            aftership.parse(body, kind=kind)


def test_a_push_must_name_its_parcel():
    with pytest.raises(BadMessage):
        aftership.parse(dumped({"msg": {"tag": "Delivered"}}), kind="push")


def test_signature():
    body = webhook()
    sign = base64.b64encode(hmac.new(b"SECRET", body, hashlib.sha256).digest()).decode()
    assert aftership.verify(body, {"aftership-hmac-sha256": sign}, "SECRET")
    assert aftership.verify(body, {"Aftership-Hmac-Sha256": sign}, "SECRET")
    assert not aftership.verify(body + b" ", {"aftership-hmac-sha256": sign}, "SECRET")
    assert not aftership.verify(body, {"aftership-hmac-sha256": sign}, "OTHER")
    assert not aftership.verify(body, {"as-signature-hmac-sha256": sign}, "SECRET")
    assert not aftership.verify(body, {}, "SECRET")
    unkeyed = base64.b64encode(hmac.new(b"", body, hashlib.sha256).digest()).decode()
    assert not aftership.verify(body, {"aftership-hmac-sha256": unkeyed}, "")


def test_known_signature():
    """RFC 4231, test case 2."""
    digest = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    header = {"aftership-hmac-sha256": base64.b64encode(bytes.fromhex(digest)).decode()}
    assert aftership.verify(b"what do ya want for nothing?", header, "Jefe")


def test_delivery_id():
    assert aftership.delivery_id(webhook(), {}) == "e-1"
    assert aftership.delivery_id(b"?", {}) is None


def test_query():
    parcels = [Parcel(f"N{n}") for n in range(51)]
    one, two = aftership.requests_for(parcels, Account(key="KEY"))
    assert (one.method, one.url) == ("GET", "https://api.aftership.com/tracking/2026-07/trackings")
    assert one.headers["as-api-key"] == "KEY"
    assert len(one.params["tracking_numbers"].split(",")) == 50
    assert two.params == {"tracking_numbers": "N50"}
    assert "as-signature-hmac-sha256" not in one.headers


def test_subscription():
    parcel = Parcel("A-1", "dhl", postcode="10115", order_number="S1", shipped_on="2026-07-01")
    account = Account(settings={"version": "2025-01"}, language="de")
    [request] = aftership.requests_for([parcel], account, purpose="subscribe")
    assert (request.method, request.url.split("aftership.com")[1]) == (
        "POST",
        "/tracking/2025-01/trackings",
    )
    assert json.loads(request.body) == {
        "tracking_number": "A-1",
        "slug": "dhl",
        "order_number": "S1",
        "language": "de",
        "destination_postal_code": "10115",
        "tracking_ship_date": "2026-07-01",
    }


def test_stop_retrack_detect():
    parcel = Parcel("A1", source_id="i/1")
    # of a parcel whose id is not known nothing can be asked
    [stop] = aftership.requests_for([parcel, Parcel("A2")], Account(), purpose="delete")
    [again] = aftership.requests_for([parcel], Account(), purpose="retrack")
    [detect] = aftership.requests_for([parcel], Account(), purpose="detect")
    assert (stop.method, stop.url.split("07")[1]) == ("DELETE", "/trackings/i%2F1")
    assert (again.method, again.url.split("07")[1]) == ("POST", "/trackings/i%2F1/retrack")
    assert detect.url.endswith("/couriers/detect")
    assert json.loads(detect.body) == {"tracking_number": "A1"}
    with pytest.raises(ValueError, match="quota"):
        aftership.requests_for([], Account(), purpose="quota")


def test_signed_requests():
    """The string to sign as AfterShip's own client makes it."""
    account = Account(key="KEY", secret="SECRET")
    [request] = aftership.requests_for([Parcel("A"), Parcel("B")], account, now=NOW)
    text = (
        "GET\n\n\nTue, 28 Jul 2026 01:02:03 GMT\nas-api-key:KEY\n"
        "/tracking/2026-07/trackings?tracking_numbers=A%2CB"
    )
    signed = hmac.new(b"SECRET", text.encode(), hashlib.sha256).digest()
    assert request.headers["as-signature-hmac-sha256"] == base64.b64encode(signed).decode()
    assert request.headers["date"] == "Tue, 28 Jul 2026 01:02:03 GMT"
    [create] = aftership.requests_for([Parcel("A")], account, purpose="subscribe", now=NOW)
    text = (
        f"POST\n{hashlib.md5(create.body).hexdigest().upper()}\napplication/json\n"
        "Tue, 28 Jul 2026 01:02:03 GMT\nas-api-key:KEY\n/tracking/2026-07/trackings"
    )
    signed = hmac.new(b"SECRET", text.encode(), hashlib.sha256).digest()
    assert create.headers["as-signature-hmac-sha256"] == base64.b64encode(signed).decode()
    with pytest.raises(ValueError, match="time"):
        aftership.requests_for([Parcel("A")], account)


def test_reply():
    assert aftership.acknowledge(b"").status == 200


def test_keys_do_not_depend_on_the_order():
    message = loaded(CODE, DELIVERED)
    message["data"]["tracking"]["checkpoints"].reverse()
    backwards = keys_of(aftership.parse(dumped(message)))[0]
    assert sorted(backwards) == sorted(keys_of(parse(DELIVERED))[0])
