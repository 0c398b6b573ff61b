from dataclasses import replace

import pytest
from orders import LINE, VISIT, found, order, problems, with_history, with_line, with_product

from verification.values import History


def test_goods_are_not_given_away():
    (finding,) = found("price_zero", with_line(price=0.0, net=0.0))
    assert (finding.problem, finding.expected) == ("price_zero", 10.0)
    assert problems("price_zero", with_line(price=-5.0)) == ["price_negative"]
    assert problems("price_zero", with_line(price=0.0, listed_price=0.0)) == ["price_zero"]


def test_what_may_cost_nothing():
    assert problems("price_zero", with_line(price=0.0, free=True)) == []
    assert problems("price_zero", with_line(price=0.0, listed_price=0.0, product=VISIT)) == []
    assert problems("price_zero", with_line(price=-20.0, product=VISIT)) == []
    assert problems("price_zero", with_line(price=0.0, product=VISIT)) == ["price_zero"]


def test_below_cost():
    (finding,) = found("price_below_cost", with_line(net=5.5))
    assert (finding.found, finding.expected) == (5.5, 6.0)
    assert problems("price_below_cost", with_line(net=6.0)) == []
    assert problems("price_below_cost", with_line(net=5.999)) == []
    assert problems("price_below_cost", with_line(net=5.5), percent=10) == []
    assert problems("price_below_cost", with_line(net=0.0, free=True)) == []
    assert problems("price_below_cost", with_product(cost=0.0)) == []


def test_rounding_of_cheap_goods_is_no_loss():
    screws = with_line(
        product=replace(LINE.product, cost=0.004), quantity=2, base_quantity=2, net=0.0, price=0.004
    )
    assert problems("price_below_cost", screws) == []


@pytest.mark.parametrize("price", [10.0, 10.49, 9.51, 9.0])
def test_prices_near_the_list(price):
    assert problems("price_off_list", with_line(price=price)) == []


@pytest.mark.parametrize(("price", "percent"), [(10.6, 6.0), (8.9, -11.0), (100.0, 900.0)])
def test_prices_off_the_list(price, percent):
    (finding,) = found("price_off_list", with_line(price=price))
    assert finding.detail == {"percent": percent} and finding.expected == 10.0


def test_a_price_in_whole_cents_is_near_the_list():
    assert problems("price_off_list", with_line(price=0.09, listed_price=0.0946)) == []
    assert problems("price_off_list", with_line(price=0.08, listed_price=0.0746)) != []


def test_a_factor_of_zero_takes_nothing_from_what_is_accepted():
    assert problems("price_off_list", with_line(price=9.6), factor=0.0) == []


def test_a_list_that_says_nothing_is_not_followed():
    for listed in (None, 0.0):
        assert problems("price_off_list", with_line(price=50, listed_price=listed)) == []


def test_a_lists_discount_may_be_shown_or_hidden_in_the_price():
    listed = {"listed_price": 10.0, "listed_discount": 40.0}
    assert problems("price_off_list", with_line(price=10.0, discount=40.0, **listed)) == []
    assert problems("price_off_list", with_line(price=6.0, **listed)) == []
    assert problems("price_off_list", with_line(price=6.0, discount=40.0, **listed)) == [
        "price_off_list"
    ]


def test_discounts():
    assert problems("price_discount", with_line(discount=30.0)) == []
    assert problems("price_discount", with_line(discount=30.5)) == ["discount_over_limit"]
    assert problems("price_discount", with_line(discount=30.5), percent=50) == []
    assert problems("price_discount", with_line(discount=40.0, listed_discount=40.0)) == []
    assert problems("price_discount", with_line(discount=45.0, listed_discount=40.0)) != []
    assert problems("price_discount", with_line(discount=100.0, free=True)) == []


def test_currencies():
    assert problems("price_currency", order(pricelist_currency=2)) == ["currency_of_pricelist"]
    assert problems("price_currency", order(customer_currency=2)) == ["currency_of_customer"]
    usual = with_history(currencies={2: 2})
    (finding,) = found("price_currency", usual)
    assert (finding.problem, finding.found, finding.expected) == ("currency_of_history", 1, 2)


def test_currencies_that_are_no_habit():
    assert problems("price_currency", with_history(currencies={2: 1})) == []
    assert problems("price_currency", with_history(currencies={1: 4, 2: 9})) == []
    assert problems("price_currency", order(history=History())) == []


def test_the_customers_pricelist_goes_before_habit():
    moved = replace(with_history(currencies={2: 9}), customer_currency=1)
    assert problems("price_currency", moved) == []
