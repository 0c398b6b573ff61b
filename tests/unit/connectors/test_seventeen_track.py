"""17TRACK: what its samples say, written down from reading them."""

import hashlib
import json

import pytest
from carrier_samples import dumped, keys_of, loaded, sample, utc

from connectors import Account, Parcel, get
from connectors.errors import AccountError, BadMessage, NothingLeft, Throttled, Unavailable

CODE = "17track"
seventeen = get(CODE)
PUSH = "webhook_tracking_updated_yanwen.json"
EVENTS = [
    (utc("2026-06-24 01:00:00"), "picked_up", "InTransit_PickedUp", "SHENZHEN, CN"),
    (utc("2026-06-26 08:30:00"), "in_transit", "InTransit_QuantumTunnelling", "SHENZHEN, CN"),
    (utc("2026-06-29 13:05:00"), "in_transit", "InTransit_Arrival", "LOS ANGELES, US"),
]


def parse(name, kind="query"):
    return seventeen.parse(sample(CODE, name), kind=kind, headers={})


def pushed(info, **members):
    data = {"number": "AB1", "carrier": 2151, "track_info": info, **members}
    [update] = seventeen.parse(dumped({"event": "TRACKING_UPDATED", "data": data}), kind="push")
    return update


def history(*providers):
    """``providers``: (key, events)"""
    told = [{"provider": {"key": key}, "events": events} for key, events in providers]
    return {"tracking": {"providers": told}}


def event(utc_time=None, iso=None, raw=None, sub=None, stage=None, text="x", place="P"):
    return {
        "time_utc": utc_time,
        "time_iso": iso,
        "time_raw": raw,
        "sub_status": sub,
        "stage": stage,
        "description": text,
        "location": place,
    }


@pytest.mark.parametrize("name", ["gettrackinfo_yanwen_190012.json", PUSH])
def test_in_transit(name):
    update = parse(name, "push" if name == PUSH else "query")[0]
    assert (update.tracking_number, update.carrier_code) == ("YT2616912345678901", "190012")
    assert (update.status, update.raw_status) == ("in_transit", "InTransit_Arrival")
    assert (update.eta, update.eta_until) == (
        utc("2026-07-08 07:00:00"),
        utc("2026-07-12 07:00:00"),
    )
    assert [(e.occurred_at, e.code, e.raw_code, e.location) for e in update.events] == EVENTS
    assert {e.tz_source for e in update.events} == {"offset"}
    assert update.events[0].local_time == "2026-06-24T09:00:00+08:00"
    assert update.events[2].text == "Arrived at destination country port"


def test_a_number_that_is_not_registered_waits():
    update = parse("gettrackinfo_yanwen_190012.json")[1]
    assert (update.tracking_number, update.carrier_code) == ("21213123123230", "3011")
    assert (update.status, update.raw_status) == ("pending", "-18019902")
    assert "register" in update.problem


def test_push_and_query_have_the_same_keys():
    queried = parse("gettrackinfo_yanwen_190012.json")[:1]
    assert keys_of(queried) == keys_of(parse(PUSH, "push"))


def test_delivered_at_a_time_without_zone():
    """The offset of the same place is taken, and the event marked."""
    [update] = parse("gettrackinfo_correios_2151.json")
    assert (update.status, update.service) == ("delivered", "SEDEX")
    assert update.eta is None
    assert [(e.occurred_at, e.tz_source, e.code) for e in update.events] == [
        (utc("2026-06-25 13:12:00"), "offset", "picked_up"),
        (utc("2026-06-28 11:40:00"), "offset", "out_for_delivery"),
        (utc("2026-06-30 17:23:00"), "assumed", "delivered"),
    ]
    assert update.events[2].local_time == "2026-06-30 14:23:00"


def test_goes_back():
    [update] = parse("gettrackinfo_exception_returning.json")
    assert (update.status, update.raw_status) == ("returning", "Exception_Returning")
    assert update.status_text == "Package is being returned to the sender."
    assert [(e.code, e.occurred_at) for e in update.events] == [
        ("returning", utc("2026-06-27 14:15:00"))
    ]


def test_stopped_says_nothing_about_the_parcel():
    [update] = parse("webhook_tracking_stopped.json", "push")
    assert (update.tracking_number, update.status, update.stopped) == ("AA123456789BR", None, True)
    assert update.events == ()


