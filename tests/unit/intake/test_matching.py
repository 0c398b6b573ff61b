"""Products, units and customers that a message speaks of: certain, or a problem."""

import pytest
from messages import good, read

from intake.matching import Catalogue, Known, Match, Product, Uom, match_customer, match_lines
from intake.message import Party
from intake.problem import Problem

UNITS, DOZEN, KG, SIX = 1, 2, 3, 4
CHAIR = Product(10, "CHAIR", {"111": UNITS, "666": SIX}, ("chair", "stuhl"), uom=UNITS, root=UNITS)
DESK = Product(11, "DESK", {"222": UNITS}, ("desk",), uom=UNITS, root=UNITS)
OLD = Product(12, "OLD", {}, ("old",), active=False, uom=UNITS, root=UNITS)
PART = Product(13, "PART", {}, ("part",), saleable=False, uom=UNITS, root=UNITS)
TWIN = Product(14, "TWIN", {}, ("twin",), uom=UNITS, root=UNITS)
OTHER = Product(15, "TWIN", {}, ("twin",), uom=UNITS, root=UNITS)
UOMS = (
    Uom(UNITS, UNITS, ("units", "件")),
    Uom(DOZEN, UNITS, ("dozen", "打")),
    Uom(KG, KG, ("kg", "公斤")),
)
CATALOGUE = Catalogue(
    (CHAIR, DESK, OLD, PART, TWIN, OTHER),
    UOMS,
    suggest={"CHIAR": "CHAIR"}.get,
)


def line(**values):
    message = read(good(lines=[{"quantity": 1, **values}])).message
    matches, problems = match_lines(message, CATALOGUE)
    return matches[0] if matches else (problems[0].path, problems[0].problem)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"code": "CHAIR"}, Match(10, UNITS)),
        ({"code": "CHAIR", "uom": "dozen"}, Match(10, DOZEN)),
        ({"code": "CHAIR", "uom": "打"}, Match(10, DOZEN)),
        ({"code": "CHAIR", "uom": "kg"}, ("lines[0].uom", "uom_other")),
        ({"code": "CHAIR", "uom": "box"}, ("lines[0].uom", "uom_unknown")),
        ({"barcode": "111"}, Match(10, UNITS)),
        ({"barcode": "666"}, Match(10, SIX)),  # a pack's barcode means packs
        ({"barcode": "666", "uom": "Units"}, Match(10, UNITS)),
        ({"barcode": "999"}, ("lines[0].barcode", "product_unknown")),
        ({"name": " Stuhl "}, Match(10, UNITS)),
        ({"name": "stool"}, ("lines[0].name", "product_unknown")),
        ({"name": "twin"}, ("lines[0].name", "product_ambiguous")),
        ({"code": "CHAIR", "barcode": "111"}, Match(10, UNITS)),
        ({"code": "CHAIR", "barcode": "222"}, ("lines[0].barcode", "product_conflict")),
        ({"code": "CHAIR", "name": "anything"}, Match(10, UNITS)),
        ({"code": "chair"}, ("lines[0].code", "product_unknown")),
        ({"code": "OLD"}, ("lines[0].code", "product_archived")),
        ({"code": "PART"}, ("lines[0].code", "product_not_saleable")),
        ({"code": "TWIN"}, ("lines[0].code", "product_ambiguous")),
    ],
)
def test_lines(values, expected):
    assert line(**values) == expected


def test_a_suggestion_comes_with_the_problem():
    message = read(good(lines=[{"code": "CHIAR", "quantity": 1}])).message
    (problem,) = match_lines(message, CATALOGUE)[1]
    assert problem.detail == {"suggestion": "CHAIR"}


def test_what_people_chose_counts():
    message = read(good(lines=[{"code": "CHIAR", "quantity": 1, "uom": "dozen"}])).message
    catalogue = Catalogue((), UOMS, chosen={0: DESK})
    assert match_lines(message, catalogue) == ([Match(11, DOZEN)], [])


ANNA = Known(1, 1, ref="C1", email="anna@a.com", name="Anna", vat="IT 123.45")
BEN = Known(2, 2, ref="C2", email="shared@b.com", name="Ben")
BOB = Known(3, 3, ref="C3", email="shared@b.com", name="Bob")
FIRM = Known(4, 4, email="firm@f.com", name="Firm")
CLERK = Known(5, 4, email="firm@f.com", name="Clerk")
GONE = Known(6, 6, ref="C6", email="gone@g.com", name="Gone", active=False)
PEOPLE = (ANNA, BEN, BOB, FIRM, CLERK, GONE)


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        (Party(ref="C1"), 1),
        (Party(ref="C9", name="Anna", email="anna@a.com"), "customer_unknown"),
        (Party(ref="C6"), "customer_archived"),
        (Party(vat="it12345"), 1),
        (Party(vat="it999", name="X", email="x@x.com"), "customer_unknown"),
        (Party(email="ANNA@a.com"), 1),
        (Party(email="shared@b.com"), "customer_ambiguous"),
        (Party(email="shared@b.com", name="ben"), 2),
        (Party(email="firm@f.com"), 4),
        (Party(email="firm@f.com", name="Clerk"), 5),
        (Party(email="new@n.com"), "customer_incomplete"),
        (Party(email="new@n.com", name="New"), None),
        (Party(name="New", phone="1"), None),
        (Party(name="Anna"), 1),
        (Party(name="Nobody"), "customer_incomplete"),
        (Party(name="Gone"), "customer_archived"),
    ],
)
def test_customers(party, expected):
    found = match_customer(party, PEOPLE)
    assert (found.problem if isinstance(found, Problem) else found) == expected
