"""What the pricelists say about lines."""

from __future__ import annotations

from collections import defaultdict

from odoo.tools import SQL

from ..verification.pricelist import Goods, Item, Pricelists, Rate, Terms

# Pricelists with those that they rest on, and of these the items that can apply to the goods.
_ITEMS = """
WITH RECURSIVE relevant AS (
    SELECT i.* FROM product_pricelist_item i
     WHERE (i.product_tmpl_id IS NULL OR i.product_tmpl_id IN %(templates)s)
       AND (i.product_id IS NULL OR i.product_id IN %(products)s)
), lists AS (
    SELECT unnest(%(lists)s) AS id
     UNION SELECT i.base_pricelist_id FROM lists JOIN relevant i ON i.pricelist_id = lists.id
     WHERE i.base = 'pricelist' AND i.base_pricelist_id IS NOT NULL
)
SELECT l.id AS pricelist, l.currency_id, i.applied_on, i.compute_price, i.base,
       i.base_pricelist_id AS base_pricelist, i.min_quantity, i.product_id AS product,
       i.product_tmpl_id AS template, i.categ_id AS category, i.fixed_price, i.percent_price,
       i.price_discount, i.price_markup, i.price_round, i.price_surcharge, i.price_min_margin,
       i.price_max_margin, i.date_start, i.date_end
  FROM lists JOIN product_pricelist l ON l.id = lists.id
  LEFT JOIN relevant i ON i.pricelist_id = l.id
  LEFT JOIN product_category c ON c.id = i.categ_id
 ORDER BY l.id, i.applied_on, i.min_quantity DESC, c.complete_name DESC, i.id DESC
"""
_NUMBERS = (
    "min_quantity",
    "fixed_price",
    "percent_price",
    "price_discount",
    "price_markup",
    "price_round",
    "price_surcharge",
    "price_min_margin",
    "price_max_margin",
)
_SAME = 0.001  # prices that differ by less are the same, whatever was rounded where


def read_prices(env, headers: dict[int, dict], rows: list[dict]) -> dict[int, dict]:
    """``listed_price`` and ``listed_discount`` by line id, of lines that are charged."""
    asked = [row for row in rows if row["product_id"] and not row["free"]]
    if not asked:
        return {}
    main = env["res.company"]._get_main_company().currency_id.id
    currencies = {row["company_id"]: row["company_currency"] for row in headers.values()}
    shows = bool(env["product.pricelist.item"]._is_discount_feature_enabled())
    found = {}
    lists = _read_pricelists(env, headers, asked)
    for row in asked:
        order = headers[row["order_id"]]
        goods = _goods(row, order, currencies.get(row["product_company"], main))
        terms = Terms(order["currency_id"], order["date_order"], _rate(env, order), shows)
        found[row["id"]] = lists.shown(order["pricelist_id"], goods, terms)
    _adapt_to_taxes(env, headers, asked, found)
    return {
        line: {"listed_price": price, "listed_discount": discount}
        for line, (price, discount) in found.items()
    }


def _read_pricelists(env, headers: dict[int, dict], asked: list[dict]) -> Pricelists:
    wanted = sorted({row["pricelist_id"] for row in headers.values() if row["pricelist_id"]})
    items: dict[int, list[Item]] = defaultdict(list)
    currencies = {}
    query = SQL(
        _ITEMS,
        templates=tuple({row["template"] for row in asked}),
        products=tuple({row["product_id"] for row in asked}),
        lists=wanted,
    )
    for row in env.execute_query_dict(query) if wanted else ():
        currencies[row["pricelist"]] = row.pop("currency_id")
        if row["applied_on"]:
            row.update({name: float(row[name] or 0) for name in _NUMBERS})
            items[row["pricelist"]].append(Item(**row))
    return Pricelists(items, currencies)


def _goods(row: dict, order: dict, list_currency: int) -> Goods:
    path = row["categories"] or ""
    extra = float(row["variant_extra"] or 0) + float(row["line_extra"] or 0)
    return Goods(
        product=row["product_id"],
        template=row["template"],
        categories=frozenset(int(part) for part in path.split("/") if part),
        quantity=(row["quantity"] or 1.0) * row["ratio"],
        ratio=row["ratio"],
        list_price=float(row["list_price"] or 0) + extra,
        list_currency=list_currency,
        cost=row["cost"] or 0.0,
        cost_currency=order["company_currency"],
    )


def _rate(env, order: dict) -> Rate:
    """Between the company's currency and the order's, the order knows; else the rate table."""
    own, other = order["company_currency"], order["currency_id"]
    known = float(order["currency_rate"] or 1)

    def rate(source: int, target: int) -> float:
        if (source, target) == (own, other):
            return known
        if (source, target) == (other, own):
            return 1 / known
        return _looked_up(env, source, target, order["company_id"], order["date_order"].date())

    return rate


def _looked_up(env, source: int, target: int, company: int, day) -> float:
    key = (source, target, company, day)
    known = env.cr.cache.setdefault("order_tracking_rates", {})
    if key not in known:
        currency = env["res.currency"].browse(source)
        known[key] = currency._get_conversion_rate(
            currency, currency.browse(target), env["res.company"].browse(company), day
        )
    return known[key]


def _adapt_to_taxes(
    env, headers: dict[int, dict], asked: list[dict], found: dict[int, tuple[float, float]]
) -> None:
    """Where prices include taxes and the fiscal position replaces them, the price changes."""
    other = []
    for row in asked:
        price = found[row["id"]][0]
        differs = abs(price - float(row["price_unit"] or 0)) > _SAME * abs(price)
        if headers[row["order_id"]]["fiscal_position_id"] and differs:
            other.append(row)
    # read past access rules like all the rest, see read_orders
    products = env["product.product"].sudo().browse({row["product_id"] for row in other})
    products.taxes_id.mapped("price_include")  # all at once
    for row in other:
        order = headers[row["order_id"]]
        company = env["res.company"].sudo().browse(order["company_id"])
        product = products.browse(row["product_id"]).with_company(company)
        price, discount = found[row["id"]]
        price = product._get_tax_included_unit_price_from_price(
            price,
            product.taxes_id._filter_taxes_by_company(company),
            fiscal_position=env["account.fiscal.position"]
            .sudo()
            .browse(order["fiscal_position_id"]),
        )
        found[row["id"]] = (price, discount)
