"""SF Express 顺丰 (丰桥): route query, and the route push that is set up in SF's console.

Sources: notes of clients tested in SF's sandbox (2026-07), SF's documents of RoutePushService
and EXP_RECE_SEARCH_ROUTES as public clients quote them; the XML of the older BSP interface as
captured in public receivers and tests.
"""

from __future__ import annotations

import base64
import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus, unquote_to_bytes
from xml.etree import ElementTree

from . import answers, errors, reading, requesting, sequence, signing, times
from .base import Connector
from .keys import event_key
from .values import Account, Event, Limits, Parcel, ParcelUpdate, Reply, Request

# --- code tables -------------------------------------------------------------------------------

# `firstStatusCode`: SF's own grouping; 13 (waits for another attempt) from a client's capture.
FIRST = {
    "1": "picked_up",
    "2": "in_transit",
    "3": "out_for_delivery",
    "4": "delivered",
    "5": "cancelled",
    "11": "available_for_pickup",
    "13": "attempt_failed",
}
# `secondaryStatusName` 清关中, 已清关 (of 204 and 205) says more than the first.
CUSTOMS = "清关"
# `opCode`: SF's table of about 150 codes is not public; these are used by several clients.
OPERATIONS = {
    "50": "picked_up",
    "54": "picked_up",
    "30": "in_transit",  # loaded
    "31": "in_transit",  # arrived
    "36": "in_transit",  # departed
    "3036": "in_transit",  # older interface
    "3137": "in_transit",  # older interface
    "105": "in_transit",  # flight departed
    "106": "in_transit",  # flight arrived
    "302": "in_transit",
    "305": "in_transit",
    "310": "in_transit",
    "407": "in_transit",
    "501": "in_transit",
    "44": "out_for_delivery",
    "204": "out_for_delivery",
    "634": "out_for_delivery",
    "70": "attempt_failed",
    "80": "delivered",
    "125": "available_for_pickup",  # put into a locker
    "642": "available_for_pickup",
    "126": "exception",  # the pick-up code expired
    "33": "exception",
    "99": "returning",
    "631": "returning",
    "648": "returning",
}
# A picture was added: says nothing about where the parcel is.
INFORMS_ONLY = frozenset({"8000"})
REASONS = {"126": "overdue"}
_NOT = r"(?<!取消)(?<!无需)(?<!不能)(?<!无法)(?<!如需)(?<!需要)(?<!未)(?<!勿)"
# Signed for, but by the sender: the remark says so next to code 80.
CAME_BACK = re.compile(_NOT + r"(?:退件|退回|退签|拒收)")
GOES_BACK = re.compile(_NOT + r"(?:退件|退回)")
REFUSED = re.compile(_NOT + r"(?:拒收|拒签)")
MOVING = frozenset(
    {"in_transit", "customs", "out_for_delivery", "available_for_pickup"}
    | {"attempt_failed", "exception"}
)

# `apiResultCode` of the gateway: A1000 done; A1004 service not enabled (checked before the
# signature), A1006 wrong signature: sandbox. The others from the gateway's list (not verified).
ACCOUNT_CODES = frozenset({"A1001", "A1002", "A1003", "A1004", "A1006", "A1008", "A1010", "A1011"})
TOO_OFTEN = "A1005"
# Of the service itself: not JSON, something missing, wrong type; five digits are about a number.
OF_QUESTION = re.compile(r"S000[124]|\d{5}")
DONE = frozenset({"A1000", "S0000"})
# The older interface's ERROR codes: 8xxx are about the contract and the check word.
OLD_ACCOUNT_CODE = re.compile(r"8\d{3}$")
OLD_DONE = "<Head>OK</Head>"
OLD_FAILED = '<Head>ERR</Head><ERROR code="4001">系统异常</ERROR>'

# --- parser ------------------------------------------------------------------------------------

