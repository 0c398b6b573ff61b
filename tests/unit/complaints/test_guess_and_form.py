"""First guesses about a complaint, and the form in which customers write one."""

import pytest
from complaints import (
    Category,
    Item,
    choose_category,
    fault_of,
    read_form,
)

CATEGORIES = [Category("1", "Late"), Category("2", "Invoice")]
ITEMS = [Item("7", "Chair", 10.0)]


def number(text):
    try:
        return float(text)
    except ValueError:
        return None


def read(**fields):
    return read_form({"category": "1", "text": "Late", **fields}, (), CATEGORIES, ITEMS, number)


@pytest.mark.parametrize(
    ("problem", "made", "fault"),
    [
        ("missing", False, "packing"),
        ("wrong", True, "picking"),
        ("damaged", True, "transport"),
        ("defective", True, "production"),
        ("defective", False, "supplier"),
        ("other", False, "unknown"),
    ],
)
def test_where_it_went_wrong(problem, made, fault):
    assert fault_of(problem, made=made) == fault


def test_the_most_severe_category_counts():
    known = [(1, 1, frozenset({"missing"})), (2, 2, frozenset({"damaged"})), (3, 2, frozenset())]
    assert choose_category(["missing", "damaged"], known) == 2
    assert choose_category(["other"], known) is None


def test_of_equals_the_first_and_surplus_is_as_wrong():
    known = [(1, 1, frozenset({"wrong"})), (2, 1, frozenset({"wrong"}))]
    assert choose_category(["surplus"], known) == 1


def test_about_the_whole_order_or_an_item():
    assert (read().told.item, read().told.quantity) == ("", 0)
    assert read(item="7").told.quantity == 10
    assert read(item="7", quantity="3").told.quantity == 3


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"category": ""}, {"category": "choose"}),
        ({"category": "9", "text": ""}, {"category": "choose", "text": "empty"}),
        ({"text": "x" * 3001}, {"text": "too_long"}),
        ({"item": "8"}, {"item": "choose_item"}),
        ({"item": "7", "quantity": "many"}, {"quantity": "no_number"}),
        ({"item": "7", "quantity": "0"}, {"quantity": "too_many_items"}),
        ({"item": "7", "quantity": "11"}, {"quantity": "too_many_items"}),
    ],
)
def test_mistakes(fields, errors):
    reading = read(**fields)
    assert (reading.told, dict(reading.errors)) == (None, errors)
