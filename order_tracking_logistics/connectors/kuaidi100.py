"""Kuaidi100 快递100: real-time query, subscription with push, carrier detection.

Sources: api.kuaidi100.com/document/5f0ffb5ebc8da837cbd8aefc (query),
/5f0ffa8f2977d50a94e1023c (subscription and push); the vendor's java-demo and python-demo.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from . import answers, errors, reading, requesting, sequence, signing, times
from .base import Connector
from .keys import event_key
from .values import Account, Event, Limits, Parcel, ParcelUpdate, Reply, Request

# --- code tables -------------------------------------------------------------------------------

# `state` and `statusCode`, basic and advanced: the query document's table of states.
CODES = {
    "0": "in_transit",
    "1001": "in_transit",  # arrived in the destination city
    "1002": "in_transit",  # line haul
    "1003": "in_transit",  # forwarded to another address
    "1": "picked_up",
    "101": "info_received",  # ordered
    "102": "info_received",  # waiting to be collected
    "103": "picked_up",
    "2": "exception",
    "201": "exception",  # not signed in time
    "202": "exception",  # no news in time
    "203": "exception",  # refused
    "204": "attempt_failed",
    "205": "exception",  # too long in the locker
    "206": "attempt_failed",  # cannot be reached
    "207": "exception",  # outside the served area
    "208": "exception",  # stuck
    "209": "exception",  # damaged
    "210": "cancelled",
    "3": "delivered",
    "301": "delivered",  # by the receiver
    "302": "delivered",  # after a problem
    "303": "delivered",  # by somebody else
    "304": "delivered",  # taken out of the locker or station
    "4": "returned",
    "401": "cancelled",
    "5": "out_for_delivery",
    "501": "available_for_pickup",
    "6": "returning",
    "7": "in_transit",  # handed to another carrier
    "8": "customs",
    "10": "customs",
    "11": "customs",
    "12": "customs",
    "13": "exception",  # problem in customs
    "14": "exception",  # refused
}
REASONS = {
    "201": "overdue",
    "202": "delayed",
    "203": "refused",
    "204": "other",
    "205": "overdue",
    "206": "absent",
    "207": "address",
    "208": "delayed",
    "209": "damaged",
    "13": "customs",
    "14": "refused",
}
# `status` of an event where the advanced states are not switched on: names in the same table.
NAMES = {
    "在途": "0",
    "到达派件城市": "1001",
    "干线": "1002",
    "转递": "1003",
    "揽收": "1",
    "已下单": "101",
    "待揽收": "102",
    "已揽收": "103",
    "疑难": "2",
    "超时未签收": "201",
    "超时未更新": "202",
    "拒收": "203",
    "派件异常": "204",
    "柜或驿站超时未取": "205",
    "无法联系": "206",
    "超区": "207",
    "滞留": "208",
    "破损": "209",
    "销单": "210",
    "签收": "3",
    "本人签收": "301",
    "派件异常后签收": "302",
    "代签": "303",
    "投柜或站签收": "304",
    "退签": "4",
    "已销单": "401",
    "派件": "5",
    "投柜或驿站": "501",
    "退回": "6",
    "转投": "7",
    "清关": "8",
    "待清关": "10",
    "清关中": "11",
    "已清关": "12",
    "清关异常": "13",
    "拒签": "14",
}
# "Signed" by another carrier, which takes the parcel further: seen in real answers (转EMS).
HANDED_ON = re.compile(
    r"转(?:寄|投|交|由|送|到|至|往|给)?\s*(?:EMS|邮政|邮局|中通|圆通|申通|韵达|百世|天天|顺丰|德邦|极兔|京东)",
    re.IGNORECASE,
)
# `returnCode`: the documents' error lists. Of a query and of a subscription they differ in 500
# and 501; the messages of a subscription begin with "POLL:".
ACCOUNT_CODES = frozenset({"503", "600", "601"})
PARCEL_CODES = {
    "201": "pending",  # nothing found, in the older interface
    "400": "unknown",
    "408": "pending",  # the telephone number does not fit
    "500": "pending",  # nothing found yet
    "700": None,
    "701": None,
    "702": None,
}
TOO_OFTEN = "504"
ENDS = frozenset({"shutdown", "abort"})
PHONE_CARRIERS = ("shunfeng", "shunfengkuaiyun", "zhongtong")

# --- parser ------------------------------------------------------------------------------------

NAME = "Kuaidi100"
SOURCE = "kuaidi100"


def _update(message: dict) -> ParcelUpdate:
    """A push (``lastResult`` with its envelope) or the answer to a query (the result itself)."""
    result = reading.one(message.get("lastResult")) or message
    onward = reading.one(message.get("destResult"))
    number = reading.text(result.get("nu")) or reading.text(onward.get("nu"))
    events = sequence.oldest_first(
        [*_events(number, result), *_events(number, onward, sure=False)], newest_first=True
    )
    state = _state(onward) if reading.listed(onward.get("data")) else _state(result)
    eta, until = _estimate(result)
    return ParcelUpdate(
        tracking_number=number,
        status=_status(state, events),
        raw_status=state,
        status_text=_status_text(result),
        eta=eta,
        eta_until=until,
        events=events,
        **_carrier(message, result),
        **_following(message),
    )


def _events(number: str, result: dict, *, sure: bool = True) -> list[Event]:
    return [_event(number, row, sure=sure) for row in reading.listed(result.get("data"))]


def _event(number: str, row: dict, *, sure: bool) -> Event:
    """``sure``: the zone is known; abroad the document does not say which one is meant."""
    local, at, how = _time(row)
    words = reading.text(row.get("context"))
    raw = reading.text(row.get("statusCode")) or reading.text(row.get("status"))
    number_of_state = NAMES.get(raw, raw)
    return Event(
        occurred_at=at,
        local_time=local,
        tz_source=how if sure or how != "fixed" else "assumed",
        code=_meaning(number_of_state, words),
        raw_code=raw,
        text=words,
        location=reading.text(row.get("location")) or reading.text(row.get("areaName")),
        reason=REASONS.get(number_of_state, ""),
        key=event_key(SOURCE, number, at or local, words),
    )


def _time(row: dict):
    """(text, instant, how) of ``ftime``, else of ``time``: they can differ."""
    told = [reading.text(row.get(name)) for name in ("ftime", "time")]
    for text in told:
        at, how = times.read(text, times.CHINA)
        if at:
            return text, at, how
    return next(filter(None, told), ""), None, "received"


def _meaning(state: str, words: str) -> str | None:
    code = CODES.get(state)
    return "in_transit" if code == "delivered" and HANDED_ON.search(words) else code


def _state(result: dict) -> str:
    state = reading.text(result.get("state"))
    return NAMES.get(state, state)


def _status(state: str, events: Sequence[Event]) -> str | None:
    """By ``state``, which may hold an advanced code and says 0, in transit, of a parcel that
    nothing is known of. ``ischeck`` and ``billstatus`` contradict it and are not used."""
    if state in ("", "0") and not events:
        return "pending"
    if not state:
        return answers.status_of(events)
    return _meaning(state, events[-1].text if events else "") or "unknown"


def _status_text(result: dict) -> str:
    return reading.text(reading.one(result.get("data")).get("status"))


def _estimate(result: dict):
    """``arrivalTime`` (``resultv2`` 8) ends with the hour: 2024-05-01 18."""
    text = reading.text(result.get("arrivalTime"))
    return times.span(re.sub(r"^(\S+ \d{1,2})$", r"\1:00", text), times.CHINA)


def _carrier(message: dict, result: dict) -> dict:
    """The carrier, and whether Kuaidi100 found out that it is another one."""
    corrected = reading.truth(message.get("autoCheck")) and reading.text(message.get("comNew"))
    return {
        "carrier_code": corrected or reading.text(result.get("com")),
        "carrier_corrected": bool(corrected),
    }


def _following(message: dict) -> dict:
    """Whether pushes end: at the end of the journey, or because nothing was found for days."""
    follows = reading.text(message.get("status"))
    if "lastResult" not in message or follows not in ENDS:
        return {}
    problem = reading.text(message.get("message")) if follows == "abort" else ""
    return {"stopped": True, "problem": problem}


def _refusal(answer: dict) -> list[ParcelUpdate]:
    """What a ``returnCode`` or an error ``status`` means. Both interfaces answer HTTP 200.

    :return: nothing for the answer to a subscription; what is known of the parcel asked about.
    """
    code = reading.text(answer.get("returnCode")) or reading.text(answer.get("status"))
    text = reading.text(answer.get("message"))
    subscribing = text.upper().startswith("POLL")
    if code == "200" or (code == "501" and subscribing):  # subscribed, or it was already
        return []
    if code in ACCOUNT_CODES:
        raise errors.AccountError(f"{NAME} {code}: {text}", code)
    if code == TOO_OFTEN:
        raise errors.Throttled(f"{NAME} {code}: {text}", code)
    if code not in PARCEL_CODES or (code == "500" and subscribing):
        raise errors.Unavailable(f"{NAME} {code}: {text}", code)
    number = reading.text(answer.get("nu"))
    return [ParcelUpdate(number, status=PARCEL_CODES[code], raw_status=code, problem=text)]


# --- requests ----------------------------------------------------------------------------------

BASE_URL = "https://poll.kuaidi100.com"
DETECT_URL = "https://www.kuaidi100.com"


def _query(parcels: Sequence[Parcel], account: Account) -> list[Request]:
    """``sign`` = MD5 of param, key and customer, in capitals, over the very text of param."""
    address = requesting.address(account, BASE_URL, "/poll/query.do")
    made = []
    for parcel in parcels:
        param = requesting.json_text(_question(parcel, account))
        sign = signing.md5(param, account.key, account.customer).hexdigest().upper()
        fields = {"customer": account.customer, "sign": sign, "param": param}
        made.append(requesting.form_post(address, fields, [parcel], "query"))
    return made


def _question(parcel: Parcel, account: Account) -> dict:
    """One language per connector: a translated text would be another event."""
    return requesting.filled(
        {
            "com": parcel.carrier_code,
            "num": parcel.tracking_number,
            "phone": requesting.last_digits(parcel.phone),
            "resultv2": str(account.settings.get("resultv2", "4")),
            "show": "0",
            "order": "desc",
            "lang": account.settings.get("lang", "zh"),
        }
    )


def _subscribe(parcels: Sequence[Parcel], account: Account) -> list[Request]:
    """Not signed: the key is inside. An https address for the push must be arranged with the
    vendor's staff."""
    address = requesting.address(account, BASE_URL, "/poll")
    made = []
    for parcel in parcels:
        wish = {
            **requesting.filled({"company": parcel.carrier_code}),
            "number": parcel.tracking_number,
            "key": account.key,
            "parameters": _parameters(parcel, account),
        }
        fields = {"schema": "json", "param": requesting.json_text(wish)}
        made.append(requesting.form_post(address, fields, [parcel], "subscribe"))
    return made