NAME = "SF Express"
SOURCE = "sf_express"
FIELDS = ("content", "xml", "logistics_interface", "msgData", "data", "body")
_MARKUP = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def _members(row: Mapping[str, Any]) -> dict[str, Any]:
    """By plain names: SF spells acceptTime, accept_time, opCode, opcode, mailno, mailNo."""
    return {str(name).lower().replace("_", ""): value for name, value in row.items()}


def _event(number: str, row: dict) -> Event:
    """Push and query tell the same event without a common id: the key is made of what both
    have. ``row``: as from :func:`_members`."""
    local = reading.text(row.get("accepttime"))
    at, how = times.read(local, times.CHINA)
    remark = reading.text(row.get("remark"))
    operation = reading.text(row.get("opcode"))
    return Event(
        occurred_at=at,
        local_time=local,
        tz_source=how,
        code=_meaning(row, remark),
        raw_code=operation or reading.text(row.get("firststatuscode")),
        text=remark,
        location=reading.text(row.get("acceptaddress")),
        reason=_reason(operation, remark),
        key=event_key(SOURCE, number, at or local, remark, operation),
    )


def _meaning(row: dict, remark: str) -> str | None:
    """SF's own grouping before the operation; a remark about a return before both."""
    operation = reading.text(row.get("opcode"))
    if operation in INFORMS_ONLY:
        return None
    # 1101 belongs to 11
    second = reading.text(row.get("secondarystatuscode"))
    first = reading.text(row.get("firststatuscode")) or second[:-2]
    code = FIRST.get(first) or OPERATIONS.get(operation)
    if code == "in_transit" and CUSTOMS in reading.text(row.get("secondarystatusname")):
        return "customs"
    if code == "delivered" and CAME_BACK.search(remark):
        return "returned"
    return "returning" if code in MOVING and GOES_BACK.search(remark) else code


def _reason(operation: str, remark: str) -> str:
    return "refused" if REFUSED.search(remark) else REASONS.get(operation, "")


def _pushed(rows: Sequence[dict]) -> list[ParcelUpdate]:
    """A push tells what is new, of up to ten events of several parcels."""
    by_number: dict[str, list[dict]] = {}
    for row in map(_members, rows):
        by_number.setdefault(reading.text(row.get("mailno")), []).append(row)
    return [_update(number, found, full=False) for number, found in by_number.items()]


def _answered(route: dict) -> ParcelUpdate:
    members = _members(route)
    rows = [_members(row) for row in reading.listed(members.get("routes"))]
    update = _update(reading.text(members.get("mailno")), rows, full=True)
    if rows:
        return update
    return ParcelUpdate(
        update.tracking_number, carrier_code=SOURCE, status="pending", problem=_why(members)
    )


def _why(members: dict) -> str:
    """Why there are no routes: a text, or a list of texts."""
    for name in ("reasonremark", "reasonname", "reasoncode", "errormsg"):
        told = members.get(name)
        texts = map(reading.text, told if isinstance(told, list) else [told])
        if found := "; ".join(filter(None, texts)):
            return found
    return ""


def _update(number: str, rows: Sequence[dict], *, full: bool) -> ParcelUpdate:
    events = sequence.oldest_first([_event(number, row) for row in rows], newest_first=False)
    status = answers.status_of(events)
    informing = all(event.raw_code in INFORMS_ONLY for event in events)
    order = next((reading.text(row.get("orderid")) for row in rows if row.get("orderid")), "")
    return ParcelUpdate(
        tracking_number=number,
        carrier_code=SOURCE,
        status=None if events and informing else status,
        raw_status=events[-1].raw_code if events else "",
        events=events,
        full=full,
        extra=requesting.filled({"order_number": order}),
    )


def _document(body: bytes) -> dict:
    """The JSON or XML of a message, itself, in a form field, or encoded as a whole."""
    plain = _unwrapped(body)
    if _is_xml(plain):
        return _xml(plain)
    message = reading.as_object(plain, what=NAME)
    inner = message.get("apiResultData")
    if isinstance(inner, str) and inner.strip():
        message["apiResultData"] = reading.as_json(inner.encode(errors="replace"), what=NAME)
    return message


