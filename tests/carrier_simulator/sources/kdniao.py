"""KDNiao 快递鸟: query (1002), subscription (1008), push (101)."""

from __future__ import annotations

import base64
import hashlib
import json
from urllib.parse import urlencode

from ..truth import Scan, Told
from .base import CUSTOMER, FORM, KEY, Answer, Asked, Desk, Push, Source, dumped, said, shanghai

TOLD = {
    "info_received": "10",
    "picked_up": "1",
    "in_transit": "2",
    "customs": "601",
    "out_for_delivery": "202",
    "available_for_pickup": "211",
    "attempt_failed": "416",
    "delivered": "301",
    "exception": "414",
    "returning": "404",
    "returned": "406",
    "cancelled": "415",
    "pending": "0",
    None: "999",
}


class KDNiao(Source):
    code = "kdniao"
    chinese = True
    pushes = True
    retries = (900, 1800)

    def answer(self, asked: Asked, desk: Desk) -> Answer:
        form = asked.form()
        if form["EBusinessID"] != CUSTOMER or form["DataSign"] != _sign(form["RequestData"], KEY):
            return _refused("102", "数据签名验证失败")
        wish = json.loads(form["RequestData"])
        number = wish.get("LogisticCode", "")
        if form["RequestType"] == "2002":
            shippers = [{"ShipperCode": "YTO", "ShipperName": "圆通速递"}]
            return said({"EBusinessID": CUSTOMER, "LogisticCode": number, "Success": True,
                         "Shippers": shippers})  # fmt: skip
        if form["RequestType"] in ("1008", "8008"):
            desk.follow(number)
            return said({"EBusinessID": CUSTOMER, "Success": True, "Reason": "",
                         "ResultCode": "100"})  # fmt: skip
        told = desk.told(number)
        if not told or not told.scans:
            return said({"EBusinessID": CUSTOMER, "LogisticCode": number, "Success": True,
                         "ShipperCode": "YTO", "State": "0", "Reason": "暂无轨迹信息",
                         "Traces": []})  # fmt: skip
        return said(self._parcel(told))

    def push(self, told: Told, now, *, delivery: str, secret: str) -> Push:
        data = dumped(
            {
                "EBusinessID": CUSTOMER,
                "Count": "1",
                "PushTime": shanghai(now),
                "Data": [self._parcel(told)],
            }
        ).decode()
        fields = {"RequestData": data, "RequestType": "101", "DataSign": _sign(data, secret)}
        return Push(urlencode(fields).encode(), FORM)

    def accepted(self, status: int, body: bytes) -> bool:
        try:
            return json.loads(body).get("Success") is True
        except (ValueError, AttributeError):
            return False

    def _parcel(self, told: Told) -> dict:
        """Traces oldest first."""
        state = TOLD[told.status]
        return {
            "EBusinessID": CUSTOMER,
            "OrderCode": "",
            "ShipperCode": "YTO",
            "LogisticCode": told.number,
            "Success": True,
            "Reason": "",
            "State": state[0],
            "StateEx": state,
            "Traces": [_trace(scan) for scan in (*told.parcel.earlier, *told.scans)],
        }


def _trace(scan: Scan) -> dict:
    return {
        "AcceptTime": shanghai(scan.at),
        "AcceptStation": scan.text,
        "Location": scan.place[0],
        "Action": TOLD[scan.code],
        "Remark": "",
    }


def _sign(data: str, key: str) -> str:
    digest = hashlib.md5((data + key).encode()).hexdigest()
    return base64.b64encode(digest.encode()).decode()


def _refused(code: str, reason: str) -> Answer:
    return said({"EBusinessID": CUSTOMER, "Success": False, "ResultCode": code, "Reason": reason})
