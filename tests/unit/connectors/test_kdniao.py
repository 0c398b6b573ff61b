"""KDNiao: what its samples say, written down from reading them."""

import base64
import hashlib
import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, quote_plus, urlencode

import pytest
from carrier_samples import dumped, keys_of, loaded, sample, utc

from connectors import Account, Parcel, get
from connectors.errors import AccountError, BadMessage, Throttled, Unavailable

CODE = "kdniao"
kdniao = get(CODE)
ACCOUNT = Account(key="APPKEY", customer="1109259")
PUSH = "push_101_RequestData_two_parcels.json"


def parse(name, kind="query"):
    return kdniao.parse(sample(CODE, name), kind=kind, headers={})


def sign(data, key="APPKEY"):
    """Independent of the connector: base64 of the hex text of the MD5."""
    return base64.b64encode(hashlib.md5((data + key).encode()).hexdigest().encode()).decode()


def form(data, signature, kind="101"):
    return urlencode({"RequestData": data, "RequestType": kind, "DataSign": signature}).encode()


def refusal(reason, **members):
    return dumped({"EBusinessID": "1", "Success": False, "Reason": reason, **members})


def test_two_parcels_in_one_push():
    one, two = parse(PUSH, "push")
    assert (one.tracking_number, two.tracking_number) == ("5042260908504", "5042260943004")
    assert (one.status, one.raw_status, one.carrier_code) == ("in_transit", "2", "EMS")
    assert [e.occurred_at for e in one.events] == [
        utc("2015-03-06 13:16:58"),
        utc("2015-03-07 06:25:00"),
        utc("2015-03-07 16:17:00"),
        utc("2015-03-07 17:15:00"),
        utc("2015-03-09 01:01:00"),
        utc("2015-03-09 10:39:00"),
        utc("2015-03-10 10:06:00"),
        utc("2015-03-11 01:53:48"),
    ]
    assert {e.tz_source for e in one.events} == {"fixed"}
    assert {e.code for e in one.events} == {None}
    assert one.events[1].text == "离开深圳市 发往广州市"
    assert len(two.events) == 8
    assert two.events[0].occurred_at == utc("2015-03-07 07:26:09")


def test_delivered():
    [update] = parse("query_1002_yunda_delivered.json")
    assert (update.tracking_number, update.carrier_code) == ("3999043346251", "YD")
    assert (update.status, len(update.events)) == ("delivered", 11)
    assert update.events[-1].occurred_at == utc("2017-06-05 13:18:20")
    assert update.events[0].occurred_at == utc("2017-06-04 14:15:12")
    assert update.events[0].text.endswith("牛仔王便民寄存点 已收件")


def test_finer_states():
    signed, nothing, refused = parse("push_102_state_ex.json", "push")
    assert (signed.status, signed.raw_status) == ("delivered", "301")
    assert signed.eta == utc("2022-09-20 10:00:00")
    assert [(e.code, e.raw_code, e.location) for e in signed.events] == [
        ("picked_up", "1", "佛山市"),
        ("in_transit", "201", "苏州市"),
        ("out_for_delivery", "202", "苏州市"),
        ("available_for_pickup", "211", "苏州市"),
        ("delivered", "301", "苏州市"),
    ]
    assert (nothing.status, nothing.problem, nothing.stopped) == ("pending", "三天无轨迹", True)
    assert (refused.status, refused.raw_status) == ("returning", "404")
    assert [(e.code, e.reason) for e in refused.events] == [
        ("attempt_failed", "other"),
        ("returning", "refused"),
    ]


@pytest.mark.parametrize(
    ("members", "status"),
    [({"State": "1"}, "picked_up"), ({"State": 4}, "exception"), ({"State": "0"}, "pending")]
    + [({"State": "2", "StateEx": "211"}, "available_for_pickup")]
    + [({"State": "4", "StateEx": "406"}, "returned"), ({"State": "311"}, "delivered")]
    + [({"State": "4", "StateEx": "413"}, "cancelled"), ({"State": "99"}, "unknown"), ({}, None)],
)
def test_status(members, status):
    body = dumped({"LogisticCode": "1", "ShipperCode": "YD", "Traces": None, **members})
    assert kdniao.parse(body)[0].status == (status or "pending")


def test_nothing_yet():
    [update] = kdniao.parse(refusal("暂无轨迹信息", LogisticCode="YD1", State="0", Traces=[]))
    assert (update.tracking_number, update.status) == ("YD1", "pending")
    assert update.problem == "暂无轨迹信息"
    [unnamed] = kdniao.parse(refusal("此单无物流信息"))
    assert (unnamed.tracking_number, unnamed.status) == ("", "pending")


@pytest.mark.parametrize(
    ("reason", "code", "error"),
    [("业务错误[没有可用套餐]", "105", AccountError), ("x", "102", AccountError)]
    + [("数据签名验证失败", "", AccountError), ("今日请求次数已达上限", "", AccountError)]
    + [("x", 405, AccountError), ("请求过于频繁", "", Throttled), ("系统异常", "", Unavailable)],
)
def test_refusals(reason, code, error):
    with pytest.raises(error):
        kdniao.parse(refusal(reason, ResultCode=code))