def _is_xml(body: bytes) -> bool:
    return _unwrapped(body).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"


def _unwrapped(body: bytes) -> bytes:
    if len(body) > reading.MAX_BYTES:
        raise errors.BadMessage.ours("too_long", what=NAME, size=reading.MAX_BYTES)
    if body.lstrip()[:3].upper() in (b"%3C", b"%7B"):
        return unquote_to_bytes(body.replace(b"+", b" "))
    found = (reading.form_field(body, name) for name in FIELDS if body.lstrip()[:1] != b"<")
    return next((value for value in found if value), body)


def _xml(body: bytes) -> dict:
    """The older interface, as the object that the newer one would have sent. Attributes only.

    Declarations of document types and entities are refused.
    """
    try:
        text = body.decode("utf-8-sig")
        if _MARKUP.search(text):
            raise errors.BadMessage.ours("doctype", what=NAME)
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise errors.BadMessage.ours("not_xml", what=NAME, found=type(error).__name__) from None
    wrong = root.find(".//ERROR")
    if wrong is not None:
        return {"old_error": {"code": wrong.get("code"), "text": "".join(wrong.itertext())}}
    if root.get("service") == "RouteService" or root.find(".//RouteResponse") is not None:
        return {"routeResps": [_old_route(item) for item in root.iter("RouteResponse")]}
    rows = [dict(item.attrib) for item in root.iter("WaybillRoute")]
    return {"Body": {"WaybillRoute": rows}} if rows else {}


def _old_route(item: ElementTree.Element) -> dict:
    return {**item.attrib, "routes": [dict(route.attrib) for route in item.iter("Route")]}


def _refuse(code: str, text: str) -> None:
    """:raise errors.ConnectorError: what a code other than done means."""
    message = f"{NAME} {code}: {text}"
    if code in ACCOUNT_CODES or OLD_ACCOUNT_CODE.match(code):
        raise errors.AccountError(message, code)
    if code == TOO_OFTEN:
        raise errors.Throttled(message, code)
    raise errors.Unavailable(message, code)


def _refuse_question(code: str, text: str) -> None:
    """What is wrong may be in the question: of many parcels each is then asked about alone.

    :raise errors.ConnectorError: else as :func:`_refuse`.
    """
    if OF_QUESTION.fullmatch(code):
        raise errors.BadMessage(f"{NAME} {code}: {text}", code)
    _refuse(code, text)


def _business(message: dict) -> dict:
    """What is inside the gateway's envelope, or the message itself when there is none."""
    code = reading.text(message.get("apiResultCode"))
    if code and code not in DONE:
        _refuse(code, reading.text(message.get("apiErrorMsg")))
    old = reading.one(message.get("old_error"))
    if old:
        _refuse(reading.text(old.get("code")), reading.text(old.get("text")))
    return reading.one(message.get("apiResultData")) or message


def _routes(business: dict) -> list[dict] | None:
    """Routes by parcel; None: there are none in it."""
    inner = business.get("msgData")
    if isinstance(inner, str) and inner.strip():
        inner = reading.as_json(inner.encode(errors="replace"), what=NAME)
    holder = reading.one(inner) or business
    if "routeResps" in holder:
        return reading.listed(holder["routeResps"])
    code = reading.text(business.get("errorCode") or business.get("apiResultCode"))
    if business.get("success") is not None and not reading.truth(business["success"]):
        _refuse_question(code, reading.text(business.get("errorMsg")))
    return [] if code in DONE else None


def _waybills(message: dict) -> list[dict] | None:
    """The rows of a push; None: it is none."""
    body = reading.one(message.get("Body") or message.get("body")) or message
    rows = body.get("WaybillRoute", body.get("waybillRoute"))
    return None if rows is None else reading.listed(rows)


# --- requests ----------------------------------------------------------------------------------