def test_registration():
    good, bad = parse("register_mixed.json")
    assert (good.tracking_number, good.status, good.problem) == ("AA123456789BR", None, "")
    assert (bad.tracking_number, bad.status) == ("1234", "unknown")
    assert bad.problem == "The format of '1234' is invalid."
    [again] = parse("register_already_registered.json")
    assert (again.tracking_number, again.status, again.problem) == ("AA123456789BR", None, "")


def test_list_of_parcels():
    one, two = parse("gettracklist_page.json")
    assert (one.tracking_number, one.status, one.stopped) == ("AA123456789BR", "delivered", False)
    assert (two.status, two.stopped) == ("expired", True)
    assert not one.full


def test_quota():
    body = sample(CODE, "getquota.json")
    assert seventeen.parse(body) == []
    assert seventeen.quota(body) == {"total": 1100, "used": 2, "left": 1098}


@pytest.mark.parametrize(
    ("latest", "status"),
    [({"status": "NotFound", "sub_status": "NotFound_Other"}, "pending")]
    + [({"status": "InfoReceived", "sub_status": "InfoReceived"}, "info_received")]
    + [({"status": "InTransit", "sub_status": "InTransit_CustomsProcessing"}, "customs")]
    + [({"status": "DeliveryFailure", "sub_status": "DeliveryFailure_NoBody"}, "attempt_failed")]
    + [({"status": "Exception", "sub_status": "Exception_Returned"}, "returned")]
    + [({"status": "Exception", "sub_status": "Exception_Cancel"}, "cancelled")]
    + [({"status": "Exception", "sub_status": "Exception_Lost"}, "exception")]
    + [({"status": "AvailableForPickup"}, "available_for_pickup"), ({"status": "Odd"}, "unknown")]
    + [({"status": "Expired", "sub_status": None}, "expired"), (None, "pending")],
)
def test_status(latest, status):
    assert pushed({"latest_status": latest}).status == status


def test_carriers_of_first_and_last_mile_in_one_order():
    first = [event("2026-01-03T00:00:00Z", text="c"), event("2026-01-01T00:00:00Z", text="a")]
    last = [event("2026-01-04T00:00:00Z", text="d"), event("2026-01-02T00:00:00Z", text="b")]
    update = pushed(history((1, first), (2, last)))
    assert [e.text for e in update.events] == ["a", "b", "c", "d"]
    assert [e.sequence for e in update.events] == [0, 1, 2, 3]


def test_one_instant_in_many_spellings_is_one_event():
    raw = {"date": "2026-06-24", "time": "09:00:00", "timezone": "+08:00"}
    told = [
        event("2026-06-24T01:00:00Z", "2026-06-24T09:00:00+08:00", raw),
        event("2026-06-24T01:00:00Z"),
        event("2026-06-24T01:00:00"),
        event(iso="2026-06-24T01:00:00+00:00"),
        event(raw=raw),
        event(raw={**raw, "timezone": "+0800"}),
    ]
    updates = [pushed(history((1, [one]))) for one in told]
    assert {u.events[0].occurred_at for u in updates} == {utc("2026-06-24 01:00:00")}
    assert len({u.events[0].key for u in updates}) == 1


def test_a_zone_that_nobody_states():
    raw = {"date": "2026-06-24", "time": "09:00:00", "timezone": None}
    [told] = pushed(history((1, [event(raw=raw)]))).events
    assert (told.occurred_at, told.tz_source) == (utc("2026-06-24 09:00:00"), "assumed")
    elsewhere = [
        event(raw=raw, place="C"),
        event(iso="2026-06-23T09:00:00+08:00", place="A"),
        event(iso="2026-06-22T09:00:00-05:00", place="B"),
    ]
    unsure = pushed(history((1, elsewhere))).events[-1]
    assert unsure.occurred_at == utc("2026-06-24 09:00:00")
    assert unsure.key == pushed(history((1, elsewhere[:1]))).events[0].key


def test_an_event_without_sub_status_has_its_stage():
    assert pushed(history((1, [event(stage="Arrival")]))).events[0].code == "in_transit"
    assert pushed(history((1, [event(stage="New")]))).events[0].code is None
    assert pushed(history((1, [event(sub="New_Thing")]))).events[0].raw_code == "New_Thing"


def test_the_newest_event_stands_in_for_a_history_that_is_missing():
    lonely = event("2026-01-03T00:00:00Z", sub="Delivered_Other")
    update = pushed({"latest_event": lonely})
    full = pushed(history((2151, [lonely])))
    assert update.status == "delivered"
    assert keys_of([update]) == keys_of([full])


