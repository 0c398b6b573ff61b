"""Real places: cities with their postcodes, how addresses and phone numbers look in a country.

``#`` stands for any digit, ``{n}`` for a number.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

# country → (calling code, national trunk prefix, numbers without either, streets, cities).
# A city: name, its state's code in Odoo or empty, postcodes.
_COUNTRIES = {
    "DE": (
        "49",
        "0",
        ("30 2######", "89 5######", "151 2#######", "171 5######", "40 3######"),
        ("Hauptstraße {n}", "Am Markt {n}", "Goethestr. {n}a", "Zum alten Hafen {n}"),
        (
            ("Berlin", "", ("10115", "10437", "12043", "13353")),
            ("München", "", ("80331", "80807", "81541")),
            ("Bad Homburg v. d. Höhe", "", ("61348",)),
            ("Leipzig", "", ("04103", "04229")),
            ("Halle (Saale)", "", ("06108",)),
            ("Hamburg", "DE-HH", ("20095",)),
        ),
    ),
    "FR": (
        "33",
        "0",
        ("1 42 ## ## ##", "4 91 ## ## ##", "6 12 ## ## ##", "7 81 ## ## ##"),
        ("{n} rue de la République", "{n} bis avenue Victor-Hugo", "{n}, quai Saint-Antoine"),
        (
            ("Paris", "", ("75003", "75011", "75018")),
            ("Lyon", "", ("69002", "69007")),
            ("L'Haÿ-les-Roses", "", ("94240",)),
            ("Ajaccio", "", ("20000",)),
        ),
    ),
    "GB": (
        "44",
        "0",
        ("20 7946 0###", "161 496 0###", "7911 12####", "131 496 0###"),
        ("{n} High Street", "{n}B Church Lane", "Flat {n}, The Old Mill", "{n} St John's Road"),
        (
            ("London", "", ("SW1A 2AA", "E1 6AN", "N1 9GU", "EC2V 7HH")),
            ("Manchester", "", ("M1 1AE", "M14 6XX")),
            ("Edinburgh", "", ("EH1 1YZ", "EH8 9YL")),
            ("Stoke-on-Trent", "", ("ST4 2DF",)),
        ),
    ),
    "US": (
        "1",
        "",
        ("212-736-5###", "(512) 472-3###", "312.744.3###", "415 554 4###", "206-684-2###"),
        ("{n}0 Main St", "{n}12 W 34th Street", "{n} Martin Luther King Jr Blvd", "{n}5 Elm Ave"),
        (
            ("New York", "NY", ("10001", "10016", "10128-1234")),
            ("Austin", "TX", ("78701", "78745")),
            ("Chicago", "IL", ("60601", "60657")),
            ("San Francisco", "CA", ("94102", "94110")),
            ("Seattle", "WA", ("98101", "98122")),
            ("St. Louis", "MO", ("63101",)),
        ),
    ),
    "CA": (
        "1",
        "",
        ("416-392-2###", "514 872-0###", "604-873-7###"),
        ("{n}0 Queen Street West", "{n}5, rue Sainte-Catherine", "{n} Robson St"),
        (
            ("Toronto", "ON", ("M5H 2N2", "M4W 1A8")),
            ("Montréal", "QC", ("H2Y 1C6", "H3B 2Y5")),
            ("Vancouver", "BC", ("V5Y 1V4", "V6B 1A1")),
        ),
    ),
    "CN": (
        "86",
        "",
        ("138 #### ####", "1391234####", "186-####-####", "13510######"),
        ("中山路{n}号", "人民大道{n}号8栋1单元{n}02室", "科技园南区{n}号", "解放西路{n}弄"),
        (
            ("上海市", "沪", ("200120", "200000")),
            ("北京市", "京", ("100080", "100020")),
            ("深圳市", "粤", ("518057", "518000")),
            ("杭州市", "浙", ("310012",)),
            ("成都市", "蜀", ("610041",)),
        ),
    ),
    "JP": (
        "81",
        "0",
        ("3-5321-####", "90-1234-####", "6-6208-####"),
        ("西新宿2-{n}-1", "中央区銀座{n}丁目4番10号", "北区梅田{n}-1-3"),
        (
            ("新宿区", "JP-13", ("163-8001", "160-0023")),
            ("大阪市", "JP-27", ("530-0001", "530-8201")),
            ("札幌市", "JP-01", ("060-0001",)),
        ),
    ),
    "NL": (
        "31",
        "0",
        ("20 624 ####", "6 1234 ####", "10 417 ####"),
        ("Keizersgracht {n}", "Dorpsstraat {n}-2", "Laan van Meerdervoort {n}"),
        (
            ("Amsterdam", "", ("1015 CJ", "1017AB", "1071 XX")),
            ("'s-Gravenhage", "", ("2517 AC",)),
            ("Rotterdam", "", ("3011 AD",)),
            ("Haarlem", "NH", ("2011 AA",)),
        ),
    ),
    "IT": (
        "39",
        "",
        ("06 6982 ####", "02 8846 ####", "347 123 ####", "333 456####"),
        ("Via Roma {n}", "Piazza Garibaldi {n}", "Corso Vittorio Emanuele II, {n}/A"),
        (
            ("Roma", "RM", ("00184", "00153")),
            ("Milano", "MI", ("20121", "20144")),
            ("Reggio nell'Emilia", "RE", ("42121",)),
            ("Napoli", "NA", ("80132",)),
        ),
    ),
    "ES": (
        "34",
        "",
        ("914 80 ## ##", "932 56 ####", "612 34 ## ##", "654######"),
        ("Calle Mayor {n}", "Avda. de la Constitución, {n}, 3º B", "Plaça Reial {n}"),
        (
            ("Madrid", "M", ("28013", "28004")),
            ("Barcelona", "B", ("08002", "08028")),
            ("Sevilla", "SE", ("41001",)),
        ),
    ),
    "PL": (
        "48",
        "",
        ("22 443 ## ##", "512 345 ###", "601 23# ###"),
        ("ul. Marszałkowska {n}/12", "os. Złotej Jesieni {n}", "Świętojańska {n}"),
        (
            ("Warszawa", "", ("00-001", "02-515")),
            ("Łódź", "", ("90-926",)),
            ("Kraków", "", ("31-072",)),
            ("Gdańsk", "PM", ("80-001",)),
        ),
    ),
    "AT": (
        "43",
        "0",
        ("1 4000 ####", "664 123 4###", "662 8072 ###"),
        ("Mariahilfer Straße {n}", "Linzer Gasse {n}/3/7", "Nr. {n}"),
        (("Wien", "", ("1010", "1070")), ("Salzburg", "", ("5020",)), ("Graz", "", ("8010",))),
    ),
    "CH": (
        "41",
        "0",
        ("44 412 ## ##", "79 123 ## ##", "22 418 ## ##"),
        ("Bahnhofstrasse {n}", "Rue du Rhône {n}", "Via Nassa {n}"),
        (("Zürich", "", ("8001", "8045")), ("Genève", "", ("1204",)), ("Lugano", "", ("6900",))),
    ),
    "SE": (
        "46",
        "0",
        ("8 508 27 ###", "70 123 45 ##", "31 365 00 ##"),
        ("Drottninggatan {n}", "Storgatan {n} B lgh 1102"),
        (
            ("Stockholm", "", ("111 51", "11320")),
            ("Göteborg", "", ("411 05",)),
            ("Malmö", "", ("211 22",)),
            ("Uppsala", "SE-C", ("753 10",)),
        ),
    ),
    "BR": (
        "55",
        "",
        ("11 3113-8###", "(21) 2976-2###", "11 98765-4###"),
        ("Av. Paulista, {n}00", "Rua das Flores {n}, apto 21"),
        (
            ("São Paulo", "SP", ("01310-100", "04538-132")),
            ("Rio de Janeiro", "RJ", ("20031-170", "22041001")),
        ),
    ),
    "IN": (
        "91",
        "",
        ("98765 4####", "99100 1####", "22 2262 0###"),
        ("{n}/2 MG Road, Near City Mall", "Plot No. {n}, Sector 18", "Flat {n}, Rose Apartments"),
        (
            ("Mumbai", "MH", ("400001", "400050")),
            ("New Delhi", "DL", ("110001",)),
            ("Bengaluru", "KA", ("560001", "560 038")),
        ),
    ),
    "AU": (
        "61",
        "0",
        ("2 9265 9###", "412 345 ###", "3 9658 9###"),
        ("{n} George St", "Unit {n}/14 Beach Parade", "PO Box {n}8"),
        (
            ("Sydney", "NSW", ("2000", "2010")),
            ("Melbourne", "VIC", ("3000", "3121")),
            ("Darwin City", "NT", ("0800",)),
        ),
    ),
    "IE": (
        "353",
        "0",
        ("1 222 ####", "86 123 4###", "21 492 4###"),
        ("{n} O'Connell Street", "Rose Cottage, Main Street {n}"),
        (
            ("Dublin", "D", ("D01 F5P2", "D02 X285")),
            ("Cork", "C", ("T12 XN53",)),
            ("Galway", "G", ("",)),
        ),
    ),
    "HK": (
        "852",
        "",
        ("2810 ####", "9123 ####", "6012 ####"),
        ("{n}/F, 88 Queensway", "Shop {n}, Nathan Road"),
        (("Central", "HK", ("",)), ("Tsim Sha Tsui", "KLN", ("",))),
    ),
    "SG": (
        "65",
        "",
        ("6336 ####", "9123 ####", "8123 ####"),
        ("{n} Orchard Road #05-0{n}", "Blk {n} Ang Mo Kio Ave 3"),
        (("Singapore", "", ("238801", "560123", "018956")),),
    ),
    "AE": (
        "971",
        "0",
        ("4 223 ####", "50 123 ####", "2 671 ####"),
        ("Sheikh Zayed Road, Tower {n}", "Office {n}04, Al Maktoum St"),
        (("Dubai", "DU", ("",)), ("Abu Dhabi", "AZ", ("",))),
    ),
}
# Where a company in Germany sells to: mostly at home, then its neighbours, then the world.
_WEIGHTS = {"DE": 45, "AT": 7, "CH": 6, "FR": 7, "NL": 5, "GB": 5, "US": 5, "CN": 4}
LANGUAGES = {
    "DE": "de", "AT": "de", "CH": "de", "FR": "fr", "CA": "fr", "CN": "zh", "HK": "zh", "JP": "ja",
    "IT": "it", "ES": "es", "PL": "pl", "SE": "sv", "BR": "pt", "NL": "nl",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    country: str
    street: str
    city: str
    zip: str
    state: str = ""
    street2: str = ""


def country(rng: random.Random) -> str:
    codes = list(_COUNTRIES)
    return rng.choices(codes, [_WEIGHTS.get(code, 1) for code in codes])[0]


def other_country(rng: random.Random, than: str) -> str:
    return rng.choice([code for code in _COUNTRIES if code != than])


def place(rng: random.Random, code: str) -> Place:
    """An address as people of the country write it, also with small differences in form."""
    _, _, _, streets, cities = _COUNTRIES[code]
    city, state, postcodes = rng.choice(cities)
    street = rng.choice(streets).format(n=rng.randint(1, 9))
    street2 = rng.choice(("", "", "", "", "2. OG", "c/o Meyer", "Building B"))
    return Place(code, street, city, rng.choice(postcodes), state, street2)


def phone(rng: random.Random, code: str) -> str:
    """A number as people write it: at home, abroad, with and without blanks."""
    calling, trunk, forms, _, _ = _COUNTRIES[code]
    number = "".join(str(rng.randint(0, 9)) if c == "#" else c for c in rng.choice(forms))
    style = rng.random()
    if style < 0.35:
        return trunk + number
    plain = number.strip("(").replace(") ", " ")
    if style < 0.7:
        return f"+{calling} {plain}"
    if style < 0.85:
        return "+" + calling + "".join(c for c in plain if c.isdigit())
    return trunk + "".join(c for c in plain if c.isdigit())
