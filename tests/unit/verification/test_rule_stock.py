from dataclasses import replace

import pytest
from orders import CHAIR, DAY, LINE, NOW, VISIT, found, order, problems, with_line, with_product

PROMISED = NOW + 3 * DAY


def test_enough_is_there():
    assert problems("stock_expected", order()) == []
    assert problems("stock_expected", with_line(available=4.0)) == []
    assert problems("stock_expected", with_line(available=3.996)) == []  # of two digits the last
    assert problems("stock_expected", with_line(available=3.99)) == ["stock_short"]


def test_a_shortage_of_a_promised_order_stops_it():
    later = NOW + 9 * DAY
    short = replace(with_line(available=1.5, available_at=later), commitment_at=PROMISED)
    (finding,) = found("stock_promised", short)
    assert (finding.severity, finding.found, finding.expected) == ("block", 1.5, 4.0)
    assert finding.detail == {"shortage": 2.5, "available_at": later.isoformat()}
    assert problems("stock_expected", short) == []


def test_else_it_is_a_warning():
    short = with_line(available=-10.0, available_at=None)
    (finding,) = found("stock_expected", short)
    assert (finding.severity, finding.found) == ("warning", 0.0)
    assert finding.detail == {"shortage": 4.0, "available_at": None}
    assert problems("stock_promised", short) == []


@pytest.mark.parametrize(
    "checked",
    [
        with_line(available=None),
        with_line(available=0.0, product=VISIT),
        replace(with_product(storable=False)),
        replace(with_product(made_to_order=True)),
        with_line(available=0.0, quantity=-4.0, base_quantity=-4.0),
    ],
)
def test_what_takes_nothing_from_stock(checked):
    spoilt = replace(
        checked, lines=tuple(replace(x, available=x.available and 0.0) for x in checked.lines)
    )
    assert problems("stock_expected", spoilt) == []


def test_lines_of_one_product_add_up():
    lines = tuple(replace(LINE, id=number, number=number, available=6.0) for number in (1, 2, 3))
    findings = found("stock_expected", order(lines=lines))
    assert [(f.line, f.detail["shortage"]) for f in findings] == [(2, 2.0), (3, 4.0)]


def test_other_products_do_not():
    desk = replace(LINE, id=2, number=2, product=replace(CHAIR, id=9), available=4.0)
    assert problems("stock_expected", order(lines=(replace(LINE, available=4.0), desk))) == []