@pytest.mark.parametrize(
    ("code", "error"),
    [(-18010001, AccountError), (-18010002, AccountError), (-18019908, AccountError)]
    + [(429, Throttled), (-18010003, Unavailable), ("-18010004", AccountError)],
)
def test_refusals(code, error):
    with pytest.raises(error):
        seventeen.parse(
            dumped({"code": code, "data": {"errors": [{"code": code, "message": "m"}]}})
        )


def test_quota_that_is_used_up():
    spent = {"number": "A", "error": {"code": -18019908, "message": "quota"}}
    with pytest.raises(NothingLeft):
        seventeen.parse(dumped({"code": 0, "data": {"accepted": [], "rejected": [spent]}}))
    body = dumped({"code": 0, "data": {"accepted": [{"number": "B"}], "rejected": [spent]}})
    assert [u.tracking_number for u in seventeen.parse(body)] == ["B", "A"]
    refused = seventeen.parse(body)[1]
    assert refused.raw_status in seventeen.spent
    assert refused.status is None, "it says nothing of the parcel"


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b"x", b"\xff", b'{"code":0}'])
def test_what_is_none_of_its_messages(body):
    for kind in ("query", "push"):
        with pytest.raises(BadMessage):
            seventeen.parse(body, kind=kind)


def test_a_push_must_name_its_parcel():
    with pytest.raises(BadMessage):
        seventeen.parse(dumped({"event": "TRACKING_UPDATED", "data": {}}), kind="push")


def test_signature():
    body = sample(CODE, PUSH)
    sign = hashlib.sha256(body + b"/" + b"KEY").hexdigest()
    assert seventeen.verify(body, {"sign": sign}, "KEY")
    assert seventeen.verify(body, {"Sign": sign.upper()}, "KEY")
    assert not seventeen.verify(body + b" ", {"sign": sign}, "KEY")
    assert not seventeen.verify(body, {"sign": sign}, "OTHER")
    assert not seventeen.verify(body, {}, "KEY")
    assert not seventeen.verify(body, {"sign": hashlib.sha256(body + b"/").hexdigest()}, "")


def test_reply():
    assert seventeen.acknowledge(b"").status == 200


def test_requests():
    account = Account(key="KEY")
    parcels = [Parcel(f"N{n}", "2151", order_number="S1", postcode="10115") for n in range(41)]
    one, two = seventeen.requests_for(parcels, account)
    assert one.url == "https://api.17track.net/track/v2.4/gettrackinfo"
    assert one.headers["17token"] == "KEY"
    assert (len(one.parcels), len(two.parcels)) == (40, 1)
    assert json.loads(two.body) == [{"number": "N40", "carrier": 2151}]


def test_registration_request():
    settings = {"param_fields": {"100012": "phone", "9": "postcode"}, "lang": "en"}
    parcels = [Parcel("A", order_number="S1"), Parcel("B", "100012", phone="13800001234")]
    [request] = seventeen.requests_for(parcels, Account(settings=settings), purpose="subscribe")
    assert request.url.endswith("/register")
    assert json.loads(request.body) == [
        {"number": "A", "order_no": "S1", "lang": "en"},
        {"number": "B", "carrier": 100012, "param": "1234", "lang": "en"},
    ]


@pytest.mark.parametrize(
    ("purpose", "path"), [("stop", "stoptrack"), ("retrack", "retrack"), ("delete", "deletetrack")]
)
def test_other_requests(purpose, path):
    [request] = seventeen.requests_for([Parcel("A", "zero")], Account(), purpose=purpose)
    assert request.url.endswith(f"/{path}")
    assert json.loads(request.body) == [{"number": "A"}]


def test_quota_request_and_what_there_is_not():
    [request] = seventeen.requests_for([], Account(), purpose="quota")
    assert request.url.endswith("/getquota")
    with pytest.raises(ValueError, match="detect"):
        seventeen.requests_for([], Account(), purpose="detect")
    assert (seventeen.limits.batch, seventeen.limits.per_second) == (40, 3.0)


def test_translations_do_not_change_keys():
    message = loaded(CODE, PUSH)
    for one in message["data"]["track_info"]["tracking"]["providers"][0]["events"]:
        one["description_translation"] = {"lang": "zh-hans", "description": "到达"}
    assert keys_of(seventeen.parse(dumped(message))) == keys_of(parse(PUSH, "push"))
