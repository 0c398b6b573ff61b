"""Kuaidi100 快递100: query, subscription, push (api.kuaidi100.com, documents)."""

from __future__ import annotations

import hashlib
import json
from urllib.parse import urlencode

from ..truth import Scan, Told
from .base import CUSTOMER, FORM, KEY, Answer, Asked, Desk, Push, Source, dumped, said, shanghai

# statusCode, status
TOLD = {
    "info_received": ("101", "已下单"),
    "picked_up": ("103", "已揽收"),
    "in_transit": ("1002", "干线"),
    "customs": ("11", "清关中"),
    "out_for_delivery": ("5", "派件"),
    "available_for_pickup": ("501", "投柜或驿站"),
    "attempt_failed": ("206", "无法联系"),
    "delivered": ("301", "本人签收"),
    "exception": ("209", "破损"),
    "returning": ("6", "退回"),
    "returned": ("4", "退签"),
    "cancelled": ("210", "销单"),
    None: ("9999", "新状态"),
    "pending": ("0", "在途"),
}


class Kuaidi100(Source):
    code = "kuaidi100"
    chinese = True
    pushes = True
    retries = (2100, 2100, 2100)

    def answer(self, asked: Asked, desk: Desk) -> Answer:
        form = asked.form()
        param = json.loads(form.get("param", "{}"))
        if asked.path == "/poll":
            return self._subscribe(param, desk)
        expected = hashlib.md5((form["param"] + KEY + CUSTOMER).encode()).hexdigest().upper()
        if form.get("sign") != expected or form.get("customer") != CUSTOMER:
            return _refused("503", "验证签名失败")
        told = desk.told(param.get("num", ""))
        if not told or not told.scans:
            return _refused("500", "查询无结果，请隔段时间再查")
        return said(self._result(told, param.get("com")))

    def _subscribe(self, param: dict, desk: Desk) -> Answer:
        if param.get("key") != KEY:
            return said({"result": False, "returnCode": "601", "message": "POLL:KEY已过期"})
        number, wish = param["number"], param["parameters"]
        if desk.follows(number):
            return said({"result": False, "returnCode": "501", "message": "POLL:重复订阅"})
        desk.follow(number, wish["callbackurl"], wish.get("salt"))
        return said({"result": True, "returnCode": "200", "message": "提交成功"})

    def push(self, told: Told, now, *, delivery: str, secret: str) -> Push:
        ended = told.status in ("delivered", "returned", "cancelled")
        param = dumped(
            {
                "status": "shutdown" if ended else "polling",
                "billstatus": "check" if ended else "got",
                "message": "",
                "autoCheck": "0",
                "comOld": "",
                "comNew": "",
                "lastResult": self._result(told, None),
            }
        )
        sign = hashlib.md5(param + secret.encode()).hexdigest().upper()
        return Push(urlencode({"sign": sign, "param": param}).encode(), FORM)

    def accepted(self, status: int, body: bytes) -> bool:
        try:
            return json.loads(body).get("result") is True
        except (ValueError, AttributeError):
            return False

    def _result(self, told: Told, carrier: str | None) -> dict:
        scans = (*told.parcel.earlier, *told.scans)
        return {
            "message": "ok",
            "nu": told.number,
            "ischeck": "1" if told.status == "delivered" else "0",
            "com": carrier or "yuantong",
            "status": "200",
            "state": TOLD[told.status][0],
            "condition": "F00",
            "data": [_row(scan) for scan in reversed(scans)],
        }


def _row(scan: Scan) -> dict:
    number, name = TOLD[scan.code]
    return {
        "time": shanghai(scan.at),
        "ftime": shanghai(scan.at),
        "context": scan.text,
        "areaCode": "CN320500000000",
        "areaName": f"{scan.place[1]},{scan.place[0]}",
        "location": scan.place[0],
        "status": name,
        "statusCode": number,
    }


def _refused(code: str, message: str) -> Answer:
    return said({"result": False, "returnCode": code, "message": message})
