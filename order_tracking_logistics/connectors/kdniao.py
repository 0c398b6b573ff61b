"""KDNiao 快递鸟: query, subscription with push, carrier detection.

Sources: the vendor's interface documents (apifox 快递鸟: 即时查询, 轨迹订阅, 轨迹推送, 状态码) and
.NET demos, as quoted in wannvmi/Kdniao.Core, bububa/kdniao and misu99/kdniao.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import unquote_to_bytes
from zoneinfo import ZoneInfo

from . import answers, errors, reading, requesting, sequence, signing, times
from .base import Connector
from .keys import event_key
from .values import Account, Event, Limits, Parcel, ParcelUpdate, Reply, Request

# --- code tables -------------------------------------------------------------------------------

# `State`, `StateEx` and the traces' `Action`: the vendor's table of states for 8001/8008.
CODES = {
    "0": "pending",
    "1": "picked_up",
    "10": "info_received",  # waiting to be collected
    "2": "in_transit",
    "201": "in_transit",  # arrived in the destination city
    "202": "out_for_delivery",
    "204": "in_transit",  # arrived in a hub
    "205": "in_transit",  # arrived in the delivery station
    "206": "in_transit",  # left the first station
    "211": "available_for_pickup",
    "3": "delivered",
    "301": "delivered",
    "302": "delivered",  # after a problem
    "304": "delivered",  # by somebody else
    "311": "delivered",  # taken out of the locker or station
    "4": "exception",
    "401": "exception",  # nothing known after shipping
    "402": "exception",  # not signed in time
    "403": "exception",  # no news in time
    "404": "returning",  # refused, goes back
    "405": "attempt_failed",
    "406": "returned",
    "407": "returning",  # not yet signed by the sender
    "412": "exception",  # too long in the locker
    "413": "cancelled",  # intercepted
    "414": "exception",  # damaged
    "415": "cancelled",  # by the sender
    "416": "attempt_failed",  # cannot be reached
    "417": "exception",  # delivery delayed
    "418": "exception",  # taken out of the locker by the courier
    "419": "attempt_failed",  # another attempt was arranged
    "420": "exception",  # address incomplete
    "421": "exception",  # telephone number wrong
    "422": "exception",  # sorted wrongly
    "423": "exception",  # outside the served area
    "5": "in_transit",  # forwarded to another address
    "6": "customs",
    "601": "customs",
    "602": "customs",
    "603": "customs",
    "604": "exception",  # problem in customs
}
REASONS = {
    "401": "other",
    "402": "overdue",
    "403": "delayed",
    "404": "refused",
    "405": "other",
    "412": "overdue",
    "414": "damaged",
    "416": "absent",
    "417": "delayed",
    "418": "other",
    "420": "address",
    "421": "address",
    "422": "other",
    "423": "address",
    "604": "customs",
}
# `ResultCode`: 102 check, 104 user, 405 more than the daily limit.
ACCOUNT_CODES = frozenset({"102", "104", "405"})
# 101 something is missing, 103 format, 401 to 404 wrong data or number.
PARCEL_CODES = frozenset({"101", "103", "401", "402", "403", "404"})
# `Reason` is free text: what a refusal says of the account, of the pace, of the parcel.
PACE_WORDS = re.compile(r"频繁|过快|并发|稍后")
PARCEL_WORDS = re.compile(r"电话|手机|尾号|CustomerName|单号|ShipperCode|快递公司")
ACCOUNT_WORDS = re.compile(
    r"套餐|余额|签名|校验|验证|密钥|EBusinessID|商户|用户|白名单|权限|未开通|超限|上限"
)
NOTHING_YET = re.compile(r"无轨迹|没有轨迹|暂无|没有物流|无物流|没有信息|无信息|查无|未查询到")
# Nothing was found for three days, nothing new for seven: it must be subscribed to again.
GAVE_UP = re.compile(r"三天无轨迹|七天(?:内)?无轨迹")
NAME_CARRIERS = ("SF",)  # need the last four digits of a telephone number
MONEY_PUSH = b"107"

# --- parser ------------------------------------------------------------------------------------

NAME = "KDNiao"
SOURCE = "kdniao"


def _update(parcel: dict) -> ParcelUpdate:
    number = reading.text(parcel.get("LogisticCode"))
    rows = reading.listed(parcel.get("Traces"))
    events = sequence.oldest_first([_event(number, row) for row in rows], newest_first=False)
    reason = reading.text(parcel.get("Reason"))
    succeeded = reading.truth(parcel.get("Success", True))
    state = _state(parcel)
    eta, until = times.span(reading.text(parcel.get("EstimatedDeliveryTime")), times.CHINA)
    return ParcelUpdate(
        tracking_number=number,
        carrier_code=reading.text(parcel.get("ShipperCode")),
        status=_status(_known_state(parcel), events),
        raw_status=state,
        eta=eta,
        eta_until=until,
        events=events,
        stopped=not succeeded and bool(GAVE_UP.search(reason)),
        problem="" if succeeded else reason,
        extra=_extra(parcel),
    )


def _state(parcel: dict) -> str:
    """The finer state where it is paid for: the vendor says to prefer it."""
    return reading.text(parcel.get("StateEx")) or reading.text(parcel.get("State"))


def _status(state: str, events: Sequence[Event]) -> str | None:
    """A state of nothing does not contradict the events."""
    if state in ("", "0"):
        status = answers.status_of(events)
        return "pending" if state and status == "unknown" else status
    return CODES.get(state, "unknown")


def _known_state(parcel: dict) -> str:
    """The finer state, unless only the coarser one is in our table."""
    finer, coarse = _state(parcel), reading.text(parcel.get("State"))
    return finer if finer in CODES or coarse not in CODES else coarse


def _event(number: str, row: dict) -> Event:
    local = reading.text(row.get("AcceptTime"))
    at, how = times.read(local, times.CHINA)
    words = reading.text(row.get("AcceptStation")) or reading.text(row.get("Remark"))
    raw = reading.text(row.get("Action")) or reading.text(row.get("StateEx"))
    return Event(
        occurred_at=at,
        local_time=local,
        tz_source=how,
        code=CODES.get(raw),
        raw_code=raw,
        text=words,
        location=reading.text(row.get("Location")),
        reason=REASONS.get(raw, ""),
        key=event_key(SOURCE, number, at or local, words),
    )


def _extra(parcel: dict) -> dict[str, str]:
    names = {
        "order_code": "OrderCode",
        "callback": "CallBack",
        "station": "Station",
        "station_phone": "StationTel",
        "courier": "DeliveryMan",
        "courier_phone": "DeliveryManTel",
    }
    return reading.texts({ours: parcel.get(theirs) for ours, theirs in names.items()})


def _refusal(answer: dict) -> list[ParcelUpdate]:
    """An answer without success: of the account, of the pace, or of the one parcel asked about."""
    code = reading.text(answer.get("ResultCode"))
    text = reading.text(answer.get("Reason"))
    if code in ACCOUNT_CODES:
        raise errors.AccountError(f"{NAME} {code}: {text}", code)
    if PACE_WORDS.search(text):
        raise errors.Throttled(f"{NAME} {code}: {text}", code)
    if NOTHING_YET.search(text) or PARCEL_WORDS.search(text):
        return [_update(answer)]
    if ACCOUNT_WORDS.search(text):
        raise errors.AccountError(f"{NAME} {code}: {text}", code)
    if reading.text(answer.get("LogisticCode")):
        return [_update(answer)]
    if code in PARCEL_CODES:
        return [ParcelUpdate("", status="unknown", raw_status=code, problem=text or code)]
    raise errors.Unavailable(f"{NAME} {code}: {text}", code)


def _parcels(message: dict) -> list[dict] | None:
    """Objects about parcels; None: the answer to a subscription or a detection."""
    if "Data" in message:
        return reading.listed(message["Data"])
    if any(name in message for name in ("LogisticCode", "Traces", "State")):
        return None if "Shippers" in message else [message]
    return None


def _is_ours(message: dict) -> bool:
    return any(name in message for name in ("EBusinessID", "Data", "LogisticCode", "Success"))


# --- requests ----------------------------------------------------------------------------------

BASE_URL = "https://api.kdniao.com"
QUERY_PATH = "/Ebusiness/EbusinessOrderHandle.aspx"
SUBSCRIBE_PATH = "/api/dist"
# Request types; the monitoring ones (8001, 8008) cost more and tell the finer states.
TYPES = {"query": "1002", "subscribe": "1008", "detect": "2002"}


def _request(parcel: Parcel, account: Account, purpose: str) -> Request:
    """``DataSign`` = base64 of the lower-case hex MD5 of RequestData and AppKey, taken before
    the form is encoded (once)."""
    data = requesting.json_text(_data(parcel, purpose))
    kind = str(account.settings.get(f"{purpose}_type", TYPES[purpose]))
    fields = {
        "EBusinessID": account.customer,
        "RequestType": kind,
        "RequestData": data,
        "DataSign": _sign(data, account.key),
        "DataType": "2",
    }
    return requesting.form_post(_address(account, purpose), fields, [parcel], purpose)


def _data(parcel: Parcel, purpose: str) -> dict:
    if purpose == "detect":
        return {"LogisticCode": parcel.tracking_number}
    return requesting.filled(
        {
            "OrderCode": parcel.order_number,
            "ShipperCode": parcel.carrier_code,
            "LogisticCode": parcel.tracking_number,
            "CustomerName": requesting.last_digits(parcel.phone),
        }
    )


def _address(account: Account, purpose: str) -> str:
    """The sandbox is one address for everything: it is taken as it is."""
    if account.base_url.endswith((".json", ".aspx")):
        return account.base_url
    path = SUBSCRIBE_PATH if purpose == "subscribe" else QUERY_PATH
    return requesting.address(account, BASE_URL, path)


def _sign(data: bytes | str, secret: str) -> str:
    return base64.b64encode(signing.md5(data, secret).hexdigest().encode()).decode()


class KDNiao(Connector):
    """``Account``: ``customer`` is the EBusinessID, ``key`` and ``push_secret`` the AppKey.

    Settings: ``query_type``, ``subscribe_type`` (8001 and 8008 where the contract has them).
    """

    code = SOURCE
    name = "KDNiao 快递鸟"
    base_url = BASE_URL
    zone = times.CHINA
    signed = True
    pushes = True
    subscribes = True
    again = "subscribe"
    detects = True
    limits = Limits(
        batch=1,
        interval=3600,
        daily=30000,
        extra_fields={carrier: ("phone",) for carrier in NAME_CARRIERS},
    )

    def parse(
        self, body: bytes, *, kind: str = "query", headers: Mapping[str, str] | None = None
    ) -> list[ParcelUpdate]:
        """A push as the whole form or as the value of its field ``RequestData``; several
        parcels, each with its full history. Pushes about money say nothing about parcels."""
        if reading.form_field(body, "RequestType") == MONEY_PUSH:
            return []
        message = reading.field_object(body, "RequestData", what=f"{NAME} {kind}")
        parcels = _parcels(message)
        if not _is_ours(message):
            raise errors.BadMessage.ours("not_ours", what=f"{NAME} {kind}")
        push = kind == "push" or "Data" in message
        if not push and not reading.truth(message.get("Success", True)):
            return answers.named(_refusal(message), push=False)
        return answers.named([_update(parcel) for parcel in parcels or ()], push=push)

    def verify(self, body: bytes, headers: Mapping[str, str], secret: str) -> bool:
        """The form's ``DataSign`` over its ``RequestData``."""
        data, sign = (reading.form_field(body, name) for name in ("RequestData", "DataSign"))
        if not secret or data is None or sign is None:
            return False
        expected = _sign(reading.decoded(data), secret)
        return signing.same(expected, unquote_to_bytes(sign).strip())  # some encode it twice

    def acknowledge(
        self, body: bytes = b"", *, ok: bool = True, now: datetime | None = None
    ) -> Reply:
        """Anything else is a failure, and sent again twice, after 15 and 30 minutes.

        :param now: aware; without it the time of the push itself is given back.
        """
        try:
            message = reading.field_object(body, "RequestData", what=NAME)
        except errors.BadMessage:
            message = {}
        answer = {
            "EBusinessID": reading.text(message.get("EBusinessID")),
            "UpdateTime": _clock(now, reading.text(message.get("PushTime"))),
            "Success": ok,
            "Reason": "" if ok else "失败",
        }
        return Reply(status=200 if ok else 500, body=requesting.json_body(answer))

    def requests_for(
        self, parcels: Sequence[Parcel], account: Account, *, purpose: str = "query", now=None
    ) -> list[Request]:
        """One parcel in each request."""
        if purpose not in TYPES:
            raise requesting.unknown_purpose(NAME, purpose)
        return [_request(parcel, account, purpose) for parcel in parcels]

    def detected(self, body: bytes) -> tuple[str, ...]:
        """Carriers that the answer to ``detect`` names, likeliest first."""
        found = reading.listed(reading.as_object(body, what=NAME).get("Shippers"))
        return tuple(filter(None, (reading.text(row.get("ShipperCode")) for row in found)))


def _clock(now: datetime | None, push_time: str) -> str:
    at = now or times.read(push_time, times.CHINA)[0]
    return at.astimezone(ZoneInfo(times.CHINA)).strftime("%Y-%m-%d %H:%M:%S") if at else ""


connector = KDNiao()
