from dataclasses import replace

import pytest
from orders import BERLIN, VISIT, found, order, problems, with_contact

from verification.finding import Fix
from verification.mail import is_address, likely_domain
from verification.rules import contact as module
from verification.values import Contact


@pytest.mark.parametrize("name", ["Li", "Ł", "O'Brien & Söhne", "株式会社山田", "أحمد", "X Æ A-12"])
def test_any_name_will_do(name):
    assert problems("customer_name", with_contact(name=name)) == []


@pytest.mark.parametrize("name", ["", "   ", "\u3000", "\u200b"])
def test_a_customer_needs_a_name(name):
    assert problems("customer_name", with_contact(name=name)) == ["name_missing"]


@pytest.mark.parametrize(
    "name",
    "- . ?? n/a N.A. unknown Unbekannt none 无 未知 test TEST Test-Test test2 Testkunde testuser1 "
    "测试 测试客户 テスト Prueba asdf ASDFGH qwertz asdfasdf asd xxx XXX aaa aaaa 哈哈哈 "
    "maria.keller@example.com 0171/5551234 +491715551234".split()
    + ["Test Customer 2", "aaa aaa", "asdf jkl", "Name Test", "to be told", "0171 555 12 34"],
)
def test_what_is_typed_in_the_place_of_a_name(name):
    (finding,) = found("customer_name", with_contact(name=name))
    assert (finding.problem, finding.found) == ("name_is_none", name)


@pytest.mark.parametrize(
    "name",
    "AAA CCC ASD 1&1 4711 3M Testa Tester-Müller Null-Fuchs Nullmeier Xaxa Wertheim Ng 阿阿 "
    "Protest Qwant Kundenstimme".split()
    + [
        "Jo Null", "Priya Test-Wright", "Alpha-Test Labs", "Stiftung Warentest", "Anna Xxx-Berg",
        "X Æ A-12", "Test Rite International", "测试技术有限公司", "Unknown Mortal Orchestra",
    ],
)  # fmt: skip
def test_names_that_only_look_strange(name):
    assert problems("customer_name", with_contact(name=name)) == []


def test_an_address_without_a_name_has_its_companys():
    assert problems("customer_name", with_contact(name="", company_name="ACME")) == []


def test_nobody_can_be_reached_without_mail_and_phone():
    silent = with_contact(email="", phone=" ")
    assert problems("contact_unreachable", silent) == ["email_and_phone_missing"]


@pytest.mark.parametrize("way", ["email", "phone", "company_email", "company_phone"])
def test_one_way_is_enough(way):
    changes = {"email": "", "phone": "", **{way: "something"}}
    assert problems("contact_unreachable", with_contact(**changes)) == []


def test_archived_contacts_are_named_with_their_role():
    gone = replace(BERLIN, id=2, active=False)
    assert [f.field for f in found("contact_archived", order(billing=gone, delivery=gone))] == [
        "partner_invoice_id"
    ]
    assert [f.field for f in found("contact_archived", order(delivery=gone))] == [
        "partner_shipping_id"
    ]


def test_the_receiver_of_services_does_not_matter():
    gone = replace(BERLIN, id=2, active=False)
    assert problems("contact_archived", order(delivery=gone, delivers_goods=False)) == []
    assert VISIT.kind == "service"


GOOD_ADDRESSES = [
    "a@b.co",
    "first.last+tag@sub.example.com",
    "o'brien@example.ie",
    "user_name@example-shop.com",
    "n&co@example.com",
    "1234567@qq.com",
    "müller@müller.de",
    "用户@例子.公司",
    "x@xn--80ak6aa92e.xn--p1ai",
    '"john doe"@example.com'.replace(" ", "."),
    "a" * 64 + "@example.com",
]
BAD_ADDRESSES = [
    "",
    "plain",
    "@example.com",
    "john@",
    "john@example",
    "john@@example.com",
    "john doe@example.com",
    "john@exam ple.com",
    "john@example..com",
    "john@.example.com",
    "john@-example.com",
    "john@example-.com",
    "john@example.com.",
    ".john@example.com",
    "john.@example.com",
    "jo..hn@example.com",
    "john@example.c",
    "john@example.123",
    "john@example,com",
    "john@example;com",
    "john(at)example.com",
    "john@exam_ple.com/",
    "mailto:john@example.com",
    "a" * 65 + "@example.com",
]


@pytest.mark.parametrize("text", GOOD_ADDRESSES)
def test_addresses_that_mail_can_go_to(text):
    assert is_address(text)


@pytest.mark.parametrize("text", BAD_ADDRESSES)
def test_addresses_that_mail_cannot_go_to(text):
    assert not is_address(text)


@pytest.mark.parametrize(
    "field",
    ["", " a@b.co ", "a@b.co, c@d.co", "a@b.co;c@d.co;", "Ann <a@b.co>", '"Smith, J." <a@b.co>'],
)
def test_a_mail_field_may_hold_names_and_several_addresses(field):
    assert problems("email_syntax", with_contact(email=field)) == []