def _parameters(parcel: Parcel, account: Account) -> dict:
    origin, destination = parcel.origin_country, parcel.destination_country
    abroad = bool(origin and destination and origin != destination)
    return requesting.filled(
        {
            "callbackurl": account.callback_url,
            "salt": account.push_secret,
            "resultv2": str(account.settings.get("resultv2", "4")),
            "autoCom": "" if parcel.carrier_code else "1",
            "interCom": "1" if abroad else "",
            "departureCountry": origin if abroad else "",
            "departureCom": parcel.carrier_code if abroad else "",
            "destinationCountry": destination if abroad else "",
            "phone": requesting.last_digits(parcel.phone),
        }
    )


def _detect(parcels: Sequence[Parcel], account: Account) -> list[Request]:
    """Asks another host, unless the account names its own."""
    return [
        Request(
            method="GET",
            url=requesting.address(account, DETECT_URL, "/autonumber/auto"),
            params={"num": parcel.tracking_number, "key": account.key},
            parcels=(parcel.tracking_number,),
            purpose="detect",
        )
        for parcel in parcels
    ]


_MAKERS = {"query": _query, "subscribe": _subscribe, "detect": _detect}


class Kuaidi100(Connector):
    """``Account``: ``key``, ``customer``; ``push_secret`` is the salt of subscriptions.

    Settings: ``resultv2`` (default 4; 8 adds the estimated arrival), ``lang``.
    """

    code = SOURCE
    name = "Kuaidi100 快递100"
    base_url = BASE_URL
    zone = times.CHINA
    signed = True
    pushes = True
    subscribes = True
    again = "subscribe"
    detects = True
    # A number that is asked about twice within 30 minutes is locked; one question a second,
    # 20 subscriptions a second, four a month of one number (vendor's articles).
    limits = Limits(
        batch=1,
        per_second=1.0,
        interval=1800,
        concurrency=1,
        subscriptions_per_month=4,
        extra_fields={carrier: ("phone",) for carrier in PHONE_CARRIERS},
    )

    def parse(
        self, body: bytes, *, kind: str = "query", headers: Mapping[str, str] | None = None
    ) -> list[ParcelUpdate]:
        """A push as the whole form or as the value of its field ``param``."""
        if kind != "push" and reading.is_list(body):  # the answer to "detect"
            reading.as_json(body, what=f"{NAME} {kind}")
            return []
        message = reading.field_object(body, "param", what=f"{NAME} {kind}")
        push = kind == "push" or "lastResult" in message
        if _is_refusal(message):
            return answers.named(_refusal(message), push=push)
        if not _is_result(reading.one(message.get("lastResult")) or message):
            raise errors.BadMessage.ours("not_ours", what=f"{NAME} {kind}")
        return answers.named([_update(message)], push=push)

    def verify(self, body: bytes, headers: Mapping[str, str], secret: str) -> bool:
        """``sign`` = MD5 of param and salt. Without a salt anybody could sign."""
        param, sign = (reading.form_field(body, name) for name in ("param", "sign"))
        if not secret or param is None or sign is None:
            return False
        return signing.same(signing.md5(param, secret).hexdigest(), sign.lower())

    def acknowledge(self, body: bytes = b"", *, ok: bool = True) -> Reply:
        """Anything else than this is sent again, three times, half an hour apart."""
        if ok:
            answer = {"result": True, "returnCode": "200", "message": "成功"}
        else:
            answer = {"result": False, "returnCode": "500", "message": "失败"}
        return Reply(status=200 if ok else 500, body=requesting.json_body(answer))

    def requests_for(
        self, parcels: Sequence[Parcel], account: Account, *, purpose: str = "query", now=None
    ) -> list[Request]:
        """One parcel in each request."""
        make = _MAKERS.get(purpose)
        if not make:
            raise requesting.unknown_purpose(NAME, purpose)
        return make(parcels, account)

    def detected(self, body: bytes) -> tuple[str, ...]:
        """Carriers that the answer to ``detect`` names, likeliest first."""
        found = reading.listed(reading.as_json(body, what=NAME))
        return tuple(filter(None, (reading.text(row.get("comCode")) for row in found)))


def _is_refusal(message: dict) -> bool:
    """An answer without any result. An older one that found nothing has only a ``status``."""
    if any(message.get(name) for name in ("lastResult", "data")):
        return False
    status = reading.text(message.get("status"))
    older = status.isdigit() and status != "200"
    return older or "returnCode" in message or "result" in message


def _is_result(result: dict) -> bool:
    return any(name in result for name in ("data", "state", "nu"))


connector = Kuaidi100()
