"""Kuaidi100: what its samples say, written down from reading them."""

import hashlib
import json
from urllib.parse import parse_qs, quote_plus, urlencode

import pytest
from carrier_samples import dumped, keys_of, loaded, sample, utc

from connectors import Account, Parcel, get
from connectors.errors import AccountError, BadMessage, Throttled, Unavailable

CODE = "kuaidi100"
kuaidi100 = get(CODE)
ACCOUNT = Account(key="KEY", customer="CUSTOMER", push_secret="SALT", callback_url="http://a/b?c=1")


def parse(name, kind="query"):
    return kuaidi100.parse(sample(CODE, name), kind=kind, headers={})


def answer(**members):
    return dumped({"message": "ok", "nu": "YT1", "com": "yuantong", "status": "200", **members})


def row(state="0", text="已发出", time="2024-05-01 08:00:00", **members):
    return {"time": time, "ftime": time, "context": text, "statusCode": state, **members}


def test_delivered_out_of_a_locker():
    [update] = parse("query_yuantong_304_locker_signed.json")
    assert (update.tracking_number, update.carrier_code) == ("YT6247854916511", "yuantong")
    assert (update.status, update.raw_status) == ("delivered", "304")
    assert update.status_text == "投柜或站签收"
    assert [(e.occurred_at, e.code, e.raw_code, e.location) for e in update.events] == [
        (utc("2022-01-10 06:25:24"), "picked_up", "1", "广东,惠州市"),
        (utc("2022-01-11 15:34:51"), "in_transit", "1002", "广东,深圳市"),
        (utc("2022-01-13 01:55:21"), "in_transit", "1002", "四川,成都市"),
        (utc("2022-01-13 01:59:45"), "in_transit", "1002", "四川,成都市"),
        (utc("2022-01-13 05:31:23"), "in_transit", "0", "四川,成都市,双流区,中和"),
        (utc("2022-01-13 05:47:04"), "out_for_delivery", "5", "四川,成都市,双流区,中和"),
        (utc("2022-01-13 09:16:34"), "available_for_pickup", "501", "四川,成都市,双流区"),
        (utc("2022-01-13 10:52:32"), "delivered", "304", ""),
    ]
    assert [e.sequence for e in update.events] == list(range(8))
    assert {e.tz_source for e in update.events} == {"fixed"}
    assert update.events[1].text == "【深圳转运中心】 已发出 下一站 【成都转运中心公司】"
    assert update.events[0].local_time == "2022-01-10 14:25:24"


def test_push_in_transit():
    [update] = parse("push_param_polling_yuantong.json", "push")
    assert (update.tracking_number, update.status) == ("YT6186594166532", "in_transit")
    assert not update.stopped
    assert [(e.occurred_at, e.code) for e in update.events] == [
        (utc("2021-12-15 09:10:09"), "picked_up"),
        (utc("2021-12-15 11:18:27"), "in_transit"),
        (utc("2021-12-15 12:11:25"), "in_transit"),
        (utc("2021-12-15 12:15:14"), "in_transit"),
    ]


def test_push_that_names_states_in_words():
    [update] = parse("push_param_polling_basic_no_status.json", "push")
    assert (update.tracking_number, update.status) == ("V030344422", "in_transit")
    assert [(e.occurred_at, e.code, e.raw_code, e.location) for e in update.events] == [
        (utc("2012-08-27 15:22:42"), "in_transit", "在途", "上海市"),
        (utc("2012-08-28 08:33:19"), "in_transit", "在途", "上海市"),
    ]
    assert update.events[1].text == "上海分拨中心/装件入车扫描"


def test_nothing_found_is_not_in_transit():
    [update] = parse("push_param_abort_no_result.json", "push")
    assert (update.tracking_number, update.status) == ("YT1234567890123", "pending")
    assert update.stopped
    assert update.problem == "3天查询无记录"
    assert update.events == ()


def test_signed_by_another_carrier_is_on_its_way():
    [update] = parse("push_param_handed_to_ems.json", "push")
    assert update.status == "in_transit"
    assert update.raw_status == "3"
    assert (update.carrier_code, update.carrier_corrected) == ("ems", True)
    assert [(e.occurred_at, e.code) for e in update.events] == [
        (utc("2021-12-15 02:00:00"), "picked_up"),
        (utc("2021-12-16 02:00:01"), "in_transit"),  # ftime, not time
    ]


@pytest.mark.parametrize(
    ("text", "status"),
    [("签收人: 转邮政EMS 已签收", "in_transit"), ("已签收,签收人是转交顺丰", "in_transit")]
    + [("已签收,签收人是门卫", "delivered"), ("已到达转运中心,已签收", "delivered")],
)
def test_who_signed(text, status):
    [update] = kuaidi100.parse(answer(state="3", data=[row("3", text)]))
    assert (update.status, update.events[0].code) == (status, status)


