"""The columns of a file of orders, and the headings by which they are known."""

from __future__ import annotations

import re
from dataclasses import dataclass

TEXT, NUMBER, INSTANT = "text", "number", "instant"
_BETWEEN = re.compile(r"[\s_\-/.:]+")


@dataclass(frozen=True, slots=True)
class Column:
    """``heading`` and ``chinese``: as the example file has them; ``others``: further headings
    that are understood. ``longest``: characters of a text. ``whole``: one value for all lines of
    an order."""

    key: str
    heading: str
    chinese: str
    others: tuple[str, ...] = ()
    kind: str = TEXT
    required: bool = False
    longest: int = 128
    whole: bool = False


COLUMNS = (
    Column(
        *("order", "order", "订单号"),
        ("order id", "order no", "order number", "order reference", "订单", "订单编号"),
        required=True,
        longest=64,
    ),
    Column(
        *("customer", "customer", "客户"),
        ("customer name", "customer id", "客户名称", "客户编号"),
        whole=True,
    ),
    Column(*("country", "country", "国家"), ("customer country", "国家/地区"), whole=True),
    Column(
        *("product", "product", "产品"),
        ("product name", "product code", "sku", "item", "商品", "产品名称", "商品名称"),
        required=True,
    ),
    Column(*("category", "category", "类别"), ("product category", "产品类别", "品类", "分类")),
    Column(*("quantity", "quantity", "数量"), ("qty",), NUMBER, required=True),
    Column(*("price", "unit price", "单价"), ("price",), NUMBER),
    Column(*("currency", "currency", "币种"), ("currency code", "货币"), longest=3, whole=True),
    Column(
        *("ordered", "ordered at", "下单时间"),
        ("ordered", "order date", "ordered on", "下单日期", "订单日期"),
        INSTANT,
        required=True,
    ),
    Column(
        *("promised", "promised at", "承诺交期"),
        ("promised", "promised date", "promised on", "承诺时间", "承诺日期"),
        INSTANT,
    ),
    Column(
        *("shipped", "shipped at", "发货时间"),
        ("shipped", "ship date", "shipping date", "shipped on", "发货日期"),
        INSTANT,
    ),
    Column(
        *("delivered", "delivered at", "送达时间"),
        ("delivered", "delivery date", "delivered on", "送达日期", "签收时间"),
        INSTANT,
    ),
    Column(
        *("carrier", "carrier", "承运商"),
        ("carrier/mode", "mode", "shipment mode", "shipping mode", "物流方式", "运输方式"),
        longest=64,
    ),
    Column(*("warehouse", "warehouse", "仓库"), ("warehouse name", "warehouse code", "仓库名称")),
)
BY_KEY = {column.key: column for column in COLUMNS}
REQUIRED = tuple(column.key for column in COLUMNS if column.required)


def heading_of(column: Column, chinese: bool) -> str:
    """What the example file calls a column: such a heading is always understood."""
    return column.chinese if chinese else column.heading


def fold(heading: str) -> str:
    """
    >>> fold(" Ordered_At ")
    'ordered at'
    """
    return _BETWEEN.sub(" ", heading.strip("\ufeff \t\xa0")).strip().casefold()


KNOWN = {
    fold(name): column.key
    for column in COLUMNS
    for name in (column.key, column.heading, column.chinese, *column.others)
}
