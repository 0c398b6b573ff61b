"""Contents of receipts for tests, and ways in which an agreement can change."""

from __future__ import annotations

import copy
from typing import Any

LINE = {
    "id": 1,
    "type": "product",
    "product": {"id": 5, "text": "Chair", "code": "CH", "attributes": []},
    "description": "Chair\nwith arms",
    "quantity": "10",
    "unit": {"id": 1, "text": "Units"},
    "price": "9.5",
    "discount": "0",
    "taxes": [{"id": 3, "text": "15%"}],
    "untaxed": "95",
    "total": "109.25",
}
AGREEMENT = {
    "order": "S001",
    "reference": "PO-7",
    "status": "confirmed",
    "confirmed": "2026-01-31T08:00:00Z",
    "lines": [LINE, {**LINE, "id": 2, "product": {**LINE["product"], "id": 6, "text": "Desk"}}],
    "totals": {
        "currency": "EUR",
        "untaxed": "190",
        "taxes": [{"id": 3, "text": "VAT", "amount": "28.5"}],
        "total": "218.5",
    },
    "promise": {"requested": None, "promised": "2026-02-10T08:00:00Z", "zone": "Asia/Shanghai"},
    "delivery": {
        "method": {"id": 2, "text": "Truck"},
        "policy": "direct",
        "address": {
            "name": "Site",
            "phone": "+86 21 5555 0100",
            "street": "1 Long Road",
            "street2": None,
            "zip": "200000",
            "city": "Shanghai",
            "state": None,
            "country": "CN",
            "text": ["1 Long Road", "200000 Shanghai", "China"],
        },
    },
    "terms": {"id": 4, "text": "30 days"},
    "requests": "Call first",
}


def agreement() -> dict[str, Any]:
    return copy.deepcopy(AGREEMENT)


def at(value: Any, path: tuple) -> tuple[Any, Any]:
    """The container and the key that ``path`` leads to."""
    for key in path[:-1]:
        value = value[key]
    return value, path[-1]


# Everything that binds: the path into an agreement and another value for it.
BINDING = [
    (("status",), "cancelled"),
    (("order",), "S002"),
    (("reference",), None),
    (("confirmed",), "2026-02-01T08:00:00Z"),
    (("requests",), "Leave at the gate"),
    (("lines", 0, "product"), {"id": 9, "text": "Stool", "code": None, "attributes": []}),
    (("lines", 0, "description"), "Chair without arms"),
    (("lines", 0, "quantity"), "12"),
    (("lines", 0, "unit"), {"id": 2, "text": "Dozen"}),
    (("lines", 0, "price"), "9"),
    (("lines", 0, "discount"), "5"),
    (("lines", 0, "taxes"), []),
    (("lines", 0, "untaxed"), "94"),
    (("lines", 0, "total"), "109"),
    (("lines", 0, "type"), "note"),
    (("totals", "currency"), "USD"),
    (("totals", "untaxed"), "191"),
    (("totals", "total"), "219"),
    (("totals", "taxes"), []),
    (("promise", "promised"), "2026-02-12T08:00:00Z"),
    (("promise", "requested"), "2026-02-09T08:00:00Z"),
    (("delivery", "method"), None),
    (("delivery", "policy"), "one"),
    (("terms",), {"id": 5, "text": "At once"}),
    *(
        (("delivery", "address", key), "other")
        for key in AGREEMENT["delivery"]["address"]
        if key != "text"
    ),
]
# Names of the catalogue and translations: no change of what was agreed.
NAMES = [
    (("promise", "zone"), "UTC"),
    (("lines", 0, "product", "text"), "椅子"),
    (("lines", 0, "product", "code"), "CH-2"),
    (("lines", 0, "product", "attributes"), [{"name": "颜色", "value": "红"}]),
    (("lines", 0, "unit", "text"), "单位"),
    (("lines", 0, "taxes", 0, "text"), "十五"),
    (("totals", "taxes", 0, "text"), "增值税"),
    (("delivery", "method", "text"), "卡车"),
    (("delivery", "address", "text"), ["中国"]),
    (("terms", "text"), "三十天"),
]


def changed(*steps: tuple[tuple, Any]) -> dict[str, Any]:
    """An agreement with these (path, value) put into it, the parts of something before it."""
    result = agreement()
    for path, value in sorted(steps, key=lambda step: -len(step[0])):
        holder, key = at(result, path)
        holder[key] = value
    return result
