import pytest

from timeline.masking import mask_name, mask_phone, mask_street, mask_text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Zhang San", "Z*** S***"),
        ("  Zhang   San ", "Z*** S***"),
        ("王小明", "王**"),
        ("王明", "王*"),
        ("王", "*"),
        ("欧阳 小明", "欧* 小*"),
        ("深圳市某某科技有限公司", "深**"),
        ("김철수", "김**"),
        ("Mary 王小明", "M*** 王**"),
        ("J. O'Brien-Smith", "J*** O***"),
        ("Z", "*"),
        ("Al", "A***"),
        ("buyer@example.com", "b***"),
        ("<script>alert(1)</script>", "<***"),
        ("Émile", "É***"),
        ("", ""),
        (None, ""),
        (False, ""),
    ],
)
def test_a_name_becomes_initials(name, shown):
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800130000", "138****0000"),
        ("138 0013 0000", "138****0000"),
        ("+86 138-0013-0000", "+86138****0000"),
        ("(020) 7946-0018", "020****0018"),
        ("2079460018", "20****0018"),
        ("794600189", "****"),
        ("12345", "****"),
        ("ext. 9", "****"),
        ("call me", "****"),
        (" ", ""),
        ("", ""),
        (None, ""),
        (False, ""),
    ],
)
def test_of_a_phone_number_the_ends_are_left(phone, shown):
    assert mask_phone(phone) == shown


@pytest.mark.parametrize("phone", ["13800130000", "+8613800130000", "2079460018", "794600189"])
def test_at_least_four_digits_of_a_phone_number_are_hidden(phone):
    digits = sum(c.isdigit() for c in phone)
    assert sum(c.isdigit() for c in mask_phone(phone)) <= digits - 4


@pytest.mark.parametrize(("street", "shown"), [("Main St 5", "***"), (" ", ""), (None, "")])
def test_nothing_of_a_street_is_left(street, shown):
    assert mask_street(street) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ring 138-0013-0000 first", "Ring *** first"),
        ("Ring +86 (755) 234-5678", "Ring ***"),
        ("请打13800130000，谢谢", "请打***，谢谢"),
        ("Mail to wang@example.com please", "Mail to *** please"),
        (
            "Gate 12, before 10:30, 5 pallets of 120 cm",
            "Gate 12, before 10:30, 5 pallets of 120 cm",
        ),
        ("Two\nlines", "Two\nlines"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_text_keeps_its_words_but_no_way_to_reach_a_person(text, shown):
    assert mask_text(text) == shown
