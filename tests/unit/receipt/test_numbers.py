from datetime import date

import pytest

from receipt.numbers import read_day, read_number


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("12", ".", 12),
        (" 12 ", ".", 12),
        ("12.5", ".", 12.5),
        ("12,5", ",", 12.5),
        ("12,5", ".", 12.5),  # no thousands have one digit
        ("1,500", ".", 1500),
        ("1,500", ",", 1.5),
        ("1.500", ",", 1500),
        ("1.500", ".", 1.5),
        ("0,500", ".", 0.5),  # nor do they start with nought
        ("1,234,567", ".", 1234567),
        ("1.234.567,5", ",", 1234567.5),
        ("1,234,567.5", ",", 1234567.5),  # two different signs have one meaning
        ("1'234.50", ".", 1234.5),
        ("1 234,50", ",", 1234.5),
        ("１２．５", ".", 12.5),
        ("1，500", ".", 1500),
        (".5", ".", 0.5),
        ("5.", ".", 5),
        ("-3", ".", -3),
        ("−3", ".", -3),
        ("+3", ".", 3),
        ("0", ".", 0),
    ],
)
def test_numbers_as_people_write_them(text, decimal, number):
    assert read_number(text, decimal) == number


@pytest.mark.parametrize(
    "text",
    ["", "ten", "12 pcs", "1.2.3", "1,23,456", "1.234,567.8", "1e9", "nan", "inf", "0x10", "--3"]
    + ["9" * 13, "9" * 40, "1,,5", ".", "$5", "<b>5</b>", "1,2345,678"],
)
def test_what_has_no_one_meaning_is_no_number(text):
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("text", "day_first", "day"),
    [
        ("2026-12-03", False, date(2026, 12, 3)),
        ("2026-12-03", True, date(2026, 12, 3)),
        ("2026/12/3", False, date(2026, 12, 3)),
        ("12/03/2026", False, date(2026, 12, 3)),
        ("12/03/2026", True, date(2026, 3, 12)),
        ("3.12.2026", True, date(2026, 12, 3)),
        ("2026年12月3日", False, date(2026, 12, 3)),
        ("２０２６－１２－０３", False, date(2026, 12, 3)),
    ],
)
def test_days_as_people_write_them(text, day_first, day):
    assert read_day(text, day_first=day_first) == day


@pytest.mark.parametrize(
    "text",
    ["", "tomorrow", "3.12.26", "2026-13-01", "2026-02-30", "20261203", "2026-12", "0000-01-01"]
    + ["12/3/2026/4", "1" * 50, "2026-12-03 10:00"],
)
def test_what_is_no_day(text):
    assert read_day(text) is None