@pytest.mark.parametrize(
    "field", ["john@@example.com", "a@b.co, nobody", "call me", "a@b.co c@d.co"]
)
def test_a_part_that_is_no_address_is_shown(field):
    (finding,) = found("email_syntax", with_contact(email=field))
    assert finding.field == "partner_id.email" and finding.found in field


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmai.com", "gmail.com"),
        ("gnail.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("hotmal.com", "hotmail.com"),
        ("hotmial.fr", "hotmail.fr"),
        ("outlok.com", "outlook.com"),
        ("yahooo.com", "yahoo.com"),
        ("yaho.co.uk", "yahoo.co.uk"),
        ("yahoo.cmo", "yahoo.com"),
        ("iclod.com", "icloud.com"),
        ("qq.con", "qq.com"),
        ("163.cm", "163.com"),
    ],
)
def test_slips_of_providers_domains(typed, meant):
    assert likely_domain(typed) == meant


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com",
        "ymail.com",
        "mail.com",
        "email.cz",
        "yahoo.co.jp",
        "yahoo.com.br",
        "live.nl",
        "126.com",
        "qq.com",
        "proton.me",
        "hotmail.co.uk",
        "example.com",
        "gmx.at",
        "snail.org",
        "gmails-and-more.com",
        "orange.co",
        "oranges.shop",
        "lives.com",
        "company.cm",
    ],
)
def test_domains_that_may_well_be_right(domain):
    assert likely_domain(domain) in ("", domain)


def test_the_domain_can_be_corrected():
    (finding,) = found("email_domain", with_contact(email="Ann <ann@gmial.com>"))
    assert (finding.found, finding.expected) == ("gmial.com", "gmail.com")
    assert finding.fix == Fix(
        "res.partner", 1, "email", "Ann <ann@gmial.com>", "Ann <ann@gmail.com>"
    )


def test_a_phone_number_of_no_country_is_found():
    bad = with_contact(phone="0000 000", phone_e164="")
    (finding,) = found("phone_number", bad)
    assert (finding.found, finding.expected) == ("0000 000", "DE")


@pytest.mark.parametrize(
    ("country", "phone"),
    [
        ("DE", "030 12345678 / 0171 1234567"),
        ("CN", "021-58881234，13800138000"),
        ("US", "+1 415 555 2671 ext. 12"),
        ("GB", "+44 20 7946 0958 or +44 7911 123456"),
        ("", "+33 1 42 68 53 00"),
    ],
)
def test_two_numbers_or_an_extension_are_fine(country, phone):
    number = with_contact(phone=phone, phone_e164="", country_code=country)
    assert problems("phone_number", number) == []


@pytest.mark.parametrize("e164", ["", "+4940300142329385"])
def test_a_number_longer_than_any_can_be(e164):
    long = with_contact(phone="040 300142329385", phone_e164=e164)
    assert problems("phone_number", long) == ["phone_invalid"]
    assert problems("phone_format", long) == []


def test_no_phone_is_no_wrong_phone():
    assert problems("phone_number", with_contact(phone="", phone_e164="")) == []


def test_a_phone_number_is_written_for_machines():
    (finding,) = found("phone_format", with_contact(phone="030 12345678"))
    assert finding.fix == Fix("res.partner", 1, "phone", "030 12345678", "+493012345678")
    assert problems("phone_format", with_contact()) == []


def test_without_their_libraries_rules_say_so(monkeypatch):
    monkeypatch.setattr(module, "phonenumbers", None)
    monkeypatch.setattr(module.mail, "OSA", None)
    rules = [module.PhoneNumber(), module.PhoneFormat(), module.EmailDomain()]
    assert [rule.available() for rule in rules] == [False] * 3
    assert [rule.requires for rule in rules] == ["phonenumbers", "phonenumbers", "rapidfuzz"]
    assert problems("phone_number", with_contact(phone="1", phone_e164="")) == []


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (" Ann", "Ann"),
        ("Ann  Lee", "Ann Lee"),
        ("Ann\u3000Lee", "Ann Lee"),
        ("Ann\xa0Lee\t", "Ann Lee"),
        ("\ufeffAnn", "Ann"),
        ("   ", ""),
    ],
)
def test_stray_blanks(text, clean):
    (finding,) = found("stray_blanks", with_contact(street2=text))
    assert finding.fix == Fix("res.partner", 1, "street2", text, clean)


@pytest.mark.parametrize("text", ["", "Ann Lee", "نرم\u200cافزار", "क्\u200dष", "山田 太郎"])
def test_blanks_that_belong_there(text):
    assert problems("stray_blanks", with_contact(name=text)) == []


def test_each_contact_is_looked_at_once():
    blank = replace(BERLIN, name="Ann ")
    other = Contact(id=5, name=" Bob")
    findings = found("stray_blanks", order(customer=blank, billing=blank, delivery=other))
    assert [f.field for f in findings] == ["partner_id.name", "partner_shipping_id.name"]