@pytest.mark.parametrize(
    ("state", "status"),
    [("0", "in_transit"), (3, "delivered"), ("14", "exception"), ("6", "returning")]
    + [("4", "returned"), ("401", "cancelled"), ("206", "attempt_failed"), ("8", "customs")]
    + [("101", "info_received"), ("501", "available_for_pickup"), ("7777", "unknown")],
)
def test_state_is_the_status(state, status):
    [update] = kuaidi100.parse(answer(state=state, data=[row()], ischeck="1"))
    assert update.status == status
    assert update.raw_status == str(state)


def test_an_unknown_code_of_an_event_is_kept():
    [update] = kuaidi100.parse(answer(state="0", data=[row("9999")]))
    assert (update.events[0].code, update.events[0].raw_code) == (None, "9999")


def test_without_state_the_newest_event_counts():
    rows = [row("5", "派件", "2024-05-02 08:00:00"), row("1", "揽收")]
    assert kuaidi100.parse(answer(data=rows))[0].status == "out_for_delivery"
    assert kuaidi100.parse(answer(data=[row("9999")]))[0].status == "unknown"
    assert kuaidi100.parse(answer(data=[]))[0].status == "pending"


def test_the_order_of_the_list_is_found_out():
    rows = [row(text="一"), row(text="二", time="2024-05-01 09:00:00")]
    told = kuaidi100.parse(answer(state="0", data=rows))
    back = kuaidi100.parse(answer(state="0", data=rows[::-1]))
    assert [e.text for e in told[0].events] == ["一", "二"]
    assert told == back


def test_two_events_in_one_second_keep_their_order_and_have_two_keys():
    rows = [row(text="二"), row(text="一")]
    events = kuaidi100.parse(answer(state="0", data=rows))[0].events
    assert [e.text for e in events] == ["一", "二"]
    assert events[0].key != events[1].key


def test_times_that_are_none():
    rows = [row(text="无时间", time="昨天"), row(text="有时间")]
    events = kuaidi100.parse(answer(state="0", data=rows))[0].events
    assert [(e.text, e.occurred_at) for e in events] == [
        ("有时间", utc("2024-05-01 00:00:00")),
        ("无时间", None),
    ]
    assert (events[1].tz_source, events[1].local_time) == ("received", "昨天")


def test_the_part_abroad_is_marked_as_a_guess():
    message = loaded(CODE, "push_param_polling_yuantong.json")
    message["destResult"] = {
        "nu": "LX1CN",
        "com": "usps",
        "state": "3",
        "data": [row("3", "Delivered", "2021-12-20 10:00:00")],
    }
    [update] = kuaidi100.parse(dumped(message), kind="push")
    assert (update.tracking_number, update.status) == ("YT6186594166532", "delivered")
    assert len(update.events) == 5
    assert update.events[-1].tz_source == "assumed"


def test_arrival_by_the_hour():
    [update] = kuaidi100.parse(answer(state="0", data=[row()], arrivalTime="2024-05-03 18"))
    assert update.eta == utc("2024-05-03 10:00:00")


def test_subscription_answers_name_no_parcel():
    assert parse("subscribe_ok.json") == []
    assert parse("subscribe_501_duplicate.json") == []


def test_nothing_found_yet():
    [update] = parse("query_error_500_no_result.json")
    assert (update.tracking_number, update.status) == ("", "pending")
    assert update.problem == "查询无结果，请隔段时间再查"


def test_account_errors():
    with pytest.raises(AccountError) as caught:
        parse("query_error_503_bad_sign.json")
    assert caught.value.code == "503"
    with pytest.raises(AccountError):
        kuaidi100.parse(dumped({"result": False, "returnCode": 601, "message": "key过期"}))


@pytest.mark.parametrize(
    ("code", "text", "error"),
    [("504", "访问太频繁", Throttled), ("502", "服务器繁忙", Unavailable)]
    + [("501", "服务器错误", Unavailable), ("500", "POLL:服务器错误", Unavailable)]
    + [("999", "新的错误", Unavailable)],
)
def test_refusals(code, text, error):
    with pytest.raises(error):
        kuaidi100.parse(dumped({"result": False, "returnCode": code, "message": text}))


def test_a_wrong_phone_is_the_parcels_problem():
    body = dumped({"result": "false", "returnCode": "408", "message": "验证码错误"})
    [update] = kuaidi100.parse(body)
    assert (update.status, update.problem) == ("pending", "验证码错误")


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"x", b"sign=1", b"param=", b"\xff", b"[["])
def test_what_is_none_of_its_messages(body):
    with pytest.raises(BadMessage):
        kuaidi100.parse(body, kind="push")


def test_a_push_must_name_its_parcel():
    body = dumped({"status": "polling", "lastResult": {"state": "0", "data": [row()]}})
    with pytest.raises(BadMessage):
        kuaidi100.parse(body, kind="push")


