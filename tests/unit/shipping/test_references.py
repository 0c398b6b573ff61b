import pytest

from shipping.references import normalised, problem, split


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("SF1234567890", ["SF1234567890"]),
        ("sf1234567890,SF1234567890", ["SF1234567890"]),
        ("SF1234567890, YT0987654321", ["SF1234567890", "YT0987654321"]),
        ("SF1234567890+SF1234567891", ["SF1234567890", "SF1234567891"]),
        (
            "SF1234567890；YT0987654321，JD000111222",
            ["SF1234567890", "YT0987654321", "JD000111222"],
        ),
        ("1Z 999 AA1 01 2345 6784", ["1Z999AA10123456784"]),
        ("9400 1000 0000 0000 0000 00", ["9400100000000000000000"]),
        ("SF1234567890\nYT0987654321", ["SF1234567890", "YT0987654321"]),
        ("", []),
        (None, []),
        (False, []),
        (" , ", []),
    ],
)
def test_numbers_in_one_field(text, numbers):
    assert split(text or "") == numbers


def test_one_spelling():
    assert normalised(" ｓｆ-123 456 ") == "SF123456"


@pytest.mark.parametrize(
    ("number", "found"),
    [("SF1", None), ("", "empty"), ("X" * 65, "long"), ("SF<1>", "characters"), ("A.B/C_D", None)],
)
def test_what_cannot_be_a_number(number, found):
    assert problem(number) == found
