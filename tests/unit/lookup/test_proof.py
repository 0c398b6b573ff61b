"""What proves that somebody knows an order."""

import pytest
from lookup.proof import clean, network, numbers, proves


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("06 12 34 56 78", "+33 6 12 34 56 78"),
        ("+8613800130000", "138 0013 0000"),
        ("089/1234567", "+49 (0)89 1234567"),
        ("1234567", "+49 89 1234567"),
        ("12345678", "+45 12 34 56 78"),
        ("+49 89 1234567", "1234567"),
        ("+33 6 12 34 56 78", "+33 (0)6 12 34 56 78"),
    ],
)
def test_a_phone_number_however_it_is_written(typed, phone):
    assert proves(typed, [], [phone])


@pytest.mark.parametrize(
    ("typed", "emails", "phones"),
    [
        ("0000", [], ["+33 6 12 34 00 00"]),
        ("345678", [], ["12345678"]),
        ("0000000", [], ["0000000"]),
        ("0000000", [], [None, "", "none"]),
        ("13800130001", [], ["13800130000"]),
        ("0712345678", [], ["0612345678"]),
        ("a@b.example", ["a@c.example", None, ""], ["a@b.example"]),
        ("@", ["@b", None], []),
        ("", [""], [""]),
        ("é@b.example", ["a@b.example"], []),
        ("a@b.example.org", ["a@b.example"], []),
        ("a@b.example", ["a@b.example.org"], []),
        ("a@b.example", ["aa@b.example"], []),
        ("aa@b.example", ["a@b.example"], []),
    ],
)
def test_what_proves_nothing(typed, emails, phones):
    assert not proves(typed, emails, phones)


def test_email_in_any_letters():
    assert proves(" A@B.Example\n", [None, "a@b.example"], [])


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        (None, ""),
        ("192.0.2.7, 10.0.0.1", ""),
    ],
)
def test_who_is_counted_together(address, counted):
    assert network(address) == counted


def test_numbers_as_typed():
    assert numbers(" #so-1\x00 ") == ["SO-1", "so-1"]
    assert numbers("# so-1") == ["SO-1", "so-1"]
    assert numbers("#") == []
    assert len(clean("x" * 1000)) == 254