def test_a_wrong_phone_is_the_parcels_problem():
    [update] = kdniao.parse(refusal("手机尾号验证失败", LogisticCode="SF1", ShipperCode="SF"))
    assert (update.status, update.problem) == ("pending", "手机尾号验证失败")


def test_answers_without_parcels():
    assert parse("push_reply_ok.json") == []
    found = {"Shippers": [{"ShipperCode": "YTO", "ShipperName": "圆通"}], "Success": True}
    found["LogisticCode"] = "YT1"
    assert kdniao.parse(dumped(found)) == []
    assert kdniao.detected(dumped(found)) == ("YTO",)


def test_pushes_about_money_say_nothing():
    assert kdniao.parse(form('{"Data":[{"x":1}]}', "s", "107"), kind="push") == []


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b"RequestData=", b"x=1", b"\xff\xfe"])
def test_what_is_none_of_its_messages(body):
    with pytest.raises(BadMessage):
        kdniao.parse(body, kind="push")


def test_a_push_must_name_its_parcel():
    with pytest.raises(BadMessage):
        kdniao.parse(dumped({"Data": [{"State": "2"}]}), kind="push")


def test_whole_form_and_bare_value_say_the_same():
    bare = sample(CODE, PUSH)
    told = kdniao.parse(bare, kind="push")
    assert kdniao.parse(form(bare, "s"), kind="push") == told
    assert kdniao.parse(form(quote_plus(bare), "s"), kind="push") == told
    single = loaded(CODE, PUSH)
    single["Data"] = single["Data"][0]
    assert kdniao.parse(dumped(single), kind="push") == told[:1]


def test_signature():
    data = json.dumps(loaded(CODE, PUSH), ensure_ascii=False)
    body = form(data, sign(data))
    assert kdniao.verify(body, {}, "APPKEY")
    assert kdniao.verify(form(quote_plus(data), quote_plus(sign(data))), {}, "APPKEY")
    assert not kdniao.verify(body, {}, "OTHER")
    assert not kdniao.verify(body, {}, "")
    assert not kdniao.verify(form(data, sign(data, "")), {}, "")  # anybody could sign so
    assert not kdniao.verify(form(data + " ", sign(data)), {}, "APPKEY")
    assert not kdniao.verify(data.encode(), {}, "APPKEY")
    assert not kdniao.verify(form(data, ""), {}, "APPKEY")


def test_known_signature():
    """md5("123456") in hex, in base64."""
    body = form("123", "ZTEwYWRjMzk0OWJhNTlhYmJlNTZlMDU3ZjIwZjg4M2U=")
    assert kdniao.verify(body, {}, "456")


def test_reply():
    body = form(sample(CODE, PUSH), "s")
    assert json.loads(kdniao.acknowledge(body).body) == {
        "EBusinessID": "1109259",
        "UpdateTime": "2015-03-11 16:21:06",
        "Success": True,
        "Reason": "",
    }
    now = datetime(2015, 3, 11, 8, 26, 11, tzinfo=UTC)
    assert json.loads(kdniao.acknowledge(body, now=now).body) == loaded(CODE, "push_reply_ok.json")
    assert json.loads(kdniao.acknowledge(b"?", ok=False).body)["Success"] is False


def fields(request):
    return {name: values[0] for name, values in parse_qs(request.body.decode()).items()}


def test_query():
    parcel = Parcel("SF1", "SF", phone="13800001234", order_number="S01")
    [request] = kdniao.requests_for([parcel], ACCOUNT)
    assert request.url == "https://api.kdniao.com/Ebusiness/EbusinessOrderHandle.aspx"
    sent = fields(request)
    assert json.loads(sent["RequestData"]) == {
        "OrderCode": "S01",
        "ShipperCode": "SF",
        "LogisticCode": "SF1",
        "CustomerName": "1234",
    }
    assert sent["DataSign"] == sign(sent["RequestData"])
    assert (sent["RequestType"], sent["DataType"], sent["EBusinessID"]) == ("1002", "2", "1109259")


def test_subscription_detection_and_settings():
    [request] = kdniao.requests_for([Parcel("1", "YTO")], ACCOUNT, purpose="subscribe")
    assert request.url == "https://api.kdniao.com/api/dist"
    assert fields(request)["RequestType"] == "1008"
    sandbox = Account(base_url="http://127.0.0.1:1/x.json", settings={"query_type": "8001"})
    [request] = kdniao.requests_for([Parcel("1")], sandbox)
    assert request.url == "http://127.0.0.1:1/x.json"
    assert fields(request)["RequestType"] == "8001"
    [request] = kdniao.requests_for([Parcel("1")], ACCOUNT, purpose="detect")
    assert fields(request)["RequestType"] == "2002"
    with pytest.raises(ValueError, match="stop"):
        kdniao.requests_for([], ACCOUNT, purpose="stop")


def test_push_and_query_of_an_event_have_one_key():
    pushed = loaded(CODE, PUSH)["Data"][0]
    queried = {"LogisticCode": pushed["LogisticCode"], "State": "2", "ShipperCode": "EMS"}
    queried["Traces"] = [
        {name: trace[name] for name in ("AcceptTime", "AcceptStation")}
        for trace in reversed(pushed["Traces"])
    ]
    assert keys_of(kdniao.parse(dumped(queried))) == keys_of(parse(PUSH, "push")[:1])