BASE_URL = "https://bspgw.sf-express.com"
PATH = "/std/service"
SERVICE = "EXP_RECE_SEARCH_ROUTES"


def _query(parcels: Sequence[Parcel], account: Account, now: datetime) -> list[Request]:
    """Parcels with the same telephone number together: it is one value for all of a request."""
    groups = requesting.grouped(parcels, 10, lambda parcel: requesting.last_digits(parcel.phone))
    return [_one_query(group, account, now) for group in groups]


def _one_query(parcels: Sequence[Parcel], account: Account, now: datetime) -> Request:
    data = requesting.json_text(_question(parcels, account))
    stamp = str(int(now.timestamp() * 1000))
    fields = {
        "partnerID": account.customer,
        "requestID": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{account.customer}|{stamp}|{data}")),
        "serviceCode": SERVICE,
        "timestamp": stamp,
        "msgDigest": _digest(data, stamp, account.key),
        "msgData": data,
    }
    address = requesting.address(account, BASE_URL, PATH)
    return requesting.form_post(address, fields, parcels, "query")


def _question(parcels: Sequence[Parcel], account: Account) -> dict:
    """One language per connector: a translated text would be another event."""
    return requesting.filled(
        {
            "language": str(account.settings.get("language", "0")),
            "trackingType": "1",
            "trackingNumber": [requesting.plain_number(parcel) for parcel in parcels],
            "methodType": "1",
            "checkPhoneNo": requesting.last_digits(parcels[0].phone),
        }
    )


def _digest(data: str, stamp: str, check_word: str) -> str:
    """Base64 of the MD5 of the form-encoded msgData, timestamp and check word."""
    return base64.b64encode(signing.md5(quote_plus(data + stamp + check_word)).digest()).decode()


class SFExpress(Connector):
    """``Account``: ``customer`` is the partnerID, ``key`` the check word. The push is not signed:
    the secret is in its address.

    Settings: ``language`` (0 Chinese, the default). The sandbox and Hong Kong have a
    ``base_url`` of their own.
    """

    code = SOURCE
    name = "SF Express 顺丰"
    base_url = BASE_URL
    zone = times.CHINA
    pushes = True
    # Without the telephone number SF tells only about parcels of the own monthly account.
    limits = Limits(batch=10, interval=3600, extra_fields={"*": ("phone",)})

    def parse(
        self, body: bytes, *, kind: str = "query", headers: Mapping[str, str] | None = None
    ) -> list[ParcelUpdate]:
        """JSON of today's interface and XML of the older one, pushes and answers."""
        message = _document(body)
        rows = _waybills(message)
        if rows is not None:
            return answers.named(_pushed(rows), push=True)
        routes = _routes(_business(message))
        if routes is None:
            raise errors.BadMessage.ours("not_ours", what=f"{NAME} {kind}")
        return answers.named([_answered(route) for route in routes], push=kind == "push")

    def acknowledge(self, body: bytes = b"", *, ok: bool = True) -> Reply:
        """In the language of the push: JSON, or XML."""
        status = 200 if ok else 500
        if _is_xml(body[: reading.MAX_BYTES]):
            head = OLD_DONE if ok else OLD_FAILED
            text = f'<Response service="RoutePushService">{head}</Response>'
            return Reply(status, text.encode(), "text/xml; charset=utf-8")
        code, text = ("0000", "成功") if ok else ("1000", "系统异常")
        return Reply(status, requesting.json_body({"return_code": code, "return_msg": text}))

    def requests_for(
        self, parcels: Sequence[Parcel], account: Account, *, purpose: str = "query", now=None
    ) -> list[Request]:
        """:raise ValueError: also without ``now``, which is signed."""
        if purpose != "query":
            raise requesting.unknown_purpose(NAME, purpose)
        if now is None:
            raise ValueError(f"{NAME} signs the time: say what time it is.")
        return _query(parcels, account, now)


connector = SFExpress()
