from datetime import datetime

import pytest

from verification.pricelist import Goods, Item, Pricelists, Terms

EUR, USD = 1, 2
NOW = datetime(2026, 3, 18)
GOODS = Goods(
    product=70,
    template=7,
    categories=frozenset({3, 1}),
    quantity=12.0,
    ratio=1.0,
    list_price=100.0,
    list_currency=EUR,
    cost=40.0,
    cost_currency=EUR,
)


def rate(source, target):
    return {(EUR, USD): 1.25, (USD, EUR): 0.8}[source, target]


def item(**values):
    defaults = {"applied_on": "3_global", "compute_price": "fixed", "base": "list_price"}
    return Item(**{"pricelist": 1, **defaults, **values})


def price(*items, goods=GOODS, discounts=False, currency=EUR, base=()):
    lists = Pricelists({1: items, 2: base}, {1: EUR, 2: USD})
    return lists.shown(1, goods, Terms(currency, NOW, rate, discounts))


def changed(**values):
    return Goods(**{name: getattr(GOODS, name) for name in GOODS.__slots__} | values)


def test_without_items_the_product_has_its_price():
    assert price() == (100.0, 0.0)
    assert price(currency=USD) == (125.0, 0.0)
    assert price(goods=changed(ratio=12.0)) == (1200.0, 0.0)


def test_a_fixed_price_is_in_the_lists_currency():
    assert price(item(fixed_price=90.0)) == (90.0, 0.0)
    assert price(item(fixed_price=90.0), goods=changed(ratio=12.0)) == (1080.0, 0.0)


def test_a_percentage_is_a_discount_only_where_discounts_are_shown():
    ten = item(compute_price="percentage", percent_price=10.0)
    assert price(ten) == (90.0, 0.0)
    assert price(ten, discounts=True) == (100.0, 10.0)
    surcharge = item(compute_price="percentage", percent_price=-10.0)
    assert price(surcharge, discounts=True) == (pytest.approx(110.0), 0.0)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"price_discount": 20.0}, 80.0),
        ({"price_discount": 20.0, "price_surcharge": 5.0}, 85.0),
        ({"price_discount": 33.0, "price_round": 10.0}, 70.0),
        ({"price_discount": 33.0, "price_round": 10.0, "price_surcharge": -0.01}, 69.99),
        ({"price_discount": 50.0, "price_min_margin": -20.0}, 80.0),
        ({"price_discount": -50.0, "price_max_margin": 20.0}, 120.0),
        ({"base": "standard_price", "price_markup": 50.0}, 60.0),
    ],
)
def test_formulas(values, expected):
    assert price(item(compute_price="formula", **values))[0] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("values", "applies"),
    [
        ({"applied_on": "0_product_variant", "product": 70}, True),
        ({"applied_on": "0_product_variant", "product": 71}, False),
        ({"applied_on": "1_product", "template": 7}, True),
        ({"applied_on": "1_product", "template": 8}, False),
        ({"applied_on": "2_product_category", "category": 1}, True),
        ({"applied_on": "2_product_category", "category": 9}, False),
        ({"min_quantity": 12.0}, True),
        ({"min_quantity": 13.0}, False),
        ({"date_start": NOW, "date_end": NOW}, True),
        ({"date_end": datetime(2026, 3, 17)}, False),
        ({"date_start": datetime(2026, 3, 19)}, False),
    ],
)
def test_which_item_applies(values, applies):
    assert price(item(fixed_price=1.0, **values), item(fixed_price=2.0))[0] == 2.0 - applies


def test_a_list_on_another_one():
    below = [item(pricelist=2, fixed_price=50.0)]
    on_it = item(compute_price="percentage", percent_price=10.0, base="pricelist", base_pricelist=2)
    assert price(on_it, base=below) == (pytest.approx(36.0), 0.0)  # 50 USD are 40 EUR
    assert price(on_it, base=below, discounts=True) == (pytest.approx(40.0), pytest.approx(10.0))


def test_stacked_percentages_are_one_discount():
    below = [item(pricelist=2, compute_price="percentage", percent_price=10.0)]
    on_it = item(compute_price="percentage", percent_price=50.0, base="pricelist", base_pricelist=2)
    assert price(on_it, base=below, discounts=True) == (
        pytest.approx(100.0),
        pytest.approx(55.0),
    )


def test_a_loop_ends():
    loop = item(compute_price="percentage", percent_price=1.0, base="pricelist", base_pricelist=1)
    assert price(loop, discounts=True)
