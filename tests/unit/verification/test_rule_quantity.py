import math
import random
from dataclasses import replace

import pytest
from orders import CHAIR, found, order, problems, with_history, with_line, with_product

from verification.outliers import usual


def ordering(quantity, own=(), everybody=(), **line):
    history = with_history(
        customer_quantities={CHAIR.id: tuple(own)}, product_quantities={CHAIR.id: tuple(everybody)}
    ).history
    line = {"quantity": quantity, "base_quantity": quantity, **line}
    return replace(with_line(**line), history=history)


@pytest.mark.parametrize(("quantity", "problem"), [(0, "quantity_zero"), (-2, "quantity_negative")])
def test_quantities_have_to_be_positive(quantity, problem):
    assert problems("quantity_positive", with_line(quantity=quantity)) == [problem]
    assert problems("quantity_positive", with_line(quantity=quantity, free=True)) == []


SAME = [10] * 6
IRREGULAR = [1, 40, 3, 25, 8, 60, 2, 15]


@pytest.mark.parametrize(
    ("quantity", "own"),
    [
        (20, SAME),
        (40, SAME),
        (1, SAME),
        (60, IRREGULAR),
        (100, IRREGULAR),
        (48, [12, 12, 24, 12, 12]),
        (1000, [10] * 2),  # two are no history
    ],
)
def test_ordinary_quantities(quantity, own):
    assert problems("quantity_high", ordering(quantity, own)) == []


@pytest.mark.parametrize(
    ("quantity", "own"),
    [
        (100, SAME),
        (41, SAME),
        (1000, [8, 10, 12, 9, 11]),
        (6000, IRREGULAR),
        (240, [12, 12, 24, 12, 12]),
        (300, IRREGULAR),  # five times as much as ever
    ],
)
def test_quantities_out_of_the_ordinary(quantity, own):
    assert problems("quantity_high", ordering(quantity, own)) == ["quantity_too_high"]


def test_what_the_customer_ordered_before_is_ordinary():
    assert problems("quantity_high", ordering(500, [500, 10, 10, 10, 10, 10, 10])) == []


def test_a_new_customer_is_compared_with_all():
    everybody = [2, 3, 4, 2, 5, 3]
    (finding,) = found("quantity_high", ordering(300, [], everybody))
    assert finding.detail == {"usual": 3, "orders": 6, "whose": "product"}
    assert problems("quantity_high", ordering(300, [], everybody[:5])) == []
    assert problems("quantity_high", ordering(300, [300], everybody)) == []


@pytest.mark.parametrize(
    ("quantity", "own", "number", "stops"),
    [
        (60, [], 40, True),  # nobody ordered as many, and it is six times the usual
        (40, [], 40, False),  # somebody did
        (60, [], 20, False),  # what few ordered says less
        (60, [5], 40, False),  # a customer who knows the product
        (35, [], 40, False),
    ],
)
def test_of_a_new_product_customers_order_no_more_than_anybody(quantity, own, number, stops):
    everybody = ([1, 3, 5, 9, 10, 10, 12, 20, 40] * 5)[-number:]
    wanted = ["quantity_too_high"] if stops else []
    assert problems("quantity_high", ordering(quantity, own, everybody)) == wanted


def test_the_customers_own_history_comes_first():
    assert problems("quantity_high", ordering(300, [280, 300, 310, 290, 305], [3] * 20)) == []


def test_values_are_in_the_lines_unit():
    dozens = ordering(10, [12, 12, 12, 24, 12], base_quantity=120.0)
    (finding,) = found("quantity_high", dozens)
    assert finding.found == 10 and finding.detail["usual"] == 1
    assert 4 <= finding.expected < 10


def test_too_little_is_only_a_note():
    (finding,) = found("quantity_low", ordering(1, [100] * 8))
    assert finding.severity == "note"
    assert problems("quantity_low", ordering(30, [100] * 8)) == []
    assert problems("quantity_high", ordering(1, [100] * 8)) == []
    assert problems("quantity_low", ordering(1, [100] * 8 + [1])) == []  # it was as little before


def test_nonsense_in_the_history_does_not_count():
    assert problems("quantity_high", ordering(1000, [0, -5, 10, 10])) == []


@pytest.mark.parametrize("size", [3, 4, 5, 8, 15, 40])
def test_irregular_customers_are_hardly_ever_stopped(size):
    """Quantities of one customer spread by a factor of two up and down (one standard deviation)."""
    chance = random.Random(size)

    def quantity():
        return max(1, round(20 * math.exp(chance.gauss(0, math.log(2)))))

    stopped = sum(
        bool(problems("quantity_high", ordering(quantity(), [quantity() for _ in range(size)])))
        for _ in range(1000)
    )
    assert stopped <= 15


@pytest.mark.parametrize("slip", [10, 100])
def test_a_digit_too_many_is_found(slip):
    chance = random.Random(slip)
    missed = sum(
        not problems(
            "quantity_high",
            ordering(chance.randint(8, 14) * slip, [chance.randint(8, 14) for _ in range(6)]),
        )
        for _ in range(500)
    )
    assert missed == 0


def test_the_score_is_iglewicz_and_hoaglins():
    norm = usual([1, math.e, math.e**2, math.e**3, math.e**4], factor=1.01, score=3.5)
    assert norm.score(math.e**2) == 0
    assert norm.score(math.e**5) == pytest.approx(0.6745 * 3 / 1.206)
    assert norm.quantity(norm.score(77)) == pytest.approx(77)


@pytest.mark.parametrize(
    ("quantity", "packs", "fits"),
    [
        (12, (6.0,), True),
        (13, (6.0,), False),
        (13, (6.0, 1.0), True),
        (13, (), True),
        (30, (12.0, 10.0), True),
        (0.3, (0.1,), True),
        (3, (12.0,), False),
        (7, (0.0,), True),
    ],
)
def test_packs(quantity, packs, fits):
    line = {"quantity": quantity, "base_quantity": quantity}
    checked = with_line(product=replace(CHAIR, packs=packs), **line)
    assert problems("quantity_packs", checked) == ([] if fits else ["quantity_not_in_packs"])


def test_the_nearest_quantities_in_packs_are_offered():
    line = with_product(packs=(12.0, 6.0)).lines[0]
    boxes = replace(line, quantity=1.1, base_quantity=13.2)
    (finding,) = found("quantity_packs", order(lines=(boxes,)))
    assert finding.expected == [1.0, 1.5]
    few = replace(line, quantity=2, base_quantity=2)
    (finding,) = found("quantity_packs", order(lines=(few,)))
    assert finding.expected == [6.0]