def form(param, sign):
    return urlencode({"sign": sign, "param": param}).encode()


def test_whole_form_and_bare_value_say_the_same():
    bare = sample(CODE, "push_param_polling_yuantong.json")
    told = kuaidi100.parse(bare, kind="push")
    assert kuaidi100.parse(form(bare, "X"), kind="push") == told
    assert kuaidi100.parse(form(quote_plus(bare), "X"), kind="push") == told
    assert kuaidi100.parse(dumped({"param": bare.decode(), "sign": "X"}), kind="push") == told
    assert kuaidi100.parse(b"\xef\xbb\xbf" + bare, kind="push") == told


def test_signature():
    """Independent of the connector: MD5 of param and salt."""
    param = json.dumps(loaded(CODE, "push_param_polling_yuantong.json"), ensure_ascii=False)
    sign = hashlib.md5((param + "SALT").encode()).hexdigest()
    assert kuaidi100.verify(form(param, sign.upper()), {}, "SALT")
    assert kuaidi100.verify(form(param, sign), {}, "SALT")
    assert not kuaidi100.verify(form(param + " ", sign.upper()), {}, "SALT")
    assert not kuaidi100.verify(form(param, sign.upper()), {}, "OTHER")
    assert not kuaidi100.verify(form(param, ""), {}, "SALT")
    assert not kuaidi100.verify(param.encode(), {}, "SALT")
    unsalted = hashlib.md5(param.encode()).hexdigest()
    assert not kuaidi100.verify(form(param, unsalted), {}, "")


def test_reply():
    reply = kuaidi100.acknowledge(b"")
    assert reply.status == 200
    assert json.loads(reply.body) == {"result": True, "returnCode": "200", "message": "成功"}
    assert json.loads(kuaidi100.acknowledge(ok=False).body)["result"] is False


def fields(request):
    return {name: values[0] for name, values in parse_qs(request.body.decode()).items()}


def test_query():
    parcel = Parcel("SF1234567890", "shunfeng", phone="+86 138 0000 1234")
    [request] = kuaidi100.requests_for([parcel], ACCOUNT)
    assert (request.method, request.url) == ("POST", "https://poll.kuaidi100.com/poll/query.do")
    sent = fields(request)
    wanted = {"com": "shunfeng", "num": "SF1234567890", "phone": "1234", "resultv2": "4"}
    assert wanted.items() <= json.loads(sent["param"]).items()
    signed = (sent["param"] + "KEY" + "CUSTOMER").encode()
    assert sent["sign"] == hashlib.md5(signed).hexdigest().upper()
    assert sent["customer"] == "CUSTOMER"
    assert request.parcels == ("SF1234567890",)
    assert "KEY" not in repr(request) + repr(ACCOUNT)


def test_subscription():
    account = Account(base_url="http://127.0.0.1:1/", key="KEY", push_secret="S", callback_url="u")
    parcels = [Parcel("YT1"), Parcel("LX2", "ems", origin_country="CN", destination_country="US")]
    one, two = kuaidi100.requests_for(parcels, account, purpose="subscribe")
    assert one.url == "http://127.0.0.1:1/poll"
    assert fields(one)["schema"] == "json"
    param = json.loads(fields(one)["param"])
    assert (param["number"], param["key"]) == ("YT1", "KEY")
    assert param["parameters"] == {
        "callbackurl": "u",
        "salt": "S",
        "resultv2": "4",
        "autoCom": "1",
    }
    abroad = json.loads(fields(two)["param"])
    assert abroad["company"] == "ems"
    assert abroad["parameters"]["interCom"] == "1"
    assert abroad["parameters"]["destinationCountry"] == "US"


def test_detection():
    [request] = kuaidi100.requests_for([Parcel("YT1")], ACCOUNT, purpose="detect")
    assert request.url == "https://www.kuaidi100.com/autonumber/auto"
    assert request.params == {"num": "YT1", "key": "KEY"}
    found = dumped([{"comCode": "yuantong", "noCount": 9}, {"comCode": "ems"}, {}])
    assert kuaidi100.detected(found) == ("yuantong", "ems")
    assert kuaidi100.parse(found) == []


def test_limits_and_purposes():
    limits = kuaidi100.limits
    assert (limits.batch, limits.interval, limits.subscriptions_per_month) == (1, 1800, 4)
    assert limits.extra_fields["shunfeng"] == ("phone",)
    with pytest.raises(ValueError, match="stop"):
        kuaidi100.requests_for([], ACCOUNT, purpose="stop")


def test_keys_do_not_depend_on_the_carrier_or_on_blanks():
    one = kuaidi100.parse(answer(state="0", data=[row(text="【苏州】 已发出")]))
    two = kuaidi100.parse(answer(com="ems", state="3", data=[row(text="【苏州】  已发出 ")]))
    assert keys_of(one) == keys_of(two)
