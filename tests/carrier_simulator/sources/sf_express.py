"""SF Express 顺丰: route query, and the push of single routes, which nobody signs."""

from __future__ import annotations

import base64
import hashlib
import json
from urllib.parse import quote_plus

from ..truth import Scan, Told
from .base import CUSTOMER, JSON, KEY, Answer, Asked, Desk, Push, Source, dumped, said, shanghai

# firstStatusCode, opCode
TOLD = {
    "picked_up": ("1", "54"),
    "in_transit": ("2", "31"),
    "customs": ("2", "31"),
    "out_for_delivery": ("3", "44"),
    "available_for_pickup": ("11", "642"),
    "attempt_failed": ("13", "70"),
    "delivered": ("4", "80"),
    "exception": ("", "33"),
    "returning": ("", "648"),
    "returned": ("4", "80"),
    "cancelled": ("5", ""),
    None: ("", "8888"),
}
SECONDARY = {"customs": ("204", "清关中")}


class SFExpress(Source):
    code = "sf_express"
    chinese = True
    pushes = True
    incremental = True
    retries = (600, 1800, 3600)
    coarse = {"info_received": None}

    def answer(self, asked: Asked, desk: Desk) -> Answer:
        form = asked.form()
        text = form["msgData"] + form["timestamp"] + KEY
        digest = base64.b64encode(hashlib.md5(quote_plus(text).encode()).digest()).decode()
        if form["partnerID"] != CUSTOMER or form["msgDigest"] != digest:
            return _gateway("A1006", "数字签名无效", None)
        routes = [self._route(number, desk) for number in json.loads(form["msgData"])[
            "trackingNumber"]]  # fmt: skip
        business = {
            "success": True,
            "errorCode": "S0000",
            "errorMsg": None,
            "msgData": {"routeResps": routes},
        }
        return _gateway("A1000", "", json.dumps(business, ensure_ascii=False))

    def _route(self, number: str, desk: Desk) -> dict:
        told = desk.told(number)
        scans = (*told.parcel.earlier, *told.scans) if told else ()
        return {"mailNo": number, "routes": [_row(scan) for scan in scans if _tellable(scan)]}

    def push(self, told: Told, now, *, delivery: str, secret: str) -> Push:
        """The newest only. The operation alone: pushes have no first status."""
        scans = [scan for scan in told.scans if _tellable(scan)]
        rows = [
            {
                "id": f"{told.number}{len(scans)}",
                "mailno": told.number,
                "orderid": "",
                "reasonCode": "",
                "reasonName": "",
            }
            | _row(scan)
            for scan in scans[-1:]
        ]
        return Push(dumped({"Body": {"WaybillRoute": rows}}), JSON)

    def accepted(self, status: int, body: bytes) -> bool:
        try:
            return json.loads(body).get("return_code") == "0000"
        except (ValueError, AttributeError):
            return False


def _tellable(scan: Scan) -> bool:
    return scan.code != "info_received"


def _row(scan: Scan) -> dict:
    first, operation = TOLD[scan.code]
    second = SECONDARY.get(scan.code, ("", ""))
    return {
        "acceptTime": shanghai(scan.at),
        "acceptAddress": scan.place[0],
        "remark": scan.text,
        "opCode": operation,
        "firstStatusCode": first,
        "firstStatusName": "",
        "secondaryStatusCode": second[0],
        "secondaryStatusName": second[1],
    }


def _gateway(code: str, message: str, data: str | None) -> Answer:
    return said(
        {
            "apiErrorMsg": message,
            "apiResponseID": "00016D1E2F3A4B5C",
            "apiResultCode": code,
            "apiResultData": data,
        }
    )
